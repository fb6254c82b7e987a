#!/usr/bin/env python3
"""./vorab check: proves first that each check finds what it is for, then runs it over the tree.

    run.py [--only NAME] [--build DIR]     DIR holds compile_commands.json (for clang-tidy) and, when built, the programs
"""
import argparse
import pathlib
import sys
import time

import blind_gateway
import coroutines
import duplicates
import formatting
import includes
import shape
import texts
import tidy
import walls
from tree import ROOT, sources

PER_FILE = (walls, includes, coroutines, shape, duplicates, texts)
TOOLS = (formatting, blind_gateway, tidy)


def self_test(check):
    """The names of samples that the check judges wrongly."""
    for source in check.BAD:
        if not list(check.faults(source)):
            yield f"lets a violation pass: {source.path}: {source.text.strip()[:120]}"
    for source in check.GOOD:
        for fault in check.faults(source):
            yield f"refuses what is right: {fault}: {source.text.strip()[:120]}"
    for tree in getattr(check, "BAD_TREE", ()):
        if not list(check.tree_faults(tree)):
            yield f"lets a tree pass: {[source.path for source in tree]}"
    for tree in getattr(check, "GOOD_TREE", ()):
        for fault in check.tree_faults(tree):
            yield f"refuses a tree that is right: {fault}"


def judge(check, every):
    for source in every:
        yield from check.faults(source)
    if hasattr(check, "tree_faults"):
        yield from check.tree_faults(every)


def run(name, wrong_samples, found):
    """Runs one check and prints its line; true when it is clean."""
    began = time.monotonic()
    problems = [f"the check itself is wrong: it {words}" for words in wrong_samples] or [str(fault) for fault in found()]
    seconds = time.monotonic() - began
    for problem in problems:
        print(f"  {problem}")
    print(f"{'ok  ' if not problems else 'FAIL'}  {name}  ({seconds:.1f} s{f', {len(problems)} faults' if problems else ''})",
          flush=True)
    return not problems


def main():
    parser = argparse.ArgumentParser(description="the checks of ./vorab check")
    parser.add_argument("--only", help="a word of the one check to run, e.g. walls")
    parser.add_argument("--build", default=str(ROOT / "build" / "check"), type=pathlib.Path)
    chosen = parser.parse_args()
    every = sources()
    clean = []
    for check in PER_FILE:
        if not chosen.only or chosen.only in check.NAME:
            clean.append(run(check.NAME, list(self_test(check)), lambda check=check: judge(check, every)))
    for check in TOOLS:
        if not chosen.only or chosen.only in check.NAME:
            clean.append(run(check.NAME, list(check.self_test()), lambda check=check: check.tree_faults(every, chosen.build)))
    if not clean:
        parser.error(f"no check is called {chosen.only}: " + ", ".join(check.NAME for check in PER_FILE + TOOLS))
    failed = clean.count(False)
    print(f"{len(clean) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
