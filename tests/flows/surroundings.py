"""What the flows need beside the demo's system: senders with other certificates and other ways to authenticate, one that is
not trusted, one that may send nowhere, a mailbox that is not everybody's, and another hospital."""
import dataclasses
import json

import configuration
import database
import pki
from house import ADMINISTRATOR, CLIENT, DISPATCH, MAILBOX, ROOT, USER, free_port, write_private
from system import administer

OTHER_MAILBOX = "stroke-unit"  # known to the gateway, assigned to ASSERTION alone; no hospital has it
ASSERTION = "rd-assertion"     # authenticates by private_key_jwt
LEAVING = "rd-leaving"         # will be disabled
FLOODING = "rd-flooding"       # sends too much
ELSEWHERE = "leitstelle-anderswo"  # the same, of another rescue service
CAPACITY = "kapazitaet"        # assigns units, and may do nothing else
EVERYTHING = "rd-alles"        # may send, report positions and assign units

# The window of a monitor's maker, which is nobody here.
TELEMETRY = """
[[telemetry]]
vendor = "corpuls"
url = "https://telemetry.example:8443/live?mission={mission}"
"""


def make_certificates(folder):
    """An ambulance with an Ed25519 key, one whose authority no hospital trusts, and the hospital next door."""
    pki.make_authority(folder, "foreign")
    subject = "/CN=RTW Musterstadt 83-2/O=Rettungsdienst Kreis Musterstadt"
    pki.make_leaf(folder, pki.Leaf("ambulance-ed25519", "sender", subject, pki.SIGNING, key="ed25519"))
    pki.make_leaf(folder, pki.Leaf("ambulance-foreign", "foreign", subject, pki.SIGNING))
    pki.make_leaf(folder, pki.Leaf("neighbour-client", "hospital", "/CN=klinikum-nachbarstadt/O=Klinikum Nachbarstadt", pki.TLS_CLIENT))
    pki.new_key(folder, "assertion")
    pki.openssl(folder, "pkey", "-in", "assertion.key", "-pubout", "-out", "assertion.pub")


def prepare(house, _licence):
    make_certificates(house.pki)

    def gateway(*arguments):
        administer(house, "vorab-gateway", configuration.gateway_file(house), *arguments)
    gateway("client", "add", ASSERTION, "--public-key", house.pki / "assertion.pub")
    gateway("client", "add", LEAVING, "--secret-file", house.secret("leaving"))
    gateway("client", "add", FLOODING, "--secret-file", house.secret("flooding"))
    gateway("client", "add", ELSEWHERE, "--organisation", "Rettungsdienst Anderswo", "--scopes", "positions", "--secret-file",
            house.secret("elsewhere"))
    gateway("client", "add", CAPACITY, "--scopes", "assignments", "--secret-file", house.secret("capacity"))
    gateway("client", "add", EVERYTHING, "--scopes", "send positions assignments", "--secret-file", house.secret("everything"))
    gateway("mailbox", "add", OTHER_MAILBOX, "--name", "Stroke Unit", "--hospital", "Klinikum Musterstadt", "--intake-url",
            f"https://localhost:{house.ports.intake}", "--certificate", house.pki / "receipt.pem",
            "--hospital-certificate", house.pki / "neighbour-client.pem")
    gateway("assignment", "add", ASSERTION, MAILBOX)
    gateway("assignment", "add", ASSERTION, OTHER_MAILBOX)
    gateway("assignment", "add", LEAVING, MAILBOX)
    for client in (ELSEWHERE, CAPACITY, EVERYTHING):
        gateway("assignment", "add", client, MAILBOX)


def sign_in_by_provider(house, issuer):
    """The hospital server's [openid]. The provider itself is openid.mjs's to start; nobody asks it before."""
    write_private(house.secrets / "openid", "told to both sides: 100 % + & = ?")
    return f"""
[openid]
issuer = "{issuer}"
ca = "{house.pki / 'server-ca.pem'}"
client_id = "vorab"
client_secret_file = "{house.secret('openid')}"
name = "Klinik-Konto"
tracker_url = "https://localhost:{house.ports.tracker}"
prompt = "login"

[[openid.group]]
name = "notaufnahme"
roles = ["standard"]
mailboxes = ["{MAILBOX}"]

[[openid.group]]
name = "leitung"
roles = ["statistics"]
"""


def content_for_views(house):
    """The hospital server's [views]: what ed_views.py reads."""
    return f"""
[views]
enabled = true
converter = "{house.programs / 'vorab-picture'}"
"""


def describe(house, issuer):
    """For the flows: where everything is."""
    ports = house.ports
    return {
        "root": str(ROOT), "folder": str(house.folder), "pki": str(house.pki), "log": str(house.log),
        "programs": str(house.programs), "database_socket": str(house.database_socket),
        "databases": {"gateway": database.GATEWAY, "hospital": database.HOSPITAL, "mailbox": database.MAILBOX_DATABASE},
        "gateway": f"https://localhost:{ports.gateway}", "tracker": f"https://localhost:{ports.tracker}",
        "answers": f"https://localhost:{ports.answers}", "issuer": issuer,
        "openid_secret": house.secret("openid").read_text().strip(),
        "gateway_operations": f"http://127.0.0.1:{ports.gateway_operations}",
        "ports": dataclasses.asdict(ports), "feedback_port": free_port(),
        "mailbox": MAILBOX, "other_mailbox": OTHER_MAILBOX, "client": CLIENT, "assertion": ASSERTION, "leaving": LEAVING,
        "flooding": FLOODING, "dispatch": DISPATCH, "elsewhere": ELSEWHERE, "capacity": CAPACITY, "everything": EVERYTHING,
        "administrator": ADMINISTRATOR,
        "secrets": {client: house.secret(name).read_text().strip() for client, name in (
            (CLIENT, "client"), (LEAVING, "leaving"), (FLOODING, "flooding"), (DISPATCH, "dispatch"),
            (ELSEWHERE, "elsewhere"), (CAPACITY, "capacity"))},
        "licence": house.licence_key.read_text().strip(), "user": USER, "password": house.password_of_user().read_text().strip(),
        "slow": has_sanitizers(house.programs),
    }


def has_sanitizers(programs):
    """What the build that these programs come from was told; sanitizers make everything slower."""
    cache = programs.parent / "CMakeCache.txt"
    lines = cache.read_text().splitlines() if cache.exists() else []
    return any(line.startswith("VORAB_SANITIZE:") and not line.endswith("=") for line in lines)
