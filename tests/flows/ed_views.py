#!/usr/bin/python3
"""The emergency department's software: a database user made by the shipped script reads the views, and nothing else."""
import json
import os
import pathlib
import subprocess
import sys
import time

SYSTEM = json.loads(pathlib.Path(os.environ["VORAB_FLOWS"]).read_text())
ROOT = pathlib.Path(SYSTEM["root"])
sys.path.insert(0, str(ROOT / "tools" / "demo"))

import rescue_service  # noqa: E402
from house import House, Ports  # noqa: E402

HOUSE = House(pathlib.Path(SYSTEM["folder"]), pathlib.Path(SYSTEM["programs"]), Ports(**SYSTEM["ports"]))
MAILBOX = SYSTEM["databases"]["mailbox"]
SOCKET = f"--socket={SYSTEM['database_socket']}"
PATIENCE = 120 if SYSTEM["slow"] else 30


def check(sentence, found, expected):
    print(json.dumps({"check": sentence, "ok": found == expected, "why": f"expected {expected!r}, found {found!r}"[:900]}), flush=True)


def mariadb(*arguments, sql, **environment):
    return subprocess.run(["mariadb", "--no-defaults", SOCKET, "-N", *arguments], input=sql, capture_output=True, text=True, check=False,
                          env={**os.environ, **environment})


def make_user(name, host):
    """By deploy/mariadb/ed-software.sql, as its head says."""
    wishes = f"--init-command=SET @name = '{MAILBOX}', @user = '{name}', @host = '{host}'"
    made = mariadb(wishes, sql=(ROOT / "deploy" / "mariadb" / "ed-software.sql").read_text())
    if made.returncode != 0:
        raise RuntimeError(made.stderr)
    return made.stdout.strip()


def send(example):
    mission = rescue_service.begin(example)
    rescue_service.send(HOUSE, mission)
    return mission.case


class Software:
    def __init__(self, password):
        self.password = password

    def ask(self, sql):
        return mariadb("--user=ed_software", MAILBOX, sql=sql, MYSQL_PWD=self.password)

    def rows(self, sql):
        asked = self.ask(sql)
        return [line.split("\t") for line in asked.stdout.splitlines()] if asked.returncode == 0 else asked.stderr.strip()

    def soon(self, sql):
        """Once there is a row: content is made a moment after the attachment's last chunk."""
        until = time.monotonic() + PATIENCE
        while not (rows := self.rows(sql)) and time.monotonic() < until:
            time.sleep(0.1)
        return rows

    def is_refused(self, sql):
        return self.ask(sql).returncode != 0


def main():
    software = Software(make_user("ed_software", "localhost"))
    stemi, crash = send("stemi"), send("polytrauma")
    check("the version of the views is said", software.rows("SELECT version FROM ed_version"), [["1"]])
    check("the patient that the web request named is there", software.rows(
        f"SELECT p.family_name, p.priority, COUNT(v.value) > 3 FROM ed_patient p JOIN ed_vitals v USING (nida_id) WHERE p.nida_id = '{stemi}'"),
        [["Brandstätter", "sk1", "1"]])
    check("a picture that was sent as JPEG is PNG", software.soon(
        f"SELECT LEFT(HEX(png), 16) FROM ed_picture WHERE nida_id = '{crash}' LIMIT 1"), [["89504E470D0A1A0A"]])
    for view in ("ed_ecg", "ed_protocol"):
        check(f"{view} has the PDF as it was sent", software.soon(f"SELECT LEFT(pdf, 5) FROM {view} WHERE nida_id = '{stemi}'"), [["%PDF-"]])
    tables = [line for line in mariadb(MAILBOX, sql="SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'").stdout.split() if line not in ("BASE", "TABLE")]
    check("there are tables to be refused", len(tables) > 10, True)
    check("no table can be read", [table for table in tables if not software.is_refused(f"SELECT 1 FROM {table} LIMIT 1")], [])
    check("nor another database", [name for name in SYSTEM["databases"].values() if not software.is_refused(f"SELECT 1 FROM {name}.audit LIMIT 1")], [])
    check("nothing can be written", software.is_refused("UPDATE ed_patient SET family_name = 'X'"), True)
    elsewhere = make_user("ed_elsewhere", "10.20.30.40")
    check("a user of another host cannot sign in here", mariadb("--user=ed_elsewhere", MAILBOX, sql="SELECT 1", MYSQL_PWD=elsewhere).returncode != 0, True)


if __name__ == "__main__":
    main()
