"""A private Mosquitto on loopback, and somebody who listens to every event."""
import os
import shutil
import subprocess

from house import write_private
from processes import listens

SERVER_USER, LISTENER_USER = "vorab-hospital", "listener"


def start(house, processes):
    home = house.folder / "mosquitto"
    home.mkdir(exist_ok=True, mode=0o700)
    passwords = home / "passwords"
    write_private(passwords, "".join(
        f"{user}:{house.secret(f'mqtt-{user}').read_text()}\n" for user in (SERVER_USER, LISTENER_USER)))
    subprocess.run(["mosquitto_passwd", "-U", str(passwords)], check=True)  # replaces each password by its hash
    settings = home / "mosquitto.conf"
    settings.write_text(f"""listener {house.ports.mqtt} 127.0.0.1
allow_anonymous false
password_file {passwords}
persistence false
log_dest stdout
{'user root' if os.geteuid() == 0 else ''}
""")
    mosquitto = shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin")
    broker = processes.start("Mosquitto", [mosquitto, "-c", str(settings)], house.log / "mosquitto.log")
    broker.wait_until(lambda: listens(house.ports.mqtt), f"listener on port {house.ports.mqtt}")
    listen(house, processes, home)


def listen(house, processes, home):
    """mosquitto_sub takes its options from a file, so that the password shows up in no list of processes."""
    password = house.secret(f"mqtt-{LISTENER_USER}").read_text()
    options = ("-h 127.0.0.1", f"-p {house.ports.mqtt}", f"-u {LISTENER_USER}", f"-P {password}", "-t vorab/#", "-v", "-q 1")
    write_private(home / "mosquitto_sub", "\n".join(options) + "\n")
    processes.start("MQTT listener", ["mosquitto_sub"], house.log / "mqtt_events.log",
                    {**os.environ, "XDG_CONFIG_HOME": str(home)})
