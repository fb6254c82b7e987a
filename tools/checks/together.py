#!/usr/bin/python3
"""Which files may be read as one translation unit: their headers, most of what a compiler reads, are then read once.
cmake/together.cmake compiles such groups, and tidy.py has clang-tidy read them.

A file stays apart from another one as long as one of them gives a name to something of its own (in its unnamed namespace, or a macro)
that the other one so much as mentions (a function's: that it calls), or opens another namespace: neither can then mean something
else than alone.

    together.py LIST     LIST has a line "TARGET PATH" for each source; prints the groups as CMake's source properties
"""
import functools
import pathlib
import re
import sys
import zlib

from tree import ROOT, blank

OWN = re.compile(r"^namespace \{$(.*?)^\}  // namespace$", re.M | re.S)
# At the left margin: types, constants; functions (not members: those have their class before the name).
DECLARED = r"(?!return|namespace|using|else|case)[A-Za-z\[][\w:<>,&*\[\] ]*?[ &*](\w+)"
DEFINED = re.compile(rf"^(?:(?:struct|class|enum class|enum) (\w+)|using (\w+) =|{DECLARED}(?: = |\{{|\[|;))", re.M)
FUNCTION = re.compile(rf"^{DECLARED}\(", re.M)
MACRO = re.compile(r"^\s*#\s*define (\w+)", re.M)
TAKEN = re.compile(r"^using [\w:]+::(\w+);", re.M)
OPENED = re.compile(r"^using namespace ([\w:]+);", re.M)
MENTIONED = re.compile(r"(?<![\w.:])(?<!->)([A-Za-z_]\w*)(\s*[(<])?")  # not the members of something
IN_A_UNIT = 24  # files that are compiled together: at most, on average


class Names:
    """What a file calls its own or takes from elsewhere (using core::Bytes;), and what it mentions besides the latter. With its
    brackets, "text(", stands what is a function or is called: another one's variable of that name is none of its business."""

    def __init__(self, text=""):
        taken = set(TAKEN.findall(text))
        self.own = taken | set(MACRO.findall(text))
        for part in OWN.findall(text):
            self.own.update(name for names in DEFINED.findall(part) for name in names if name)
            self.own.update(f"{name}(" for name in FUNCTION.findall(part))
        used = [(name, called) for name, called in MENTIONED.findall(blank(text)) if name not in taken]
        self.mentioned = {name for name, _ in used} | {f"{name}(" for name, called in used if called}

    def fit(self, other):
        return not self.own & other.mentioned and not other.own & self.mentioned

    def join(self, other):
        self.own |= other.own
        self.mentioned |= other.mentioned


def opened(text):
    """The namespaces that the file opens for all that follows it. Ours, and that of time's units, nearly every file opens."""
    return frozenset(OPENED.findall(text)) - {"vorab", "std::chrono_literals"}


def groups(files, in_a_group):
    """Lists of paths from pairs of path and text. The same files give the same groups, and a file that is new, gone or changed
    moves hardly another one: its path alone says in which group it would rather be."""
    alike = {}
    for path, text in sorted(files):
        alike.setdefault(opened(text), []).append((path, text))
    return [group for part in alike.values() for group in fitting(part, in_a_group)]


def fitting(files, in_a_group):
    count = 1
    while count * in_a_group < len(files):
        count *= 2
    found = [([], Names()) for _ in range(count)]
    for path, text in files:
        names, wanted = Names(text), zlib.crc32(path.encode()) % count
        there = next((group for group in found[wanted:] + found[:wanted] if group[1].fit(names)), None)
        if not there:
            found.append(there := ([], Names()))
        there[0].append(path)
        there[1].join(names)
    return [paths for paths, _ in found if paths]


def main():
    read = functools.cache(lambda path: (ROOT / path).read_text())
    sources = {}
    for line in pathlib.Path(sys.argv[1]).read_text().splitlines():
        target, path = line.split(" ", 1)
        sources.setdefault(target, []).append((path, read(path)))
    for target, files in sources.items():
        for number, paths in enumerate(groups(files, IN_A_UNIT)):
            together = " ".join(f'"{ROOT / path}"' for path in paths)
            print(f"set_source_files_properties({together} TARGET_DIRECTORY {target} PROPERTIES UNITY_GROUP {target}_{number})")


if __name__ == "__main__":
    main()
