#!/usr/bin/python3
"""docs/reference/hostile-input.md against the tests: every row of the catalogue has its line, and every line names a test that
is there."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "hostile-input.md"
ROWS = {"H": 21, "T": 5, "J": 14, "B": 14, "E": 20, "W": 4, "L": 9, "X": 8, "R": 2, "D": 1}
LINE = re.compile(r"^\| ([A-Z]\d+) \| .* \| (\S+): (.+) \|$")


def faults(lines):
    listed = [LINE.match(line) for line in lines if re.match(r"^\| [A-Z]\d", line)]
    expected = {f"{letter}{number}" for letter, count in ROWS.items() for number in range(1, count + 1)}
    for match, line in zip(listed, (line for line in lines if re.match(r"^\| [A-Z]\d", line))):
        if not match:
            yield f"not a line of the table: {line}"
    found = [match[1] for match in listed if match]
    yield from (f"{row}: no line" for row in sorted(expected - set(found)))
    yield from (f"{row}: twice, or not in the catalogue" for row in found if row not in expected or found.count(row) > 1)
    for match in filter(None, listed):
        file = ROOT / match[2]
        if not file.is_file() or match[3] not in file.read_text():
            yield f"{match[1]}: {match[2]} has no test \"{match[3]}\""


def main():
    lines = PAGE.read_text().splitlines()
    if not list(faults(lines[:20])) or not list(faults([*lines, "| H1 | twice | README.md: Vorab |"])):
        print("this check finds nothing wrong where something is")
        return 1
    wrong = list(faults(lines))
    print("\n".join(wrong) or f"{sum(ROWS.values())} rows, each with its test")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
