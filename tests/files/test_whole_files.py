"""A file is there whole or not at all: also when the disk is full."""

import errno
import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from pytest_django import Settings

from comms.files.models import StoredFile
from comms.files.services import file_store, stored_bytes
from comms.files.storage import WholeFileStorage
from tests.cast import Cast
from tests.files.uploads import image, upload

CONTENT = image("PNG", (300, 300)) + bytes(40_000)


@pytest.fixture
def full_disk() -> Iterator[None]:
    """The kernel lets this process write no file beyond 10,000 bytes: the write fails in the middle of the file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def files_in(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def test_a_full_disk_leaves_no_half_file(media: Path, full_disk: None) -> None:
    """Neither under the final name nor beside it; a small file still fits."""
    with pytest.raises(OSError, match="File too large"):
        default_storage.save("files/20261121/a", ContentFile(bytes(50_000)))
    assert files_in(media) == []
    default_storage.save("files/20261121/b", ContentFile(b"small"))
    assert [path.name for path in files_in(media)] == ["b"]


def test_a_disk_that_fails_at_the_end(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that never reached the disk do not get the name."""

    def refuse(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space left"):
        default_storage.save("files/20261121/a", ContentFile(b"content"))
    assert files_in(media) == []


def test_the_name_comes_last(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a file is written and forced to the disk nothing stands under its name."""
    seen: list[bool] = []
    real = os.fsync

    def look(handle: int) -> None:
        seen.append((media / "files" / "20261121" / "a").exists())
        real(handle)

    monkeypatch.setattr(os, "fsync", look)
    default_storage.save("files/20261121/a", ContentFile(b"content"))
    assert seen == [False, True]
    assert (media / "files" / "20261121" / "a").read_bytes() == b"content"


def test_an_upload_on_a_full_disk(cast: Cast, media: Path, full_disk: None) -> None:
    """No row, no bytes; the next upload that fits is stored."""
    with pytest.raises(OSError, match="File too large"), transaction.atomic():
        file_store(actor=cast.officer, upload=upload(bytes(CONTENT), "ảnh.png"), subject=cast.units["VP"])
    assert files_in(media) == []
    assert not StoredFile.objects.exists()
    stored = file_store(actor=cast.officer, upload=upload(image("PNG"), "ảnh.png"), subject=cast.units["VP"])
    assert stored_bytes(stored) == image("PNG")


def test_this_is_the_storage_of_the_service(settings: Settings) -> None:
    """Of the settings, not only of these tests."""
    assert settings.STORAGES["default"]["BACKEND"] == f"{WholeFileStorage.__module__}.{WholeFileStorage.__name__}"
