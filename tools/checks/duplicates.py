"""No piece of six lines stands twice: what is the same in two places is one thing with one name. Lines that say nothing
(blank, brackets, includes, comments) do not count; SQL and tables of data are free to repeat a shape."""
import re

from tree import Fault, Source

NAME = "duplicates"

LINES = 6
LETTERS = 160  # six short lines that happen to agree are no piece
CODE = re.compile(r"^(common|gateway|hospital_server|hl7|espax|tools|web)/.*\.(cpp|hpp|ts|tsx|py)$")
SILENT = re.compile(r"^(\W*|#\s*(include|pragma).*|import .*|from .* import .*|namespace [\w:]+ \{|using [\w:= ]+;|(public|private):)$")


def telling_lines(source):
    """Pairs of line number and stripped line."""
    text = source.code if source.is_cpp else source.text
    original = source.text.split("\n")
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not SILENT.match(line.strip()):
            yield number, original[number - 1].strip()


def faults(_source):
    return ()


def tree_faults(every):
    seen = {}
    for source in every:
        if not CODE.match(source.path):
            continue
        lines = list(telling_lines(source))
        reported_until = 0
        for at in range(len(lines) - LINES + 1):
            piece = tuple(line for _, line in lines[at:at + LINES])
            number = lines[at][0]
            if sum(map(len, piece)) < LETTERS:
                continue
            first = seen.setdefault(piece, (source.path, number))
            if first != (source.path, number) and number > reported_until:
                reported_until = lines[at + LINES - 1][0]
                yield Fault(source.path, number, f"the same {LINES} lines stand in {first[0]}:{first[1]}")


_PIECE = "".join(f"    take_the_step_number(of_the_whole, {step}, and_its_neighbour);\n" for step in range(LINES))
BAD, GOOD = [], []
BAD_TREE = [[Source("hl7/a.cpp", _PIECE), Source("espax/b.cpp", "int x;\n" + _PIECE)], [Source("hl7/a.cpp", _PIECE + "int x;\n" + _PIECE)]]
GOOD_TREE = [[Source("hl7/a.cpp", _PIECE), Source("espax/b.cpp", _PIECE.replace("5,", "7,"))],
             [Source("hl7/a.cpp", "#include <some/long/header/of/a/library.hpp>\n" * 9)]]
