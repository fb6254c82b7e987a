"""A file that mentions what a header of ours declares reads that header, or one that mentions it too. CI compiles files
together (cmake/together.cmake), and has clang-tidy read them so: there a neighbour's include would hide a missing one, and
the next to compile the file alone would be the one to whom it fails."""
import re

from tree import Fault, Source

NAME = "includes"

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)
# At the left margin: types, aliases, functions, constants.
DECLARED = re.compile(r"^(?:(?:struct|class|enum class|enum) (?:\[\[\w+\]\] )?(\w+)[^;{]*\{|using (\w+) =|"
                      r"(?!return|namespace|using|else|case|extern|static_assert|struct|class|enum|template)[A-Za-z\[][\w:<>,&*\[\] ]*?[ &*](\w+)(?:\(| = |\{))", re.M)
# A type by its capital, or what stands behind a namespace: other names may be a variable's or a member's.
MENTIONED = re.compile(r"(?<![\w.])(?<!->)(?:[A-Z]\w*[a-z]\w*|(?<=::)[a-z_]\w+)")
OF_ITS_OWN = re.compile(r"\b(?:struct|enum class|class|enum|using|typename) (\w+)")


def declared(source):
    return {name for names in DECLARED.findall(source.code) for name in names if name}


def words_read(path, by_path, words, known):
    """All words of the headers of ours that the file reads, directly or through others."""
    todo, read, found = list(INCLUDE.findall(by_path[path].text)), {path}, set()
    while todo:
        header = todo.pop()
        if header in by_path and header not in read:
            read.add(header)
            found |= words[header]
            todo += known[header]
    return found


def tree_faults(every):
    by_path = {source.path: source for source in every if source.is_cpp}
    words = {path: set(re.findall(r"\w+", source.code)) for path, source in by_path.items()}
    known = {path: INCLUDE.findall(source.text) for path, source in by_path.items()}
    homes = {}
    for source in by_path.values():
        for name in declared(source):
            homes.setdefault(name, set()).add(source.path)
    only_in_headers = {name: min(paths) for name, paths in homes.items() if all(path.endswith(".hpp") for path in paths)}
    for path, source in by_path.items():
        mentions = {match.group(): match.start() for match in MENTIONED.finditer(source.code)}
        lacking = (mentions.keys() & only_in_headers.keys()) - declared(source) - set(OF_ITS_OWN.findall(source.code))
        if lacking:
            for name in sorted(lacking - words_read(path, by_path, words, known)):
                yield Fault(path, source.line_of(mentions[name]), f"mentions {name} and does not read {only_in_headers[name]}")


def faults(_source):
    return ()


BAD = GOOD = ()
_CLOCK = Source("common/core/clock.hpp", "namespace vorab::core {\nstruct Timestamp {\n};\nTimestamp now();\n}\n")
BAD_TREE = [[_CLOCK, Source("gateway/a.cpp", "void f(core::Timestamp at) {\n}\n")],
            [_CLOCK, Source("gateway/a.cpp", "void f() {\n    auto at = core::now();\n}\n")]]
GOOD_TREE = [[_CLOCK, Source("gateway/a.hpp", '#include "common/core/clock.hpp"\n'),
              Source("gateway/a.cpp", '#include "gateway/a.hpp"\nvoid f(core::Timestamp at) {\n    g(at.now());\n}\n')],
             [_CLOCK, Source("gateway/a.hpp", "struct Other {\n    using Timestamp = int;\n};\n"),
              Source("gateway/a.cpp", '#include "gateway/a.hpp"\nOther::Timestamp f();\n')]]
