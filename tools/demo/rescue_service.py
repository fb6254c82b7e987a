"""A rescue service on a day like any other: takes the example missions, lets them happen now, and sends each with the
reference sender; some of them again with a changed time of arrival."""
import copy
import dataclasses
import datetime
import json
import os
import random
import re
import secrets
import subprocess
import threading
import time

from house import CLIENT, MAILBOX, ROOT, Trouble

EXAMPLES = ROOT / "schemas" / "examples"
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")


@dataclasses.dataclass
class Mission:
    """A record on its way. `given` is the case file as the sender takes it."""

    name: str
    given: dict

    @property
    def case(self):
        return self.given["slip"]["case"]

    @property
    def keyword(self):
        return self.given.get("arrival", {}).get("keyword", self.name)


@dataclasses.dataclass
class Outcome:
    transmission: str
    case: str
    seconds: float
    answer: dict


def new_uuid7():
    """RFC 9562: 48 bits of milliseconds, then chance."""
    value = (time.time_ns() // 1_000_000) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    digits = f"{value:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def now():
    return datetime.datetime.now().astimezone().replace(microsecond=0)


def moved(value, by):
    """The same value with every moment in it moved; birth dates and other plain dates stay."""
    if isinstance(value, dict):
        return {key: moved(inner, by) for key, inner in value.items()}
    if isinstance(value, list):
        return [moved(inner, by) for inner in value]
    if isinstance(value, str) and MOMENT.match(value):
        return (datetime.datetime.fromisoformat(value.replace("Z", "+00:00")) + by).isoformat()
    return value


def begin(name):
    """The example, happening now, as a case of its own."""
    given = json.loads((EXAMPLES / f"{name}.json").read_text())
    written = datetime.datetime.fromisoformat(given["slip"]["created_at"])
    given = moved(given, now() - written)
    given["slip"].update(transmission=new_uuid7(), case=secrets.token_hex(16), mailbox=MAILBOX, sequence=1,
                         created_at=now().isoformat())
    return Mission(name, given)


def update(mission):
    """A few minutes later: the arrival moves."""
    given = copy.deepcopy(mission.given)
    slip = given["slip"]
    slip.update(transmission=new_uuid7(), kind="update", sequence=slip["sequence"] + 1, created_at=now().isoformat())
    if "eta" in given.get("arrival", {}):
        eta = datetime.datetime.fromisoformat(given["arrival"]["eta"])
        given["arrival"]["eta"] = (eta + datetime.timedelta(minutes=random.choice((-3, -2, 2, 4)))).isoformat()
    return Mission(mission.name, given)


def command(house, file):
    pki = house.pki
    return [house.program("vorab-ambulance"), "send", str(file), "--gateway", f"https://localhost:{house.ports.gateway}",
            "--client", CLIENT, "--secret-file", str(house.secret("client")), "--ca", str(pki / "server-ca.pem"),
            "--hospital-ca", str(pki / "hospital-ca.pem"), "--signing-key", str(pki / "ambulance.key"),
            "--certificate", str(pki / "ambulance.pem"), "--attachments", str(EXAMPLES / "attachments")]


def send(house, mission):
    outgoing = house.folder / "outgoing"
    outgoing.mkdir(exist_ok=True, mode=0o700)
    file = outgoing / f"{mission.name}.json"
    file.write_text(json.dumps(mission.given, ensure_ascii=False))
    began = time.monotonic()
    ran = subprocess.run(command(house, file), capture_output=True, text=True, timeout=60)
    seconds = time.monotonic() - began
    if ran.returncode:
        raise Trouble(f"{mission.keyword} was not delivered: {(ran.stderr or ran.stdout).strip()[-400:]}")
    answer = json.loads(ran.stdout.strip().splitlines()[-1])
    return Outcome(mission.given["slip"]["transmission"], mission.case, seconds, answer)


class Service(threading.Thread):
    """Sends until stopped; says each mission in one line."""

    def __init__(self, house, say, pause=(20, 40)):
        super().__init__(daemon=True)
        self.house, self.say, self.pause = house, say, pause
        self.stopping = threading.Event()
        self.names = [path.stem for path in sorted(EXAMPLES.glob("*.json")) if not path.stem.endswith(".attachments")]

    def run(self):
        open_missions = []
        while True:
            if open_missions and random.random() < 0.4:
                mission = update(open_missions.pop(0))
            else:
                mission = begin(random.choice(self.names))
                open_missions.append(mission)
            self.report(mission)
            if self.stopping.wait(random.uniform(*self.pause)):
                return

    def report(self, mission):
        clock = now().strftime("%H:%M:%S")
        kind = mission.given["slip"]["kind"].replace("_", "-")
        try:
            outcome = send(self.house, mission)
            self.say(f"  {clock}  {kind:<17} {mission.keyword:<32} delivered in {outcome.seconds * 1000:.0f} ms")
        except (Trouble, ValueError, subprocess.SubprocessError) as trouble:
            self.say(f"  {clock}  {kind:<17} {mission.keyword:<32} NOT DELIVERED: {trouble}")


if os.environ.get("TZ") is None:
    os.environ["TZ"] = "Europe/Berlin"  # where the missions happen
    time.tzset()
