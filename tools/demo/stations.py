"""./vorab demo --check: one mission, and what each station on its way can show for it."""
import dataclasses
import json
import secrets
import string
import time

import database
import pki
import rescue_service
from browser import Browser
from house import MAILBOX, USER
from processes import last_lines
from tracker import Tracker


class Missing(Exception):
    """A station has nothing to show."""


@dataclasses.dataclass
class Check:
    house: object
    licence: str
    mission: object = None
    outcome: object = None
    posted_at: float = 0

    def need(self, condition, words):
        if not condition:
            raise Missing(words)

    def lines_about(self, log, seconds=10, holding=None):
        """Lines of a log that name this case, once there is one."""
        until = time.monotonic() + seconds
        wanted = holding or self.mission.case
        while True:
            lines = [line for line in last_lines(self.house.log / log, 2000) if wanted in line]
            if lines or time.monotonic() > until:
                return lines
            time.sleep(0.05)

    # One method a station, in the order of the way. Each returns its evidence in a few words.

    def board_is_watching(self, browser):
        browser.open(f"https://localhost:{self.house.ports.gateway}/board/")
        browser.type_into('input[name="licence"]', self.licence)
        browser.press_enter()
        self.need(browser.wait_for('document.querySelector(\'input[name="licence"]\') === null') is not None,
                  f"the page did not take the licence key: {browser.text()[:200]}")
        return "the page took the licence key"

    def sent_and_receipted(self):
        self.posted_at = time.monotonic()
        self.outcome = rescue_service.send(self.house, self.mission)  # ends well only with a verified receipt
        return f"holds the hospital's verified receipt, {self.outcome.seconds * 1000:.0f} ms with its process"

    def shown_on_board(self, browser):
        self.need(browser.wait_for_text(self.mission.keyword, 5) is not None,
                  f'"{self.mission.keyword}" is not on the board: {browser.text()[:200]}')
        seconds = time.monotonic() - self.posted_at
        browser.screenshot(self.house.log / "board.png")
        self.need(seconds < 1 + self.outcome.seconds, f"it took {seconds:.1f} s")
        return f'"{self.mission.keyword}" stands there {seconds * 1000:.0f} ms after the sender started'

    def nothing_rests_at_gateway(self):
        rows = database.query(self.house, "SELECT COUNT(*) FROM parked WHERE body IS NOT NULL", database.GATEWAY)
        self.need(rows == [["0"]], f"{rows[0][0]} envelopes are parked")
        name = self.mission.given["patient"]["family_name"]
        tables = database.tables_holding(self.house, database.GATEWAY, name)
        self.need(not tables, f"the patient's name stands in {tables}")
        return "no envelope in its database, and no patient's name"

    def stored_in_hospital(self):
        tables = database.tables_holding(self.house, database.MAILBOX_DATABASE, self.mission.case)
        self.need(tables, "the mailbox's database does not know the case")
        return f"in the mailbox's own database: {', '.join(tables)}"

    def settled(self, channel):
        """What the hospital server itself says about this delivery; waits until it is done."""
        until = time.monotonic() + 10
        while True:
            rows = database.query(self.house, "SELECT state, attempts, COALESCE(last_reason, '') FROM delivery WHERE "
                                  f"case_id = '{self.mission.case}' AND channel = '{channel}'", database.MAILBOX_DATABASE)
            self.need(rows, f"the hospital server never meant to tell it ({channel})")
            if all(row[0] == "delivered" for row in rows):
                return "delivered"
            self.need(time.monotonic() < until, f"the delivery is {rows[0]}")
            time.sleep(0.05)

    def in_hospital_information_system(self):
        state = self.settled("hl7")
        lines = self.lines_about("his.log")
        self.need(lines, "no HL7 message about the case arrived")
        message = json.loads(lines[0])
        return f"{state}: {message['type']} with {message['observations']} observations, acknowledged"

    def in_patients_file(self):
        """Once somebody says who the patient is."""
        Tracker(self.house).call("PUT", f"cases/{self.mission.case}/link", {
            "patient": {"number": "4711001"}, "visit": "F2026001", "despite_warnings": True})
        state = self.settled("hl7")
        page = (self.house.his / "documents" / f"{self.mission.case}-1.pdf").read_bytes()
        self.need(page.startswith(b"%PDF-"), "what was filed is no PDF")
        return f"{state}: after the link, the printed page of {len(page) // 1024} KiB"

    def alarm_raised(self):
        self.settled("alarm")
        until = time.monotonic() + 15
        while True:
            rows = database.query(self.house, "SELECT rule, state, COALESCE(accepted_by, ''), destination, reference FROM alarm WHERE "
                                  f"case_id = '{self.mission.case}'", database.MAILBOX_DATABASE)
            self.need(rows, "no rule raised an alarm")
            rule, state, person, group, reference = rows[0]
            if state == "accepted":
                break
            self.need(time.monotonic() < until, f"the alarm is {state}")
            time.sleep(0.1)
        calls = [json.loads(line) for line in (self.house.log / "alarm_server.log").read_text().splitlines()
                 if '"event":"call"' in line and reference in line]
        self.need(len(calls) == 1, f"the alarm server was called {len(calls)} times")
        return f'rule "{rule}" called {group}: "{calls[0]["text"]}", accepted by {person}'

    def web_request_made(self):
        state = self.settled("web_request")
        lines = self.lines_about("ed_software.log")
        self.need(lines, "no web request arrived")
        self.need(json.loads(lines[0])["form"].get("nida_id") == self.mission.case, "nida_id is not the case")
        return f"{state}: POST with nida_id"

    def event_published(self):
        state = self.settled("mqtt")
        lines = self.lines_about("mqtt_events.log")
        self.need(lines, "no event arrived")
        topic = lines[0].split()[0]
        self.need(topic.startswith(f"vorab/{MAILBOX}/cases/{self.mission.case}/"), f"the topic is {topic}")
        name = self.mission.given["patient"]["family_name"]
        self.need(not any(name in line for line in lines), "the event holds the patient's name")
        return f"{state}: {topic.replace(self.mission.case, '...')}"

    def shown_in_tracker(self, browser):
        browser.open(f"https://localhost:{self.house.ports.tracker}/")
        browser.type_into('input[autocomplete="username"]', USER)
        browser.type_into('input[type="password"]', self.house.password_of_user().read_text())
        browser.press_enter()
        name = self.mission.given["patient"]["family_name"]
        shown = browser.wait_for_text(name, 10)
        browser.screenshot(self.house.log / "tracker.png")
        self.need(shown is not None, f"{name} is not in the list: {browser.text()[:200]}")
        return f"signed in; {name} is in the list"

    def crew_hears_seen(self):
        """Another mission, whose crew listens while somebody marks it as seen."""
        sender = rescue_service.start_following(self.house, rescue_service.begin("minor_injury"), seconds=30)
        try:
            case = json.loads(sender.stdout.readline())["case"]
            began = time.monotonic()
            Tracker(self.house).mark_seen(case)
            heard = sender.stdout.readline().split()
            self.need(heard[1:] == ["seen"], f"it heard {heard}")
            return f"heard \"seen\" {(time.monotonic() - began) * 1000:.0f} ms later, sealed for it and signed by the hospital"
        finally:
            sender.kill()
            sender.wait()


def unmistakable(name):
    """The example with a keyword and a name that no earlier mission had: what is found is this one."""
    mission = rescue_service.begin(name)
    mark = "".join(secrets.choice(string.ascii_lowercase) for _ in range(6))
    mission.given["arrival"]["keyword"] = f"{mission.keyword} {mark}"
    mission.given["patient"]["family_name"] += f"-{mark.capitalize()}"
    return mission


def run(house, licence, say):
    """Prints a line a station; true when each had its evidence."""
    check = Check(house, licence, unmistakable("stemi"))
    pins = [pki.spki_pin(house.pki, name) for name in ("gateway", "hospital")]
    with Browser(pins, house.log / "chromium.log") as browser:
        stations = (
            ("arrival board", lambda: check.board_is_watching(browser)),
            ("ambulance", check.sent_and_receipted),
            ("arrival board", lambda: check.shown_on_board(browser)),
            ("gateway", check.nothing_rests_at_gateway),
            ("hospital server", check.stored_in_hospital),
            ("hospital information system", check.in_hospital_information_system),
            ("patient's file", check.in_patients_file),
            ("alarm server", check.alarm_raised),
            ("ED software", check.web_request_made),
            ("MQTT", check.event_published),
            ("tracker", lambda: check.shown_in_tracker(browser)),
            ("ambulance", check.crew_hears_seen),
        )
        failed = 0
        for name, station in stations:
            try:
                say(f"  ok      {name:<28} {station()}")
            except Exception as missing:  # a station that breaks is a station that failed
                failed += 1
                say(f"  FAILED  {name:<28} {missing}")
                if check.outcome is None and name == "ambulance":
                    break
    say(f"{len(stations) - failed} passed, {failed} failed")
    return failed == 0
