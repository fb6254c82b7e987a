#!/usr/bin/python3
"""The whole system, brought up once in a folder of its own on free ports, and flows through it one after another. Each flow
is a program (JavaScript or Python) that prints one JSON object a line:

    {"check": "a sentence", "ok": true, "why": "..."}             printed here as a line, counted
    {"do": "kill", "process": "vorab-hospital"}                   a wish, answered by one line on its standard input

Flows find the system's addresses, keys and files in the JSON file named by VORAB_FLOWS."""
import argparse
import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tools" / "demo"))

from house import House, Ports, Trouble  # noqa: E402
from processes import Processes, die_with_the_demo, last_lines  # noqa: E402
from system import say, start_all  # noqa: E402
from surroundings import TELEMETRY, content_for_views, describe, prepare, sign_in_by_provider  # noqa: E402
from wishes import Wishes  # noqa: E402

FLOWS = ("foreign_senders.mjs", "foreign_senders.py", "bad_input.mjs", "limits.mjs", "dispatch.mjs", "administration.mjs", "openid.mjs",
         "attachments.mjs", "course.mjs", "video.py", "foreign_his.py", "kis_import.mjs", "his_documents.py", "his_profiles.py",
         "ed_views.py", "board.mjs", "answers.mjs", "alarms.mjs", "outward.mjs", "feedback.mjs", "hostile.py", "hospital_down.mjs",
         "conformance.mjs", "conformance_sender.mjs", "samples.mjs", "manners.py",
         "contract.mjs", "burst.py", "observability.py")
OURS = ("vorab-gateway", "vorab-hospital", "hospital information system", "alarm server")
INTERPRETERS = {".mjs": shutil.which("node"), ".py": "/usr/bin/python3"}


class Count:
    """Says what failed; what passed only when asked to: of a long output the reader may get the beginning alone."""
    passed = 0
    failed = 0

    def __init__(self, each):
        self.each = each

    def note(self, sentence, ok, why=""):
        if ok:
            self.passed += 1
            if self.each:
                say(f"  ok      {sentence}")
        else:
            self.failed += 1
            say(f"  FAILED  {sentence}" + (f"\n          {why}" if why else ""))


def start_flow(name, house, errors):
    environment = {**os.environ, "VORAB_FLOWS": str(house.folder / "flows.json"), "PYTHONDONTWRITEBYTECODE": "1",
                   "NODE_EXTRA_CA_CERTS": str(house.pki / "server-ca.pem")}
    return subprocess.Popen([INTERPRETERS[pathlib.Path(name).suffix], str(HERE / name)], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, stderr=errors, text=True, env=environment, preexec_fn=die_with_the_demo)


def listen(flow, wishes, count):
    """Until the flow ends: counts its checks and grants its wishes."""
    for line in flow.stdout:
        word = json.loads(line)
        if "check" in word:
            count.note(word["check"], word["ok"], word.get("why", ""))
        else:
            flow.stdin.write(json.dumps(wishes.grant(word)) + "\n")
            flow.stdin.flush()


def run_flow(name, house, wishes, count):
    """A flow that breaks off, or checks nothing, has failed."""
    say(f"{name}")
    began, before = time.monotonic(), count.passed + count.failed
    with open(house.log / f"flow_{name}.err", "w+") as errors:
        flow = start_flow(name, house, errors)
        try:
            listen(flow, wishes, count)
            flow.wait()
        finally:
            flow.kill()
        errors.seek(0)
        well = flow.returncode == 0 and count.passed + count.failed > before
        count.note(f"{name} ran to its end", well, f"exit {flow.returncode}: {errors.read()[-1500:]}")
        say(f"          {count.passed + count.failed - before} checks, {time.monotonic() - began:.1f} s")


def end(house, processes, count):
    """What was started still runs, ends when it is told to, and no sanitizer had anything to say."""
    ended = processes.one_that_ended()
    count.note("every process that was started still runs", ended is None, ended.why() if ended else "")
    ours = [process for process in processes.running if process.name in OURS]
    say(f"  {processes.stop_all()} processes ended.")
    unwell = [f"{process.name}: {process.started.returncode}" for process in ours if process.started.returncode != 0]
    count.note("every program of ours ends with 0 when it is told to end", not unwell, ", ".join(unwell))
    words = ("AddressSanitizer", "LeakSanitizer", "runtime error:")
    reports = [log.name for log in house.log.glob("*.log") if any(word in log.read_text(errors="replace") for word in words)]
    count.note("no sanitizer reported anything", not reports, ", ".join(reports))


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=pathlib.Path, required=True, help="the built programs")
    parser.add_argument("--keep", action="store_true", help="leave the folder with keys, data and logs")
    parser.add_argument("--each", action="store_true", help="a line for each check, not only for one that failed")
    parser.add_argument("flows", nargs="*", metavar="FLOW", help="some of the flows; without, all")
    given = parser.parse_args()
    unknown = set(given.flows) - set(FLOWS)
    if unknown:
        parser.error(f"no such flow: {', '.join(sorted(unknown))}")
    return given


@contextlib.contextmanager
def temporary_folder(keep):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="vorab-flows-"))
    try:
        yield folder
    finally:
        if keep:
            say(f"  kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def run(given, folder, count):
    house = House(folder, given.programs.resolve(), Ports.free(), further_keys=("x25519", "rsa"))
    house.make_folders()
    issuer = f"https://127.0.0.1:{Ports.free().gateway}"  # to a browser another site than localhost, as it is in a hospital
    house.further_sections = sign_in_by_provider(house, issuer) + content_for_views(house) + TELEMETRY
    processes = Processes()
    try:
        prepare(house, start_all(house, processes))
        (folder / "flows.json").write_text(json.dumps(describe(house, issuer)))
        wishes = Wishes(house, processes)
        for name in given.flows or FLOWS:
            run_flow(name, house, wishes, count)
        end(house, processes, count)
    finally:
        processes.stop_all()
        if count.failed:
            for server in ("vorab-gateway", "vorab-hospital"):
                say(f"\nthe last lines of {server}:\n" + "\n".join(last_lines(house.log / f"{server}.log")))


def main():
    given = read_arguments()
    if not INTERPRETERS[".mjs"] or not (ROOT / "tests" / "node_modules" / "jose").is_dir():
        say("skipped: node, or the npm packages of tests/, are not installed")
        return 77
    os.environ.setdefault("TZ", "Europe/Berlin")
    time.tzset()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    count = Count(given.each)
    with temporary_folder(given.keep) as folder:
        try:
            run(given, folder, count)
        except Trouble as trouble:
            count.note("the system comes up", False, str(trouble))
    say(f"\n{count.passed} passed, {count.failed} failed")
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main())
