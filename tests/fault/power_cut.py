#!/usr/bin/python3
"""F24, the power fails: under load everything is killed at once, and MariaDB's files go back to what it had synced by then
(power_cut.c notes what was written since). Then all starts again, and every receipt ever given must be in the database, once.

    power_cut.py --programs build/dev/bin --shim build/dev/lib/libpower_cut.so [--cuts 3] [--senders 4] [--seed N]
                 [--flush-log-at-commit 1]

--flush-log-at-commit 0 or 2 is the database set up wrongly: then the checker must find records that were lost, or this test
could not find anything. The servers' own self-test warns of such a database."""
import argparse
import collections
import json
import os
import pathlib
import random
import shutil
import struct
import sys
import tempfile
import time

import checker
from kill_gateway import Load, drain
from world import World, database, kill

RECORD = struct.Struct("=qqq")  # offset, length, size before


def records(journal):
    """Of one file, in order; what the kill cut off was not written either."""
    data, at = journal.read_bytes(), 0
    while at + RECORD.size <= len(data):
        offset, length, size = RECORD.unpack_from(data, at)
        at += RECORD.size
        if at + length > len(data):
            return
        yield offset, data[at:at + length], size
        at += length


class Power:
    """MariaDB's files as the disk has them."""

    def __init__(self, world, shim, flush):
        self.world = world
        self.data = world.house.folder / "mariadb" / "data"
        self.journals = world.house.folder / "journals"
        self.journals.mkdir()
        self.journals.chmod(0o777)
        world.house.database_environment = {**os.environ, "LD_PRELOAD": str(shim.resolve()), "POWER_CUT_FOLDER": str(self.data),
                                            "POWER_CUT_JOURNAL": str(self.journals)}
        # Calls that the shim sees: no asynchronous ones, none past the kernel's cache.
        world.house.database_settings = f"""innodb_use_native_aio = OFF
innodb_flush_method = fsync
innodb_flush_log_at_trx_commit = {flush}
"""
        self.taken_back = collections.Counter()

    def cut(self):
        """Everybody at once; the database first: what it has answered until then was promised."""
        world = self.world
        killed = [process for process in world.processes.running if process.name != "HAProxy" and "osquitto" not in process.name]
        for process in sorted(killed, key=lambda process: process.name != "MariaDB"):
            kill(world, process)
        names = {path.stat().st_ino: path for path in self.data.rglob("*") if path.is_file()}
        for journal in self.journals.iterdir():
            path = names.get(int(journal.name))
            if path and journal.stat().st_size:
                self.take_back(path, list(records(journal)))
            journal.unlink()

    def take_back(self, path, noted):
        with open(path, "r+b") as file:
            for offset, old, size in reversed(noted):
                file.seek(offset)
                file.write(old)
                file.truncate(size)
        self.taken_back[path.name] += len(noted)

    def restore(self):
        world = self.world
        database.start(world.house, world.processes)
        for gateway in world.gateways:
            gateway.start(wait=False)
        world.start_hospital()
        for gateway in world.gateways:
            gateway.process.wait_until(gateway.ready, "readiness")


def run(world, power, given):
    chance = random.Random(given.seed)
    load = Load(world, given.senders)
    for _ in range(given.cuts):
        answered = len(load.answers)
        time.sleep(chance.uniform(0.8, 1.6))
        while len(load.answers) < answered + 10:
            time.sleep(0.05)
        power.cut()
        power.restore()
    load.stop()
    return load, drain(world)


def report(world, power, load, drained, given):
    wrong = list(checker.judge(load.sent, load.answers, world))
    if not drained:
        wrong.append("parked envelopes were not delivered")
    lost = [words for words in wrong if words.startswith("I1 ")]
    answered = collections.Counter(status for _, status, _ in load.answers)
    print(json.dumps({"cuts": given.cuts, "sent": len(load.sent), "answered": answered, "lost": len(lost), "wrong": len(wrong),
                      "writes_taken_back": sum(power.taken_back.values()), "files": len(power.taken_back)}))
    for words in wrong[:20]:
        print(f"  WRONG  {words}")
    if not power.taken_back:
        print("  WRONG  nothing was taken back: the test has not seen what the database writes")
        return False
    if given.flush_log_at_commit == 1:
        return not wrong
    print("  the database promised too much, and it was found" if lost else "  WRONG  a database that does not sync lost nothing")
    return bool(lost)


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--shim", type=pathlib.Path, required=True)
    parser.add_argument("--cuts", type=int, default=3)
    parser.add_argument("--senders", type=int, default=4)
    parser.add_argument("--flush-log-at-commit", type=int, choices=(0, 1, 2), default=1)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    return parser.parse_args()


def main():
    given = read_arguments()
    if not shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin"):
        print("skipped: haproxy is not installed")
        return 77
    os.environ.setdefault("TZ", "Europe/Berlin")
    print(f"seed {given.seed}", flush=True)
    folder = tempfile.mkdtemp(prefix="vorab-power-")
    world = World(folder, given.programs)
    try:
        power = Power(world, given.shim, given.flush_log_at_commit)
        world.start()
        return 0 if report(world, power, *run(world, power, given), given) else 1
    finally:
        world.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
