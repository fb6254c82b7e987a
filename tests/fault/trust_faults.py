#!/usr/bin/python3
"""Bad days of certificates and keys, while senders go on: the hospital's certificate is renewed, expires, comes from a stranger,
lacks its intermediate; the gateways' is revoked and given back; the key that signs tokens rotates. Each time the right ones get
on, the wrong ones are refused with a reason, and afterwards the checker holds every answer against what is stored.

    trust_faults.py --programs build/dev/bin [--senders 3]"""
import argparse
import base64
import hashlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import sys
import tempfile
import time
import urllib.request

import checker
from authority import Authority, replace
from kill_gateway import Load, drain
from missions import Sender
from world import World, configuration, pki

from house import CLIENT

PATIENCE = 60  # seconds; F12 allows as many
NOT_THE_BALANCER = ("127.0.0.2", 0)  # whose connections begin with a PROXY header


def until(what, holds):
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise RuntimeError(f"not within {PATIENCE} s: {what}")
        time.sleep(0.1)


def reloaded(process):
    process.started.send_signal(signal.SIGHUP)


def shown_at(port):
    """The digest of the certificate that a new handshake is shown."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), 5, NOT_THE_BALANCER) as plain, context.wrap_socket(plain) as tls:
        return hashlib.sha256(tls.getpeercert(binary_form=True)).hexdigest()


def digest_of(certificate):
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate.decode())).hexdigest()


class Answers:
    """Since now, by status."""

    def __init__(self, load):
        self.load, self.before = load, len(load.answers)

    def count(self, *statuses):
        return sum(status in statuses for _, status, _ in self.load.answers[self.before:])


def delivered_again(load, *, count=3):
    since = Answers(load)
    until("deliveries go on", lambda: since.count(200, 201) >= count)


def parked_now(load):
    """Nothing that began after this is delivered: what was under way has three answers to be done."""
    since = Answers(load)
    until("envelopes are parked", lambda: since.count(202) >= 3)


def metric(port, name):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    return [line.rpartition(" ")[2] for line in lines if line.startswith(name)]


def hospital_renews(world, load):
    """F11: new handshakes are shown the new certificate, a connection that was open lives, and nobody is refused."""
    ports, folder = world.house.ports, world.house.pki
    context = ssl.create_default_context(cafile=folder / "server-ca.pem")
    kept = http.client.HTTPSConnection("localhost", ports.tracker, context=context, timeout=10)
    kept.request("GET", "/")
    kept.getresponse().read()
    opened = kept.sock
    certificate, key = Authority.of(folder, "server").server(until_days=10)
    replace(folder / "hospital.key", key)
    replace(folder / "hospital.pem", certificate)
    since = Answers(load)
    reloaded(world.hospital())
    for port in (ports.tracker, ports.intake):
        until("the new certificate is shown", lambda port=port: shown_at(port) == digest_of(certificate))
    kept.request("GET", "/")
    if kept.getresponse().status != 200 or kept.sock is not opened:
        raise RuntimeError("the connection that was open did not live on")
    delivered_again(load)
    if since.count(202):
        raise RuntimeError("an envelope was parked because a certificate was renewed")
    days = metric(ports.hospital_operations, 'vorab_certificate_days_left{use="intake",what="certificate"}')
    if days != ["9"]:
        raise RuntimeError(f"days left of the certificate: {days}")


def gateways_renew(world, load):
    """F11, without being told: the files are looked at."""
    certificate, key = Authority.of(world.house.pki, "server").server()
    replace(world.house.pki / "gateway.key", key)
    replace(world.house.pki / "gateway.pem", certificate)
    for gateway in world.gateways:
        until("the new certificate is found", lambda port=gateway.port: shown_at(port) == digest_of(certificate))
    delivered_again(load)


def bad_certificates(world):
    """What a hospital might show by mistake, and what the gateways say of it."""
    good = Authority.of(world.house.pki, "server")
    yield good.server(from_days=-9, until_days=-1), "certificate expired"
    yield Authority.stranger().server(), "no trusted CA"
    yield good.intermediate().server(), "intermediate is missing"


def hospital_shows_bad_ones(world, load):
    """F11: no envelope goes to somebody who cannot prove to be the hospital; each is parked, and the reason is in the log."""
    file, key_file = world.house.pki / "hospital.pem", world.house.pki / "hospital.key"
    before = file.read_bytes(), key_file.read_bytes()
    for (certificate, key), reason in bad_certificates(world):
        world.kill_hospital()
        replace(key_file, key)
        replace(file, certificate)
        marks = [gateway.log.stat().st_size for gateway in world.gateways]
        world.start_hospital()
        parked_now(load)
        until(f"a gateway says: {reason}", lambda: any(
            reason in gateway.log.read_text()[mark:] for gateway, mark in zip(world.gateways, marks)))
    replace(key_file, before[1])
    replace(file, before[0])
    reloaded(world.hospital())
    delivered_again(load)


class Visitor:
    """With a certificate, at the hospital's intake; and it resumes the session that it was given the first time."""

    def __init__(self, world, certificate, key):
        self.port, self.session = world.house.ports.intake, None
        self.context = ssl.create_default_context(cafile=world.house.pki / "server-ca.pem")
        self.context.load_cert_chain(certificate, key)

    def comes(self):
        """"anew", "resumed", or None: not let in."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 5) as plain, self.context.wrap_socket(
                    plain, server_hostname="localhost", session=self.session) as tls:
                tls.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                if not tls.recv(16):
                    return None
                self.session = self.session or tls.session
                while tls.recv(4096):
                    pass
                resumed = tls.session_reused
                tls.unwrap()  # else the session would not be fit to be resumed
                return "resumed" if resumed else "anew"
        except (ssl.SSLError, ConnectionError):
            return None

    def settle(self):
        seen = self.comes(), self.comes()
        if seen != ("anew", "resumed"):
            raise RuntimeError(f"twice at the hospital: {seen}")
        return self


def client_expires(world, _):
    """F11: a session lets nobody in for longer than the certificate it began with."""
    files = world.house.pki / "hasty.pem", world.house.pki / "hasty.key"
    for file, content in zip(files, Authority.of(world.house.pki, "client").client(seconds=5)):
        replace(file, content)
    hasty = Visitor(world, *files).settle()
    until("the visitor is let in no more", lambda: not hasty.comes())
    until("the audit says why", lambda: world.query(
        "hospital", "SELECT 1 FROM audit WHERE event = 'handshake.failed' AND target = 'certificate expired' LIMIT 1"))


def gateway_revoked(world, load):
    """F12: a list that somebody put there is read without being asked, also for the connections that are open, and for sessions."""
    authority, list_file = Authority.of(world.house.pki, "client"), world.house.pki / "revoked.pem"
    thief = Visitor(world, world.house.pki / "gateway-client.pem", world.house.pki / "gateway-client.key").settle()
    began = time.monotonic()
    replace(list_file, authority.revocations((world.house.pki / "gateway-client.pem").read_bytes()))
    parked_now(load)
    since = Answers(load)
    until("the audit says why", lambda: world.query(
        "hospital", "SELECT 1 FROM audit WHERE event = 'handshake.failed' AND target = 'certificate revoked' LIMIT 1"))
    parked_now(load)
    if since.count(200, 201):
        raise RuntimeError("a gateway whose certificate was revoked went on delivering")
    if thief.comes():
        raise RuntimeError("a session let somebody in whose certificate was revoked")
    print(f"  revoked: in force after {time.monotonic() - began:.0f} s at most", flush=True)
    replace(list_file, authority.revocations())
    reloaded(world.hospital())
    delivered_again(load)


def kid_of(sender):
    head = sender.token.removeprefix("Bearer ").split(".")[0]
    return json.loads(base64.urlsafe_b64decode(head + "=="))["kid"]


def status_with(world, sender, gateway):
    context = ssl.create_default_context(cafile=world.house.pki / "server-ca.pem")
    connection = http.client.HTTPSConnection("localhost", gateway.port, timeout=10, context=context, source_address=NOT_THE_BALANCER)
    connection.request("GET", "/v1/mailboxes", headers={"Authorization": sender.token})
    status = connection.getresponse().status
    connection.close()
    return status


def with_token_keys(world, *names):
    files = ", ".join(f'"{world.house.pki / name}.key"' for name in names)
    for gateway in world.gateways:
        lines = [f"signing_keys = [{files}]" if line.startswith("signing_keys") else line
                 for line in gateway.file.read_text().splitlines()]
        gateway.file.write_text("\n".join(lines) + "\n")
        reloaded(gateway.process)


def token_keys_rotate(world, load):
    """F13: tokens of the old key hold while it is listed, and are worth nothing on any gateway once it is not."""
    old, new = Sender(world), Sender(world)
    old.sign_in(CLIENT)
    pki.new_key(world.house.pki, "token-next")
    with_token_keys(world, "token-next", "token")

    def signs_anew():
        new.sign_in(CLIENT)
        return kid_of(new) != kid_of(old)
    until("the new key signs", signs_anew)
    delivered_again(load)  # with a token of the old key
    for gateway in world.gateways:
        if status_with(world, old, gateway) != 200 or status_with(world, new, gateway) != 200:
            raise RuntimeError(f"{gateway.name}: both keys' tokens should hold")
    load.stop()
    with_token_keys(world, "token-next")
    for gateway in world.gateways:
        until("the old key's tokens are refused", lambda gateway=gateway: status_with(world, old, gateway) == 401)
        if status_with(world, new, gateway) != 200:
            raise RuntimeError(f"{gateway.name}: the new key's token should hold")


FAULTS = (hospital_renews, gateways_renew, client_expires, hospital_shows_bad_ones, gateway_revoked, token_keys_rotate)


def run(world, senders):
    load = Load(world, senders, pause=0.2)  # enough to see how they fare
    for fault in FAULTS:
        began = time.monotonic()
        delivered_again(load)
        fault(world, load)
        print(f"  {fault.__name__}: {time.monotonic() - began:.1f} s", flush=True)
    load.stop()
    return load, drain(world)


def with_revocations(world):
    """A hospital that has a list of revoked certificates, with nobody in it."""
    file = configuration.hospital_file(world.house)
    replace(world.house.pki / "revoked.pem", Authority.of(world.house.pki, "client").revocations())
    line = f'gateway_ca = "{world.house.pki / "client-ca.pem"}"\n'
    file.write_text(file.read_text().replace(line, f'{line}gateway_revoked = "{world.house.pki / "revoked.pem"}"\n'))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--senders", type=int, default=3)
    given = parser.parse_args()
    if not shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin"):
        print("skipped: haproxy is not installed")
        return 77
    os.environ.setdefault("TZ", "Europe/Berlin")
    folder = tempfile.mkdtemp(prefix="vorab-trust-")
    world = World(folder, given.programs, with_revocations)
    try:
        world.start()
        load, drained = run(world, given.senders)
        return 0 if checker.told(load.sent, load.answers, world, drained) else 1
    finally:
        world.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
