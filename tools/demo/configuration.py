"""The two servers' configurations for the demo. Each key is explained in deploy/*.example.toml."""
import broker
import database
from house import HOSPITAL_NAME, MAILBOX, MAILBOX_NAME, ROOT


def database_section(house, header, name):
    return f"""[{header}]
socket = "{house.database_socket}"
name = "{name}"
user = "{name}"
password_file = "{house.secret(f'database-{name}')}"
"""


def gateway(house):
    ports, pki = house.ports, house.pki
    return f"""issuer = "https://localhost:{ports.gateway}"

[server]
address = "127.0.0.1"
port = {ports.gateway}
certificate = "{pki / 'gateway.pem'}"
private_key = "{pki / 'gateway.key'}"
hosts = ["localhost", "127.0.0.1"]

[operations]
port = {ports.gateway_operations}

{database_section(house, 'database', database.GATEWAY)}
[token]
signing_key = "{pki / 'token.key'}"

[hospitals]
ca = "{pki / 'server-ca.pem'}"
certificate = "{pki / 'gateway-client.pem'}"
private_key = "{pki / 'gateway-client.key'}"

[board]
page = "{ROOT / 'web' / 'dist' / 'board'}"

[documentation]
page = "{ROOT / 'schemas'}"
"""


def write(house):
    """Returns the paths of the gateway's and the hospital server's configuration."""
    files = house.folder / "gateway.toml", house.folder / "hospital.toml"
    for file, text in zip(files, (gateway(house), hospital(house))):
        file.write_text(text)
    return files


def hospital(house):
    ports, pki = house.ports, house.pki
    return f"""hospital = "{HOSPITAL_NAME}"

[intake]
address = "127.0.0.1"
port = {ports.intake}
certificate = "{pki / 'hospital.pem'}"
private_key = "{pki / 'hospital.key'}"
client_ca = "{pki / 'client-ca.pem'}"
hosts = ["localhost", "127.0.0.1"]

[tracker]
address = "127.0.0.1"
port = {ports.tracker}
certificate = "{pki / 'hospital.pem'}"
private_key = "{pki / 'hospital.key'}"
hosts = ["localhost", "127.0.0.1"]
page = "{ROOT / 'web' / 'dist' / 'tracker'}"

[operations]
port = {ports.hospital_operations}

{database_section(house, 'database', database.HOSPITAL)}
[senders]
ca = "{pki / 'sender-ca.pem'}"

[receipts]
certificate = "{pki / 'receipt.pem'}"
private_key = "{pki / 'receipt.key'}"

[board]
page = "{ROOT / 'web' / 'dist' / 'board'}"

[[mailboxes]]
id = "{MAILBOX}"
name = "{MAILBOX_NAME}"
certificate = "{pki / 'mailbox.pem'}"
private_key = "{pki / 'mailbox.key'}"
board_private_key = "{house.secrets / 'board.key.jwk'}"
board_public_key = "{pki / 'board.pub.jwk'}"

{database_section(house, 'mailboxes.database', database.MAILBOX_DATABASE)}
{channels(house)}"""


def channels(house):
    """To whom the hospital server hands on what it stored."""
    ports = house.ports
    return f"""[hl7]
host = "127.0.0.1"
port = {ports.his}

[espax]
host = "127.0.0.1"
port = {ports.alarm_server}
user = "vorab"
password_file = "{house.secret('alarm-server')}"

[web_request]
url = "http://127.0.0.1:{ports.ed_software}/vorab"

[mqtt]
host = "127.0.0.1"
port = {ports.mqtt}
user = "{broker.SERVER_USER}"
password_file = "{house.secret(f'mqtt-{broker.SERVER_USER}')}"
"""
