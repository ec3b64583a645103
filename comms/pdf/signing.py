"""Signing a finished document digitally: PAdES with a certificate in a file (PKCS#12) or in a token (PKCS#11).

The only module of the service that knows pyHanko.  Keys and passphrases are never logged.  The key of a file is opened
once in a process, which checks it for a tenth of a second and more, and again when the file has changed; a token is
asked for each signature and keeps its key.
"""

import asyncio
import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comms.core.errors import Unavailable
from comms.pdf.worker import SIGNATURE_FIELD

LEVELS = ("B-B", "B-T", "B-LT")


class SigningFailed(Unavailable):
    """The key, the token or the timestamp service did not sign (503): the work is tried again."""

    code = "signing_failed"
    default_detail = _("The document could not be signed digitally.")


class SigningMisconfigured(Exception):
    """What is wrong with the settings, in English for the person who installs; never with a secret in it."""


@dataclass(frozen=True)
class Certificate:
    """`name` is the common name of the certificate's subject, `subject` the whole of it."""

    name: str
    subject: str


def is_configured() -> bool:
    return bool(settings.SIGNING_PKCS12 or settings.SIGNING_PKCS11_MODULE)


def certificate() -> Certificate:
    """With whose certificate documents are signed.  Raises SigningFailed."""
    with _errors(), _signer() as signer:
        return _described(signer.signing_cert)


def sign(pdf: bytes, *, at: datetime) -> bytes:
    """The document with a signature over the whole file in its empty signature field, dated `at` by the signer.

    The level is that of the settings: B-B; B-T with a time stamp; B-LT with everything that validates it later.  May
    ask a token and a timestamp service, so it is called outside every transaction.  Raises SigningFailed.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    with _errors(), _signer() as signer:
        signed: bytes = asyncio.run(_signed(IncrementalPdfFileWriter(io.BytesIO(pdf)), signer, at))
        (embedded,) = PdfFileReader(io.BytesIO(signed)).embedded_regular_signatures
        if embedded.evaluate_signature_coverage() != SignatureCoverageLevel.ENTIRE_FILE:
            raise SigningFailed
    return signed


async def _signed(writer: Any, signer: Any, at: datetime) -> bytes:
    """The steps of pyHanko's `async_sign_pdf`, with the instant that is printed on the paper."""
    from pyhanko.sign.ades.api import CAdESSignedAttrSpec
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
    from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
    from pyhanko.stamp import NoOpStampStyle

    long_term = settings.SIGNING_LEVEL == "B-LT"
    context = _validation_context() if long_term else None
    attributes = CAdESSignedAttrSpec()
    meta = PdfSignatureMetadata(
        field_name=SIGNATURE_FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        validation_context=context,
        embed_validation_info=long_term,
        cades_signed_attr_spec=attributes,
        # Together with the signature, so that nothing comes after it: the signature covers the whole file.
        dss_settings=DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE),
    )
    worker = PdfSigner(meta, signer=signer, timestamper=_timestamper(), stamp_style=NoOpStampStyle())
    session = worker.init_signing_session(writer, existing_fields_only=True)
    session.system_time = at
    validation = await session.perform_presign_validation(writer)
    reserved = await session.estimate_signature_container_size(validation)
    document = session.prepare_tbs_document(validation_info=validation, bytes_reserved=reserved)
    digest, output = document.digest_tbs_document()
    done = await document.perform_signature(
        document_digest=digest.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=at, cades_signed_attrs=attributes),
    )
    await done.post_signature_processing(output)
    return cast(io.BytesIO, output).getvalue()


@contextlib.contextmanager
def _signer() -> Iterator[Any]:
    """pyHanko's signer with the configured key, for one signature."""
    if settings.SIGNING_PKCS12:
        yield _of_file()
        return
    from pyhanko.config.pkcs11 import PKCS11SignatureConfig, TokenCriteria
    from pyhanko.sign.pkcs11 import PKCS11SigningContext

    config = PKCS11SignatureConfig(
        module_path=settings.SIGNING_PKCS11_MODULE,
        token_criteria=TokenCriteria(label=settings.SIGNING_PKCS11_TOKEN),
        cert_label=settings.SIGNING_PKCS11_KEY,
        key_label=settings.SIGNING_PKCS11_KEY,
    )
    with PKCS11SigningContext(config, user_pin=settings.SIGNING_PKCS11_PASSPHRASE) as signer:
        yield signer


def _of_file() -> Any:
    """Raises SigningMisconfigured."""
    return _opened(
        settings.SIGNING_PKCS12,
        _stamp(settings.SIGNING_PKCS12, "SIGNING_PKCS12"),
        settings.SIGNING_PASSPHRASE,
        settings.SIGNING_TRUST,
        _stamp(settings.SIGNING_TRUST, "SIGNING_TRUST") if settings.SIGNING_TRUST else None,
    )


def _stamp(path: str, setting: str) -> tuple[int, int, int]:
    """Another one when the file was written or replaced."""
    try:
        found = Path(path).stat()
    except OSError as error:
        raise SigningMisconfigured(f"{setting}: {error.strerror}") from None
    return found.st_mtime_ns, found.st_size, found.st_ino


@lru_cache(maxsize=1)
def _opened(path: str, _stamp: object, passphrase: str, _trust: str, _trust_stamp: object) -> Any:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_der_private_key
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.util import get_pyca_cryptography_hash

    class Signer(SimpleSigner):
        """Opens its RSA key once, where pyHanko's own does it at each signature and at each estimate of its size."""

        key: Any = None

        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            mechanism = self.get_signature_mechanism_for_digest(digest_algorithm)
            if not isinstance(self.key, RSAPrivateKey) or mechanism.signature_algo != "rsassa_pkcs1v15":
                return bytes(await super().async_sign_raw(data, digest_algorithm, dry_run))
            if dry_run:
                return bytes(self.key.key_size // 8)
            return self.key.sign(data, PKCS1v15(), get_pyca_cryptography_hash(digest_algorithm))

    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise SigningMisconfigured(f"SIGNING_PKCS12: {error.strerror}") from None
    trusted = _trusted()
    try:
        signer = Signer.load_pkcs12_data(content, other_certs=trusted, passphrase=passphrase.encode() or None)
        # It has just been checked.
        signer.key = load_der_private_key(signer.signing_key.dump(), None, unsafe_skip_rsa_key_validation=True)
    except Exception:  # noqa: BLE001  # whatever the file holds; its reader's words may quote from it
        raise SigningMisconfigured("SIGNING_PKCS12 cannot be opened with SIGNING_PASSPHRASE") from None
    return signer


def _trusted() -> list[Any]:
    """The certificates above the signer's and the timestamp service's, of SIGNING_TRUST."""
    from asn1crypto import pem, x509

    if not settings.SIGNING_TRUST:
        return []
    try:
        content = Path(settings.SIGNING_TRUST).read_bytes()
        return [x509.Certificate.load(der) for _type, _headers, der in pem.unarmor(content, multiple=True)]
    except (OSError, ValueError):
        raise SigningMisconfigured("SIGNING_TRUST is no file of certificates in PEM") from None


def _validation_context() -> Any:
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(trust_roots=_trusted(), allow_fetching=True, revocation_mode="soft-fail")


def _timestamper() -> Any:
    from pyhanko.sign.timestamps import HTTPTimeStamper

    if settings.SIGNING_LEVEL == "B-B":
        return None
    return HTTPTimeStamper(settings.SIGNING_TIMESTAMP_URL, timeout=10)


def _described(cert: Any) -> Certificate:
    native = cert.subject.native
    name = str(native.get("common_name") or cert.subject.human_friendly)
    return Certificate(name[:200], str(cert.subject.human_friendly)[:300])


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    """Whatever a token, a file or a service answers: one refusal, whose cause is told by its kind only."""
    try:
        yield
    except SigningFailed:
        raise
    except Exception as error:  # noqa: BLE001  # told by its kind
        why = str(error) if isinstance(error, SigningMisconfigured) else type(error).__name__
        raise SigningFailed(_("The document could not be signed digitally (%(why)s).") % {"why": why}) from None


def problems() -> list[str]:
    """What is wrong with the settings of the signature, a sentence each; empty also when nothing is configured."""
    found = []
    if settings.SIGNING_PKCS12 and settings.SIGNING_PKCS11_MODULE:
        found.append("SIGNING_PKCS12 and SIGNING_PKCS11_MODULE exclude each other")
    if settings.SIGNING_LEVEL not in LEVELS:
        found.append(f"SIGNING_LEVEL may be {', '.join(LEVELS)}")
    elif settings.SIGNING_LEVEL != "B-B" and not settings.SIGNING_TIMESTAMP_URL:
        found.append(f"SIGNING_LEVEL {settings.SIGNING_LEVEL} needs SIGNING_TIMESTAMP_URL")
    if settings.SIGNING_LEVEL == "B-LT" and not settings.SIGNING_TRUST:
        found.append("SIGNING_LEVEL B-LT needs SIGNING_TRUST")
    if settings.SIGNING_PKCS11_MODULE:
        given = (settings.SIGNING_PKCS11_TOKEN, settings.SIGNING_PKCS11_KEY, settings.SIGNING_PKCS11_PASSPHRASE)
        if not all(given):
            found.append(
                "SIGNING_PKCS11_MODULE needs SIGNING_PKCS11_TOKEN, SIGNING_PKCS11_KEY and SIGNING_PKCS11_PASSPHRASE"
            )
        if not Path(settings.SIGNING_PKCS11_MODULE).is_file():
            found.append("SIGNING_PKCS11_MODULE is no file")
    if settings.SIGNING_PKCS12 and not found:
        try:
            _of_file()
        except SigningMisconfigured as error:
            found.append(str(error))
    return found
