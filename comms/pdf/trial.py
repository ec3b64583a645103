"""A certificate for trying the digital signature: it says of itself that it is worth nothing."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

WARNING = "THỬ NGHIỆM – không có giá trị pháp lý"
DAYS = 365


def trial_pkcs12(*, name: str, passphrase: str, at: datetime) -> bytes:
    """A new key with a certificate signed by itself, in the name of the warning, for a year from `at`: as PKCS#12."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, WARNING),
            # At most 64 bytes (RFC 5280, appendix A).
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name.encode()[:64].decode(errors="ignore")),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        b"trial", key, certificate, None, BestAvailableEncryption(passphrase.encode())
    )
