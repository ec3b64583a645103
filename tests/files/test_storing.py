"""What is stored, what is refused, and that a refusal leaves nothing behind."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, transaction
from pytest_django import Settings

from comms.audit.models import AuditEvent
from comms.core import clock
from comms.core.errors import Invalid
from comms.files import jobs
from comms.files.models import StoredFile
from comms.files.services import BytesDamaged, content_store, file_store, orphans_sweep, stored_bytes
from tests.cast import Cast
from tests.files.uploads import (
    EXCEL,
    PDF,
    WORD,
    archive,
    encrypted,
    image,
    lying_about_sizes,
    office,
    png_that_claims,
    upload,
)

OFFICE = "application/vnd.openxmlformats-officedocument."
GOOD = [
    ("Báo cáo.pdf", PDF, "application/pdf"),
    ("ảnh.png", image("PNG"), "image/png"),
    ("ảnh.JPG", image("JPEG"), "image/jpeg"),
    ("ảnh.webp", image("WEBP"), "image/webp"),
    ("văn bản.docx", office(WORD), f"{OFFICE}wordprocessingml.document"),
    ("bảng.xlsx", office(EXCEL), f"{OFFICE}spreadsheetml.sheet"),
    ("ghi chú.txt", "Đã đăng lúc 9 giờ.\n".encode(), "text/plain"),
    ("số liệu.csv", "\ufeffđơn vị;số\nVP;1\n".encode(), "text/csv"),
]
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
HOSTILE = {
    "empty": ("a.pdf", b"", "empty"),
    "html": ("a.html", b"<!doctype html><script>alert(1)</script>", "unsupported"),
    "html named as text": ("a.txt", b"\n <HTML><script>alert(1)</script>", "unsupported"),
    "svg": ("a.svg", SVG, "unsupported"),
    "svg named as picture": ("a.png", SVG, "unsupported"),
    "svg with a head": ("a.txt", b"<?xml version='1.0'?>" + SVG, "unsupported"),
    "windows program": ("a.exe", b"MZ\x90\x00\x03\x00\x00\x00\x04", "unsupported"),
    "windows program named as text": ("a.txt", b"MZ\x90\x00\x03\x00\x00\x00\x04", "unsupported"),
    "linux program named as pdf": ("a.pdf", b"\x7fELF\x02\x01\x01" + bytes(9), "unsupported"),
    "script": ("a.sh", b"#!/bin/sh\nrm -rf /\n", "unsupported"),
    "text named as script": ("a.bat", b"del c:\\", "mismatch"),
    "text named as page": ("a.html", b"just words", "mismatch"),
    "text named as pdf": ("a.pdf", b"just words", "mismatch"),
    "pdf named as picture": ("a.png", PDF, "mismatch"),
    "pdf with two endings": ("a.pdf.exe", PDF, "mismatch"),
    "hidden direction": ("cod.\u202efdp.exe", PDF, "mismatch"),
    "not utf-8": ("a.txt", "tiếng Việt".encode("utf-16"), "unsupported"),
    "old windows text": ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unsupported"),
    "pdf cut off": ("a.pdf", PDF[:40], "damaged"),
    "pdf behind other bytes": ("a.pdf", b"MZ" + PDF, "mismatch"),
    "picture cut off": ("a.png", image("PNG")[:60], "damaged"),
    "jpeg cut off": ("a.jpg", image("JPEG", (400, 400))[:900], "damaged"),
    "webp cut off": ("a.webp", image("WEBP", (400, 400))[:60], "damaged"),
    "gif": ("a.gif", image("GIF"), "unsupported"),
    "pixel bomb": ("a.png", png_that_claims(60_000, 60_000), "too_many_pixels"),
    "many pixels": ("a.png", png_that_claims(7_000, 6_000), "too_many_pixels"),
    "zip": ("a.zip", archive({"a.txt": b"a"}), "unsupported"),
    "zip named as docx": ("a.docx", archive({"a.txt": b"a"}), "unsupported"),
    "xlsx named as docx": ("a.docx", office(EXCEL), "mismatch"),
    "zip bomb": ("a.docx", office(**{"word/a.xml": bytes(30_000_000)}), "unpacks_too_large"),
    "many bombs": ("a.docx", office(**{f"word/{n}.xml": bytes(90_000) for n in range(1300)}), "unpacks_too_large"),
    "many members": ("a.docx", office(**{f"word/{n}.xml": b"" for n in range(5_000)}), "unpacks_too_large"),
    "lying bomb": (
        "a.docx",
        lying_about_sizes(office(**{"word/a.xml": bytes(30_000_000)}), b"word/a.xml", 10),
        "damaged",
    ),
    "path upwards": ("a.docx", office(**{"../../etc/passwd": b"x"}), "unsafe_archive"),
    "absolute path": ("a.docx", office(**{"/etc/passwd": b"x"}), "unsafe_archive"),
    "windows path": ("a.docx", office(**{"C:/x": b"x"}), "unsafe_archive"),
    "same name twice": ("a.docx", office(**{"WORD/document.xml": b"x"}), "unsafe_archive"),
    "macros": ("a.docx", office(**{"word/vbaProject.bin": b"x"}), "unsafe_archive"),
    "program inside": ("a.docx", office(**{"word/embeddings/a.EXE": b"MZ"}), "unsafe_archive"),
    "macro type": (
        "a.docx",
        office(types="application/vnd.ms-word.document.macroEnabled.main+xml"),
        "unsupported",
    ),
    "password": ("a.docx", encrypted(office()), "encrypted"),
    "docx cut off": ("a.docx", office()[:-30], "damaged"),
}


def files_in(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def stored_and_then(cast: Cast, step: Callable[[], None], *, before: bool = False) -> None:
    """A change that stores a file and does one thing more."""
    with transaction.atomic():
        if before:
            step()
        content_store(actor=None, content=PDF, name="a.pdf", subject=cast.units["VP"])
        if not before:
            step()


def fail() -> None:
    raise RuntimeError


def fail_after(files: list[Path]) -> None:
    assert len(files) == 1
    raise RuntimeError


@pytest.mark.parametrize(("name", "content", "content_type"), GOOD)
def test_what_is_permitted_is_stored(cast: Cast, media: Path, name: str, content: bytes, content_type: str) -> None:
    """As it came, at a random place, with its type as opened, its size and its SHA-256."""
    events = AuditEvent.objects.count()
    stored = file_store(actor=cast.officer, upload=upload(content, name), subject=cast.units["VP"])
    assert (stored.name, stored.content_type, stored.size) == (name, content_type, len(content))
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert (stored.subject_type, stored.subject_id) == ("org.unit", cast.units["VP"].pk)
    assert (stored.uploaded_by_id, stored.uploaded_by_label) == (cast.officer.pk, cast.officer.full_name)
    assert stored_bytes(stored) == content
    (path,) = files_in(media)
    assert name not in str(path)
    assert path.suffix == ""
    assert AuditEvent.objects.count() == events, "the head of the chain is the caller's to take, at its end"


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_hostile_leaves_nothing(cast: Cast, media: Path, case: str) -> None:
    """A typed refusal for the field, no row, no byte, no evidence."""
    name, content, code = HOSTILE[case]
    events = AuditEvent.objects.count()
    with pytest.raises(Invalid) as caught:
        file_store(actor=cast.officer, upload=upload(content, name), subject=cast.units["VP"])
    assert [(field, errors[0].code) for field, errors in caught.value.errors.items()] == [("file", code)]
    assert files_in(media) == []
    assert not StoredFile.objects.exists()
    assert AuditEvent.objects.count() == events


def test_the_size_has_a_limit(cast: Cast, settings: Settings, media: Path) -> None:
    """One byte more than the setting is refused; exactly as much is stored."""
    settings.FILE_MAX_BYTES = 10
    file_store(actor=cast.officer, upload=upload(b"0123456789", "a.txt"), subject=cast.units["VP"])
    with pytest.raises(Invalid) as caught:
        file_store(actor=cast.officer, upload=upload(b"0123456789a", "a.txt"), subject=cast.units["VP"])
    assert caught.value.errors["file"][0].code == "too_large"
    assert len(files_in(media)) == 1


def test_a_file_without_an_ending_is_given_one(cast: Cast) -> None:
    """By what it is."""
    assert file_store(actor=cast.officer, upload=upload(PDF, "scan"), subject=cast.units["VP"]).name == "scan.pdf"


def test_bytes_made_by_the_service_are_stored(cast: Cast) -> None:
    """By the system itself too."""
    stored = content_store(actor=None, content=PDF, name="05-TC-BTP.pdf", subject=cast.units["VP"])
    assert (stored.uploaded_by_id, stored.uploaded_by_label) == (None, "system")
    assert stored_bytes(stored) == PDF


def test_changed_bytes_are_noticed(cast: Cast, media: Path) -> None:
    """What the storage gives back must have the stored hash; what is gone is named too."""
    stored = content_store(actor=None, content=PDF, name="a.pdf", subject=cast.units["VP"])
    (path,) = files_in(media)
    path.chmod(0o600)
    path.write_bytes(PDF + b" ")
    with pytest.raises(BytesDamaged, match="changed"):
        stored_bytes(stored)
    path.unlink()
    with pytest.raises(BytesDamaged, match="gone"):
        stored_bytes(stored)


def test_the_database_keeps_hash_and_size_sane(cast: Cast) -> None:
    """Whoever writes the row."""
    stored = content_store(actor=None, content=PDF, name="a.pdf", subject=cast.units["VP"])
    for change in ({"size": 0}, {"sha256": "A" * 64}, {"sha256": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StoredFile.objects.filter(pk=stored.pk).update(**change)


def test_a_failed_change_takes_the_bytes_with_it(cast: Cast, media: Path) -> None:
    """The caller fails after the file was stored: neither row nor bytes stay."""
    with pytest.raises(RuntimeError):
        stored_and_then(cast, lambda: fail_after(files_in(media)))
    assert files_in(media) == []
    assert not StoredFile.objects.exists()


def test_a_row_that_cannot_be_written_takes_the_bytes_with_it(
    cast: Cast, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database refuses after the bytes were written."""

    def refuse(self: StoredFile, **kwargs: Any) -> None:
        assert len(files_in(media)) == 1
        raise DatabaseError

    monkeypatch.setattr(StoredFile, "save", refuse)
    with pytest.raises(DatabaseError):
        content_store(actor=None, content=PDF, name="a.pdf", subject=cast.units["VP"])
    assert files_in(media) == []


@pytest.mark.django_db(transaction=True)
def test_committed_bytes_stay(cast: Cast, media: Path) -> None:
    """After the commit, also when something else that waited for it fails."""

    with pytest.raises(RuntimeError):
        stored_and_then(cast, lambda: transaction.on_commit(fail), before=True)
    assert stored_bytes(StoredFile.objects.get()) == PDF
    stored_and_then(cast, lambda: None)
    assert len(files_in(media)) == 2
    with pytest.raises(RuntimeError):
        stored_and_then(cast, fail)
    assert len(files_in(media)) == 2


def test_the_sweep_deletes_what_belongs_to_nothing(cast: Cast, media: Path) -> None:
    """Bytes without a row, older than a day; not the young ones, not those with a row, nothing outside its folder."""
    kept = content_store(actor=None, content=PDF, name="a.pdf", subject=cast.units["VP"])
    for path in (
        "files/20261121/today",
        "files/20261120/yesterday",
        "files/20261119/old",
        "other/20261119/x",
        "files/x/y",
    ):
        default_storage.save(path, upload(b"x", "x"))
    assert orphans_sweep() == 1
    assert not default_storage.exists("files/20261119/old")
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert orphans_sweep() == 2
        assert orphans_sweep() == 0
    assert sorted(path.name for path in files_in(media)) == sorted([Path(kept.path).name, "x", "y"])


def test_the_sweep_is_not_done_at_every_call(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The storage is listed every six hours, however often the outbox sweeps."""
    calls: list[int] = []
    monkeypatch.setattr(jobs, "orphans_sweep", lambda: calls.append(1))
    jobs.sweep_orphans()
    jobs.sweep_orphans()
    assert calls == [1]


def test_an_empty_storage_is_swept(cast: Cast) -> None:
    """Before the first file there is no folder."""
    assert orphans_sweep() == 0
