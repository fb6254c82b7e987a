#!/usr/bin/python3
"""Two gateways behind HAProxy, senders under load, and one process after the other killed with SIGKILL and started again: a
gateway mostly, the hospital server now and then. Afterwards the checker holds every answer against the hospital's database.

    kill_gateway.py --programs build/dev/bin [--kills 30] [--senders 6] [--seed N] [--keep]

The seed decides who is killed and when; the same seed repeats the schedule, not the machine's own timing."""
import argparse
import collections
import json
import os
import pathlib
import random
import shutil
import sys
import tempfile
import threading
import time

import checker
from house import CLIENT, MAILBOX
from missions import Crew, Gone, Sender, sha256
from world import World

STANDSTILL = 90  # the longest pause between two attempts is 60 s and a quarter


class Load:
    """Senders that go on until they are stopped. Each sends one mission until it is answered with a receipt or parked, then the
    next one after `pause` seconds."""

    def __init__(self, world, senders, pause=0):
        first = Sender(world)
        first.sign_in(CLIENT)
        self.world, self.pause = world, pause
        self.crew = Crew(world, next(box for box in first.mailboxes() if box["id"] == MAILBOX))
        self.token = first.token
        self.sent, self.answers, self.lost_words = {}, [], collections.Counter()
        self.longest = 0.0
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self.run, daemon=True) for _ in range(senders)]
        for thread in self.threads:
            thread.start()

    def run(self):
        sender = Sender(self.world)
        sender.token = self.token
        while not self.stopping.wait(self.pause):
            transmission, envelope = self.crew.mission()
            self.sent[transmission] = sha256(envelope)
            began = time.monotonic()
            self.deliver(sender, transmission, envelope)
            self.longest = max(self.longest, time.monotonic() - began)

    def deliver(self, sender, transmission, envelope):
        """The same bytes again while nobody answers, as the contract tells a sender to."""
        for _ in range(60):
            try:
                status, body = sender.post(MAILBOX, envelope)
            except Gone as end:
                self.lost_words[str(end)[:60]] += 1
            else:
                self.answers.append((transmission, status, body.decode(errors="replace")))
                if status < 500:
                    return
            if self.stopping.wait(0.05):
                return

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(20)


def kill_one(world, chance):
    """Kills a process at some moment and starts it again; a gateway comes back at once, a hospital after a while."""
    time.sleep(chance.uniform(0.1, 1.0))
    if chance.random() < 0.2:
        world.kill_hospital()
        time.sleep(chance.uniform(0.2, 1.0))
        world.start_hospital()
        return "hospital"
    gateway = chance.choice(world.gateways)
    gateway.kill()
    time.sleep(chance.uniform(0, 0.2))
    gateway.start(wait=chance.random() < 0.8)  # else the other may die before this one is ready
    return gateway.name


def drain(world):
    """As long as there is progress: a busy machine may take its time for a thousand envelopes. How long it took; none when
    nothing moved any more."""
    began = moved = time.monotonic()
    before = None
    while time.monotonic() < moved + STANDSTILL:
        left = world.query("gateway", "SELECT COUNT(*) FROM parked WHERE state = 'parked'")[0][0]
        if left == "0":
            return time.monotonic() - began
        if left != before:
            before, moved = left, time.monotonic()
        time.sleep(0.2)
    return None


def run(world, given):
    chance = random.Random(given.seed)
    load = Load(world, given.senders)
    killed = collections.Counter()
    began = time.monotonic()
    for _ in range(given.kills):
        killed[kill_one(world, chance)] += 1
    for gateway in world.gateways:
        gateway.process.wait_until(gateway.ready, "readiness")
    load.stop()
    under_load = time.monotonic() - began
    drained = drain(world)
    return load, killed, under_load, drained


def report(world, load, killed, under_load, drained):
    wrong = list(checker.judge(load.sent, load.answers, world))
    if drained is None:
        wrong.append(f"no parked envelope was delivered for {STANDSTILL} s")
    answered = collections.Counter(status for _, status, _ in load.answers)
    surprising = {status: body for _, status, body in load.answers if status not in (200, 201, 202, 503)}
    wrong += [f"an honest sender was answered {status}: {body[:200]}" for status, body in surprising.items()]
    if not answered[201] or not answered[202]:
        wrong.append(f"the test has not seen both ways: {dict(answered)}")
    rested = dict(world.query("gateway", "SELECT state, COUNT(*) FROM parked GROUP BY state"))
    print(json.dumps({"killed": killed, "rested": rested, "seconds": round(under_load, 1), "drained_in": drained and round(drained, 1),
                      "sent": len(load.sent), "answered": answered,
                      "unanswered_attempts": sum(load.lost_words.values()), "longest_mission": round(load.longest, 2),
                      "wrong": len(wrong)}))
    for words in wrong[-20:]:  # the sums stand last
        print(f"  WRONG  {words}")
    return not wrong


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--senders", type=int, default=6)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--keep", action="store_true", help="leave the folder with data and logs")
    return parser.parse_args()


def main():
    given = read_arguments()
    if not shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin"):
        print("skipped: haproxy is not installed")
        return 77
    os.environ.setdefault("TZ", "Europe/Berlin")
    folder = tempfile.mkdtemp(prefix="vorab-kill-")
    print(f"seed {given.seed}", flush=True)
    world = World(folder, given.programs)
    try:
        world.start()
        well = report(world, *run(world, given))
    finally:
        world.stop()
        if given.keep:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
