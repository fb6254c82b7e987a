#!/usr/bin/python3
"""A long video, really sealed by the reference sender, goes through the gateway to the hospital: the gateway's memory does
not grow with it. 64 MiB by default, as many as VORAB_VIDEO_MIB says (1024 for the gigabyte of the requirement)."""
import json
import os
import pathlib
import subprocess
import sys
import threading
import time

SYSTEM = json.loads(pathlib.Path(os.environ["VORAB_FLOWS"]).read_text())
ROOT, FOLDER = pathlib.Path(SYSTEM["root"]), pathlib.Path(SYSTEM["folder"])
MEBIBYTES = int(os.environ.get("VORAB_VIDEO_MIB", "64"))
MOST_GROWTH_MIB = 32


def check(sentence, ok, why=""):
    print(json.dumps({"check": sentence, "ok": bool(ok), "why": str(why)[:900]}), flush=True)


def gateway():
    """The process whose command line names our program and this system's folder."""
    program = str(pathlib.Path(SYSTEM["programs"]) / "vorab-gateway")
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if words[0] == program.encode() and any(str(FOLDER).encode() in word for word in words):
            return process
    raise RuntimeError("no gateway runs")


def resident_mib(process):
    for line in (process / "status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the gateway has gone")


class Watch(threading.Thread):
    """The highest that the gateway's memory comes to."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process, self.highest, self.ended = process, resident_mib(process), threading.Event()

    def run(self):
        while not self.ended.wait(0.02):
            self.highest = max(self.highest, resident_mib(self.process))


def write_case(folder):
    """A mission with one video, whose zeros take no place on the disk; sealed, they look like any other bytes."""
    folder.mkdir()
    with open(folder / "long.mp4", "wb") as video:
        video.truncate(MEBIBYTES * 1024 * 1024)
    (folder / "long.json").write_text((ROOT / "schemas" / "examples" / "minor_injury.json").read_text())
    named = json.loads((ROOT / "schemas" / "examples" / "minor_injury.attachments.json").read_text())
    first = next(iter(named))
    (folder / "long.attachments.json").write_text(json.dumps(
        {first: {**named[first], "kind": "video", "media_type": "video/mp4", "name": "long.mp4", "file": "long.mp4"}}))


def command(folder):
    pki = SYSTEM["pki"]
    secret = folder / "secret"
    secret.write_text(SYSTEM["secrets"][SYSTEM["client"]])
    secret.chmod(0o600)
    return [str(pathlib.Path(SYSTEM["programs"]) / "vorab-ambulance"), "send", str(folder / "long.json"), "--gateway", SYSTEM["gateway"],
            "--client", SYSTEM["client"], "--secret-file", str(secret), "--ca", f"{pki}/server-ca.pem", "--hospital-ca", f"{pki}/hospital-ca.pem",
            "--signing-key", f"{pki}/ambulance.key", "--certificate", f"{pki}/ambulance.pem", "--attachments", str(folder), "--mailbox", SYSTEM["mailbox"]]


def state_at_hospital(case):
    sql = f"SELECT state, bytes FROM attachment_progress WHERE case_id = '{case}'"
    ran = subprocess.run(["mariadb", "--no-defaults", f"--socket={SYSTEM['database_socket']}", "--batch", "--skip-column-names",
                          SYSTEM["databases"]["mailbox"]], input=sql, capture_output=True, text=True, check=True)
    return ran.stdout.split()


def main():
    folder = FOLDER / "video"
    write_case(folder)
    process = gateway()
    before = resident_mib(process)
    watch = Watch(process)
    watch.start()
    began = time.monotonic()
    ran = subprocess.run(command(folder), capture_output=True, text=True, check=False)
    took = time.monotonic() - began
    watch.ended.set()
    watch.join()
    growth = watch.highest - before
    check(f"a video of {MEBIBYTES} MiB is delivered in {took:.1f} s", ran.returncode == 0, ran.stderr[-600:] + ran.stdout[-300:])
    if not SYSTEM["slow"]:  # AddressSanitizer keeps what was freed
        check(f"the gateway's memory grew by {growth:.1f} MiB, at most {MOST_GROWTH_MIB} are allowed", growth < MOST_GROWTH_MIB)
    case = json.loads(ran.stdout.strip().splitlines()[-1])["case"]
    until = time.monotonic() + 60 + MEBIBYTES / 8
    while state_at_hospital(case)[0] == "open" and time.monotonic() < until:
        time.sleep(0.2)
    state, size = state_at_hospital(case)
    check("the hospital has compared it with its record", state == "complete", state)
    check("every byte of it is there, and a tag for each chunk", int(size) == MEBIBYTES * 1024 * 1024 + MEBIBYTES * 4 * 16, size)
    return 0


if __name__ == "__main__":
    sys.exit(main())
