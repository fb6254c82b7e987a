#!/usr/bin/env python3
"""Vorab as one running system on this machine: both servers, their database and broker, the systems around them, and a
rescue service that sends missions. Started by ./vorab demo, which builds first."""
import argparse
import contextlib
import dataclasses
import fcntl
import os
import pathlib
import signal
import subprocess
import sys
import time

import broker
import configuration
import database
import ed_software
import pki
import rescue_service
import stations
from house import CLIENT, HOSPITAL_NAME, MAILBOX, MAILBOX_NAME, ORGANISATION, ROOT, USER, House, Ports, Trouble, write_private
from processes import Processes, answers_ready, listens


def say(words=""):
    """A terminal that has gone must not keep the demo from ending what it started."""
    with contextlib.suppress(BrokenPipeError):
        print(words, flush=True)


@contextlib.contextmanager
def step(words):
    began = time.monotonic()
    print(f"  {words:<52}", end="", flush=True)
    try:
        yield
    except KeyboardInterrupt:
        say(" stopped")
        raise
    except BaseException:
        say(" FAILED")
        raise
    say(f" ok {time.monotonic() - began:5.1f} s")


def administer(house, program, file, *arguments):
    """One command of a server's own administration; returns what it said."""
    ran = subprocess.run([house.program(program), "--config", str(file), *map(str, arguments)], capture_output=True, text=True)
    if ran.returncode:
        raise Trouble(f"{program} {' '.join(map(str, arguments[:3]))} failed:\n{(ran.stderr or ran.stdout).strip()[:800]}")
    return ran.stdout


def once(house, what, action):
    """What a first start does and later ones find done."""
    mark = house.folder / "done" / what
    if not mark.exists():
        action()
        mark.parent.mkdir(exist_ok=True)
        mark.touch()


def prepare_hospital(house, file):
    """Tables, the board's keys, a first user, and one licence key for a board."""
    def hospital(*arguments):
        return administer(house, "vorab-hospital", file, *arguments)

    def make_licence():
        said = hospital("licence", "create", MAILBOX, "--description", f"{MAILBOX_NAME}, {HOSPITAL_NAME}", "--bundle", house.licence_bundle)
        write_private(house.licence_key, said.split()[-1])
    hospital("migrate")
    once(house, "board-key", lambda: hospital("board-key", "create", MAILBOX))
    once(house, "user", lambda: hospital(
        "user", "add", USER, "--first", "Anna", "--last", "Beispiel", "--role", "standard", "--role", "admin", "--role", "archive", "--role", "kis", "--role", "statistics", "--mailbox", MAILBOX,
        "--password-file", house.password_of_user(), "--keep-password"))
    once(house, "licence", make_licence)


def prepare_gateway(house, file):
    """Tables, the rescue service as a sender, the mailbox, and the board."""
    def gateway(*arguments):
        administer(house, "vorab-gateway", file, *arguments)
    gateway("migrate")
    once(house, "client", lambda: gateway(
        "client", "add", CLIENT, "--organisation", ORGANISATION, "--secret-file", house.secret("client")))
    gateway("mailbox", "add", MAILBOX, "--name", MAILBOX_NAME, "--hospital", HOSPITAL_NAME, "--intake-url",
            f"https://localhost:{house.ports.intake}", "--certificate", house.pki / "mailbox.pem", "--board-key",
            f"{house.board_key}.pub")  # at each start: the port or the certificate may be new
    gateway("assignment", "add", CLIENT, MAILBOX)
    once(house, "board", lambda: gateway("board", "add", "--bundle", house.licence_bundle))


def start_surroundings(house, processes):
    ports, log = house.ports, house.log
    his = processes.start("hospital information system", [house.program("vorab-his"), "--listen", str(ports.his)], log / "his.log")
    alarm = processes.start("alarm server", [house.program("vorab-alarm-server"), "--port", str(ports.alarm_server), "--user",
                                             "vorab", "--password-file", str(house.secret("alarm-server"))],
                            log / "alarm_server.log")
    his.wait_until(lambda: listens(ports.his), f"listener on port {ports.his}")
    alarm.wait_until(lambda: listens(ports.alarm_server), f"listener on port {ports.alarm_server}")
    ed_software.start(house)


def start_server(house, processes, program, file, operations_port):
    administer(house, program, file, "--check-config")
    server = processes.start(program, [house.program(program), "--config", str(file)], house.log / f"{program}.log")
    server.wait_until(lambda: answers_ready(operations_port), f"readiness on http://127.0.0.1:{operations_port}/readyz")


def start_all(house, processes):
    for log in house.log.glob("*.log"):
        log.replace(log.with_suffix(".log.before"))
    with step("private key infrastructure"):
        pki.make(house.pki)
    with step("MariaDB, encrypted at rest"):
        database.start(house, processes)
    with step("Mosquitto"):
        broker.start(house, processes)
    gateway_file, hospital_file = configuration.write(house)
    with step("HIS, alarm server and ED software, simulated"):
        start_surroundings(house, processes)
    with step("vorab-hospital"):
        prepare_hospital(house, hospital_file)
        start_server(house, processes, "vorab-hospital", hospital_file, house.ports.hospital_operations)
    with step("vorab-gateway"):
        prepare_gateway(house, gateway_file)
        start_server(house, processes, "vorab-gateway", gateway_file, house.ports.gateway_operations)
    return house.licence_key.read_text()


def what_to_open(house, licence):
    ports = house.ports
    say(f"""
  Arrival board      https://localhost:{ports.gateway}/board/
                     licence key  {licence}
  Tracker            https://localhost:{ports.tracker}/
                     user  {USER}   password  {house.password_of_user().read_text()}
  API documentation  https://localhost:{ports.gateway}/docs/
  Certificates       signed by {house.pki / 'server-ca.pem'} (a browser warns until it trusts that)
  Logs               {house.log}
""")


def live(house, processes, licence):
    """Until Ctrl-C, or until something ends that should not."""
    what_to_open(house, licence)
    say("  Missions are on their way; Ctrl-C ends everything.\n")
    service = rescue_service.Service(house, say)
    service.start()
    try:
        while True:
            ended = processes.one_that_ended()
            if ended:
                raise Trouble(ended.why())
            time.sleep(0.2)
    finally:
        service.stopping.set()
        service.join(5)


def read_arguments():
    parser = argparse.ArgumentParser(prog="vorab demo", description="runs the whole system on this machine")
    parser.add_argument("--check", action="store_true", help="one mission, then exit: 0 when every station has its evidence")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / ".demo", help="where keys, data and logs are kept")
    parser.add_argument("--programs", type=pathlib.Path, default=ROOT / "build" / "release" / "bin", help="the built programs")
    for port in dataclasses.fields(Ports):
        parser.add_argument(f"--{port.name.replace('_', '-')}-port", type=int, default=port.default, metavar="N",
                            dest=port.name, help=f"default {port.default}")
    given = parser.parse_args()
    ports = Ports(**{port.name: getattr(given, port.name) for port in dataclasses.fields(Ports)})
    return given.check, House(given.folder.resolve(), given.programs.resolve(), ports)


def only_one(house):
    """The lock lives as long as this process."""
    lock = open(house.folder / "lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Trouble(f"a demo runs already with {house.folder}; end that one, or give this one its own --folder") from None
    return lock


def interrupted(*_):
    raise KeyboardInterrupt


def main():
    check, house = read_arguments()
    os.environ.setdefault("TZ", "Europe/Berlin")  # where the missions happen: for log lines and the alarm's words
    time.tzset()
    signal.signal(signal.SIGTERM, interrupted)
    processes = Processes()
    status = 0
    try:
        house.make_folders()
        lock = only_one(house)
        house.ports.require_free()
        licence = start_all(house, processes)
        if check:
            status = 0 if stations.run(house, licence, say) else 1
        else:
            live(house, processes, licence)
        lock.close()
    except KeyboardInterrupt:
        say()
    except Trouble as trouble:
        say(f"\n{trouble}")
        status = 1
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        count = processes.stop_all()
        if count:
            say(f"  {count} processes ended.")
    return status


if __name__ == "__main__":
    sys.exit(main())
