"""Signing a finished document digitally: PAdES with a certificate in a file (PKCS#12) or in a token (PKCS#11).

The only module of the service that knows pyHanko.  Keys and passphrases are neither logged nor kept longer than a
signature takes.
"""

import asyncio
import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

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
    return bytes(output.getbuffer())


@contextlib.contextmanager
def _signer() -> Iterator[Any]:
    """pyHanko's signer with the configured key, for one signature."""
    if settings.SIGNING_PKCS12:
        yield _from_file()
        return
    from pyhanko.config.pkcs11 import PKCS11SignatureConfig, TokenCriteria
    from pyhanko.sign.pkcs11 import PKCS11SigningContext

    config = PKCS11SignatureConfig(
        module_path=settings.SIGNING_PKCS11_MODULE,
        token_criteria=TokenCriteria(label=settings.SIGNING_PKCS11_TOKEN),
        cert_label=settings.SIGNING_PKCS11_KEY,
        key_label=settings.SIGNING_PKCS11_KEY,
    )
    with PKCS11SigningContext(config, user_pin=settings.SIGNING_PKCS11_PIN) as signer:
        yield signer


def _from_file() -> Any:
    from pyhanko.sign.signers import SimpleSigner

    try:
        content = Path(settings.SIGNING_PKCS12).read_bytes()
    except OSError as error:
        raise SigningMisconfigured(f"SIGNING_PKCS12: {error.strerror}") from None
    try:
        return SimpleSigner.load_pkcs12_data(
            content, other_certs=_trusted(), passphrase=settings.SIGNING_PASSPHRASE.encode() or None
        )
    except Exception:  # noqa: BLE001  # whatever the file holds; its reader's words may quote from it
        raise SigningMisconfigured("SIGNING_PKCS12 cannot be opened with SIGNING_PASSPHRASE") from None


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
        given = (settings.SIGNING_PKCS11_TOKEN, settings.SIGNING_PKCS11_KEY, settings.SIGNING_PKCS11_PIN)
        if not all(given):
            found.append("SIGNING_PKCS11_MODULE needs SIGNING_PKCS11_TOKEN, SIGNING_PKCS11_KEY and SIGNING_PKCS11_PIN")
        if not Path(settings.SIGNING_PKCS11_MODULE).is_file():
            found.append("SIGNING_PKCS11_MODULE is no file")
    if settings.SIGNING_PKCS12 and not found:
        try:
            _from_file()
            _trusted()
        except SigningMisconfigured as error:
            found.append(str(error))
    return found
