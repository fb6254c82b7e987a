"""Where the demo keeps its things and which ports it uses. Everything lies in .demo/ of the checkout; remove that folder
and the next start begins anew."""
import contextlib
import dataclasses
import functools
import hashlib
import os
import pathlib
import random
import secrets
import socket
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

MAILBOX = "zna-musterstadt"
MAILBOX_NAME = "Zentrale Notaufnahme"
HOSPITAL_NAME = "Klinikum Musterstadt"
CLIENT = "rd-musterstadt"
ORGANISATION = "Rettungsdienst Kreis Musterstadt"
USER = "anna"
ADMINISTRATOR = "verwaltung"  # of the rescue service's devices
DISPATCH = "leitstelle"       # the control centre's system, which knows where vehicles are
SHARES = range(20_000, 32_000, 400)  # of ports; below them the C++ tests choose theirs (tests/support/child_process.cpp)


class Trouble(Exception):
    """Something an operator can mend; its words say how."""


@functools.cache
def share_of_ports():
    """Ports that no other process of ours chooses from while this one lives, so that two that start at once do not choose the
    same before either listens. Held by an abstract socket, which the kernel takes back; it comes along lest it be closed."""
    for first in random.sample(SHARES, len(SHARES)):
        held = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        with contextlib.suppress(OSError):
            held.bind(f"\0vorab-ports-{first}")
            return random.sample(range(first, first + SHARES.step), SHARES.step), held
    raise Trouble(f"{len(SHARES)} others of us choose ports here")


def free_port():
    """A port that nobody has just now, none twice, from below those that the system gives to outgoing connections: what listens
    there later, or again after it was killed, still finds it free."""
    ports, _ = share_of_ports()
    while ports:
        port = ports.pop()
        with socket.socket() as probe:
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise Trouble(f"{SHARES.step} ports tried, none was free")


@dataclasses.dataclass
class Ports:
    """Each has an option of its name: --gateway-port 8444."""

    gateway: int = 8443
    tracker: int = 1443
    intake: int = 9443
    gateway_operations: int = 8081
    hospital_operations: int = 8082
    his: int = 2575
    his_inbound: int = 2576
    alarm_server: int = 2023
    ed_software: int = 8091
    mqtt: int = 18883
    answers: int = 8444  # where the hospital server tells the gateway what the crews should hear

    @classmethod
    def free(cls):
        return cls(*(free_port() for _ in dataclasses.fields(cls)))

    def require_free(self):
        for name, port in dataclasses.asdict(self).items():
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    option = f"--{name.replace('_', '-')}-port"
                    raise Trouble(f"port {port} ({name.replace('_', ' ')}) is taken; move ours with {option} NUMBER") from None


@dataclasses.dataclass
class House:
    folder: pathlib.Path
    programs: pathlib.Path
    ports: Ports
    patient_gateway: bool = False  # as many requests a second as anybody likes, for measurements
    undo_seconds: int = 0  # checks hear at once what was said; a person at the tracker has time to take it back
    database_memory: str = "innodb_buffer_pool_size = 128M\ninnodb_log_file_size = 48M"  # measurements want more
    further_sections: str = ""  # of the hospital server's configuration
    database_settings: str = ""  # further lines of MariaDB's
    database_environment: dict | None = None
    further_keys: tuple = ()  # beside the mailbox's P-256 key: "x25519", "rsa" (pki.KEYS)

    @property
    def pki(self):
        return self.folder / "pki"

    @property
    def log(self):
        return self.folder / "log"

    @property
    def secrets(self):
        return self.folder / "secrets"

    @property
    def his(self):
        """What the simulated information system keeps: each message, and the documents in its patients' files."""
        return self.folder / "his"

    @property
    def board_key(self):
        """The private key of the mailbox's boards; the public one lies beside it as .pub."""
        return self.secrets / "board.jwk"

    @property
    def licence_key(self):
        return self.secrets / "licence"

    @property
    def licence_bundle(self):
        return self.secrets / "licence.bundle"

    @property
    def database_socket(self):
        """A socket's path has at most 107 bytes: a deep checkout gets one elsewhere."""
        wanted = self.folder / "mariadb" / "mariadb.sock"
        if len(str(wanted)) < 100:
            return wanted
        mark = hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]
        return pathlib.Path(tempfile.gettempdir()) / f"vorab-{mark}.sock"

    def make_folders(self):
        # Others may walk through (MariaDB runs as its own user) but not look.
        for folder, mode in ((self.folder, 0o711), (self.pki, 0o700), (self.log, 0o700), (self.secrets, 0o700), (self.his, 0o700)):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(mode)

    def program(self, name):
        path = self.programs / name
        if not path.is_file():
            raise Trouble(f"{name} is not built: ./vorab build release")
        return str(path)

    def secret(self, name, size=32):
        """The file with a random secret of so many bytes; made at the first asking."""
        path = self.secrets / name
        if not path.exists():
            write_private(path, secrets.token_urlsafe(size))
        return path

    def password_of_user(self, user=USER):
        """Short enough to be typed from a screen."""
        return self.secret("password-of-" + user, 9)


def write_private(path, text):
    """A file that its owner alone may read, from its first byte on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
