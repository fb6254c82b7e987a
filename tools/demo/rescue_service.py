"""A rescue service on a day like any other: takes the example missions, lets them happen now, and sends each with the
reference sender; some of them again with a changed time of arrival."""
import dataclasses
import datetime
import json
import random
import shutil
import subprocess
import threading
import time

from house import CLIENT, MAILBOX, ROOT, Trouble

EXAMPLES = ROOT / "schemas" / "examples"


@dataclasses.dataclass
class Mission:
    """A record on its way. `given` is the case file; the sender moves its moments to now."""

    name: str
    given: dict
    case: str = ""  # known after the first transmission
    sequence: int = 0

    @property
    def keyword(self):
        return self.given.get("arrival", {}).get("keyword", self.name)


@dataclasses.dataclass
class Outcome:
    seconds: float
    answer: dict  # what the sender printed


def begin(name):
    return Mission(name, json.loads((EXAMPLES / f"{name}.json").read_text()))


def change_arrival(mission):
    """The traffic, for better or worse."""
    arrival = mission.given.get("arrival", {})
    if "eta" in arrival:
        eta = datetime.datetime.fromisoformat(arrival["eta"].replace("Z", "+00:00"))
        arrival["eta"] = (eta + datetime.timedelta(minutes=random.choice((-4, -3, -2, 2, 3)))).isoformat()


def write_case_file(house, mission):
    """As the sender wants it: the case, and beside it what the attachments are."""
    outgoing = house.folder / "outgoing"
    outgoing.mkdir(exist_ok=True, mode=0o700)
    file = outgoing / f"{mission.name}.json"
    file.write_text(json.dumps(mission.given, ensure_ascii=False))
    named = EXAMPLES / f"{mission.name}.attachments.json"
    if named.exists() and not mission.case:
        shutil.copy(named, outgoing / named.name)
    else:
        (outgoing / named.name).unlink(missing_ok=True)
    return file


def command(house, file):
    pki = house.pki
    return [house.program("vorab-ambulance"), "send", str(file), "--gateway", f"https://localhost:{house.ports.gateway}",
            "--client", CLIENT, "--secret-file", str(house.secret("client")), "--ca", str(pki / "server-ca.pem"),
            "--hospital-ca", str(pki / "hospital-ca.pem"), "--signing-key", str(pki / "ambulance.key"),
            "--certificate", str(pki / "ambulance.pem"), "--attachments", str(EXAMPLES / "attachments"), "--mailbox", MAILBOX]


def write_settings(house):
    """For a sender that somebody else wrote, and for the conformance kit: NAME=value a line, as a shell reads it."""
    pki = house.pki
    settings = {"GATEWAY": f"https://localhost:{house.ports.gateway}", "CA": pki / "server-ca.pem", "CLIENT": CLIENT,
                "SECRET_FILE": house.secret("client"), "MAILBOX": MAILBOX, "HOSPITAL_CA": pki / "hospital-ca.pem",
                "SIGNING_KEY": pki / "ambulance.key", "CERTIFICATE": pki / "ambulance.pem"}
    file = house.folder / "sender.env"
    file.write_text("".join(f"VORAB_{name}={value}\n" for name, value in settings.items()))
    return file


def send(house, mission):
    """Sends the mission for the first time, or again as an update."""
    again = ["--case", mission.case, "--kind", "update", "--sequence", str(mission.sequence + 1)] if mission.case else []
    file = write_case_file(house, mission)
    began = time.monotonic()
    ran = subprocess.run(command(house, file) + again, capture_output=True, text=True, timeout=60)
    seconds = time.monotonic() - began
    if ran.returncode:
        raise Trouble(f"{mission.keyword} was not delivered: {(ran.stderr or ran.stdout).strip()[-400:]}")
    answer = json.loads(ran.stdout.strip().splitlines()[-1])
    mission.case, mission.sequence = answer["case"], mission.sequence + 1
    return Outcome(seconds, answer)


def start_following(house, mission, seconds):
    """Sends the mission; the process stays and prints, after its report, what the hospital says to the crew."""
    return subprocess.Popen([*command(house, write_case_file(house, mission)), "--follow", str(seconds)], stdout=subprocess.PIPE,
                            text=True)


class Service(threading.Thread):
    """Sends until stopped; says each mission in one line."""

    def __init__(self, house, say, pause=(20, 40)):
        super().__init__(daemon=True)
        self.house, self.say, self.pause = house, say, pause
        self.stopping = threading.Event()
        self.on_their_way = []
        self.names = [path.stem for path in sorted(EXAMPLES.glob("*.json")) if not path.stem.endswith(".attachments")]

    def run(self):
        while True:
            if self.on_their_way and random.random() < 0.4:
                mission = self.on_their_way.pop(0)
                change_arrival(mission)
            else:
                mission = begin(random.choice(self.names))
                self.on_their_way.append(mission)
            self.report(mission)
            if self.stopping.wait(random.uniform(*self.pause)):
                return

    def report(self, mission):
        clock = time.strftime("%H:%M:%S")
        kind = "update" if mission.case else "pre-notification"
        try:
            outcome = send(self.house, mission)
            self.say(f"  {clock}  {kind:<17} {mission.keyword:<32} delivered in {outcome.seconds * 1000:.0f} ms")
        except (Trouble, ValueError, KeyError, subprocess.SubprocessError) as trouble:
            self.say(f"  {clock}  {kind:<17} {mission.keyword:<32} NOT DELIVERED: {trouble}")
