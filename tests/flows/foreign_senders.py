#!/usr/bin/python3
"""A sender by Debian's python3-jwcrypto, written from the contract alone: it shares no line with foreign_senders.mjs."""
import base64
import datetime
import hashlib
import http.client
import json
import os
import pathlib
import secrets
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import x25519
from jwcrypto import jwe, jwk, jws, jwt

SYSTEM = json.loads(pathlib.Path(os.environ["VORAB_FLOWS"]).read_text())
PKI = pathlib.Path(SYSTEM["pki"])


def check(sentence, holds):
    try:
        found = holds()
    except Exception as wrong:  # whatever it is, this check failed by it
        print(json.dumps({"check": sentence, "ok": False, "why": f"{type(wrong).__name__}: {wrong}"[:900]}), flush=True)
        return None
    print(json.dumps({"check": sentence, "ok": True}), flush=True)
    return found


def equal(found, expected):
    if found != expected:
        raise AssertionError(f"expected {expected!r}, found {found!r}")


class Api:
    """One kept-alive connection. Answers are noted for the check against the OpenAPI document."""

    def __init__(self, address):
        self.address = address
        parts = urllib.parse.urlsplit(address)
        context = ssl.create_default_context(cafile=PKI / "server-ca.pem")
        self.connection = http.client.HTTPSConnection(parts.hostname, parts.port, context=context)

    def call(self, method, path, body=None, **headers):
        self.connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if self.address == SYSTEM["gateway"]:
            noted = {"method": method, "path": path, "status": answer.status, "type": answer.getheader("Content-Type") or "",
                     "body": text, "headers": {name.lower(): value for name, value in answer.getheaders()}}
            with open(pathlib.Path(SYSTEM["folder"], "answers.jsonl"), "a", encoding="utf-8") as notes:
                notes.write(json.dumps(noted) + "\n")
        return answer, text


GATEWAY = Api(SYSTEM["gateway"])


def token_by_secret():
    secret = SYSTEM["secrets"][SYSTEM["client"]]
    basic = base64.b64encode(f"{SYSTEM['client']}:{secret}".encode()).decode()
    answer, text = GATEWAY.call("POST", "/oauth2/token", "grant_type=client_credentials", Authorization=f"Basic {basic}",
                                Content_Type="application/x-www-form-urlencoded")
    equal(answer.status, 200)
    return json.loads(text)["access_token"]


def token_by_assertion():
    key = jwk.JWK.from_pem((PKI / "assertion.key").read_bytes())
    now = int(time.time())
    claims = {"iss": SYSTEM["assertion"], "sub": SYSTEM["assertion"], "aud": SYSTEM["gateway"], "iat": now, "exp": now + 60,
              "jti": secrets.token_hex(16)}
    assertion = jwt.JWT(header={"alg": "ES256", "kid": "a"}, claims=claims)
    assertion.make_signed_token(key)
    form = urllib.parse.urlencode({"grant_type": "client_credentials", "client_assertion": assertion.serialize(),
                                   "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"})
    answer, text = GATEWAY.call("POST", "/oauth2/token", form, Content_Type="application/x-www-form-urlencoded")
    equal(answer.status, 200)
    return json.loads(text)["access_token"]


def leaf_of(x5c):
    """The public key of a chain that leads to the hospital authority; openssl judges that."""
    pems = [ssl.DER_cert_to_PEM_cert(base64.b64decode(item)) for item in x5c]
    with tempfile.TemporaryDirectory() as folder:
        leaf, others = pathlib.Path(folder, "leaf.pem"), pathlib.Path(folder, "others.pem")
        leaf.write_text(pems[0])
        others.write_text("".join(pems[1:]) or pems[0])
        subprocess.run(["openssl", "verify", "-CAfile", PKI / "hospital-ca.pem", "-untrusted", others, leaf], check=True,
                       capture_output=True)
    key = x509.load_pem_x509_certificate(pems[0].encode()).public_key()
    if isinstance(key, x25519.X25519PublicKey):  # which jwcrypto reads as JSON only
        raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return jwk.JWK(kty="OKP", crv="X25519", x=base64.urlsafe_b64encode(raw).decode().rstrip("="))
    return jwk.JWK.from_pyca(key)


def mailbox_keys(token):
    answer, text = GATEWAY.call("GET", "/v1/mailboxes", Authorization=f"Bearer {token}")
    equal(answer.status, 200)
    mailbox = next(one for one in json.loads(text)["mailboxes"] if one["id"] == SYSTEM["mailbox"])
    keys = {}
    for key in mailbox["keys"]:
        certified = leaf_of(key["x5c"])
        equal(certified.thumbprint(), key["kid"])
        equal(jwk.JWK(**key["jwk"]).thumbprint(), key["kid"])
        keys[key["jwk"].get("crv", key["jwk"]["kty"])] = (certified, key)
    return keys


def uuid7():
    number = (int(time.time() * 1000) << 80) | (7 << 76) | (secrets.randbits(12) << 64) | (2 << 62) | secrets.randbits(62)
    text = f"{number:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def new_record(name):
    record = json.loads(pathlib.Path(SYSTEM["root"], "schemas", "examples", f"{name}.json").read_text())
    record["slip"].update(transmission=uuid7(), case=secrets.token_hex(16), mailbox=SYSTEM["mailbox"],
                          created_at=datetime.datetime.now(datetime.timezone.utc).isoformat())
    return record


def sign(record, by, alg):
    pem = (PKI / f"{by}.pem").read_text()
    token = jws.JWS(json.dumps(record))
    header = {"alg": alg, "typ": "vorab-record", "x5c": [base64.b64encode(ssl.PEM_cert_to_DER_cert(pem)).decode()]}
    token.add_signature(jwk.JWK.from_pem((PKI / f"{by}.key").read_bytes()), alg, json.dumps(header))
    return token.serialize(compact=True)


def seal(signed, slip, certified, key, compact):
    header = {"alg": key["alg"], "enc": "A256GCM", "kid": key["kid"], "typ": "vorab-envelope", "slip": slip}
    envelope = jwe.JWE(signed.encode(), protected=json.dumps(header), recipient=certified).serialize(compact=True)
    if compact:
        return envelope
    # jwcrypto's own JSON form puts epk into a per-recipient header, which the contract refuses. The compact form has it in
    # the protected header, and its five parts are those of the flattened form.
    return json.dumps(dict(zip(("protected", "encrypted_key", "iv", "ciphertext", "tag"), envelope.split("."))))


def receipt_in(text, record, body):
    said = json.loads(text)
    equal(said["status"], "delivered")
    token = jws.JWS()
    token.deserialize(said["receipt"])
    token.verify(leaf_of(token.jose_header["x5c"]))
    equal(token.jose_header["typ"], "vorab-receipt")
    receipt = json.loads(token.payload)
    slip = record["slip"]
    equal([receipt[name] for name in ("transmission", "case", "mailbox", "sha256")],
          [slip["transmission"], slip["case"], slip["mailbox"], hashlib.sha256(body.encode()).hexdigest()])
    return receipt


def cases_in_tracker():
    tracker = Api(SYSTEM["tracker"])
    person = json.dumps({"username": SYSTEM["user"], "password": SYSTEM["password"]})
    answer, _ = tracker.call("POST", "/api/v1/session", person, Content_Type="application/json")
    equal(answer.status, 200)
    _, text = tracker.call("GET", "/api/v1/cases", Cookie=answer.getheader("Set-Cookie").split(";")[0])
    return {case["case"]: case for case in json.loads(text)["cases"]}


def deliver(token, name, keys, kind, compact, by, alg):
    record = new_record(name)
    certified, key = keys[kind]
    body = seal(sign(record, by, alg), record["slip"], certified, key, compact)
    media_type = "application/jose" if compact else "application/jose+json"
    for status, duplicate in ((201, False), (200, True)):
        answer, text = GATEWAY.call("POST", f"/v1/mailboxes/{SYSTEM['mailbox']}/transmissions", body,
                                    Authorization=f"Bearer {token}", Content_Type=media_type)
        equal((answer.status, text if answer.status != status else ""), (status, ""))
        equal(receipt_in(text, record, body)["duplicate"], duplicate)
    case = cases_in_tracker()[record["slip"]["case"]]
    equal(case["arrival"]["keyword"], record["arrival"]["keyword"])


def main():
    token = check("jwcrypto: client_secret_basic gives a token", token_by_secret)
    check("jwcrypto: private_key_jwt gives a token that lists the mailbox",
          lambda: equal("P-256" in mailbox_keys(token_by_assertion()), True))
    keys = check("jwcrypto: each key of the mailbox is the one in its certificate", lambda: mailbox_keys(token))
    if not token or not keys:
        return 1
    turns = (("P-256", "stemi", "ambulance", "ES256"), ("X25519", "polytrauma", "ambulance-ed25519", "EdDSA"),
             ("RSA", "resuscitation", "ambulance", "ES256"))
    for kind, name, by, alg in turns:
        for compact in (True, False):
            words = f"{name}, sealed for {kind}, {'compact' if compact else 'flattened'}, signed by {alg}"
            check(f"jwcrypto: {words}: delivered, again a duplicate, and in the tracker",
                  lambda: deliver(token, name, keys, kind, compact, by, alg))
    return 0


if __name__ == "__main__":
    sys.exit(main())
