#!/usr/bin/python3
"""Bad days of a hospital, one after the other while senders go on: its server killed in the middle of everything, its database killed,
frozen, locked, its disk full, its keys replaced. Afterwards the checker holds every answer against what is stored.

    hospital_faults.py --programs build/dev/bin [--rounds 1] [--senders 4] [--seed N] [--keep]

The seed decides the order and the moments; the same seed repeats the schedule, not the machine's own timing."""
import argparse
import collections
import json
import os
import pathlib
import random
import resource
import shutil
import socket
import signal
import subprocess
import sys
import tempfile
import time

import checker
from kill_gateway import STANDSTILL, Load, drain
from world import World, configuration, database, kill, pki, stop


def process_of(world, name):
    return next(process for process in world.processes.running if process.name == name)


def hospital_killed(world, chance):
    """F2, F3: between a commit and its answer, between a delivery and its mark."""
    for _ in range(3):
        time.sleep(chance.uniform(0.05, 0.4))
        world.kill_hospital()
        world.start_hospital()


def database_killed(world, _):
    """F4: the database comes back with what was committed; nobody restarts the servers."""
    kill(world, process_of(world, "MariaDB"))
    time.sleep(0.5)
    database.start(world.house, world.processes)


def database_frozen(world, chance):
    """F22: it takes connections and answers nothing."""
    frozen = process_of(world, "MariaDB").started
    frozen.send_signal(signal.SIGSTOP)
    time.sleep(chance.uniform(1, 2))
    frozen.send_signal(signal.SIGCONT)


def database_locked(world, _):
    """F22: somebody's forgotten lock on the table of cases."""
    sql = f"LOCK TABLES {database.MAILBOX_DATABASE}.patient_case WRITE; SELECT SLEEP(2); UNLOCK TABLES"
    subprocess.run(database.client(world.house, "-e", sql), check=True, capture_output=True)


def reconfigured(world, text):
    configuration.hospital_file(world.house).write_text(text)
    stop(world, world.hospital())
    world.start_hospital()


def disk_full(world, _):
    """F5: down to its reserve the hospital takes nothing, what is stored stays readable, and the gateway parks."""
    before = configuration.hospital_file(world.house).read_text()
    stored = "SELECT COUNT(*) FROM transmission"
    reconfigured(world, before + f'\n[storage]\nfolders = ["{world.house.folder}"]\nreserve_mebibytes = 10000000\n')
    at_first = world.query("mailbox", stored)[0][0]
    time.sleep(1.5)
    if world.query("mailbox", stored)[0][0] != at_first:
        raise RuntimeError("something was stored on a full disk")
    reconfigured(world, before)


def keys_rotated(world, _):
    """F14: a second key while envelopes for the first are on their way; both open."""
    file = configuration.hospital_file(world.house)
    pki.new_key(world.house.pki, "mailbox-next")
    section = f'[[mailbox.key]]\nprivate_key = "{world.house.pki / "mailbox-next"}.key"\n\n'
    reconfigured(world, file.read_text().replace("[[mailbox.key]]", section + "[[mailbox.key]]", 1))


def stored_meanwhile(world, wait):
    """Waits until something more is stored."""
    count = "SELECT COUNT(*) FROM transmission"
    before, until = world.query("mailbox", count), time.monotonic() + wait
    while world.query("mailbox", count) == before:
        if time.monotonic() > until:
            raise RuntimeError(f"nothing was stored for {wait} s")
        time.sleep(0.05)


def log_disk_full(world, _):
    """F6: nothing can be logged any more, and patients are taken in all the same."""
    stop(world, world.hospital())
    file = configuration.hospital_file(world.house)
    silent = world.processes.start("vorab-hospital", [world.house.program("vorab-hospital"), "--config", str(file)], "/dev/full")
    stored_meanwhile(world, 30)
    stop(world, silent)
    world.start_hospital()


def descriptors_used_up(world, _):
    """F19: somebody holds more connections than the process may have open; when they go, all is as before."""
    hospital = world.hospital().started.pid
    usual = resource.prlimit(hospital, resource.RLIMIT_NOFILE)
    used = len(os.listdir(f"/proc/{hospital}/fd"))
    resource.prlimit(hospital, resource.RLIMIT_NOFILE, (used + 8, usual[1]))
    crowd = []
    try:
        for _ in range(40):
            crowd.append(socket.create_connection(("127.0.0.1", world.house.ports.tracker), timeout=2))
        time.sleep(1)
    finally:
        for one in crowd:
            one.close()
        resource.prlimit(hospital, resource.RLIMIT_NOFILE, usual)
    stored_meanwhile(world, 30)


def migrations_killed(world, chance):
    """F23: whoever makes the tables dies again and again; the next one goes on where it was."""
    migrate = [world.house.program("vorab-hospital"), "--config", str(configuration.hospital_file(world.house)), "migrate"]
    for _ in range(8):
        with subprocess.Popen(migrate, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as making:
            try:
                making.wait(chance.uniform(0.05, 1.5))
            except subprocess.TimeoutExpired:
                making.kill()


FAULTS = (hospital_killed, database_killed, database_frozen, database_locked, disk_full, keys_rotated, log_disk_full, descriptors_used_up)


def run(world, given):
    chance = random.Random(given.seed)
    load = Load(world, given.senders)
    began = time.monotonic()
    for _ in range(given.rounds):
        for fault in chance.sample(FAULTS, len(FAULTS)):
            time.sleep(chance.uniform(0.2, 0.6))
            fault(world, chance)
    time.sleep(0.5)
    load.stop()
    return load, time.monotonic() - began, drain(world)


def report(world, load, seconds, drained):
    wrong = list(checker.judge(load.sent, load.answers, world))
    if not drained:
        wrong.append(f"no parked envelope was delivered for {STANDSTILL} s")
    answered = collections.Counter(status for _, status, _ in load.answers)
    surprising = {status: body for _, status, body in load.answers if status not in (200, 201, 202, 503)}
    wrong += [f"an honest sender was answered {status}: {body[:200]}" for status, body in surprising.items()]
    if not answered[201] or not answered[202]:
        wrong.append(f"the test has not seen both ways: {dict(answered)}")
    full = [line for line in (world.house.log / "vorab-hospital.log").read_text().splitlines() if "storage is full" in line]
    if not full:
        wrong.append("the server has not said that its storage is full")
    print(json.dumps({"seconds": round(seconds, 1), "sent": len(load.sent), "answered": answered,
                      "unanswered_attempts": sum(load.lost_words.values()), "longest_mission": round(load.longest, 2),
                      "wrong": len(wrong)}))
    for words in wrong[:20]:
        print(f"  WRONG  {words}")
    return not wrong


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=1, help="how often each of the faults happens")
    parser.add_argument("--senders", type=int, default=4)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--keep", action="store_true", help="leave the folder with data and logs")
    return parser.parse_args()


def main():
    given = read_arguments()
    if not shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin"):
        print("skipped: haproxy is not installed")
        return 77
    print(f"seed {given.seed}", flush=True)
    os.environ.setdefault("TZ", "Europe/Berlin")
    folder = tempfile.mkdtemp(prefix="vorab-faults-")
    world = World(folder, given.programs, lambda empty: migrations_killed(empty, random.Random(given.seed)))
    try:
        world.start()
        well = report(world, *run(world, given))
        return 0 if well else 1
    finally:
        world.stop()
        if given.keep:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
