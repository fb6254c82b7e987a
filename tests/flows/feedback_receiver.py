#!/usr/bin/python3
"""A feedback system as somebody else would write it, from docs/reference/signed-requests.md and schemas/feedback.openapi.yaml
alone: takes signed news over HTTPS, fetches the case as FHIR R4, and tells the outcome once the patient has arrived. What it
did is one JSON object a line on its standard output."""
import argparse
import base64
import hashlib
import hmac
import http.server
import json
import pathlib
import ssl
import time
import urllib.error
import urllib.request

OUTCOME = {"outcome": "catheter_laboratory", "text": "Stent nach 38 Minuten, Danke."}


def is_from_vorab(key, header, body):
    parts = dict(part.split("=", 1) for part in header.split(","))
    expected = hmac.new(key, parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, parts["v1"]) and abs(time.time() - int(parts["t"])) < 300


class Hospital:
    """The interface that the hospital server has for us."""

    def __init__(self, given):
        self.base = f"{given.hospital}/feedback/v1"
        self.trust = ssl.create_default_context(cafile=given.ca)
        secret = given.secret_file.read_text().strip()
        self.credentials = base64.b64encode(f"{given.client}:{secret}".encode()).decode()

    def ask(self, path, said=None):
        body = json.dumps(said).encode() if said else None
        request = urllib.request.Request(self.base + path, data=body, headers={"Authorization": f"Basic {self.credentials}"})
        if body:
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, context=self.trust, timeout=20) as answer:
                return answer.status, answer.headers.get_content_type(), json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, refused.headers.get_content_type(), json.load(refused)


def kinds(bundle):
    return sorted({entry["resource"]["resourceType"] for entry in bundle["entry"]})


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    key = b""
    hospital = None
    taken = set()

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signed = is_from_vorab(self.key, self.headers.get("Vorab-Signature", "t=0,v1="), body)
        known = self.headers.get("Idempotency-Key")
        self.send_response(204 if signed else 401)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.wfile.flush()
        note = {"signed": signed, "again": known in self.taken, "key": known}
        if signed and not note["again"]:
            self.taken.add(known)
            note |= self.act(json.loads(body))
        print(json.dumps(note), flush=True)

    def act(self, news):
        path = f"/mailboxes/{news['mailbox']}/cases/{news['case']}"
        status, media_type, bundle = self.hospital.ask(path)
        note = {"news": news, "fetched": status, "type": media_type, "bundle": bundle, "kinds": kinds(bundle) if status == 200 else []}
        if news["event"] == "closed":
            note["told"] = self.hospital.ask(f"{path}/outcome", OUTCOME)[0]
            note["told_again"] = self.hospital.ask(f"{path}/outcome", OUTCOME)[0]
        return note


def main():
    parser = argparse.ArgumentParser()
    for name in ("port", "hospital", "ca", "client", "certificate", "private-key"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("secret-file", "hmac-key-file"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    given = parser.parse_args()
    Receiver.key = given.hmac_key_file.read_bytes().strip()
    Receiver.hospital = Hospital(given)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(given.port)), Receiver)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(given.certificate, given.private_key)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    print(json.dumps({"listens": True}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
