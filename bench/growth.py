#!/usr/bin/python3
"""What stays as fast as it was: three mailboxes of one hospital server with 1,000, 100,000 and (asked for by --cases) 1,000,000 stored
cases each, and the same thirty on their live lists. Intake, live list, archive search and matching are asked of one after the other,
interleaved, so that what differs is the number of cases alone. Patients of the information system are as many for all: those of
whom it spoke within thirty days."""
import argparse
import contextlib
import json
import os
import statistics
import subprocess
import time

import measure  # first: it knows where the demo lies

import configuration
import database
import past
from hospital import Hospital
from house import MAILBOX
from measure import Bars, Load, load_average
from system import administer
from tracker import Tracker

LIVE = 30
EXAMPLES = ("birth", "intoxication_unknown", "minor_injury", "sepsis", "stroke", "transfer")


def mailbox_of(count):
    return f"growth-{count}"


def database_of(count):
    return f"vorab_mb_growth_{count}"


def section(house, count):
    return f"""[[mailbox]]
id = "{mailbox_of(count)}"
name = "{count} stored cases"
board_key = "{house.board_key}"

{configuration.database_section(house, 'mailbox.database', database_of(count))}
{configuration.mailbox_keys(house)}
"""


class Growth:
    def __init__(self, given):
        self.given, self.counts = given, given.cases
        self.hospital = Hospital(given.programs)
        self.house = self.hospital.house
        self.load = f"{given.programs}/bench_load"

    def start(self):
        house = self.house
        self.hospital.start(lambda: "".join(section(house, count) for count in self.counts),
                            [database_of(count) for count in self.counts])
        file = configuration.hospital_file(house)
        roles = [word for role in ("standard", "archive", "kis") for word in ("--role", role)]
        for count in self.counts:
            user = mailbox_of(count)
            administer(house, "vorab-hospital", file, "user", "add", user, "--first", "A", "--last", "B", *roles, "--mailbox", user,
                       "--password-file", house.password_of_user(user), "--keep-password")
        self.post(MAILBOX, [self.hospital.seal(name, 4, MAILBOX) for name in EXAMPLES])
        people = subprocess.run([house.program("bench_records"), "people", "--count", str(past.PEOPLE)], check=True,
                                capture_output=True, text=True).stdout
        past.make_people(house, people)
        past.make_patients(house)
        for count in self.counts:
            self.fill(count)
        self.people = {count: Tracker(house, mailbox_of(count)) for count in self.counts}
        for count in self.counts:
            self.post(mailbox_of(count), [self.hospital.seal("stroke", LIVE, mailbox_of(count))])

    def fill(self, count):
        began = time.monotonic()

        def say(what, done):
            if self.given.verbose:
                print(f"  {what} {done} of {count}, {time.monotonic() - began:.0f} s", flush=True)
        past.Past(self.house, database.MAILBOX_DATABASE, database_of(count), count).write(say)
        size = database.query(self.house, f"""SELECT ROUND(SUM(DATA_LENGTH + INDEX_LENGTH) / 1048576) FROM information_schema.TABLES
            WHERE TABLE_SCHEMA = '{database_of(count)}'""")[0][0]
        print(f"{count} cases written in {time.monotonic() - began:.0f} s, {size} MiB", flush=True)

    def post(self, mailbox, files):
        for file in files:
            seen = self.run("intake", file, 1, 60)
            if seen["bad"]:
                raise RuntimeError(f"a record for {mailbox} was not stored")
            file.unlink()

    def run(self, kind, file, connections, seconds):
        port = self.house.ports.intake if kind == "intake" else self.house.ports.tracker
        words = {"certificate": self.house.pki / "gateway-client.pem"} if kind == "intake" else {}
        load = Load(self.load, "post", port, request=file, connections=connections, seconds=seconds, **words)
        before = sum(self.hospital.spent().values())
        seen = load.go()
        seen["cpu_us"] = (sum(self.hospital.spent().values()) - before) * 1e6 / max(1, seen["requests"])
        return seen

    def requests(self, count, name, asked):
        """`asked`: (method, path, body) of each."""
        file = self.house.folder / f"{name}-{count}"
        who = self.people[count].headers
        with open(file, "wb") as out:
            for method, path, body in asked:
                text = json.dumps(body).encode() if body is not None else b""
                out.write((f"{method} /api/v1/{path} HTTP/1.1\r\nHost: localhost\r\nCookie: {who['Cookie']}\r\nX-CSRF-Token: "
                           f"{who['X-CSRF-Token']}\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n").encode() + text)
        return file

    def questions(self, count):
        """What is asked of a mailbox, by name; each a row of different questions."""
        house = self.house
        people = database.query(house, f"SELECT family_name, given_name, birth_date, id, DATE(received_at) FROM patient_case ORDER BY id "
                                       f"LIMIT {self.given.questions}", database_of(count))
        live = database.query(house, "SELECT id FROM patient_case WHERE live_until > UTC_TIMESTAMP()", database_of(count))
        search = "archive/search"
        common = ("Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz", "Hoffmann")
        many = -(-self.given.questions // 10)
        return {
            "live_list": [("GET", "cases", None)] * self.given.questions,
            "search_person": [("POST", search, {"last_name": family, "first_name": given, "birth_date": born})
                              for family, given, born, _, _ in people],
            "search_frequent_name": [("POST", search, {"last_name": name, "limit": 10}) for name in common] * many,
            "search_case": [("POST", search, {"case": case[:12]}) for _, _, _, case, _ in people],
            "search_day": [("POST", search, {"received_from": day, "received_to": day}) for _, _, _, _, day in people],
            "search_keyword": [("POST", search, {"keyword": word}) for word in ("Schlaganfall", "Sepsis", "Geburt")] * (many * 3),
            "search_newest": [("POST", search, {})] * self.given.questions,
            "matching": [("GET", f"mailboxes/{mailbox_of(count)}/cases/{case}/matches", None) for case, in live] * many,
        }

    def measured(self):
        """{question: {count: [runs]}}"""
        files = {count: {name: self.requests(count, name, asked) for name, asked in self.questions(count).items()} for count in self.counts}
        seen = {}
        for _ in range(self.given.rounds):
            for name in files[self.counts[0]]:
                for count in self.counts:
                    seen.setdefault(name, {}).setdefault(count, []).append(self.run(name, files[count][name], 2, self.given.seconds))
        for _ in range(self.given.rounds):
            for count in self.counts:
                file = self.hospital.seal("stroke", int(600 * self.given.seconds), mailbox_of(count))
                seen.setdefault("intake", {}).setdefault(count, []).append(self.run("intake", file, 4, self.given.seconds))
                file.unlink()
        return seen


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--programs", required=True)
    parser.add_argument("--cases", type=int, nargs="*", default=[1_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2, help="of each run at most")
    parser.add_argument("--questions", type=int, default=200, help="of each kind in a run")
    parser.add_argument("--verbose", action="store_true", help="says how far the past is written")
    parser.add_argument("--stay", action="store_true", help="waits for Enter at the end, for EXPLAIN")
    given = parser.parse_args()
    growth, bars = Growth(given), Bars()
    try:
        growth.start()
        seen = growth.measured()
        print(f"\nmedians of {given.rounds} runs; p50 ms and CPU of server and MariaDB us for one; {load_average()}")
        for name, by_count in seen.items():
            bad = sum(run["bad"] for runs in by_count.values() for run in runs)
            wall = {count: statistics.median(run["p50"] for run in runs) / 1000 for count, runs in by_count.items()}
            cpu = {count: statistics.median(run["cpu_us"] for run in runs) for count, runs in by_count.items()}
            print(f"{name:<22}" + "  ".join(f"{count:>8}: {wall[count]:>8.2f} ms {cpu[count]:>8.0f} us" for count in given.cases)
                  + f"  bad {bad}", flush=True)
            least, most = given.cases[0], given.cases[-1]
            bars.at_most(f"growth_{name}_p50_x", wall[most] / wall[least], 1.3)
            bars.at_most(f"growth_{name}_cpu_x", cpu[most] / cpu[least], 1.3)
        if given.stay:
            print(growth.house.database_socket, flush=True)
            with contextlib.suppress(EOFError):
                input()
    finally:
        growth.hospital.close()
    bars.say()


if __name__ == "__main__":
    main()
