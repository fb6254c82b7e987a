#!/usr/bin/python3
"""Intake by itself: a sealed record is opened, verified, validated, stored in one durable transaction and acknowledged by a signed
receipt, over mutual TLS, with sixteen senders. Beside it, in the same minutes, the parts of which it is made, each alone: the
cryptography, and the same rows written by nobody but MariaDB, with as many connections as there are senders."""
import argparse
import pwd
import os
import statistics

import measure  # first: it knows where the demo lies

import database
from hospital import Hospital
from measure import Bars, Load, load_average

WIDEST = 4000  # records a second that are sealed beforehand: more than two cores can take


def intake(hospital, given, connections, seconds):
    """One run: what the senders saw, and the CPU time of each part for one record, microseconds."""
    file = hospital.seal(given.case, int(WIDEST * seconds) + 3 * connections)
    load = Load(f"{given.programs}/bench_load", "post", hospital.house.ports.intake, request=file, connections=connections,
                seconds=seconds, certificate=hospital.house.pki / "gateway-client.pem")
    before = hospital.spent()
    seen = load.go()
    file.unlink()
    if seen["bad"] or not seen["requests"]:
        raise RuntimeError(f"not every record was stored: {seen}")
    seen["cpu"] = {name: (spent - before.get(name, 0)) * 1e6 / seen["requests"] for name, spent in hospital.spent().items()}
    seen["rate"] = seen["requests"] / seen["seconds"]
    return seen


def commits(hospital, connections, seconds):
    before = hospital.spent()["MariaDB"]
    rows = hospital.records("commit", socket=hospital.house.database_socket, user=pwd.getpwuid(os.geteuid()).pw_name,
                            source=database.MAILBOX_DATABASE, connections=connections, seconds=seconds)
    rows["database"] = (hospital.spent()["MariaDB"] - before) * 1e6 / rows["commits"]
    return rows


def ours(seen):
    """All of the server's process."""
    return sum(spent for name, spent in seen["cpu"].items() if name != "MariaDB")


def show(number, seen, rows, parts):
    by_thread = "  ".join(f"{name} {spent:.0f}" for name, spent in sorted(seen["cpu"].items()) if spent >= 1)
    print(f"round {number}: intake {seen['rate']:.0f}/s p50 {seen['p50'] / 1000:.1f} p99 {seen['p99'] / 1000:.1f} ms   MariaDB alone "
          f"{rows['rate']:.0f}/s p50 {rows['p50']:.1f} p99 {rows['p99']:.1f} ms ({rows['rows']} rows)   {load_average()}\n"
          f"         CPU us a record: {by_thread}   rows alone: MariaDB {rows['database']:.0f} client {rows['client']:.0f}   cryptography {parts['all']:.0f} "
          f"(agree {parts['agree']:.0f} unwrap {parts['unwrap']:.0f} cipher {parts['cipher']:.0f} verify {parts['verify']:.0f} digest "
          f"{parts['digest']:.0f} sign {parts['sign']:.0f}), opening with parsing {parts['open']:.0f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--programs", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3, help="of each run")
    parser.add_argument("--senders", type=int, default=16)
    parser.add_argument("--case", default="stroke", help="of schemas/examples")
    given = parser.parse_args()
    hospital, bars, found = Hospital(given.programs), Bars(), []
    try:
        hospital.start()
        print()
        intake(hospital, given, given.senders, 1)  # warm
        for number in range(1, given.rounds + 1):
            seen = intake(hospital, given, given.senders, given.seconds)
            rows = commits(hospital, given.senders, given.seconds)
            parts = hospital.records("parts", **hospital.sealing(given.case))
            show(number, seen, rows, parts)
            found.append((seen, rows, parts))
        lone = statistics.median(intake(hospital, given, 1, given.seconds)["p50"] for _ in range(3))
        alone = statistics.median(commits(hospital, 1, given.seconds)["p50"] for _ in range(3))
        print(f"one sender: post to receipt p50 {lone / 1000:.2f} ms, of it the commit alone {alone:.2f} ms   {load_average()}")
        bars.at_least(f"intake_{given.senders}_rate_x_mariadb",
                      statistics.median(seen["rate"] / rows["rate"] for seen, rows, _ in found), 0.7)
        bars.at_most("intake_cpu_outside_database_and_cryptography_us",
                     statistics.median(ours(seen) - rows["client"] - parts["all"] for seen, rows, parts in found), 60)
    finally:
        hospital.close()
    bars.say()


if __name__ == "__main__":
    main()
