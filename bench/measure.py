"""What the benchmarks in Python share: servers pinned to one core and the load to the other, CPU time from the kernel's own
count around the timed phase alone, medians of interleaved rounds, and the closing lines

    bar WHAT VALUE LIMIT ok|short"""
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools" / "demo"))

SERVER_CORE, LOAD_CORE = 0, os.cpu_count() - 1
PRIORITY = -15  # for short measurements on a machine that others use, too; needs root


def pinned(core):
    def apply():
        os.sched_setaffinity(0, {core})
        try:
            os.nice(PRIORITY)
        except PermissionError:
            pass
    return apply


def present(package):
    return shutil.which(package) or pathlib.Path("/usr/sbin", package).exists() or pathlib.Path("/usr/share/doc", package).exists()


def install(*packages):
    """Peers to compare with are Debian's; they are brought when a benchmark asks for them."""
    if all(present(package) for package in packages):
        return
    script = f". tools/shell/steps.sh; . tools/shell/install.sh; apt_install {' '.join(packages)}"
    subprocess.run(["bash", "-c", script], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def pin(pid, core):
    for thread in os.listdir(f"/proc/{pid}/task"):
        os.sched_setaffinity(int(thread), {core})


def cpu_seconds(pid):
    """User and system, all threads."""
    spent = 0
    for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
        spent += int((thread / "schedstat").read_text().split()[0])
    return spent / 1e9


def resident_kib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError(f"process {pid} has gone")


class Load:
    """One run of bench_load against a server; `during` is called between the warm-up and the timed phase."""

    def __init__(self, program, what, port, **words):
        arguments = [str(word) for pair in words.items() for word in (f"--{pair[0]}", pair[1])]
        self.process = subprocess.Popen([program, what, "--port", str(port), *arguments],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=pinned(LOAD_CORE))
        if self.process.stdout.readline().strip() != "READY":
            raise RuntimeError(f"the load does not come up: {what} {words}")

    def go(self):
        out, _ = self.process.communicate("go\n")
        if self.process.returncode:
            raise RuntimeError("the load broke off")
        return json.loads(out)


def run(program, what, server, port, request, **words):
    """What the load saw, and the server's CPU time for each request in microseconds."""
    load = Load(program, what, port, request=request, **words)
    before = cpu_seconds(server)
    seen = load.go()
    spent = cpu_seconds(server) - before
    seen["cpu_us"] = spent * 1e6 / max(1, seen["requests"])
    seen["share"] = spent / seen["seconds"]  # of its core: below 0.9 a saturation run was disturbed
    seen["rate"] = seen["requests"] / seen["seconds"]
    return seen


def medians(runs):
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def load_average():
    return f"load average {os.getloadavg()[0]:.1f}"


class Bars:
    def __init__(self):
        self.lines = []

    def at_most(self, what, value, limit):
        self.lines.append(f"bar {what} {value:.2f} {limit:.2f} {'ok' if value <= limit else 'short'}")

    def at_least(self, what, value, limit):
        self.lines.append(f"bar {what} {value:.2f} {limit:.2f} {'ok' if value >= limit else 'short'}")

    def say(self):
        print()
        print("\n".join(self.lines))
