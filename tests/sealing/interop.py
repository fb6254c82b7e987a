"""python3-jwcrypto as foreign sender and hospital: what it seals we open, what we seal it opens.

Called with the path of our program test_sealing_interop.
"""
import json
import subprocess
import sys

try:
    from jwcrypto import jwe, jwk, jws
except ImportError:
    print("skipped: python3-jwcrypto is not installed")
    sys.exit(77)

PROGRAM = sys.argv[1]


def ours(**request):
    done = subprocess.run([PROGRAM], input=json.dumps(request).encode(), stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def seal_there(world, alg, form):
    sender = jwk.JWK.from_pem(world["sender"].encode())
    signed = jws.JWS(world["record"].encode())
    signed.add_signature(sender, protected=json.dumps({"alg": "ES256", "typ": "vorab-record", "x5c": world["x5c"]}))
    header = {
        "alg": alg,
        "enc": "A256GCM",
        "kid": world["kid"],
        "typ": "vorab-envelope",
        "slip": json.loads(world["record"])["slip"],
    }
    token = jwe.JWE(signed.serialize(compact=True).encode(), protected=json.dumps(header))
    token.add_recipient(jwk.JWK(**world["hospital_jwk"]))
    # jwcrypto puts `epk` into an unprotected header first, and moves it into the protected one (where the profile wants
    # it) when the compact form is asked for.
    compact = token.serialize(compact=True)
    return compact if form == "compact" else token.serialize()


def hospital_key(world):
    # jwcrypto reads X25519 from a JWK only.
    if "hospital_private_jwk" in world:
        return jwk.JWK(**world["hospital_private_jwk"])
    return jwk.JWK.from_pem(world["hospital"].encode())


def open_there(world, envelope):
    token = jwe.JWE()
    token.deserialize(envelope, key=hospital_key(world))
    signed = jws.JWS()
    signed.deserialize(token.payload.decode(), key=jwk.JWK.from_pem(world["sender"].encode()))
    return signed.payload.decode()


def check(type_name, alg):
    world = ours(do="world", type=type_name)
    assert jwk.JWK(**world["hospital_jwk"]).thumbprint() == world["kid"]
    for form in ("compact", "flattened"):
        opened = ours(do="open", world=world, envelope=seal_there(world, alg, form))
        assert opened.get("record") == world["record"], opened
        envelope = ours(do="seal", world=world, form=form)["envelope"]
        assert open_there(world, envelope) == world["record"]


ALGORITHMS = {
    "P-256": "ECDH-ES+A256KW",
    "P-384": "ECDH-ES+A256KW",
    "X25519": "ECDH-ES+A256KW",
    "RSA": "RSA-OAEP-256",
}
for name, algorithm in ALGORITHMS.items():
    check(name, algorithm)
print(f"jwcrypto: {len(ALGORITHMS)} types of key, both forms, both directions")
