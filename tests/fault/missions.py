"""Missions sealed as a vendor would do it, by Debian's python3-cryptography and from the contract alone; and a connection
that tells what it was answered."""
import base64
import copy
import datetime
import hashlib
import http.client
import json
import os
import secrets
import ssl
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

from world import ROOT


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_b64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def uuid7():
    value = bytearray(int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10))
    value[6] = value[6] & 0x0f | 0x70
    value[8] = value[8] & 0x3f | 0x80
    text = value.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def coordinates(public):
    numbers = public.public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": b64(numbers.x.to_bytes(32, "big")), "y": b64(numbers.y.to_bytes(32, "big"))}


def public_of(jwk):
    x, y = (int.from_bytes(from_b64(jwk[name]), "big") for name in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def agreed(recipient, ephemeral, algorithm, bits):
    """RFC 7518 4.6: Concat KDF over the shared secret."""
    name = algorithm.encode()
    info = len(name).to_bytes(4, "big") + name + bytes(8) + bits.to_bytes(4, "big")
    shared = ephemeral.exchange(ec.ECDH(), recipient)
    return ConcatKDFHash(hashes.SHA256(), bits // 8, info).derive(shared)


def jwe(plain, header, recipient):
    """JWE compact for a P-256 key; `header` says whether the content key is wrapped."""
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    protected = b64(compact({**header, "epk": coordinates(ephemeral.public_key())}))
    if header["alg"] == "ECDH-ES":
        key, wrapped = agreed(recipient, ephemeral, "A256GCM", 256), b""
    else:
        key = os.urandom(32)
        wrapped = aes_key_wrap(agreed(recipient, ephemeral, header["alg"], 256), key)
    nonce = os.urandom(12)
    sealed = AESGCM(key).encrypt(nonce, plain, protected.encode())
    return ".".join((protected, b64(wrapped), b64(nonce), b64(sealed[:-16]), b64(sealed[-16:])))


class Crew:
    """Signs and seals for one mailbox."""

    def __init__(self, world, mailbox):
        folder = world.house.pki
        self.mailbox = mailbox
        self.key = serialization.load_pem_private_key((folder / "ambulance.key").read_bytes(), None)
        certificate = x509.load_pem_x509_certificate((folder / "ambulance.pem").read_bytes())
        self.x5c = [base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()]
        chosen = next(key for key in mailbox["keys"] if key["jwk"].get("crv") == "P-256")
        self.kid, self.alg, self.recipient = chosen["kid"], chosen["alg"], public_of(chosen["jwk"])
        self.board_key = public_of(mailbox["board_key"])
        self.example = json.loads((ROOT / "schemas" / "examples" / "stroke.json").read_text())

    def signed(self, record):
        head = b64(compact({"alg": "ES256", "typ": "vorab-record", "x5c": self.x5c}))
        signing = f"{head}.{b64(compact(record))}"
        r, s = utils.decode_dss_signature(self.key.sign(signing.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{signing}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"

    def mission(self, change=lambda record: None):
        """A mission of its own case: its transmission's id, and the envelope's bytes."""
        record = copy.deepcopy(self.example)
        now = datetime.datetime.now(datetime.timezone.utc)
        record["slip"].update(transmission=uuid7(), case=secrets.token_hex(16), mailbox=self.mailbox["id"],
                              created_at=now.isoformat(timespec="milliseconds"))
        change(record)
        if "arrival" in record:
            record["slip"]["board"] = jwe(compact(record["arrival"]), {"alg": "ECDH-ES", "enc": "A256GCM"}, self.board_key)
        header = {"alg": self.alg, "enc": "A256GCM", "kid": self.kid, "typ": "vorab-envelope", "slip": record["slip"]}
        envelope = jwe(self.signed(record).encode(), header, self.recipient).encode()
        return record["slip"]["transmission"], envelope


class Gone(Exception):
    """No answer: the connection ended, or nobody was there."""


class Sender:
    """One kept-alive connection, opened anew after each end."""

    def __init__(self, world, seconds=12):
        self.port, self.seconds = world.house.ports.gateway, seconds
        self.context = ssl.create_default_context(cafile=world.house.pki / "server-ca.pem")
        self.secret = world.house.secret("client").read_text().strip()
        self.connection, self.token = None, ""

    def call(self, method, path, body=None, **headers):
        try:
            if self.connection is None:
                self.connection = http.client.HTTPSConnection("localhost", self.port, timeout=self.seconds, context=self.context)
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            self.connection.request(method, path, body, named)
            answer = self.connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as end:
            self.connection.close()
            self.connection = None
            raise Gone(str(end)) from end

    def insist(self, *request, **headers):
        """Again, as a sender must: a balancer takes a gateway that is late for one that is down."""
        until = time.monotonic() + 10
        while True:
            try:
                return self.call(*request, **headers)
            except Gone:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def sign_in(self, client):
        basic = base64.b64encode(f"{client}:{self.secret}".encode()).decode()
        status, text = self.insist("POST", "/oauth2/token", "grant_type=client_credentials", Authorization=f"Basic {basic}",
                                   Content_Type="application/x-www-form-urlencoded")
        if status != 200:
            raise RuntimeError(f"no token: {status} {text!r}")
        self.token = "Bearer " + json.loads(text)["access_token"]

    def mailboxes(self):
        return json.loads(self.insist("GET", "/v1/mailboxes", Authorization=self.token)[1])["mailboxes"]

    def post(self, mailbox, envelope):
        return self.call("POST", f"/v1/mailboxes/{mailbox}/transmissions", envelope, Authorization=self.token,
                         Content_Type="application/jose")


def sha256(data):
    return hashlib.sha256(data).hexdigest()
