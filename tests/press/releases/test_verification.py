"""What is said about a code and about a file: the stored bytes are the document, and nothing else is."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfWriter
from pytest_django import Settings

from comms.core import clock
from comms.outbox.models import OutboxMessage
from comms.pdf import services as pdf_services
from comms.pdf import signing, trial
from comms.pdf.layout import DigitalSignature, Marks
from press.releases import services
from press.releases.models import Document, Release
from tests.cast import Cast
from tests.pdf.documents import RELEASE, printed, text_of
from tests.press.releases.building import do, drain, issued, sign_off


@pytest.fixture
def signer(settings: Settings, tmp_path: Path, frozen_clock: Any) -> Settings:
    path = tmp_path / "trial.p12"
    path.write_bytes(trial.trial_pkcs12(name="Văn phòng Bộ", passphrase="minh-hoa", at=clock.now()))
    settings.SIGNING_PKCS12, settings.SIGNING_PASSPHRASE = str(path), "minh-hoa"
    return settings


def made(cast: Cast, **fields: Any) -> tuple[Release, bytes]:
    """Issued, rendered and stored as the outbox does it."""
    release = issued(cast, **fields)
    services.document_render(release_id=release.pk)
    release.refresh_from_db()
    return release, bytes(Document.objects.get(release=release).content)


def asked(data: bytes, name: str = "van-ban.pdf") -> dict[str, Any]:
    upload = io.BytesIO(data)
    upload.name = name
    answer: dict[str, Any] = Client().post("/api/v1/verify/", {"file": upload}).json()
    return answer


def page(data: bytes, name: str = "van-ban.pdf") -> str:
    upload = io.BytesIO(data)
    upload.name = name
    client = Client()
    client.cookies["django_language"] = "en"
    return client.post("/verify/", {"file": upload}).content.decode()


def test_a_signed_document(cast: Cast, signer: Settings, tmp_path: Path) -> None:
    """The paper names signer and instant, the row keeps both, page and API say them by code and by file."""
    release, data = made(cast)
    document = Document.objects.get(release=release)
    assert (document.signed_by, document.signed_at) == (trial.WARNING, clock.now())
    assert f"Ký số bởi: {trial.WARNING}" in text_of(data, tmp_path)
    for said in (asked(data), Client().get(f"/api/v1/verify/{release.verify_code}/").json()):
        assert said["result"] == "valid"
        assert said["signature"]["status"] == "valid"
        assert said["signature"]["signed_by"] == trial.WARNING
        assert said["signature"]["signed_at"]
    assert trial.WARNING in page(data)


def test_an_unsigned_document(cast: Cast, tmp_path: Path) -> None:
    """Valid, and said to be unsigned."""
    release, data = made(cast)
    assert asked(data)["signature"] == {"status": "none", "signed_by": "", "signed_at": None}
    assert "(Chưa ký số)" in text_of(data, tmp_path)
    assert "not digitally signed" in page(data)
    assert release.document_sha256 == asked(data)["document_sha256"]


def test_a_changed_byte_is_refused(cast: Cast, signer: Settings) -> None:
    """Wherever it is: at the end, in the signature, in a page; nothing but the stored bytes is the document."""
    _release, data = made(cast)
    for at in (
        len(data) - 2,
        data.index(b"/Contents <") + 40 if b"/Contents <" in data else 5000,
        9000,
        len(data) // 2,
    ):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert asked(changed)["result"] == "unknown"
    said = asked(data + b"\n")
    assert (said["result"], said["signature"]["status"], said["title"]) == ("unknown", "altered", None)
    assert "it is not that document" in page(data + b"\n")


def test_a_file_put_together_with_our_code(cast: Cast) -> None:
    """Saved anew by another program it still carries the code, and is not the document."""
    _release, data = made(cast)
    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.add_metadata({"/Title": "Khác"})
    out = io.BytesIO()
    writer.write(out)
    assert asked(out.getvalue())["signature"]["status"] == "altered"
    # Of what nobody may read yet a forged code reveals nothing.
    hidden, _data = made(cast, title="Chưa công bố", embargo_until=clock.now() + timedelta(days=1))
    writer.add_metadata({"/verifycode": hidden.verify_code})
    out = io.BytesIO()
    writer.write(out)
    assert asked(out.getvalue())["signature"] is None


def test_a_withdrawn_document_says_why(cast: Cast) -> None:
    """With the public notice, by code and by file."""
    release, data = made(cast)
    do("withdraw", release, cast.spokesperson, reason="Sai số liệu", notice="Số liệu chưa được kiểm tra.")
    for said in (asked(data), Client().get(f"/api/v1/verify/{release.verify_code}/").json()):
        assert (said["result"], said["withdrawal_notice"]) == ("withdrawn", "Số liệu chưa được kiểm tra.")
    assert "Số liệu chưa được kiểm tra." in page(data)
    assert "Sai số liệu" not in page(data)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-",
        b"%PDF-1.7\n" + b"[" * 200_000,
        b"%PDF-1.7\n1 0 obj<</Length 99999999999>>stream\n" + b"\0" * 5000 + b"startxref\n0\n%%EOF",
        b"%PDF-1.7\nxref\n0 1\ntrailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n",
        b"GIF89a" + b"\0" * 100,
    ],
    ids=["header only", "deep", "long stream", "loop", "no pdf"],
)
def test_a_hostile_file_is_unknown(db: None, data: bytes) -> None:
    """It is read in a child with limits; whatever happens to that, the answer is a plain one, and so is the next."""
    assert asked(data, '../"><script>\u202e.pdf')["result"] == "unknown"
    assert pdf_services.examine(data) == pdf_services.Examined()


def test_a_key_that_fails_keeps_the_number(cast: Cast, signer: Settings) -> None:
    """Nothing is stored; the work is tried again and then parked, and with the key in order the same number is made."""
    signer.SIGNING_PASSPHRASE = "khac"
    release = issued(cast)
    for _each in range(6):
        drain()
        OutboxMessage.objects.filter(topic="press.render_document").update(due_at=clock.now())
    item = OutboxMessage.objects.get(topic="press.render_document")
    assert item.state == OutboxMessage.State.PARKED
    assert "khac" not in item.last_error
    assert not Document.objects.filter(release=release).exists()
    number = release.number
    signer.SIGNING_PASSPHRASE = "minh-hoa"
    services.document_render(release_id=release.pk)
    release.refresh_from_db()
    assert (release.number, bool(release.document_sha256)) == (number, True)


def test_under_embargo_no_file_is_known(cast: Cast, signer: Settings) -> None:
    """The document itself and nothing else is “altered”: the genuine one is as unknown as any file, until the hour."""
    until = clock.now() + timedelta(hours=2)
    _release, data = made(cast, embargo_until=until)
    assert (asked(data)["result"], asked(data)["signature"]) == ("unknown", None)
    assert "Not the issued file" not in page(data)
    with clock.frozen(until):
        assert (asked(data)["result"], asked(data)["signature"]["status"]) == ("valid", "valid")


def test_a_corrected_document_leads_to_its_erratum(cast: Cast) -> None:
    """By its file too, with the public note."""
    release, data = made(cast)
    erratum = do("correct", release, cast.press_officer, note="Sai: 1798. Đúng: 1799.", major=True)
    do("update", erratum, cast.press_officer, body="Đính chính số của quyết định: 1799.")
    sign_off(cast, do("submit", erratum, cast.press_officer))
    do("approve", erratum, cast.spokesperson)
    do("issue", erratum, cast.spokesperson)
    services.document_render(release_id=erratum.pk)
    erratum.refresh_from_db()
    assert asked(data)["result"] == "corrected"
    shown = page(data)
    assert f"/verify/{erratum.verify_code}/" in shown
    assert "Sai: 1798. Đúng: 1799." in shown


def test_another_file_with_our_signature(cast: Cast, signer: Settings) -> None:
    """A draft of the bench, a page out of another system: signed with the key of issued documents, and none of them.
    While none of those may be spoken of, it is only unknown."""
    marks = Marks(signed=DigitalSignature(trial.WARNING, clock.now()))
    other = signing.sign(printed(replace(RELEASE, marks=marks)), at=clock.now())
    until = clock.now() + timedelta(hours=2)
    made(cast, embargo_until=until)
    assert (asked(other)["result"], asked(other)["signature"]) == ("unknown", None)
    with clock.frozen(until):
        assert (asked(other)["result"], asked(other)["signature"]["status"]) == ("unknown", "altered")
