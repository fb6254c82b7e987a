"""A small RGB canvas with the shapes the pictures need, and PNG."""
import struct
import zlib


class Canvas:
    def __init__(self, width, height, colour):
        self.width, self.height = width, height
        self.rows = [bytearray(bytes(colour) * width) for _ in range(height)]

    def span(self, y, left, right, colour):
        """Fills one row from left to right, cut at the edges."""
        left, right = max(0, round(left)), min(self.width, round(right))
        if 0 <= y < self.height and left < right:
            self.rows[y][3 * left:3 * right] = bytes(colour) * (right - left)

    def box(self, x, y, width, height, colour):
        for row in range(round(y), round(y + height)):
            self.span(row, x, x + width, colour)

    def disc(self, x, y, radius, colour, squeeze=1.0):
        """A filled circle; squeeze < 1 makes it an ellipse of less height."""
        for row in range(round(y - radius * squeeze), round(y + radius * squeeze) + 1):
            half = radius * max(0.0, 1 - ((row - y) / (radius * squeeze)) ** 2) ** 0.5
            self.span(row, x - half, x + half, colour)

    def polygon(self, points, colour):
        edges = list(zip(points, points[1:] + points[:1]))
        for row in range(round(min(y for _, y in points)), round(max(y for _, y in points)) + 1):
            centre = row + 0.5
            cuts = sorted(
                x1 + (centre - y1) * (x2 - x1) / (y2 - y1)
                for (x1, y1), (x2, y2) in edges
                if (y1 <= centre) != (y2 <= centre)
            )
            for left, right in zip(cuts[::2], cuts[1::2]):
                self.span(row, left, right, colour)

    def stroke(self, points, thickness, colour):
        """A line through the points, drawn as discs so that its joints are round."""
        for (x1, y1), (x2, y2) in zip(points, points[1:]):
            steps = max(1, round(max(abs(x2 - x1), abs(y2 - y1))))
            for step in range(steps + 1):
                self.disc(x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps, thickness / 2, colour)

    def gradient(self, top, bottom, until):
        """Fades the rows above `until` from one colour to another."""
        for row in range(until):
            self.span(row, 0, self.width, [round(a + (b - a) * row / until) for a, b in zip(top, bottom)])

    def pixels(self):
        return b"".join(self.rows)

    def png(self):
        def chunk(kind, data):
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        lines = zlib.compress(b"".join(b"\0" + bytes(row) for row in self.rows), 9)
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def curve(points, steps=24):
    """A smooth line through the points (Catmull-Rom)."""
    padded = [points[0], *points, points[-1]]
    line = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:]):
        for i in range(steps):
            t = i / steps
            line.append(tuple(
                0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t**3)
                for p, q, r, s in zip(a, b, c, d)
            ))
    return [*line, points[-1]]
