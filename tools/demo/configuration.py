"""The two servers' configurations for the demo. Each key is explained in deploy/*.example.toml."""
import broker
import database
from house import MAILBOX, MAILBOX_NAME, ROOT
from pki import sealing_leaf

PAGES = ROOT / "web" / "dist"


def database_section(house, header, name):
    return f"""[{header}]
socket = "{house.database_socket}"
name = "{name}"
user = "{name}"
password_file = "{house.secret(f'database-{name}')}"
"""


UNLIMITED = """
[limits]
requests_per_second = 1000000
request_burst = 1000000
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
signing_keys = ["{pki / 'token.key'}"]

[hospitals]
ca = "{pki / 'server-ca.pem'}"
certificate = "{pki / 'gateway-client.pem'}"
private_key = "{pki / 'gateway-client.key'}"
address = "127.0.0.1"
port = {ports.answers}
client_ca = "{pki / 'hospital-ca.pem'}"

[board]
page = "{PAGES / 'board'}"

[administration]
page = "{PAGES / 'admin'}"

[documentation]
page = "{PAGES / 'docs'}"
""" + (UNLIMITED if house.patient_gateway else "")


def gateway_file(house):
    return house.folder / "gateway.toml"


def hospital_file(house):
    return house.folder / "hospital.toml"


def write(house):
    """Returns the paths of the gateway's and the hospital server's configuration."""
    files = gateway_file(house), hospital_file(house)
    for file, text in zip(files, (gateway(house), hospital(house))):
        file.write_text(text)
    return files


def hospital(house):
    ports, pki = house.ports, house.pki
    return f"""[server]
address = "127.0.0.1"
port = {ports.tracker}
certificate = "{pki / 'hospital.pem'}"
private_key = "{pki / 'hospital.key'}"

[intake]
address = "127.0.0.1"
port = {ports.intake}
certificate = "{pki / 'hospital.pem'}"
private_key = "{pki / 'hospital.key'}"
gateway_ca = "{pki / 'client-ca.pem'}"

[operations]
port = {ports.hospital_operations}

{database_section(house, 'database', database.HOSPITAL)}
[answers]
undo_seconds = {house.undo_seconds}

[self_test]
every_seconds = 5

[pages]
tracker = "{PAGES / 'tracker'}"
board = "{PAGES / 'board'}"
documentation = "{PAGES / 'docs'}"

[trust]
sender_ca = "{pki / 'sender-ca.pem'}"
receipt_key = "{pki / 'receipt.key'}"
receipt_certificate = "{pki / 'receipt.pem'}"

[[mailbox]]
id = "{MAILBOX}"
name = "{MAILBOX_NAME}"
board_key = "{house.board_key}"

{database_section(house, 'mailbox.database', database.MAILBOX_DATABASE)}
{mailbox_keys(house)}
{channels(house)}{house.further_sections}"""


def mailbox_keys(house):
    names = ["mailbox", *(sealing_leaf(key).name for key in house.further_keys)]
    return "".join(f"""[[mailbox.key]]
private_key = "{house.pki / name}.key"

""" for name in names)


def alarms(house):
    """Who is called, and for what."""
    return f"""[[alarm_server]]
target = "alarm-server"
host = "127.0.0.1"
port = {house.ports.alarm_server}
profile = "daks"
user = "vorab"
password_file = "{house.secret('alarm-server')}"

[technical_alarm]
server = "alarm-server"
to = "1099"

[[alarm_rule]]
name = "resuscitation-room"
server = "alarm-server"
priorities = ["sk1"]
to = "1002"
priority = "emergency"
signal = "emergency"
last_resort = "1999"

[[alarm_rule]]
name = "emergency-department"
server = "alarm-server"
priorities = ["sk2"]
lead_minutes = 10
to = "1001"
"""


def channels(house):
    """To whom the hospital server hands on what it stored."""
    ports = house.ports
    return f"""[[hl7]]
target = "his"
host = "127.0.0.1"
port = {ports.his}
when = "arrival"
message = "ORU^R01"
with_pdf = false

[[hl7]]
target = "his-documents"
host = "127.0.0.1"
port = {ports.his}

[[hl7_listener]]
name = "his"
address = "127.0.0.1"
port = {ports.his_inbound}

{alarms(house)}
[[web_request]]
target = "ed-software"
url = "http://127.0.0.1:{ports.ed_software}/vorab"
networks = ["127.0.0.1/32"]

[gateway]
url = "https://localhost:{ports.answers}"
ca = "{house.pki / 'server-ca.pem'}"
certificate = "{house.pki / 'hospital-client.pem'}"
private_key = "{house.pki / 'hospital-client.key'}"

[mqtt]
uri = "tcp://127.0.0.1:{ports.mqtt}"
user = "{broker.SERVER_USER}"
password_file = "{house.secret(f'mqtt-{broker.SERVER_USER}')}"
"""
