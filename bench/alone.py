"""Our gateway by itself: real program, real database, one client with one mailbox whose hospital is somebody's port."""
import base64
import json
import secrets
import ssl
import subprocess
import tempfile
import uuid
import contextlib
import pathlib
import urllib.request

import configuration
import database
import pki
from house import CLIENT, MAILBOX, House, Ports
from measure import SERVER_CORE, pin, pinned
from processes import Processes
from system import administer, start_server

CASE = secrets.token_hex(16)


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def envelope(size, board, case=CASE):
    """As a gateway sees one: a true header with its slip, and bytes that it cannot read."""
    slip = {"version": 1, "transmission": str(uuid.UUID(int=(0x019BC1BDCC80 << 80) | (0x7 << 76) | secrets.randbits(60) | (0x8 << 60))),
            "case": case, "mailbox": MAILBOX, "kind": "pre_notification", "sequence": 1,
            "created_at": "2026-01-15T14:02:11+01:00", "sender": {"organisation": "RD Musterstadt", "callsign": "RTW 83-1"}}
    if board:
        protected = base64url(json.dumps({"alg": "ECDH-ES", "enc": "A256GCM", "epk": {
            "kty": "EC", "crv": "P-256", "x": base64url(secrets.token_bytes(32)), "y": base64url(secrets.token_bytes(32))}}).encode())
        slip["board"] = f"{protected}..{base64url(secrets.token_bytes(12))}.{base64url(secrets.token_bytes(300))}.{base64url(secrets.token_bytes(16))}"
    header = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM", "kid": base64url(secrets.token_bytes(32)), "typ": "vorab-envelope",
              "epk": {"kty": "EC", "crv": "P-256", "x": base64url(secrets.token_bytes(32)), "y": base64url(secrets.token_bytes(32))},
              "slip": slip}
    head = base64url(json.dumps(header).encode())
    around = f"{head}.{base64url(secrets.token_bytes(40))}.{base64url(secrets.token_bytes(12))}..{base64url(secrets.token_bytes(16))}"
    text = base64url(secrets.token_bytes((size - len(around)) * 3 // 4))
    parts = around.split(".")
    parts[3] = text
    return ".".join(parts).encode()


class Gateway:
    def __init__(self, programs, upstream):
        self.place = tempfile.TemporaryDirectory(prefix="vorab-bench-")
        self.house = House(pathlib.Path(self.place.name), pathlib.Path(programs).resolve(), Ports.free(), patient_gateway=True)
        self.house.make_folders()
        self.processes = Processes()
        pki.make(self.house.pki)
        self.upstream = upstream

    def start(self, server_words=""):
        """`server_words`: more lines for the section [server] of its configuration."""
        house = self.house
        database.start(house, self.processes)
        file = configuration.gateway_file(house)
        file.write_text(configuration.gateway(house).replace("[server]\n", f"[server]\n{server_words}"))

        def gateway(*arguments):
            return administer(house, "vorab-gateway", file, *arguments)
        gateway("migrate")
        gateway("client", "add", CLIENT, "--organisation", "RD", "--secret-file", house.secret("client"))
        gateway("mailbox", "add", MAILBOX, "--name", "ZNA", "--hospital", "Klinikum", "--intake-url",
                f"https://localhost:{self.upstream}", "--certificate", house.pki / "mailbox.pem")
        gateway("assignment", "add", CLIENT, MAILBOX)
        self.start_program()

    def start_program(self):
        house = self.house
        start_server(house, self.processes, "vorab-gateway", configuration.gateway_file(house), house.ports.gateway_operations)
        self.pid = next(one for one in self.processes.running if one.name == "vorab-gateway").started.pid
        pin(self.pid, SERVER_CORE)
        with contextlib.suppress(subprocess.SubprocessError):
            for_all = f"/proc/{self.pid}/task"
            threads = [thread.name for thread in pathlib.Path(for_all).iterdir()]
            subprocess.run(["renice", "-n", "-15", *threads], capture_output=True, check=False)

    def stop_program(self):
        process = next(one for one in self.processes.running if one.name == "vorab-gateway")
        process.stop()
        self.processes.running.remove(process)

    def token(self):
        context = ssl.create_default_context(cafile=str(self.house.pki / "server-ca.pem"))
        secret = self.house.secret("client").read_text().strip()
        request = urllib.request.Request(f"https://localhost:{self.house.ports.gateway}/oauth2/token",
                                         b"grant_type=client_credentials", method="POST")
        request.add_header("Authorization", "Basic " + base64.b64encode(f"{CLIENT}:{secret}".encode()).decode())
        with urllib.request.urlopen(request, context=context) as answer:
            return json.load(answer)["access_token"]

    def request(self, name, method, path, body, content_type):
        """A file with the whole request; the token is the same for every server, so that all see the same bytes."""
        head = (f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.token()}\r\n"
                f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n")
        file = self.house.folder / name
        file.write_bytes(head.encode() + body)
        return file

    def close(self):
        self.processes.stop_all()
        self.place.cleanup()
