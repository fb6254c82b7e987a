#!/usr/bin/python3
"""Bad days of others that must be none of the patients': a sender that floods (F20), a directory that says nothing (F21).

    bystanders.py --programs build/dev/bin [--missions 30] [--people 40]"""
import argparse
import os
import pathlib
import shutil
import sys
import tempfile

import checker
import flood
import strangers
from kill_gateway import drain
from world import World


def run(world, given):
    sent, answers = {}, []
    wrong = list(flood.others_are_served(world, given.missions, sent, answers))
    wrong += strangers.hold_up_nobody(world, given.people, sent, answers)
    if not drain(world):
        wrong.append("parked envelopes were not delivered")
    wrong += checker.judge(sent, answers, world)
    for words in wrong[:20]:
        print(f"  WRONG  {words}")
    return not wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--missions", type=int, default=30)
    parser.add_argument("--people", type=int, default=40)
    given = parser.parse_args()
    if not shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin"):
        print("skipped: haproxy is not installed")
        return 77
    os.environ.setdefault("TZ", "Europe/Berlin")
    folder = tempfile.mkdtemp(prefix="vorab-bystanders-")
    world, silent = World(folder, given.programs), strangers.Silent()
    world.house.further_keys = ("rsa",)
    world.house.further_sections = strangers.sections(world.house, silent)
    try:
        world.start()
        return 0 if run(world, given) else 1
    finally:
        world.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
