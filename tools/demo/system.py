"""Brings the whole system up: keys, database, broker, the systems around, the hospital server and the gateway, each known to
be ready by its own sign. Used by the demo and by the whole-system tests (tests/flows)."""
import contextlib
import subprocess
import time

import broker
import configuration
import database
import ed_software
import pki
from house import ADMINISTRATOR, CLIENT, DISPATCH, HOSPITAL_NAME, MAILBOX, MAILBOX_NAME, ORGANISATION, USER, Trouble, write_private
from processes import answers_ready, listens


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
    roles = [word for role in ("standard", "admin", "archive", "kis", "statistics") for word in ("--role", role)]
    once(house, "user", lambda: hospital(
        "user", "add", USER, "--first", "Anna", "--last", "Beispiel", *roles, "--mailbox", MAILBOX,
        "--password-file", house.password_of_user(), "--keep-password"))
    once(house, "licence", make_licence)


def prepare_gateway(house, file):
    """Tables, the rescue service as a sender, the mailbox, and the board."""
    def gateway(*arguments):
        administer(house, "vorab-gateway", file, *arguments)
    gateway("migrate")
    once(house, "client", lambda: gateway(
        "client", "add", CLIENT, "--organisation", ORGANISATION, "--secret-file", house.secret("client")))
    once(house, "administrator", lambda: gateway(
        "admin", "add", ADMINISTRATOR, "--organisation", ORGANISATION, "--password-file", house.password_of_user(ADMINISTRATOR),
        "--keep-password"))
    once(house, "dispatch", lambda: gateway(
        "client", "add", DISPATCH, "--organisation", ORGANISATION, "--scopes", "positions", "--secret-file", house.secret("dispatch")))
    gateway("mailbox", "add", MAILBOX, "--name", MAILBOX_NAME, "--hospital", HOSPITAL_NAME, "--intake-url",
            f"https://localhost:{house.ports.intake}", "--certificate", house.pki / "mailbox.pem", "--board-key",
            f"{house.board_key}.pub", "--hospital-certificate", house.pki / "hospital-client.pem",
            "--by", "demo")  # at each start: the port or the certificate may be new
    for key in house.further_keys:
        gateway("mailbox", "add-key", MAILBOX, "--certificate", house.pki / f"{pki.sealing_leaf(key).name}.pem", "--by", "demo")
    for client in (CLIENT, DISPATCH):
        gateway("assignment", "add", client, MAILBOX)
    once(house, "board", lambda: gateway("board", "add", "--bundle", house.licence_bundle))


def start_surroundings(house, processes):
    ports, log = house.ports, house.log
    start_his(house, processes)
    alarm = processes.start("alarm server", [house.program("vorab-alarm-server"), "--port", str(ports.alarm_server), "--user",
                                             "vorab", "--password-file", str(house.secret("alarm-server")), "--accept-after", "1"],
                            log / "alarm_server.log")
    alarm.wait_until(lambda: listens(ports.alarm_server), f"listener on port {ports.alarm_server}")
    ed_software.start(house)


def start_his(house, processes):
    his = processes.start("hospital information system", [
        house.program("vorab-his"), "--listen", str(house.ports.his), "--documents", str(house.his / "documents"),
        "--log", str(house.his / "messages.hl7")], house.log / "his.log")
    his.wait_until(lambda: listens(house.ports.his), f"listener on port {house.ports.his}")


def start_hospital(house, processes):
    start_server(house, processes, "vorab-hospital", configuration.hospital_file(house), house.ports.hospital_operations)


def start_gateway(house, processes):
    start_server(house, processes, "vorab-gateway", configuration.gateway_file(house), house.ports.gateway_operations)


def start_server(house, processes, program, file, operations_port):
    administer(house, program, file, "--check-config")
    server = processes.start(program, [house.program(program), "--config", str(file)], house.log / f"{program}.log")
    server.wait_until(lambda: answers_ready(operations_port), f"readiness on http://127.0.0.1:{operations_port}/readyz")


def start_all(house, processes):
    for log in house.log.glob("*.log"):
        log.replace(log.with_suffix(".log.before"))
    with step("private key infrastructure"):
        pki.make(house.pki, house.further_keys)
    with step("MariaDB, encrypted at rest"):
        database.start(house, processes)
    with step("Mosquitto"):
        broker.start(house, processes)
    gateway_file, hospital_file = configuration.write(house)
    with step("HIS, alarm server and ED software, simulated"):
        start_surroundings(house, processes)
    with step("vorab-hospital"):
        prepare_hospital(house, hospital_file)
        start_hospital(house, processes)
    with step("vorab-gateway"):
        prepare_gateway(house, gateway_file)
        start_gateway(house, processes)
    return house.licence_key.read_text()
