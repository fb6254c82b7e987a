#!/usr/bin/python3
"""F20, one sender floods the hospital with envelopes whose opening is slow (RSA), hundreds at once, and none of them is good. The
others' patients must be stored meanwhile, not parked behind it.

    starved.py --programs build/dev/bin [--connections 300] [--missions 30]"""
import argparse
import asyncio
import collections
import json
import os
import pathlib
import secrets
import shutil
import ssl
import statistics
import subprocess
import sys
import tempfile
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

import checker
from house import CLIENT, MAILBOX
from missions import Crew, Sender, b64, compact, sha256
from world import World


def slow_envelope(world, crew, keys):
    """Well formed, for the mailbox's RSA key; what it seals is nonsense, as is found out after the key was at work."""
    chosen = next(key for key in keys if key["alg"] == "RSA-OAEP-256")
    certificate = x509.load_pem_x509_certificate((world.house.pki / "mailbox-rsa.pem").read_bytes())
    wrapped = certificate.public_key().encrypt(secrets.token_bytes(32), padding.OAEP(
        padding.MGF1(hashes.SHA256()), hashes.SHA256(), None))
    record = json.loads(json.dumps(crew.example))
    crew.mission(lambda one: record["slip"].update(one["slip"]))
    record["slip"].pop("board", None)
    header = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": chosen["kid"], "typ": "vorab-envelope", "slip": record["slip"]}
    return ".".join((b64(compact(header)), b64(wrapped), b64(secrets.token_bytes(12)), b64(secrets.token_bytes(4096)),
                     b64(secrets.token_bytes(16)))).encode()


async def post_again_and_again(port, context, request, statuses):
    while True:
        try:
            reader, writer = await asyncio.open_connection("localhost", port, ssl=context)
            while True:
                writer.write(request)
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
                await reader.readexactly(length)
                statuses[head.split()[1].decode()] += 1
        except (OSError, asyncio.IncompleteReadError):
            statuses["gone"] += 1
            await asyncio.sleep(0.1)


async def flood(port, folder, envelope, connections, seconds):
    """As a gateway that lets one of its clients do so."""
    context = ssl.create_default_context(cafile=folder / "server-ca.pem")
    context.load_cert_chain(folder / "gateway-client.pem", folder / "gateway-client.key")
    body = envelope.read_bytes()
    request = (f"POST /intake/v1/transmissions HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: application/jose\r\n"
               f"Vorab-Client: flood\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body
    statuses = collections.Counter()
    tasks = [asyncio.create_task(post_again_and_again(port, context, request, statuses)) for _ in range(connections)]
    reported = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        await asyncio.sleep(0.2)
        if sum(statuses.values()) > reported + connections:
            reported = sum(statuses.values())
            print(json.dumps(statuses), flush=True)
    for task in tasks:
        task.cancel()


def run(world, given, envelope):
    sender = Sender(world)
    sender.sign_in(CLIENT)
    boxes = next(box for box in sender.mailboxes() if box["id"] == MAILBOX)
    crew = Crew(world, boxes)
    envelope.write_bytes(slow_envelope(world, crew, boxes["keys"]))
    words = [sys.executable, __file__, "--flood", str(world.house.ports.intake), str(world.house.pki), str(envelope),
             "--connections", str(given.connections)]
    sent, answers, took = {}, [], []
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as flooding:
        try:
            counts = flooding.stdout.readline()  # each connection has been answered about once: they are all there
            for _ in range(given.missions):
                transmission, mission = crew.mission()
                sent[transmission] = sha256(mission)
                began = time.monotonic()
                status, body = sender.post(MAILBOX, mission)
                took.append(time.monotonic() - began)
                answers.append((transmission, status, body.decode()))
            if flooding.poll() is not None or not counts:
                raise RuntimeError("the flood has ended before the missions")
        finally:
            flooding.kill()
        counts = [counts, *flooding.stdout.readlines()][-1]
    return sent, answers, took, json.loads(counts)


def report(world, sent, answers, took, flooded):
    wrong = list(checker.judge(sent, answers, world))
    answered = collections.Counter(status for _, status, _ in answers)
    if set(answered) != {201}:
        wrong.append(f"others were not served: {dict(answered)}")
    if statistics.median(took) > 1:
        wrong.append("others wait more than a second")
    if set(flooded) - {"422", "503"}:
        wrong.append(f"the flood was answered {flooded}")
    print(json.dumps({"others": answered, "median_s": round(statistics.median(took), 3), "longest_s": round(max(took), 3),
                      "flood": flooded, "wrong": len(wrong)}))
    for words in wrong[:20]:
        print(f"  WRONG  {words}")
    return not wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=pathlib.Path)
    parser.add_argument("--connections", type=int, default=300)
    parser.add_argument("--missions", type=int, default=30)
    parser.add_argument("--flood", nargs=3, metavar=("PORT", "PKI", "ENVELOPE"), help="what this program starts of itself")
    given = parser.parse_args()
    if given.flood:
        port, folder, envelope = given.flood
        return asyncio.run(flood(int(port), pathlib.Path(folder), pathlib.Path(envelope), given.connections, 300))
    if not shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin"):
        print("skipped: haproxy is not installed")
        return 77
    os.environ.setdefault("TZ", "Europe/Berlin")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="vorab-starved-"))
    world = World(folder, given.programs)
    world.house.further_keys = ("rsa",)
    try:
        world.start()
        return 0 if report(world, *run(world, given, folder / "envelope")) else 1
    finally:
        world.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
