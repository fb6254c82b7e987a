"""F20, one sender floods the hospital with envelopes whose opening is slow (RSA), hundreds at once, and none of them is good. The
others' patients must be stored meanwhile, not parked behind it. A process of its own, so that it takes no turns from the senders:

    flood.py PORT PKI ENVELOPE CONNECTIONS"""
import asyncio
import collections
import contextlib
import json
import pathlib
import secrets
import ssl
import statistics
import subprocess
import sys
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from missions import Crew, Sender, b64, compact, sha256
from house import CLIENT, MAILBOX  # where `missions` has shown the way

CONNECTIONS = 300


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


@contextlib.contextmanager
def flooded(world, envelope):
    """Once each connection has been answered about once. What it was answered is in the list, at the end."""
    words = [sys.executable, __file__, str(world.house.ports.intake), str(world.house.pki), str(envelope), str(CONNECTIONS)]
    said = []
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as flooding:
        try:
            said.append(flooding.stdout.readline())
            yield said
            if flooding.poll() is not None:
                raise RuntimeError("the flood has ended before the missions")
        finally:
            flooding.kill()
        said += flooding.stdout.readlines()


def others_are_served(world, missions, sent, answers):
    """What is wrong."""
    sender = Sender(world)
    sender.sign_in(CLIENT)
    box = next(box for box in sender.mailboxes() if box["id"] == MAILBOX)
    crew = Crew(world, box)
    envelope = world.house.folder / "slow-envelope"
    envelope.write_bytes(slow_envelope(world, crew, box["keys"]))
    took, answered = [], collections.Counter()
    with flooded(world, envelope) as flood_said:
        for _ in range(missions):
            transmission, mission = crew.mission()
            sent[transmission] = sha256(mission)
            began = time.monotonic()
            status, body = sender.post(MAILBOX, mission)
            took.append(time.monotonic() - began)
            answers.append((transmission, status, body.decode()))
            answered[status] += 1
    flood_answered = json.loads(flood_said[-1])
    print(json.dumps({"others": answered, "median_s": round(statistics.median(took), 3), "longest_s": round(max(took), 3),
                      "flood": flood_answered}), flush=True)
    if set(answered) != {201}:
        yield f"others were not served: {dict(answered)}"
    if statistics.median(took) > 1:
        yield "others wait more than a second"
    if set(flood_answered) - {"422", "503"}:
        yield f"the flood was answered {flood_answered}"


if __name__ == "__main__":
    port, pki_folder, envelope_file, connections = sys.argv[1:]
    asyncio.run(flood(int(port), pathlib.Path(pki_folder), pathlib.Path(envelope_file), int(connections), 300))
