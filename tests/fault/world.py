"""A hospital server and two gateways on one database behind the shipped HAProxy configuration, each process known by its id
so that it can be killed and started again. Built of the demo's parts."""
import pathlib
import shutil
import signal
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "demo"))

import broker  # noqa: E402
import configuration  # noqa: E402
import database  # noqa: E402
import pki  # noqa: E402
from house import House, Ports, free_port  # noqa: E402
from processes import Processes, answers_ready, listens  # noqa: E402
from system import prepare_gateway, prepare_hospital, start_hospital  # noqa: E402

BALANCER = ROOT / "deploy" / "haproxy" / "haproxy.cfg"


def replaced(text, old, new):
    if old not in text:
        raise RuntimeError(f"the shipped configuration has no {old!r} any more")
    return text.replace(old, new)


class Gateway:
    """One instance: its ports, its configuration, its process."""

    def __init__(self, world, name, answers):
        self.world, self.name = world, name
        self.port, self.operations = free_port(), free_port()
        self.answers = answers
        self.file = world.house.folder / f"{name}.toml"
        self.log = world.house.log / f"{name}.log"
        self.process = None

    def configure(self):
        ports = self.world.house.ports
        text = configuration.gateway(self.world.house)
        text = replaced(text, f"port = {ports.gateway}\n", f"port = {self.port}\nbalancers = [\"127.0.0.1\"]\n")
        text = replaced(text, f"port = {ports.gateway_operations}\n", f"port = {self.operations}\n")
        text = replaced(text, f"port = {ports.answers}\n", f"port = {self.answers}\n")
        secret = self.world.house.secret(f"mqtt-{broker.SERVER_USER}")
        limits = "" if "[limits]" in text else "\n[limits]\nrequests_per_second = 100000\nrequest_burst = 100000\n"
        self.file.write_text(text + limits + f"""
[broker]
uri = "tcp://127.0.0.1:{ports.mqtt}"
user = "{broker.SERVER_USER}"
password_file = "{secret}"
""")

    def start(self, wait=True):
        program = self.world.house.program("vorab-gateway")
        self.process = self.world.processes.start(self.name, [program, "--config", str(self.file)], self.log)
        if wait:
            self.process.wait_until(self.ready, f"readiness on port {self.operations}")

    def ready(self):
        return answers_ready(self.operations)

    def kill(self):
        kill(self.world, self.process)


def kill(world, process):
    process.started.send_signal(signal.SIGKILL)
    process.started.wait()
    world.processes.running.remove(process)


def stop(world, process):
    """As systemd would."""
    process.stop()
    world.processes.running.remove(process)


class World:
    def __init__(self, folder, programs, before_tables=lambda world: None):
        """`before_tables` is called when there are empty databases and a configuration, and nothing else."""
        self.house = House(pathlib.Path(folder), pathlib.Path(programs).resolve(), Ports.free())
        self.house.make_folders()
        self.before_tables = before_tables
        self.processes = Processes()
        self.gateways = [Gateway(self, "gateway-a", self.house.ports.answers), Gateway(self, "gateway-b", free_port())]

    def start(self):
        self.start_without_gateways()
        for gateway in self.gateways:
            gateway.configure()
            gateway.start()
        self.start_balancer()

    def start_without_gateways(self):
        pki.make(self.house.pki, self.house.further_keys)
        database.start(self.house, self.processes)
        broker.start(self.house, self.processes)
        files = configuration.write(self.house)
        self.before_tables(self)
        prepare_hospital(self.house, files[1])
        self.start_hospital()
        prepare_gateway(self.house, files[0])

    def start_hospital(self):
        start_hospital(self.house, self.processes)

    def hospital(self):
        return next(process for process in self.processes.running if process.name == "vorab-hospital")

    def kill_hospital(self):
        kill(self, self.hospital())

    def start_balancer(self):
        text = replaced(BALANCER.read_text(), "bind 0.0.0.0:8443", f"bind 127.0.0.1:{self.house.ports.gateway}")
        for gateway, address in zip(self.gateways, ("10.0.0.11", "10.0.0.12")):
            text = replaced(text, f"{address}:8443 check port 8081", f"127.0.0.1:{gateway.port} check port {gateway.operations}")
        # Here somebody dies every second. Who is late for an answer on a busy machine has the second that is shipped all the same.
        text = replaced(text, "check inter 1s", "check inter 100ms")
        text = replaced(text, "timeout connect 2s\n", "timeout connect 2s\n    timeout check 1s\n")
        settings = self.house.folder / "haproxy.cfg"
        settings.write_text(text)
        program = shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin")
        subprocess.run([program, "-c", "-f", str(settings)], check=True, capture_output=True)
        balancer = self.processes.start("HAProxy", [program, "-db", "-f", str(settings)], self.house.log / "haproxy.log")
        balancer.wait_until(lambda: listens(self.house.ports.gateway), f"listener on port {self.house.ports.gateway}")

    def query(self, name, sql):
        return database.query(self.house, sql, {"gateway": database.GATEWAY, "mailbox": database.MAILBOX_DATABASE,
                                                "hospital": database.HOSPITAL}[name])

    def stop(self):
        return self.processes.stop_all()
