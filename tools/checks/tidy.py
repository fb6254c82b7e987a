"""clang-tidy with the short list of .clang-tidy, warnings as errors, over every .cpp of the product (headers through
them).

Reading the headers is most of the work, so files are read together (together.py), as one translation unit that includes them.
One that complains, or does not compile, is read again file by file, first those that it complains of. What is kept in build/,
so that nothing unchanged is read twice, is the verdict over a whole group, and which files are a group follows from the tree
alone. For a file that lacks an include passes where a neighbour has it: were only changed files put together, the same tree
would pass here and fail in CI."""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import tempfile

from together import groups
from tree import ROOT, Fault, Source

NAME = "clang-tidy"
COMPLAINT = re.compile(r"^(?P<path>[^:\n]+):(?P<line>\d+):\d+: (?:warning|error): (?P<words>.*)$", re.M)
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)
PRODUCT = re.compile(r"^(common|gateway|hospital_server|hl7|espax|tools)/.*\.cpp$")
# Two lines that pull in a whole library to compile it once.
NOT_OURS = re.compile(r"_source\.cpp$")
PRECOMPILED = re.compile(r" -include \S+/cmake_pch\.hxx\b")
HEADERS = r"--header-filter=/(common|gateway|hospital_server|hl7|espax|tools)/.*\.[ch]pp$"
IN_A_GROUP = 30  # at most, on average: the headers are most of what is read, and each group reads them once
FLAGS_OF_GCC = re.compile(r"^(--param=.*|-fno-sanitize=.*|-fsanitize=.*|-Wno-mismatched-new-delete|-Wno-subobject-linkage|-fuse-ld=.*|-fpch-preprocess|-Winvalid-pch|-fdiagnostics.*)$")


def complaints(path, arguments):
    ran = subprocess.run(["clang-tidy", "--quiet", f"--config-file={ROOT / '.clang-tidy'}", "--warnings-as-errors=*", HEADERS, str(path), *arguments], cwd=ROOT, text=True,
                         capture_output=True)
    found = list(COMPLAINT.finditer(ran.stdout))
    if ran.returncode and not found:
        raise RuntimeError(f"clang-tidy failed on {path}: {ran.stderr[-400:]}")
    return found


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        source, unit = pathlib.Path(folder, "tools", "a.cpp"), pathlib.Path(folder, "unit.cpp")
        source.parent.mkdir()
        unit.write_text(f'#include "{source}"\n')
        for text, wanted in ((USE_AFTER_MOVE, True), (LONG_FUNCTION, True), ("int f() { return 1; }\n", False)):
            source.write_text(text)
            if any(bool(complaints(path, ["--", "-std=c++20"])) != wanted for path in (source, unit)):
                yield f"judges a sample wrongly: {text[:80]}"


USE_AFTER_MOVE = """#include <string>
#include <utility>
void take(std::string text);
std::string::size_type f(std::string text) {
    take(std::move(text));
    return text.size();
}
"""
LONG_FUNCTION = "int f(int a) {\n" + "    a += 1;\n" * 61 + "    return a;\n}\n"


def closure(path, texts, seen):
    """All files of ours that this one reads."""
    if path in seen or path not in texts:
        return
    seen.add(path)
    for include in INCLUDE.findall(texts[path]):
        closure(include, texts, seen)


def key_of(members, texts, flags):
    """Of all that decides about these files, read together; the same in every clone."""
    seen = set()
    for path in members:
        closure(path, texts, seen)
    digest = hashlib.sha256((ROOT / ".clang-tidy").read_bytes())
    digest.update("\0".join([*members, *flags]).replace(str(ROOT), ".").encode())
    for name in sorted(seen):
        digest.update(name.encode() + b"\0" + texts[name].encode())
    return digest.hexdigest()


def sources_of(entry):
    """The files that an entry of compile_commands.json compiles: one, or those of a unit of cmake/together.cmake."""
    file = pathlib.Path(entry["file"])
    found = INCLUDE.findall(file.read_text()) if file.parent.name == "Unity" else [file]
    return [os.path.relpath(path, ROOT) for path in found]


def compiled(build):
    """The product's files that the build compiles, and what all of them can be read with: what any of them is compiled with,
    without what only g++ understands."""
    paths, flags = [], {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        found = [path for path in sources_of(entry) if PRODUCT.match(path) and not NOT_OURS.search(path)]
        if not found:
            continue
        paths += found
        words = PRECOMPILED.sub("", entry["command"]).replace(" -isystem ", " -isystem").split()
        start = next(index for index, word in enumerate(words) if re.search(r"(g\+\+|c\+\+|gcc|cc)(-\d+)?$", word)) + 1
        flags.update(dict.fromkeys(word for word in words[start:words.index("-o")] if not FLAGS_OF_GCC.match(word)))
    return paths, list(flags)


def read_together(members, texts, flags, folder, verdicts):
    """Complaints about the files of one unit; one with nothing to complain of keeps its verdict."""
    kept = verdicts / key_of(members, texts, flags)
    if kept.exists():
        return []
    unit = ROOT / members[0]
    if len(members) > 1:
        unit = pathlib.Path(folder, f"{kept.name}.cpp")
        unit.write_text("".join(f'#include "{ROOT / path}"\n' for path in members))
    found = complaints(unit, ["--", *flags])
    if found and len(members) > 1:
        blamed = {os.path.relpath(complaint["path"], ROOT) for complaint in found}
        found = []
        for some in (blamed.intersection(members), set(members) - blamed):
            found = found or [one for path in sorted(some) for one in read_together([path], texts, flags, folder, verdicts)]
    if not found:
        kept.touch()
    return found


def tree_faults(every, build):
    if not (build / "compile_commands.json").is_file():
        yield Fault(str(build), 1, "holds no compile_commands.json: configure first (./vorab build check)")
        return
    texts = {source.path: source.text for source in every if source.is_cpp}
    verdicts = ROOT / "build" / "tidy"
    verdicts.mkdir(parents=True, exist_ok=True)
    seen = set()
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        paths, flags = compiled(build)
        together = groups([(path, texts[path]) for path in paths if path in texts], IN_A_GROUP)
        together.sort(key=lambda members: -sum(len(texts[path]) for path in members))  # the slowest first
        work = [pool.submit(read_together, members, texts, flags, folder, verdicts) for members in together]
        for job in work:
            for complaint in job.result():
                path = os.path.relpath(complaint["path"], ROOT)
                fault = Fault(path, int(complaint["line"]), complaint["words"])
                if fault not in seen:
                    seen.add(fault)
                    yield fault
