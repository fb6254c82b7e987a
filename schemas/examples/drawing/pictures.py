"""The drawn pictures: a crashed car, a face with a drooping corner of the mouth, a signature, a pan over the scene."""
from drawing.raster import Canvas, curve

SKY, DUSK, ROAD, GRASS = (96, 116, 150), (214, 190, 170), (70, 72, 76), (74, 92, 58)
CAR, DARK, GLASS, TYRE = (168, 42, 38), (104, 26, 26), (150, 178, 190), (24, 24, 26)
SKIN, LINE = (226, 186, 158), (92, 58, 46)


def crash(width=640, height=420, shift=0, blue_light=False):
    """Seen from the roadside; shift moves everything to the left, for the pan."""
    c = Canvas(width, height, GRASS)
    c.gradient(SKY, DUSK, 210)
    for x in range(-40, width + 400, 90):
        c.disc(x - shift * 0.4, 214, 64, (84, 96, 84), 0.55)
    c.box(0, 290, width, height - 290, ROAD)
    for x in range(-shift % 120 - 120, width, 120):
        c.box(x, 348, 60, 5, (206, 206, 200))
    tree(c, 486 - shift)
    car(c, 190 - shift, 232)
    fire_engine(c, 760 - shift, blue_light)
    for x, y, size in [(452, 330, 7), (430, 344, 5), (470, 348, 9), (398, 338, 4), (500, 336, 5)]:
        c.polygon([(x - shift, y), (x - shift + size, y + 3), (x - shift + 2, y + size)], GLASS)
    return c


def tree(c, x):
    c.polygon([(x, 40), (x + 46, 40), (x + 54, 322), (x - 12, 322)], (84, 62, 44))
    c.polygon([(x - 2, 236), (x + 16, 250), (x + 2, 292)], (176, 146, 104))  # bark gone where the car struck
    for dx, dy, radius in [(-60, 34, 62), (20, 6, 78), (96, 40, 60)]:
        c.disc(x + dx, dy, radius, (52, 74, 44))


def car(c, x, y):
    body = [(x, y + 66), (x + 8, y + 30), (x + 60, y + 22), (x + 96, y - 22), (x + 186, y - 24), (x + 222, y + 14)]
    crushed = [(x + 246, y + 2), (x + 262, y + 30), (x + 290, y + 20), (x + 276, y + 52), (x + 296, y + 68), (x + 250, y + 80)]
    c.polygon(body + crushed + [(x + 4, y + 80)], CAR)
    c.polygon([(x + 222, y + 14), (x + 246, y + 2), (x + 256, y + 34), (x + 232, y + 44)], DARK)
    c.polygon([(x + 70, y + 20), (x + 100, y - 14), (x + 136, y - 15), (x + 136, y + 20)], GLASS)
    c.polygon([(x + 144, y + 20), (x + 144, y - 15), (x + 180, y - 16), (x + 210, y + 18)], (190, 204, 208))
    for end in [(x + 196, y - 6), (x + 160, y + 16), (x + 200, y + 16)]:
        c.stroke([(x + 176, y + 2), end], 1.5, (90, 104, 110))
    c.stroke([(x + 140, y + 20), (x + 138, y + 76)], 2, DARK)
    c.stroke([(x + 226, y + 46), (x + 262, y + 60), (x + 284, y + 44)], 3, DARK)
    for wheel, lift in [(x + 58, 80), (x + 236, 84)]:
        c.disc(wheel, y + lift, 25, TYRE)
        c.disc(wheel, y + lift, 12, (120, 122, 126))


def fire_engine(c, x, blue_light):
    c.box(x, 176, 210, 110, (186, 30, 28))
    c.box(x, 236, 210, 12, (232, 226, 214))
    c.box(x + 12, 190, 46, 36, GLASS)
    c.box(x + 20, 164, 44, 12, (60, 110, 250) if blue_light else (44, 58, 110))
    if blue_light:
        c.disc(x + 42, 166, 22, (150, 186, 255), 0.5)
    for wheel in (x + 44, x + 162):
        c.disc(wheel, 290, 24, TYRE)
        c.disc(wheel, 290, 11, (130, 130, 132))


def face(width=360, height=440):
    """Facial palsy on the patient's left, which is the right of the picture."""
    c = Canvas(width, height, (206, 214, 218))
    c.box(150, 360, 60, 80, SKIN)
    c.disc(180, 214, 128, SKIN, 1.3)
    for left, top in [(curve([(66, 140), (96, 60), (180, 40), (264, 60), (294, 140)]), 34)]:
        c.stroke(left, top, (188, 188, 190))
    for x, openness in [(128, 11), (232, 6)]:  # the left lid hangs
        c.disc(x, 196, 25, (250, 250, 248), openness / 25)
        c.disc(x, 196, 8, (84, 100, 116), min(1, openness / 8))
        c.stroke(curve([(x - 27, 196), (x, 196 - openness - 2), (x + 27, 198)]), 3, LINE)
    c.stroke(curve([(98, 164), (128, 152), (158, 164)]), 7, (150, 144, 140))
    c.stroke(curve([(202, 172), (232, 166), (264, 180)]), 7, (150, 144, 140))
    c.stroke(curve([(180, 200), (174, 250), (166, 266), (186, 272)]), 4, (192, 142, 116))
    c.stroke(curve([(122, 308), (150, 316), (184, 316), (216, 326), (240, 346)]), 7, (160, 78, 74))
    c.stroke(curve([(116, 270), (104, 296), (110, 318)]), 3, (196, 150, 126))  # the fold beside the nose: only on the right
    return c


def signature(width=420, height=140):
    c = Canvas(width, height, (255, 255, 255))
    ink = (20, 32, 96)
    c.stroke(curve([(40, 46), (62, 30), (70, 50), (50, 72), (72, 88), (52, 104), (32, 92)]), 3, ink)
    c.stroke(curve([(84, 78), (100, 62), (92, 92), (112, 70), (108, 40), (114, 92), (134, 68), (138, 92), (158, 66)]), 3, ink)
    c.stroke(curve([(158, 66), (162, 92), (182, 70), (190, 90), (206, 30), (206, 92), (226, 66), (244, 92), (300, 74), (384, 82)]), 3, ink)
    c.stroke([(142, 52), (144, 50)], 4, ink)
    return c
