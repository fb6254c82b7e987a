"""What the flows about the hospital information system share: the tracker's link, the deliveries, messages as python-hl7 reads
them."""
import json
import os
import pathlib
import sys
import time

SYSTEM = json.loads(pathlib.Path(os.environ["VORAB_FLOWS"]).read_text())
sys.path.insert(0, str(pathlib.Path(SYSTEM["root"], "tools", "demo")))

import database  # noqa: E402
from house import House, Ports  # noqa: E402

HOUSE = House(pathlib.Path(SYSTEM["folder"]), pathlib.Path(SYSTEM["programs"]), Ports(**SYSTEM["ports"]))
HIS = "hospital information system"
PATIENCE = 120 if SYSTEM["slow"] else 30


def say(word):
    print(json.dumps(word), flush=True)


def ask(what, process=HIS, **further):
    say({"do": what, "process": process, **further})
    sys.stdin.readline()


def check(sentence, found, expected):
    say({"check": sentence, "ok": found == expected, "why": f"expected {expected!r}, found {found!r}"[:900]})


def link(tracker, case, number, visit):
    wanted = {"patient": {"number": number, "authority": "KLINIKUM"}, "visit": visit}
    return tracker.call("PUT", f"cases/{case}/link", wanted)


def deliveries(case, target):
    rows = database.query(HOUSE, "SELECT state, COALESCE(last_reason, '') FROM delivery WHERE channel = 'hl7' AND "
                          f"target = '{target}' AND case_id = '{case}' ORDER BY id", SYSTEM["databases"]["mailbox"])
    return [tuple(row) for row in rows]


def settled(case, target, after, count):
    """The states of the deliveries beyond the first `after` of them, once there are `count` and they are at an end."""
    until = time.monotonic() + PATIENCE
    while True:
        rows = deliveries(case, target)[after:]
        if len(rows) >= count and not any(state in ("pending", "sending") for state, _ in rows):
            return [state for state, _ in rows]
        if time.monotonic() > until:
            return rows
        time.sleep(0.1)


def admission(number, visit, now, control):
    """ADT^A01 of the patient whom the crew announces."""
    return "\r".join((f"MSH|^~\\&|KIS|KLINIKUM|VORAB|ZNA|{now}||ADT^A01|{control}|P|2.5||||||8859/1", f"EVN|A01|{now}",
                      f"PID|1||{number}^^^KLINIKUM^PI||Brandstätter^Heinz-Peter||19580621|M",
                      f"PV1|1|E|ZNA{'|' * 16}{visit}^^^KLINIKUM^VN{'|' * 25}{now}"))


def event(message):
    return message.extract_field("MSH", 1, 9, 1, 2)


def number(message):
    return message.extract_field("TXA", 1, 12, 1, 1)
