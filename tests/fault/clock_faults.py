#!/usr/bin/python3
"""F10, the clocks of the machines jump: thirteen hours ahead, back again, nine minutes and thirteen hours back, a leap second.
Tokens are judged by wall clock, so senders ask for new ones; nothing that rests anywhere is thrown away or forgotten until the
clock comes by again; each jump is a row of the audit and a warning. The checker holds every answer against what is stored.

    clock_faults.py --programs build/dev/bin

The servers run below libfaketime, which moves their wall clock while they run and leaves the steady clock alone."""
import argparse
import contextlib
import datetime
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import checker
from house import CLIENT
from kill_gateway import Load, drain
from missions import Sender
from world import World, pki

LIBRARY = pathlib.Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
PATIENCE = 45
HOURS = 13


def until(what, holds):
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise RuntimeError(f"not within {PATIENCE} s: {what}")
        time.sleep(0.1)


@contextlib.contextmanager
def made_days_ago():
    """Certificates of two days ago: those of today would not be valid yet for whoever lives thirteen hours back."""
    os.environ.update(LD_PRELOAD=str(LIBRARY), FAKETIME="-2d")
    try:
        yield
    finally:
        del os.environ["LD_PRELOAD"], os.environ["FAKETIME"]


class Clock:
    """Of all processes of one program."""

    def __init__(self, folder, programs, name):
        self.file, self.offset = folder / f"{name}.clock", 0
        self.set(0)
        program = programs.resolve() / name
        linked = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=True).stdout
        # AddressSanitizer must be the first, or it does not start.
        first = [line.split()[2] for line in linked.splitlines() if "libasan" in line]
        wrapper = folder / "programs" / name
        wrapper.parent.mkdir(exist_ok=True)
        wrapper.write_text(f"""#!/bin/sh
export LD_PRELOAD='{" ".join([*first, str(LIBRARY)])}' FAKETIME_TIMESTAMP_FILE='{self.file}' FAKETIME_NO_CACHE=1
export FAKETIME_DONT_FAKE_MONOTONIC=1
exec '{program}' "$@"
""")
        wrapper.chmod(0o755)

    def set(self, seconds):
        fresh = self.file.with_suffix(".fresh")
        fresh.write_text(f"{seconds:+d}\n")
        fresh.replace(self.file)
        self.offset = seconds

    def now(self):
        """As the database has it."""
        at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.offset)
        return at.strftime("%Y-%m-%d %H:%M:%S")


class Days:
    """The world, its two clocks, and all that was sent and answered."""

    def __init__(self, folder, programs):
        self.clocks = {name: Clock(folder, programs, name) for name in ("vorab-hospital", "vorab-gateway")}
        self.world = World(folder, folder / "programs")
        self.sent, self.answers = {}, []

    def start(self):
        with made_days_ago():
            pki.make(self.world.house.pki)
        self.world.start()

    def step(self, name, seconds, *, told=True):
        """And waits until each process has written it down."""
        clock = self.clocks[name]
        by = seconds - clock.offset
        database, column, count = ("hospital", "target", 1) if name == "vorab-hospital" else ("gateway", "detail", 2)
        rows = f"SELECT COUNT(*) FROM audit WHERE event = 'clock.stepped' AND ABS(CAST({column} AS SIGNED) - {by}) <= 2"
        before = int(self.world.query(database, rows)[0][0])
        clock.set(seconds)
        if told:
            until(f"{name} notes a jump by {by} s", lambda: int(self.world.query(database, rows)[0][0]) == before + count)

    def send(self, statuses, count=5):
        """New tokens, and so many of these answers."""
        load = Load(self.world, 2)
        try:
            until(f"answers {statuses}", lambda: sum(status in statuses for _, status, _ in load.answers) >= count)
        finally:
            load.stop()
        self.sent.update(load.sent)
        self.answers += load.answers

    def park(self):
        self.world.kill_hospital()
        self.send((202,))

    def signed_in(self):
        sender = Sender(self.world)
        sender.sign_in(CLIENT)
        return sender

    def gateway_count(self, condition):
        return int(self.world.query("gateway", f"SELECT COUNT(*) FROM parked WHERE {condition}")[0][0])


def expect_token(sender, status):
    seen = sender.insist("GET", "/v1/mailboxes", Authorization=sender.token)[0]
    if seen != status:
        raise RuntimeError(f"a token is answered {seen}, not {status}")


def half_a_day_ahead(days):
    before = days.signed_in()
    days.park()
    days.step("vorab-gateway", HOURS * 3600)
    time.sleep(3)  # whoever deletes what is older than three hours has come by meanwhile
    if days.gateway_count("state = 'expired'") or not days.gateway_count("state = 'parked'"):
        raise RuntimeError("what rested at the gateway expired by a jump of the clock")
    days.world.start_hospital()
    until("what rested is delivered", lambda: not days.gateway_count("state = 'parked'"))
    days.step("vorab-hospital", HOURS * 3600)
    expect_token(before, 401)
    days.send((201,))


def back_again(days):
    from_the_future = days.signed_in()
    days.step("vorab-gateway", 0)
    days.step("vorab-hospital", 0)
    expect_token(from_the_future, 401)
    days.send((201,))


def due(days):
    """Deliveries that a system which does not answer still has to get, and those of them that are put off for long."""
    now = days.clocks["vorab-hospital"].now()
    return [int(count) for count in days.world.query("mailbox", f"""
        SELECT COUNT(*), COUNT(IF(due_at > '{now}' + INTERVAL 2 MINUTE, 1, NULL)) FROM delivery WHERE state = 'pending'
        AND due_at IS NOT NULL""")[0]]


def hospital_a_little_back(days):
    """Nine minutes: with more, what senders write would be from the future, and is refused."""
    if not due(days)[0]:
        raise RuntimeError("there is no delivery that waits")
    days.step("vorab-hospital", -540)
    until("no delivery is put off by the jump", lambda: due(days)[1] == 0)
    days.send((201,))


def gateways_half_a_day_back(days):
    before = days.signed_in()
    days.park()
    days.step("vorab-gateway", -HOURS * 3600)
    expect_token(before, 401)
    days.world.start_hospital()
    until("what rested is delivered", lambda: not days.gateway_count("state = 'parked'"))
    days.send((201,))


def leap_second(days):
    before = days.signed_in()
    rows = "SELECT COUNT(*) FROM audit WHERE event = 'clock.stepped'"
    noted = days.world.query("gateway", rows)
    clock = days.clocks["vorab-gateway"]
    for by in (1, -1):
        days.step("vorab-gateway", clock.offset + by, told=False)
        time.sleep(1.5)
    expect_token(before, 200)
    if days.world.query("gateway", rows) != noted:
        raise RuntimeError("a leap second was taken for a jump")


FAULTS = (half_a_day_ahead, back_again, hospital_a_little_back, gateways_half_a_day_back, leap_second)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    given = parser.parse_args()
    if not shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin") or not LIBRARY.exists():
        print("skipped: needs haproxy and libfaketime")
        return 77
    os.environ.setdefault("TZ", "Europe/Berlin")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="vorab-clock-"))
    folder.chmod(0o711)
    days = Days(folder, given.programs)
    try:
        days.start()
        days.send((201,))
        for fault in FAULTS:
            began = time.monotonic()
            fault(days)
            print(f"  {fault.__name__}: {time.monotonic() - began:.1f} s", flush=True)
        return 0 if checker.told(days.sent, days.answers, days.world, drain(days.world)) else 1
    finally:
        days.world.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
