#!/usr/bin/python3
"""Which files may be read as one translation unit: their headers, most of what a compiler reads, are then read once.
cmake/together.cmake compiles such groups, and tidy.py has clang-tidy read them.

A file stays apart from another one as long as one of them gives a name to something of its own (in its unnamed namespace, or a macro)
that the other one so much as mentions, or opens another namespace: neither can then mean something else than alone.

    together.py LIST     LIST has a line "TARGET PATH" for each source; prints the groups as CMake's source properties
"""
import functools
import pathlib
import re
import sys
import zlib

from tree import ROOT, blank

OWN = re.compile(r"^namespace \{$(.*?)^\}  // namespace$", re.M | re.S)
# Types, constants, functions (not members: those have their class before the name) at the left margin.
DEFINED = re.compile(r"^(?:(?:struct|class|enum class|enum) (\w+)|using (\w+) =|(?!return|namespace|using|else|case)[A-Za-z\[][\w:<>,&*\[\] ]*?[ &*](\w+)(?:\(| = |\{|\[|;))", re.M)
MACRO = re.compile(r"^\s*#\s*define (\w+)", re.M)
TAKEN = re.compile(r"^using [\w:]+::(\w+);", re.M)
OPENED = re.compile(r"^using namespace ([\w:]+);", re.M)
MENTIONED = re.compile(r"(?<![\w.:])(?<!->)[A-Za-z_]\w*")  # not the members of something
IN_A_GROUP = 12  # at most, on average


def own_names(text):
    local = {name for part in OWN.findall(text) for names in DEFINED.findall(part) for name in names if name}
    return local | set(MACRO.findall(text))


def names(text):
    """What the file calls its own or takes from elsewhere (using core::Bytes;), and what it mentions besides the latter."""
    taken = set(TAKEN.findall(text))
    return own_names(text) | taken, set(MENTIONED.findall(blank(text))) - taken


def opened(text):
    """The namespaces that the file opens for all that follows it. Ours, and that of time's units, nearly every file opens."""
    return frozenset(OPENED.findall(text)) - {"vorab", "std::chrono_literals"}


def groups(files):
    """Lists of paths from pairs of path and text. The same files give the same groups, and a file that is new, gone or changed
    moves hardly another one: its path alone says in which group it would rather be."""
    alike = {}
    for path, text in sorted(files):
        alike.setdefault(opened(text), []).append((path, text))
    return [group for part in alike.values() for group in fitting(part)]


def fitting(files):
    count = 1
    while count * IN_A_GROUP < len(files):
        count *= 2
    found = [([], set(), set()) for _ in range(count)]
    for path, text in files:
        own, mentioned = names(text)
        wanted = zlib.crc32(path.encode()) % count
        there = next((group for group in found[wanted:] + found[:wanted] if not group[1] & mentioned and not group[2] & own), None)
        if not there:
            found.append(there := ([], set(), set()))
        paths, all_own, all_mentioned = there
        paths.append(path)
        all_own.update(own)
        all_mentioned.update(mentioned)
    return [paths for paths, _, _ in found if paths]


def main():
    read = functools.cache(lambda path: (ROOT / path).read_text())
    sources = {}
    for line in pathlib.Path(sys.argv[1]).read_text().splitlines():
        target, path = line.split(" ", 1)
        sources.setdefault(target, []).append((path, read(path)))
    for target, files in sources.items():
        for number, paths in enumerate(groups(files)):
            together = " ".join(f'"{ROOT / path}"' for path in paths)
            print(f"set_source_files_properties({together} TARGET_DIRECTORY {target} PROPERTIES UNITY_GROUP {target}_{number})")


if __name__ == "__main__":
    main()
