#!/usr/bin/python3
"""Is the gateway blind? Missions full of marker words go through two real gateways to a real hospital; a third of them has to
rest at the gateway for a while. Then everything that the gateway has is searched for these words: its memory, its database as
tables and as files, its logs, and what it wrote to the broker, to the hospital and to a wall board. The search proves itself:
in the hospital's memory it finds each word, and what the gateway holds sealed opens, with the hospital's key, to the words.

    blind.py --programs build/dev/bin [--missions 200]"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

from world import World, replaced  # first: it knows where the demo's parts are

import database
import markers
import memory
from house import CLIENT, MAILBOX
from missions import Crew, Gone, Sender, agreed, from_b64, public_of
from wire import Board, Relay


class Findings:
    def __init__(self):
        self.wrong = 0

    def note(self, sentence, well, why=""):
        self.wrong += not well
        print(f"  {'ok      ' if well else 'FAILED  '}{sentence}" + (f": {why}" if why and not well else ""), flush=True)

    def blind(self, place, data):
        """None of the markers, and not because there was nothing to search."""
        found = markers.found_in(data)
        self.note(f"{place}: no marker in {len(data):,} bytes", not found and len(data) > 0, ", ".join(found) or "nothing there")

    def sees(self, place, data):
        missing = sorted(set(markers.MARKERS) - set(markers.found_in(data)))
        self.note(f"{place}: every marker is found", not missing, "not found: " + ", ".join(missing))


def with_relays(world):
    """Gateways that reach their broker and their hospital through somebody who listens."""
    ports = world.house.ports
    relays = {"broker": Relay(ports.mqtt), "hospital": Relay(ports.intake)}
    for gateway in world.gateways:
        gateway.configure()
        text = replaced(gateway.file.read_text(), f"127.0.0.1:{ports.mqtt}", f"127.0.0.1:{relays['broker'].port}")
        gateway.file.write_text(text)
        gateway.start()
    program = world.house.program("vorab-gateway")
    subprocess.run([program, "--config", str(world.gateways[0].file), "mailbox", "add", MAILBOX, "--name", "ZNA", "--hospital", "K",
                    "--intake-url", f"https://localhost:{relays['hospital'].port}", "--certificate",
                    str(world.house.pki / "mailbox.pem"), "--board-key", f"{world.house.board_key}.pub"], check=True, capture_output=True)
    time.sleep(3)  # the directory is looked into every two seconds
    return relays


def send(sender, crew, count):
    """The envelopes, and how they were answered."""
    envelopes, statuses = [], {}
    for _ in range(count):
        _, envelope = crew.mission(markers.put_into)
        try:
            status, _ = sender.post(MAILBOX, envelope)
        except Gone:
            status = "gone"
        envelopes.append(envelope)
        statuses[status] = statuses.get(status, 0) + 1
    return envelopes, statuses


def opened(envelope, key):
    """What the hospital's key makes of an envelope: the record's bytes."""
    protected, wrapped, nonce, sealed, tag = envelope.split(b".")
    header = json.loads(from_b64(protected.decode()))
    epk = public_of(header["epk"])
    if header["alg"] == "ECDH-ES":
        secret = agreed(epk, key, "A256GCM", 256)
    else:
        secret = aes_key_unwrap(agreed(epk, key, header["alg"], 256), from_b64(wrapped.decode()))
    plain = AESGCM(secret).decrypt(from_b64(nonce.decode()), from_b64(sealed.decode()) + from_b64(tag.decode()), protected)
    return from_b64(plain.split(b".")[1].decode()) if plain.count(b".") == 2 else plain


def private_key(world):
    return serialization.load_pem_private_key((world.house.pki / "mailbox.key").read_bytes(), None)


def table_dump(world):
    words = [*database.client(world.house)[1:], "--hex-blob", "--skip-comments", database.GATEWAY]
    return subprocess.run(["mariadb-dump", *words], check=True, capture_output=True).stdout


def table_files(world):
    folder = world.house.folder / "mariadb" / "data"
    files = [*(folder / database.GATEWAY).iterdir(), *folder.glob("ib_logfile*")]
    return b"".join(file.read_bytes() for file in files)


def search_gateways(world, findings, when, envelope):
    for gateway in world.gateways:
        held = memory.dump(gateway.process.started.pid)
        findings.blind(f"memory of {gateway.name}, {when}", held)
        if envelope and gateway is world.gateways[0]:
            findings.note("the dump is the one of this gateway: it holds the mailbox's name", MAILBOX.encode() in held)


def search_rest(world, relays, board, findings):
    dumped = table_dump(world)
    findings.blind("tables of the gateway", dumped)
    files = table_files(world)
    findings.blind("files of its tables, and the redo log", files)
    for gateway in world.gateways:
        findings.blind(f"log of {gateway.name}", gateway.log.read_bytes())
    findings.blind("what went to the broker and came from it", bytes(relays["broker"].seen))
    findings.blind("what went to the hospital", bytes(relays["hospital"].seen))
    findings.blind("what went to a wall board", bytes(board.frames))
    findings.note("the broker was told to look", b"vorab/gateway/boards" in relays["broker"].seen)
    return dumped


def prove(world, board, envelopes, dumped, findings):
    """The same search where the words are."""
    findings.sees("memory of the hospital server", memory.dump(world.hospital().started.pid))
    record = opened(envelopes[-1], private_key(world))
    findings.sees("an envelope as it rested at the gateway, opened with the mailbox's key", record)
    findings.note("that very envelope stood in the gateway's tables", envelopes[-1].hex().encode().upper() in dumped.upper())
    frame = bytes(board.frames)
    sealed = frame[frame.rindex(b'"board":"') + 9:].split(b'"')[0]
    jwk = json.loads(world.house.board_key.read_text())
    key = public_key_pair(jwk)
    found = markers.found_in(opened(sealed, key))
    findings.note("an arrival as it went to the board, opened with the board's key", found == ["keyword", "text"], str(found))


def public_key_pair(jwk):
    return ec.derive_private_key(int.from_bytes(from_b64(jwk["d"]), "big"), ec.SECP256R1())


def run(world, given, findings):
    relays = with_relays(world)
    world.start_balancer()
    board = Board(world.house.ports.gateway, world.house.pki / "server-ca.pem", world.house.licence_key.read_text())
    sender = Sender(world)
    sender.sign_in(CLIENT)
    crew = Crew(world, next(box for box in sender.mailboxes() if box["id"] == MAILBOX))
    _, statuses = send(sender, crew, given.missions * 2 // 3)
    findings.note("missions are delivered", set(statuses) == {201}, str(statuses))
    world.kill_hospital()
    resting, statuses = send(sender, crew, given.missions - given.missions * 2 // 3)
    findings.note("missions are parked while the hospital is gone", set(statuses) == {202}, str(statuses))
    search_gateways(world, findings, "while envelopes rest", True)
    dumped = search_rest(world, relays, board, findings)
    world.start_hospital()
    until = time.monotonic() + 90
    while world.query("gateway", "SELECT COUNT(*) FROM parked WHERE state = 'parked'") != [["0"]] and time.monotonic() < until:
        time.sleep(0.2)
    findings.note("all of them are delivered", world.query("gateway", "SELECT COUNT(*) FROM parked WHERE state <> 'delivered'") == [["0"]])
    search_gateways(world, findings, "after all were delivered", False)
    prove(world, board, resting, dumped, findings)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--missions", type=int, default=200)
    given = parser.parse_args()
    if os.geteuid() != 0 or not shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin"):
        print("skipped: needs root, to read another process's memory, and haproxy")
        return 77
    os.environ.setdefault("TZ", "Europe/Berlin")
    folder = tempfile.mkdtemp(prefix="vorab-blind-")
    world, findings = World(folder, given.programs), Findings()
    try:
        world.start_without_gateways()
        run(world, given, findings)
    finally:
        world.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if findings.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
