"""Certificates as no good authority would make them, and its list of those that it has revoked: what tools/demo/pki.py does not
make, from the same authorities."""
import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = datetime.timedelta(days=1)


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def pem(thing):
    return thing.public_bytes(serialization.Encoding.PEM)


def named(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


class Authority:
    def __init__(self, certificate, key):
        self.certificate, self.key = certificate, key

    @classmethod
    def of(cls, folder, name):
        key = serialization.load_pem_private_key((folder / f"{name}-ca.key").read_bytes(), None)
        return cls(x509.load_pem_x509_certificate((folder / f"{name}-ca.pem").read_bytes()), key)

    @classmethod
    def stranger(cls):
        key = ec.generate_private_key(ec.SECP256R1())
        return cls(begun("somebody", "somebody", key, -1, 30).add_extension(
            x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256()), key)

    def intermediate(self):
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = begun("intermediate", None, key, -1, 30, self.certificate.subject).add_extension(
            x509.BasicConstraints(True, None), True).sign(self.key, hashes.SHA256())
        return Authority(certificate, key)

    def server(self, from_days=-1, until_days=30):
        """For localhost: its certificate and key as PEM."""
        return self.leaf("localhost", ExtendedKeyUsageOID.SERVER_AUTH, from_days, until_days)

    def client(self, seconds):
        """Of somebody, for so long."""
        return self.leaf("somebody", ExtendedKeyUsageOID.CLIENT_AUTH, -1, seconds / DAY.total_seconds())

    def leaf(self, name, use, from_days, until_days):
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = begun(name, None, key, from_days, until_days, self.certificate.subject).add_extension(
            x509.BasicConstraints(False, None), True).add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name)]), False).add_extension(
            x509.ExtendedKeyUsage([use]), False).sign(self.key, hashes.SHA256())
        private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return pem(certificate), private

    def revocations(self, *certificates):
        """The list, as PEM."""
        made = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject).last_update(now() - DAY)
        made = made.next_update(now() + 7 * DAY)
        for certificate in certificates:
            serial = x509.load_pem_x509_certificate(certificate).serial_number
            made = made.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now() - DAY).build())
        return pem(made.sign(self.key, hashes.SHA256()))


def begun(name, issuer, key, from_days, until_days, issued_by=None):
    return x509.CertificateBuilder().subject_name(named(name)).issuer_name(issued_by or named(issuer)).public_key(
        key.public_key()).serial_number(x509.random_serial_number()).not_valid_before(now() + from_days * DAY).not_valid_after(
        now() + until_days * DAY)


def replace(file, content):
    """At once, as whoever renews certificates should."""
    fresh = file.with_suffix(".fresh")
    fresh.write_bytes(content)
    fresh.chmod(0o600)
    fresh.replace(file)
