"""Our hospital server by itself: real program, real TLS, a MariaDB of its own with the shipped, durable settings; nobody around
it. One delivery is raised for each case, to a system that is down: its row is written as in a real hospital, and nothing more."""
import contextlib
import json
import pathlib
import subprocess
import tempfile

import configuration
import database
import pki
from house import CLIENT, MAILBOX, ROOT, House, Ports, Trouble, free_port
from measure import cpu_seconds
from processes import Processes
from system import prepare_hospital, start_server

MEMORY = """innodb_buffer_pool_size = 2G
innodb_log_file_size = 1G"""


def threads(pid):
    """CPU seconds of a process by the names of its threads: the loop has the program's name, the pools have theirs."""
    spent = {}
    for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError):
            name = (thread / "comm").read_text().strip()
            spent[name] = spent.get(name, 0) + int((thread / "schedstat").read_text().split()[0]) / 1e9
    return spent


class Hospital:
    def __init__(self, programs):
        self.place = tempfile.TemporaryDirectory(prefix="vorab-bench-")
        self.house = House(pathlib.Path(self.place.name), pathlib.Path(programs).resolve(), Ports.free(), database_memory=MEMORY)
        self.house.make_folders()
        self.processes = Processes()

    def start(self, further=str, further_databases=()):
        """`further`: makes sections of the configuration, once there are keys."""
        house = self.house
        pki.make(house.pki)
        database.start(house, self.processes)
        database.make_databases(house, further_databases)
        file = configuration.hospital_file(house)
        alone = configuration.hospital(house).partition("[[hl7]]")[0]
        file.write_text(alone + f'[[web_request]]\ntarget = "ed-software"\nurl = "http://127.0.0.1:{free_port()}/"\n'
                        'networks = ["127.0.0.1/32"]\n\n' + further())
        prepare_hospital(house, file)
        start_server(house, self.processes, "vorab-hospital", file, house.ports.hospital_operations)

    def pid(self, name):
        return next(one for one in self.processes.running if one.name == name).started.pid

    def spent(self):
        """CPU seconds so far: of MariaDB, and of each kind of thread of the server."""
        return {"MariaDB": cpu_seconds(self.pid("MariaDB")), **threads(self.pid("vorab-hospital"))}

    def records(self, what, **words):
        """What bench_records says."""
        command = [self.house.program("bench_records"), what, *(str(word) for pair in words.items() for word in (f"--{pair[0]}", pair[1]))]
        ran = subprocess.run(command, capture_output=True, text=True)
        if ran.returncode:
            raise Trouble(ran.stderr.strip())
        return json.loads(ran.stdout)

    def sealing(self, case, mailbox=MAILBOX):
        return {"keys": self.house.pki, "case": ROOT / "schemas" / "examples" / f"{case}.json", "mailbox": mailbox}

    def seal(self, case, count, mailbox=MAILBOX):
        """A file with so many requests, each with a record of its own, made now."""
        file = self.house.folder / f"requests-{case}"
        self.records("seal", count=count, to=file, **self.sealing(case, mailbox))
        return file

    def close(self):
        self.processes.stop_all()
        self.place.cleanup()
