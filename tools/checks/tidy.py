"""clang-tidy with the short list of .clang-tidy, warnings as errors, over every .cpp of the product (headers through
them). A file that has not changed, nor any header of ours it includes, is not read again: the verdict is kept in build/."""
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
FLAGS_OF_GCC = re.compile(r"^(-fno-sanitize=.*|-fsanitize=.*|-Wno-mismatched-new-delete|-fuse-ld=.*|-fpch-preprocess|-Winvalid-pch|-fdiagnostics.*)$")


def complaints(path, arguments):
    ran = subprocess.run(["clang-tidy", "--quiet", "--warnings-as-errors=*", str(path), *arguments], cwd=ROOT, text=True,
                         capture_output=True)
    found = list(COMPLAINT.finditer(ran.stdout))
    if ran.returncode and not found:
        raise RuntimeError(f"clang-tidy failed on {path}: {ran.stderr[-400:]}")
    return found


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "a.cpp")
        config = f"--config-file={ROOT / '.clang-tidy'}"
        for text, wanted in ((USE_AFTER_MOVE, True), (LONG_FUNCTION, True), ("int f() { return 1; }\n", False)):
            source.write_text(text)
            if bool(complaints(source, [config, "--", "-std=c++20"])) != wanted:
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


def database_for_clang(build, folder):
    """The compile commands without what only g++ understands."""
    entries = json.loads((build / "compile_commands.json").read_text())
    commands = {}
    for entry in entries:
        words = entry["command"].split()
        start = next(index for index, word in enumerate(words) if re.search(r"(g\+\+|c\+\+|gcc|cc)(-\d+)?$", word))
        command = " ".join(word for word in words[start:] if not FLAGS_OF_GCC.match(word))
        entry["command"] = PRECOMPILED.sub("", command)
        commands[os.path.relpath(entry["file"], ROOT)] = entry["command"]
    pathlib.Path(folder, "compile_commands.json").write_text(json.dumps(entries))
    return commands


def one_file(path, key, folder, verdicts):
    kept = verdicts / key
    if kept.exists():
        return []
    found = complaints(ROOT / path, ["-p", folder])
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
        commands = database_for_clang(build, folder)
        paths = [path for path in texts if PRODUCT.match(path) and not NOT_OURS.search(path) and path in commands]
        paths.sort(key=lambda path: "common/http" not in path)  # the slowest first
        work = [pool.submit(one_file, path, key_of(path, texts, commands[path]), folder, verdicts) for path in paths]
        for job in work:
            for complaint in job.result():
                path = os.path.relpath(complaint["path"], ROOT)
                fault = Fault(path, int(complaint["line"]), complaint["words"])
                if fault not in seen:
                    seen.add(fault)
                    yield fault
