"""The digital signature: over the whole file, in its own field, by a key in a file or in a token."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from pytest_django import Settings

from comms.core.clock import HANOI
from comms.pdf import services, signing, trial
from comms.pdf.layout import DigitalSignature, Marks
from tests.pdf.documents import MM, RELEASE, printed, reader, text_of
from tests.services import Service, need

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=HANOI)
AT = datetime(2026, 2, 5, 9, 0, 7, tzinfo=HANOI)
PASSPHRASE = "minh-hoa-2026"
SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")
TOKEN = Service(
    "SoftHSM", f"{SOFTHSM} (Debian: softhsm2)", lambda: SOFTHSM.exists() and bool(shutil.which("softhsm2-util"))
)


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "trial.p12"
    path.write_bytes(trial.trial_pkcs12(name="Văn phòng Bộ", passphrase=PASSPHRASE, at=NOW))
    return path


@pytest.fixture
def signer(settings: Settings, key_file: Path, frozen_clock: Any) -> Settings:
    settings.SIGNING_PKCS12, settings.SIGNING_PASSPHRASE = str(key_file), PASSPHRASE
    return settings


@pytest.fixture(scope="module")
def paper() -> bytes:
    """A document with room for a signature."""
    return printed(replace(RELEASE, marks=Marks(signed=DigitalSignature("THỬ NGHIỆM", AT))))


def field_of(pdf: bytes) -> Any:
    (field,) = reader(pdf).trailer["/Root"]["/AcroForm"]["/Fields"]
    return field.get_object()


def test_the_field_is_reserved_and_tagged(paper: bytes) -> None:
    """An empty signature field with a name for readers, an empty appearance, and its place in the structure."""
    field = field_of(paper)
    assert (field["/FT"], field["/T"], field["/TU"]) == ("/Sig", "Signature", "Chữ ký số")
    assert "/V" not in field
    assert field["/AP"]["/N"].get_object().get_data() == b""
    parents = reader(paper).trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    form = parents[parents.index(field["/StructParent"]) + 1].get_object()
    assert form["/S"] == "/Form"
    assert form["/K"][0].get_object()["/Obj"]["/T"] == field["/T"]
    left, bottom, right, top = map(float, field["/Rect"])
    assert left == pytest.approx((30 + 82.5) * MM, abs=3)
    assert right - left > 200
    assert top - bottom > 40


def test_the_paper_says_by_whom_and_when(paper: bytes, tmp_path: Path) -> None:
    """In words, in the time of Hanoi; without a signer it says that it is not signed and has no field."""
    text = text_of(paper, tmp_path)
    assert "Ký số bởi: THỬ NGHIỆM" in text
    assert "Thời gian ký: 09:00:07, 05/02/2026 (giờ Hà Nội)" in text
    assert "Chưa ký số" not in text
    unsigned = printed()
    assert "(Chưa ký số)" in text_of(unsigned, tmp_path)
    assert "/AcroForm" not in reader(unsigned).trailer["/Root"]


def test_a_bulletin_is_signed_too(tmp_path: Path) -> None:
    """It has no block of a signer: the words stand under the text."""
    marks = Marks(signed=DigitalSignature("THỬ NGHIỆM", AT))
    pdf = printed(replace(RELEASE, number=None, signature=None, recipients=None, marks=marks))
    assert "Ký số bởi: THỬ NGHIỆM" in text_of(pdf, tmp_path)
    assert field_of(pdf)["/FT"] == "/Sig"


def test_it_is_signed(signer: Settings, paper: bytes) -> None:
    """PAdES over every byte, at the printed instant, by the certificate of the file; the paper stays as it was."""
    signed = signing.sign(paper, at=AT)
    assert signed.startswith(paper)
    field = field_of(signed)
    assert field["/V"]["/SubFilter"] == "/ETSI.CAdES.detached"
    (found,) = services.examine(signed).signatures
    assert (found.covers_file, found.intact, found.at) == (True, True, AT)
    assert found.name == signing.certificate().name == trial.WARNING
    assert "Văn phòng Bộ" in signing.certificate().subject
    root = reader(signed).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfaid:conformance" in root["/Metadata"].get_data()
    assert field["/AP"]["/N"].get_object().get_data() == b""


def test_a_later_change_is_seen(signer: Settings, paper: bytes) -> None:
    """A changed byte breaks the signature; bytes added after it are not covered by it."""
    signed = signing.sign(paper, at=AT)
    at = signed.index(b"stream") + 20
    changed = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
    for found in services.examine(changed).signatures:
        assert not found.intact
    (longer,) = services.examine(signed + b"\n% more\n").signatures
    assert not longer.covers_file


def test_with_a_time_stamp(signer: Settings, paper: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """B-T carries a token of the timestamp service; B-LT also the certificates, in the same revision."""
    from asn1crypto import keys, pem, x509
    from pyhanko.sign.timestamps import DummyTimeStamper

    certificate, key = _time_stamp_authority()
    stamper = DummyTimeStamper(x509.Certificate.load(certificate), keys.PrivateKeyInfo.load(key), fixed_dt=NOW)
    monkeypatch.setattr(signing, "_timestamper", lambda: stamper)
    signer.SIGNING_LEVEL = "B-T"
    signed = signing.sign(paper, at=AT)
    (found,) = services.examine(signed).signatures
    assert (found.covers_file, found.intact) == (True, True)
    assert _has_time_stamp(signed)
    assert "/DSS" not in reader(signed).trailer["/Root"]
    trust = Path(signer.SIGNING_PKCS12).with_suffix(".pem")
    trust.write_bytes(pem.armor("CERTIFICATE", certificate) + pem.armor("CERTIFICATE", _own(signer)))
    signer.SIGNING_LEVEL, signer.SIGNING_TRUST = "B-LT", str(trust)
    monkeypatch.setattr(signing, "_validation_context", lambda: _offline(trust))
    long_term = signing.sign(paper, at=AT)
    (found,) = services.examine(long_term).signatures
    assert (found.covers_file, found.intact) == (True, True)
    assert reader(long_term).trailer["/Root"]["/DSS"]["/Certs"]


def _own(signer: Settings) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

    loaded = pkcs12.load_pkcs12(Path(signer.SIGNING_PKCS12).read_bytes(), PASSPHRASE.encode())
    assert loaded.cert
    return loaded.cert.certificate.public_bytes(Encoding.DER)


def _time_stamp_authority() -> tuple[bytes, bytes]:
    """Certificate and key of a timestamp service of this test."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TSA")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    return (
        certificate.public_bytes(Encoding.DER),
        key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
    )


def _has_time_stamp(pdf: bytes) -> bool:
    from pyhanko.pdf_utils.reader import PdfFileReader

    (embedded,) = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    return "signature_time_stamp_token" in [each["type"].native for each in embedded.signer_info["unsigned_attrs"]]


def _offline(trust: Path) -> Any:
    from pyhanko_certvalidator import ValidationContext

    # No extended key usage for time stamps is asked of a trial certificate by this context: only the path is.
    return ValidationContext(trust_roots=signing._trusted(), allow_fetching=False, moment=NOW)


def test_a_key_in_a_token(settings: Settings, paper: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PKCS#11, against SoftHSM: the key never leaves the token; a wrong PIN is one refusal, without the PIN in it."""
    need(TOKEN)
    _token(tmp_path, monkeypatch)
    settings.SIGNING_PKCS11_MODULE, settings.SIGNING_PKCS11_TOKEN = str(SOFTHSM), "comms"
    settings.SIGNING_PKCS11_KEY, settings.SIGNING_PKCS11_PASSPHRASE = "trial", "12345678"
    (found,) = services.examine(signing.sign(paper, at=AT)).signatures
    assert (found.covers_file, found.intact) == (True, True)
    assert found.name.startswith(trial.WARNING)
    settings.SIGNING_PKCS11_PASSPHRASE = "87654321"
    with pytest.raises(signing.SigningFailed) as caught:
        signing.sign(paper, at=AT)
    assert "87654321" not in str(caught.value.detail)


def _token(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token with the key and the certificate of a trial file."""
    import pkcs11
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
    from pkcs11.util.rsa import decode_rsa_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    (place / "tokens").mkdir()
    (place / "softhsm2.conf").write_text(f"directories.tokendir = {place / 'tokens'}\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(place / "softhsm2.conf"))
    start = ["softhsm2-util", "--init-token", "--free", "--label", "comms", "--pin", "12345678", "--so-pin", "12345678"]
    subprocess.run(start, check=True, capture_output=True, timeout=30)
    loaded = pkcs12.load_pkcs12(trial.trial_pkcs12(name="PKCS#11", passphrase="x", at=NOW), b"x")
    assert loaded.key
    assert loaded.cert
    key = loaded.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    library = pkcs11.lib(str(SOFTHSM))
    library.reinitialize()
    with library.get_token(token_label="comms").open(rw=True, user_pin="12345678") as session:
        named = {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: "trial", pkcs11.Attribute.ID: b"1"}
        session.create_object({**decode_rsa_private_key(key), **named})
        certificate = decode_x509_certificate(loaded.cert.certificate.public_bytes(Encoding.DER))
        session.create_object({**certificate, **named})


@pytest.mark.parametrize("wrong", ["passphrase", "missing", "rubbish"])
def test_a_key_that_cannot_be_used(signer: Settings, paper: bytes, tmp_path: Path, wrong: str) -> None:
    """One refusal that says which setting, never what is in it; the system check says the same."""
    if wrong == "passphrase":
        signer.SIGNING_PASSPHRASE = "khac-hoan-toan"
    else:
        signer.SIGNING_PKCS12 = str(tmp_path / "key.p12")
    if wrong == "rubbish":
        Path(signer.SIGNING_PKCS12).write_bytes(b"no key")
    with pytest.raises(signing.SigningFailed) as caught:
        signing.sign(paper, at=AT)
    assert "SIGNING_PKCS12" in str(caught.value.detail)
    assert signer.SIGNING_PASSPHRASE not in str(caught.value.detail)
    assert caught.value.__cause__ is None
    (message,) = [each for each in run_checks() if each.id == "comms.pdf.E003"]
    assert "SIGNING_PKCS12" in message.msg


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"SIGNING_LEVEL": "B-X"}, "SIGNING_LEVEL may be"),
        ({"SIGNING_LEVEL": "B-T"}, "SIGNING_TIMESTAMP_URL"),
        ({"SIGNING_LEVEL": "B-LT", "SIGNING_TIMESTAMP_URL": "https://x.invalid"}, "SIGNING_TRUST"),
        ({"SIGNING_PKCS11_MODULE": "/bin/sh"}, "SIGNING_PKCS11_TOKEN"),
        ({"SIGNING_PKCS11_MODULE": "/bin/sh", "SIGNING_PKCS12": "/x"}, "exclude each other"),
        ({"SIGNING_PKCS12": "/no/such"}, "SIGNING_PKCS12: No such file"),
        ({"SIGNING_PKCS12": "/etc/hostname"}, "SIGNING_PKCS12 cannot be opened"),
        ({"SIGNING_PKCS12": "/etc/hostname", "SIGNING_TRUST": "/etc/hostname"}, "SIGNING_TRUST is no file"),
    ],
)
def test_wrong_settings_are_named(settings: Settings, values: dict[str, str], named: str) -> None:
    """At the start, before the first document."""
    for name, value in values.items():
        setattr(settings, name, value)
    assert any(named in problem for problem in signing.problems())


def test_the_trial_certificate(
    settings: Settings, frozen_clock: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command makes a key that says what it is worth, for its owner's eyes, once, and not in production."""
    path = tmp_path / "trial.p12"
    settings.SIGNING_PASSPHRASE = ""
    with pytest.raises(CommandError, match="SIGNING_PASSPHRASE"):
        call_command("make_trial_certificate", str(path))
    settings.SIGNING_PASSPHRASE = PASSPHRASE
    call_command("make_trial_certificate", str(path))
    out = capsys.readouterr().out
    assert trial.WARNING in out
    assert PASSPHRASE not in out
    assert path.stat().st_mode & 0o777 == 0o600
    settings.SIGNING_PKCS12 = str(path)
    assert signing.problems() == []
    assert signing.certificate().name.startswith("THỬ NGHIỆM – không có giá trị pháp lý")
    with pytest.raises(CommandError):
        call_command("make_trial_certificate", str(path))
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("make_trial_certificate", str(tmp_path / "other.p12"))
    assert not (tmp_path / "other.p12").exists()


@pytest.fixture(autouse=True)
def _no_children_left() -> Iterator[None]:
    yield
    services._examiners.close()


def test_a_key_is_opened_once_and_again_when_its_file_changes(
    signer: Settings, paper: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Name and signature of many documents with one opening; a renewed certificate is taken without a restart."""
    from pyhanko.sign.signers import SimpleSigner

    path = tmp_path / "renewed.p12"
    path.write_bytes(Path(signer.SIGNING_PKCS12).read_bytes())
    signer.SIGNING_PKCS12 = str(path)
    opened: list[int] = []
    load = SimpleSigner.load_pkcs12_data.__func__  # type: ignore[attr-defined]  # of a class method

    def counting(cls: Any, *arguments: Any, **named: Any) -> Any:
        opened.append(1)
        return load(cls, *arguments, **named)

    monkeypatch.setattr(SimpleSigner, "load_pkcs12_data", classmethod(counting))
    signing.certificate()
    first = services.examine(signing.sign(paper, at=AT)).signatures[0]
    assert services.examine(signing.sign(paper, at=AT)).signatures[0] == first
    assert len(opened) == 1
    path.write_bytes(trial.trial_pkcs12(name="Khóa mới", passphrase=PASSPHRASE, at=NOW))
    second = services.examine(signing.sign(paper, at=AT)).signatures[0]
    assert len(opened) == 2
    assert second.intact
    assert second.certificate_sha256 != first.certificate_sha256


def test_no_report_of_an_error_shows_a_secret_of_the_signature(signer: Settings) -> None:
    """Neither the passphrase of the file nor the PIN of the token."""
    from django.views.debug import SafeExceptionReporterFilter

    signer.SIGNING_PKCS11_PASSPHRASE = "8642-pin"
    shown = SafeExceptionReporterFilter().get_safe_settings()
    assert {shown["SIGNING_PASSPHRASE"], shown["SIGNING_PKCS11_PASSPHRASE"]} == {"********************"}
    assert "8642-pin" not in str(shown)
