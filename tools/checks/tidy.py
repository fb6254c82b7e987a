"""clang-tidy with the short list of .clang-tidy, warnings as errors, over every .cpp of the product (headers through
them). A file that has not changed, nor any header of ours it includes, is not read again: the verdict is kept in build/.

Reading the headers is most of the work, so files of one room are read together, as one translation unit that includes them,
as long as no two of them give the same name to something of their own. A unit that does not compile is read file by file."""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import tempfile

from tree import ROOT, Fault, Source

NAME = "clang-tidy"
COMPLAINT = re.compile(r"^(?P<path>[^:\n]+):(?P<line>\d+):\d+: (?:warning|error): (?P<words>.*)$", re.M)
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)
PRODUCT = re.compile(r"^(common|gateway|hospital_server|hl7|espax|tools)/.*\.cpp$")
# Two lines that pull in a whole library to compile it once.
NOT_OURS = re.compile(r"_source\.cpp$")
PRECOMPILED = re.compile(r" -include \S+/cmake_pch\.hxx\b")
HEADERS = r"--header-filter=/(common|gateway|hospital_server|hl7|espax|tools)/.*\.[ch]pp$"
# Types, constants, functions (not members: those have their class before the name) at the left margin.
DEFINED = re.compile(r"^(?:(?:struct|class|enum class|enum) (\w+)|using (\w+) =|(?!return|namespace|using|else|case)[A-Za-z\[][\w:<>,&*\[\] ]*?[ &*](\w+)(?:\(| = |\{|\[))", re.M)
TOGETHER = 10
FLAGS_OF_GCC = re.compile(r"^(-fno-sanitize=.*|-fsanitize=.*|-Wno-mismatched-new-delete|-fuse-ld=.*|-fpch-preprocess|-Winvalid-pch|-fdiagnostics.*)$")


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


def key_of(path, texts, command):
    seen = set()
    closure(path, texts, seen)
    digest = hashlib.sha256((ROOT / ".clang-tidy").read_bytes() + command.encode())
    for name in sorted(seen):
        digest.update(name.encode() + b"\0" + texts[name].encode())
    return digest.hexdigest()


def flags_for_clang(build):
    """For each file what it is compiled with, without what only g++ understands."""
    flags = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        words = PRECOMPILED.sub("", entry["command"]).split()
        start = next(index for index, word in enumerate(words) if re.search(r"(g\+\+|c\+\+|gcc|cc)(-\d+)?$", word)) + 1
        kept = [word for word in words[start:words.index("-o")] if not FLAGS_OF_GCC.match(word)]
        flags[os.path.relpath(entry["file"], ROOT)] = kept
    return flags


def batches(paths, texts, flags):
    """Files below one folder with the same flags, none of which defines at its left margin what another one does."""
    open_ones = {}
    for path in paths:
        names = {name for pair in DEFINED.findall(texts[path]) for name in pair if name} - {"json"}
        there = open_ones.setdefault((path.split("/")[0], *flags[path]), [])
        fitting = next((one for one in there if len(one[0]) < TOGETHER and not one[1] & names), None)
        if not fitting:
            there.append(fitting := ([], set()))
        fitting[0].append(path)
        fitting[1].update(names)
    return [members for there in open_ones.values() for members, _ in there]


def read_together(number, members, keys, flags, folder, verdicts):
    """Complaints about the files of one batch; those with nothing to complain of keep their verdict."""
    unit = pathlib.Path(folder, f"batch_{number}.cpp")
    unit.write_text("".join(f'#include "{ROOT / path}"\n' for path in members))
    found = complaints(unit if len(members) > 1 else ROOT / members[0], ["--", *flags[members[0]]])
    if found and len(members) > 1:
        return [one for path in members for one in read_together(number, [path], keys, flags, folder, verdicts)]
    if not found:
        for path in members:
            (verdicts / keys[path]).touch()
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
        flags = flags_for_clang(build)
        keys = {path: key_of(path, texts, " ".join(flags[path])) for path in texts
                if PRODUCT.match(path) and not NOT_OURS.search(path) and path in flags}
        units = batches([path for path, key in keys.items() if not (verdicts / key).exists()], texts, flags)
        units.sort(key=lambda members: ("common/http" not in members[0], -len(members)))  # the slowest first
        work = [pool.submit(read_together, number, members, keys, flags, folder, verdicts) for number, members in enumerate(units)]
        for job in work:
            for complaint in job.result():
                path = os.path.relpath(complaint["path"], ROOT)
                fault = Fault(path, int(complaint["line"]), complaint["words"])
                if fault not in seen:
                    seen.add(fault)
                    yield fault
