"""Size and shape: what makes a file long to read or bound to one machine. C++ functions are measured by clang-tidy."""
import ast
import re

from tree import Fault, Source

NAME = "size and shape"

LONGEST_FILE = 450
LONGEST_FUNCTION = 60
CODE = re.compile(r"\.(cpp|hpp|ts|tsx|css|py|sh|sql|cmake|mjs)$|(^|/)(vorab|run|CMakeLists\.txt)$")
DATA = re.compile(r"(^|/)(package-lock\.json|LICENSE)$|^schemas/examples/|^tests/vectors/")

# Spelled in pieces so that this file does not find itself.
MACHINE = re.compile("|".join((r"/wo" r"rk/(main|shared)", r"/ro" r"ot/", r"/ho" r"me/\w+/", r"C:\\\\" r"Users")))
REGISTRY = re.compile(r"https?://(?:registry|deb|security|packages)[.]")
PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE" r" KEY-----")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")


def faults(source):
    if DATA.search(source.path):
        return
    lines = source.text.count("\n")
    if CODE.search(source.path) and lines > LONGEST_FILE:
        yield Fault(source.path, lines, f"{lines} lines; no file has more than {LONGEST_FILE}")
    if source.path.endswith(".py"):
        yield from long_functions(source)
    for pattern, words in ((MACHINE, "a path of one machine"), (REGISTRY, "names a package registry's host"),
                           (PRIVATE_KEY, "a private key in the tree")):
        for found in pattern.finditer(source.text):
            yield Fault(source.path, source.line_of(found.start()), words)
    if CODE.search(source.path):
        for found in UNFINISHED.finditer(source.text):
            yield Fault(source.path, source.line_of(found.start()), f"{found[0]}: finish it or write it down elsewhere")


def long_functions(source):
    for node in ast.walk(ast.parse(source.text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = node.end_lineno - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield Fault(source.path, node.lineno, f"{node.name} has {length} lines; at most {LONGEST_FUNCTION}")


BAD = [
    Source("hl7/long.cpp", "\n" * 451),
    Source("tools/long.py", "def f():\n" + "    pass\n" * 60),
    Source("docs/page.md", "see /wo" "rk/main/x\n"),
    Source("web/.npmrc", "https://reg" "istry.example/\n"),
    Source("tests/key.pem", "-----BEGIN EC PRIVATE" " KEY-----\n"),
    Source("hl7/a.cpp", "// TO" "DO later\n"),
]
GOOD = [
    Source("hl7/short.cpp", "\n" * 450),
    Source("tools/short.py", "def f():\n" + "    pass\n" * 59),
    Source("schemas/examples/long.json", "\n" * 2000),
    Source("docs/page.md", "the home page of a hospital, /usr/share\n"),
]
