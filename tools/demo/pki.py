"""A private key infrastructure as a hospital and a rescue service would have it: four authorities that trust nothing of
each other's, so that a key stolen in one place opens no other door.

    server CA     TLS certificates of the gateway and the hospital server
    client CA     the gateway's certificate for mutual TLS towards the hospital
    sender CA     certificates with which ambulances sign records (ES256)
    hospital CA   the mailbox's encryption certificate, the certificate that signs receipts and answers, and the one with which
                  the hospital server calls the gateway
"""
import base64
import dataclasses
import hashlib
import os
import pathlib
import subprocess

AUTHORITIES = ("server", "client", "sender", "hospital")


@dataclasses.dataclass(frozen=True)
class Leaf:
    name: str
    authority: str
    subject: str
    extensions: str
    days: int = 365
    key: str = "p256"


# What openssl genpkey is told for each kind of key.
KEYS = {
    "p256": ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
    "x25519": ("-algorithm", "X25519"),
    "ed25519": ("-algorithm", "ED25519"),
    "rsa": ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"),
}

SIGNING = "keyUsage=critical,digitalSignature"
TLS_SERVER = f"subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n{SIGNING}"
TLS_CLIENT = f"extendedKeyUsage=clientAuth\n{SIGNING}"
SEALING = "subjectAltName=URI:urn:vorab:mailbox:zna-musterstadt\nkeyUsage=critical"
HOSPITAL = "O=Klinikum Musterstadt"
LEAVES = (
    Leaf("gateway", "server", "/CN=localhost/O=Vorab Gateway", TLS_SERVER),
    Leaf("hospital", "server", f"/CN=localhost/{HOSPITAL}", TLS_SERVER),
    Leaf("gateway-client", "client", "/CN=vorab-gateway/O=Vorab Gateway", TLS_CLIENT),
    Leaf("ambulance", "sender", "/CN=RTW Musterstadt 83-1/O=Rettungsdienst Kreis Musterstadt", SIGNING),
    Leaf("mailbox", "hospital", f"/CN=zna-musterstadt/{HOSPITAL}", f"{SEALING},keyAgreement"),
    Leaf("hospital-client", "hospital", f"/CN=klinikum-musterstadt/{HOSPITAL}", TLS_CLIENT),
    Leaf("receipt", "hospital", f"/CN=Vorab receipts/{HOSPITAL}", SIGNING),
)


def sealing_leaf(key):
    """A further key of the mailbox, of another kind than its first."""
    usage = "keyEncipherment" if key == "rsa" else "keyAgreement"
    return Leaf(f"mailbox-{key}", "hospital", f"/CN=zna-musterstadt/{HOSPITAL}", f"{SEALING},{usage}", key=key)


def openssl(folder, *arguments, text=None):
    ran = subprocess.run(["openssl", *arguments], cwd=folder, input=text, text=True, capture_output=True,
                         preexec_fn=lambda: os.umask(0o077))
    if ran.returncode:
        raise RuntimeError(f"openssl {arguments[0]} failed: {ran.stderr.strip()[-300:]}")
    return ran.stdout


def new_key(folder, name, key="p256"):
    openssl(folder, "genpkey", *KEYS[key], "-out", f"{name}.key")


def make_authority(folder, name):
    new_key(folder, f"{name}-ca")
    openssl(folder, "req", "-x509", "-new", "-key", f"{name}-ca.key", "-out", f"{name}-ca.pem", "-days", "3650", "-sha256",
            "-subj", f"/CN=Vorab demo {name} CA", "-addext", "basicConstraints=critical,CA:TRUE,pathlen:0",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")


def make_leaf(folder, leaf):
    new_key(folder, leaf.name, leaf.key)
    openssl(folder, "pkey", "-in", f"{leaf.name}.key", "-pubout", "-out", f"{leaf.name}.pub")
    # The request is signed with the authority's key, the certificate names the leaf's: X25519 cannot sign its own request.
    request = openssl(folder, "req", "-new", "-key", f"{leaf.authority}-ca.key", "-subj", leaf.subject)
    extensions = pathlib.Path(folder, f"{leaf.name}.ext")
    extensions.write_text(f"basicConstraints=critical,CA:FALSE\n{leaf.extensions}\n"
                          "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n")
    openssl(folder, "x509", "-req", "-force_pubkey", f"{leaf.name}.pub",
            "-CA", f"{leaf.authority}-ca.pem", "-CAkey", f"{leaf.authority}-ca.key", "-days", str(leaf.days), "-sha256", "-extfile", extensions.name, "-out", f"{leaf.name}.pem", text=request)
    extensions.unlink()
    pathlib.Path(folder, f"{leaf.name}.pub").unlink()


def still_good(folder, leaf):
    """Seven days before its end a certificate is made anew."""
    if not pathlib.Path(folder, f"{leaf.name}.pem").exists():
        return False
    ran = subprocess.run(["openssl", "x509", "-in", f"{leaf.name}.pem", "-noout", "-checkend", str(7 * 86400)], cwd=folder,
                         capture_output=True)
    return ran.returncode == 0


def make(folder, further_keys=()):
    """Makes what is missing or about to end."""
    for name in AUTHORITIES:
        if not pathlib.Path(folder, f"{name}-ca.pem").exists():
            make_authority(folder, name)
    for leaf in (*LEAVES, *map(sealing_leaf, further_keys)):
        if not still_good(folder, leaf):
            make_leaf(folder, leaf)
    token = pathlib.Path(folder, "token.key")  # signs access tokens; needs no certificate
    if not token.exists():
        new_key(folder, "token")


def spki_pin(folder, name):
    """What Chromium calls a certificate's public key: base64 of SHA-256 over its DER form."""
    pem = openssl(folder, "x509", "-in", f"{name}.pem", "-noout", "-pubkey")
    body = "".join(line for line in pem.splitlines() if not line.startswith("-"))
    return base64.b64encode(hashlib.sha256(base64.b64decode(body)).digest()).decode()
