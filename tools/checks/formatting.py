"""clang-format 14 would change nothing (./vorab fmt applies it)."""
import re
import subprocess

from tree import ROOT, Fault

NAME = "clang-format"
COMPLAINT = re.compile(r"^(?P<path>[^:\n]+):(?P<line>\d+):\d+: (?:warning|error): code should be clang-formatted", re.M)


def complaints(arguments, text=None):
    ran = subprocess.run(["clang-format", "--dry-run", "--style=file", *arguments], cwd=ROOT, input=text, text=True,
                         capture_output=True)
    return list(COMPLAINT.finditer(ran.stderr))


def self_test():
    if not complaints(["--assume-filename=core/x.cpp"], "int  f( ){return 1;}\n"):
        yield "lets badly formatted code pass"
    if complaints(["--assume-filename=core/x.cpp"], "int f() { return 1; }\n"):
        yield "refuses well formatted code"


def tree_faults(every, _build):
    paths = [source.path for source in every if source.is_cpp]
    seen = set()
    for complaint in complaints(paths) if paths else ():
        path = complaint["path"]
        if path not in seen:
            seen.add(path)
            yield Fault(path, int(complaint["line"]), "is not formatted: run ./vorab fmt")
