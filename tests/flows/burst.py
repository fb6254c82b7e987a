#!/usr/bin/python3
"""Many arrivals within a few seconds: every one is told to every system, by as many attempts as there are ends of attempts.
A claim that was lost on its way is found here: its attempt has no end, and whoever waits for it waits for the lease."""
import json
import os
import pathlib
import subprocess
import time

FLOWS = json.loads(pathlib.Path(os.environ["VORAB_FLOWS"]).read_text())
PKI = pathlib.Path(FLOWS["pki"])
EXAMPLES = pathlib.Path(FLOWS["root"]) / "schemas" / "examples"
RATE, SECONDS = (10, 5) if FLOWS["slow"] else (25, 4)
LEASE = 15
# By the case: what happens meanwhile to cases of before, which no board shows perhaps, is told on and on.
OF_THE_BURST = "FROM delivery WHERE case_id IN (SELECT id FROM patient_case WHERE received_at >= '{begun}')"


def check(sentence, ok, why=""):
    print(json.dumps({"check": sentence, "ok": bool(ok), "why": why}), flush=True)


def ask(question):
    """Rows of the mailbox's database, as its administrator sees them."""
    command = ["mariadb", "-S", FLOWS["database_socket"], "-N", "-B", FLOWS["databases"]["mailbox"], "-e", question]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    return [line.split("\t") for line in ran.stdout.splitlines()]


def send():
    folder = pathlib.Path(FLOWS["folder"])
    secret = folder / "burst.secret"
    secret.write_text(FLOWS["secrets"][FLOWS["client"]])
    secret.chmod(0o600)
    case = folder / "burst.json"
    record = json.loads((EXAMPLES / "stroke.json").read_text())
    record.pop("attachments", None)
    case.write_text(json.dumps(record, ensure_ascii=False))
    command = [f"{FLOWS['programs']}/vorab-ambulance", "load", case, "--gateway", FLOWS["gateway"], "--client", FLOWS["client"],
               "--secret-file", secret, "--ca", PKI / "server-ca.pem", "--hospital-ca", PKI / "hospital-ca.pem",
               "--signing-key", PKI / "ambulance.key", "--certificate", PKI / "ambulance.pem", "--mailbox", FLOWS["mailbox"],
               "--rate", str(RATE), "--seconds", str(SECONDS), "--connections", "8"]
    ran = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    return json.loads(ran.stdout) if ran.stdout else {"missions": 0, "errors": ran.stderr[-300:]}


def settled(begun, patience):
    """Once nothing of the burst is open any more, or after so many seconds: what is open."""
    until = time.monotonic() + patience
    question = f"SELECT channel, target, state, COUNT(*) {OF_THE_BURST.format(begun=begun)} AND state IN ('pending', 'sending') GROUP BY 1, 2, 3"
    while (left := ask(question)) and time.monotonic() < until:
        time.sleep(0.2)
    return left


def main():
    begun = ask("SELECT UTC_TIMESTAMP(6)")[0][0]
    sent = send()
    missions = RATE * SECONDS
    check(f"{missions} missions within {SECONDS} s are acknowledged", sent["missions"] == missions and not sent["errors"], json.dumps(sent))
    left = settled(begun, 90)
    check("every system has been told of every one", not left, json.dumps(left))
    told = ask(f"SELECT channel, COUNT(DISTINCT case_id) {OF_THE_BURST.format(begun=begun)} AND state = 'delivered' GROUP BY 1")
    expected = {"alarm", "hl7", "mqtt", "web_request", "board"}
    check("alarm rules, HL7, MQTT, web request and the gateway's boards: each of every case",
          {channel for channel, cases in told if int(cases) == missions} >= expected, json.dumps(told))
    begun_and_ended = ask(f"""
        SELECT (SELECT SUM(attempts) {OF_THE_BURST.format(begun=begun)}),
               (SELECT COUNT(*) FROM audit WHERE at >= '{begun}' AND event IN ('delivery.delivered', 'delivery.put_off', 'delivery.rejected')
                AND case_id IN (SELECT case_id {OF_THE_BURST.format(begun=begun)}))""")[0]
    check("every attempt that began has ended, once", begun_and_ended[0] == begun_and_ended[1], json.dumps(begun_and_ended))
    slow = ask(f"SELECT channel, MAX(TIMESTAMPDIFF(SECOND, created_at, settled_at)) {OF_THE_BURST.format(begun=begun)} GROUP BY 1")
    check("nothing waited for a lease to end", all(int(seconds) < LEASE for _, seconds in slow), json.dumps(slow))


main()
