"""A PDF writer of one page: text in Helvetica, lines, boxes, curves. Coordinates are millimetres from the upper left corner."""
import zlib

POINTS = 72 / 25.4


class Page:
    def __init__(self, width, height):
        self.width, self.height = width, height
        self.commands = []

    def _at(self, x, y):
        return f"{x * POINTS:.2f} {(self.height - y) * POINTS:.2f}"

    def text(self, x, y, words, size=8, bold=False, grey=0):
        escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        font = "F2" if bold else "F1"
        self.commands.append(f"BT {grey} g /{font} {size} Tf {self._at(x, y)} Td ({escaped}) Tj ET")

    def box(self, x, y, width, height, fill=None):
        corner = f"{self._at(x, y + height)} {width * POINTS:.2f} {height * POINTS:.2f} re"
        if fill is not None:
            self.commands.append(f"{fill} {fill} {fill} rg {corner} f")
        self.commands.append(f"0 G 0.5 w {corner} S")

    def line(self, points, width=0.5, colour=(0, 0, 0)):
        path = " ".join(f"{self._at(x, y)} {'l' if i else 'm'}" for i, (x, y) in enumerate(points))
        self.commands.append(f"{' '.join(map(str, colour))} RG {width} w {path} S")

    def cross(self, x, y, ticked):
        self.box(x, y, 3, 3)
        if ticked:
            self.line([(x, y), (x + 3, y + 3)], 0.8)
            self.line([(x, y + 3), (x + 3, y)], 0.8)

    def document(self, title):
        """The whole file. The same page gives the same bytes: no date and no random id."""
        stream = zlib.compress("\n".join(self.commands).encode("cp1252"), 9)
        font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
        media = f"[0 0 {self.width * POINTS:.2f} {self.height * POINTS:.2f}]".encode()
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R /Lang (de) >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox " + media
            + b" /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream) + stream + b"\nendstream",
            font % b"Helvetica",
            font % b"Helvetica-Bold",
            b"<< /Title (" + title.encode("cp1252") + b") /Producer (Vorab example) >>",
        ]
        out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, body in enumerate(objects, start=1):
            offsets.append(len(out))
            out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
        table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        size = len(objects) + 1
        out += b"xref\n0 %d\n0000000000 65535 f \n" % size + table + b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (size, size - 1)
        # startxref counts from the first byte to the word xref
        return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % out.index(b"xref\n0 ")
