#!/usr/bin/python3
"""How the gateway grows old and how it leaves: what has rested for three hours is gone, a new certificate costs no connection,
and told to end it answers first."""
import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import threading
import time
import types

SYSTEM = json.loads(pathlib.Path(os.environ["VORAB_FLOWS"]).read_text())
sys.path.insert(0, str(pathlib.Path(SYSTEM["root"], "tests", "fault")))

from missions import Crew, Gone, Sender  # noqa: E402
import pki  # noqa: E402

GATEWAY, HOSPITAL = "vorab-gateway", "vorab-hospital"
FOLDER = pathlib.Path(SYSTEM["folder"])
HOUSE = types.SimpleNamespace(pki=pathlib.Path(SYSTEM["pki"]), ports=types.SimpleNamespace(gateway=SYSTEM["ports"]["gateway"]),
                              secret=lambda name: FOLDER / "secrets" / name)
PATIENCE = 4 if SYSTEM["slow"] else 1


def check(sentence, holds):
    try:
        holds()
    except Exception as wrong:  # whatever it is, this check failed by it
        print(json.dumps({"check": sentence, "ok": False, "why": f"{type(wrong).__name__}: {wrong}"[:900]}), flush=True)
    else:
        print(json.dumps({"check": sentence, "ok": True}), flush=True)


def equal(found, expected, what=""):
    if found != expected:
        raise AssertionError(f"{what} expected {expected!r}, found {found!r}"[:800])


def ask(what, process):
    print(json.dumps({"do": what, "process": process, "arguments": []}), flush=True)
    return json.loads(sys.stdin.readline())


def query(sql):
    ran = subprocess.run(["mariadb", "--no-defaults", f"--socket={SYSTEM['database_socket']}", "--batch", "--skip-column-names",
                          SYSTEM["databases"]["gateway"]], input=sql, capture_output=True, text=True, check=True)
    return [line.split("\t") for line in ran.stdout.splitlines()]


def until(what, holds, seconds):
    end = time.monotonic() + seconds * PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds * PATIENCE} s")
        time.sleep(0.1)


def new_sender():
    world = types.SimpleNamespace(house=HOUSE)
    sender = Sender(world, 12 * PATIENCE)
    sender.sign_in(SYSTEM["client"])
    mailbox = next(box for box in sender.mailboxes() if box["id"] == SYSTEM["mailbox"])
    return sender, Crew(world, mailbox)


SENDER, CREW = new_sender()


def send_one():
    transmission, envelope = CREW.mission()
    return transmission, SENDER.post(SYSTEM["mailbox"], envelope)[0]


def grow_old(minutes):
    """As if so much time had passed for all that rests here."""
    past = f"- INTERVAL {minutes} MINUTE"
    query(f"""UPDATE board_entry SET received_at = received_at {past};
              UPDATE parked SET parked_at = parked_at {past}, due_at = due_at {past};
              UPDATE used_assertion SET expires_at = expires_at {past};
              UPDATE board_session SET expires_at = expires_at {past};""")


def counts():
    return query("""SELECT (SELECT COUNT(*) FROM board_entry), (SELECT COUNT(*) FROM parked WHERE body IS NOT NULL),
                           (SELECT COUNT(*) FROM parked), (SELECT COUNT(*) FROM used_assertion), (SELECT COUNT(*) FROM board_session)""")[0]


def retention():
    equal(send_one()[1], 201)
    ask("kill", HOSPITAL)
    transmission, status = send_one()
    equal(status, 202)
    entries, bodies, *_ = counts()
    equal([int(entries) >= 2, int(bodies) >= 1], [True, True], f"{counts()}")
    grow_old(179)
    time.sleep(2.5)
    equal(counts()[1], bodies, "before three hours bodies:")
    grow_old(2)
    until("everything that rested is gone", lambda: counts()[:2] == ["0", "0"], 20)
    equal(json.loads(SENDER.call("GET", f"/v1/transmissions/{transmission}", Authorization=SENDER.token)[1])["status"], "expired")
    grow_old(8 * 24 * 60)
    until("rows, sessions and assertions as well", lambda: counts() == ["0"] * 5, 20)
    log = (FOLDER / "log" / f"{GATEWAY}.log").read_text()
    equal("envelope expired undelivered" in log, True, "the operator is told:")
    ask("start", HOSPITAL)


check("what rests at the gateway is gone after three hours, and the rest of it after its own time", retention)


def serial():
    context = ssl.create_default_context(cafile=HOUSE.pki / "server-ca.pem")
    with context.wrap_socket(socket.create_connection(("127.0.0.1", HOUSE.ports.gateway)), server_hostname="localhost") as peer:
        return peer.getpeercert()["serialNumber"]


def new_certificate():
    before = serial()
    kept = SENDER.connection
    pki.make_leaf(HOUSE.pki, next(leaf for leaf in pki.LEAVES if leaf.name == "gateway"))
    ask("reload", GATEWAY)
    until("the new certificate is shown", lambda: serial() != before, 5)
    equal(send_one()[1], 201)
    equal(SENDER.connection is kept and kept is not None, True, "the connection goes on:")


check("SIGHUP: a new certificate for new connections, and the old ones go on", new_certificate)


def leave_with_an_answer():
    """A request that waits for its hospital when the gateway is told to end gets its answer; nobody new is let in."""
    until("an open hospital", lambda: send_one()[1] == 201, 10)
    ask("freeze", HOSPITAL)
    answered = []
    waiting = threading.Thread(target=lambda: answered.append(send_one()[1]))
    waiting.start()
    time.sleep(0.3)
    ask("end", GATEWAY)
    time.sleep(0.3)
    other = Sender(types.SimpleNamespace(house=HOUSE), 2)
    try:
        other.call("GET", "/.well-known/jwks.json")
        raise AssertionError("a new connection was let in")
    except Gone:
        pass
    equal(answered, [])
    ask("thaw", HOSPITAL)
    waiting.join(10 * PATIENCE)
    equal(answered, [201])
    until("it has left", lambda: ask("status", GATEWAY)["status"] is not None, 10)
    equal(ask("status", GATEWAY)["status"], 0, "exit")
    ask("kill", GATEWAY)
    ask("start", GATEWAY)


check("SIGTERM: the request that runs is answered, nobody new is let in, and it exits with 0", leave_with_an_answer)
