"""Storing bytes, reading them back, and sweeping what belongs to nothing."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import Actor
from comms.core import clock, subjects
from comms.files import kinds
from comms.files.models import StoredFile, new_path
from comms.files.names import clean_name, ending_of
from comms.files.unsettled import settle_with_transaction

SWEEP_AFTER_DAYS = 1
SWEEP_BACK_DAYS = 30


class BytesDamaged(Exception):
    """What the storage gave back is not what was stored."""


@transaction.atomic
def file_store(*, actor: Actor | None, upload: File, subject: models.Model, recordings: bool = False) -> StoredFile:
    """Store an upload for `subject`, which the caller has fetched through visibility and permitted.  Sound and film are
    taken only with `recordings`.

    Called in the transaction of the caller's change; when that is rolled back, the bytes go too.  They are kept as
    they came, pictures as well: evidence must have the hash of what was seen.  They leave only as attachments.
    It records nothing, since the head of the audit chain is the last lock of a transaction: the caller's evidence, at
    its end, names the file's `sha256`.
    Raises Invalid for `file`: missing, empty, too_large (HTTP 413), mismatch, and the codes of
    `comms.files.kinds.content_type_of`.
    """
    name = clean_name(upload.name or "")
    content_type = _checked(upload, ending_of(name), recordings)
    if not ending_of(name):
        name = clean_name(f"{name}.{kinds.ENDINGS[content_type][0]}")
    stored = StoredFile(
        name=name,
        content_type=content_type,
        size=upload.size,
        sha256=_sha256(upload),
        path=new_path(f"{clock.today():%Y%m%d}"),
        subject_type=subjects.type_of(subject),
        subject_id=subject.pk,
        uploaded_by_id=actor.pk if actor else None,
        uploaded_by_label=actor.audit_label() if actor else "system",
    )
    upload.seek(0)
    settle_with_transaction(stored.path)
    default_storage.save(stored.path, upload)
    stored.save(force_insert=True)
    return stored


def content_store(*, actor: Actor | None, content: bytes, name: str, subject: models.Model) -> StoredFile:
    """The same for bytes that the service made itself."""
    return file_store(actor=actor, upload=ContentFile(content, name=name), subject=subject)


def refuse_size(upload: File) -> None:
    """Raises Invalid for `file`: empty, too_large (HTTP 413)."""
    if not upload.size or upload.file is None:
        raise kinds.refused("empty", _("The file is empty."))
    if upload.size > settings.FILE_MAX_BYTES:
        raise kinds.refused(
            "too_large", _("The file is larger than %(size)s MB.") % {"size": settings.FILE_MAX_BYTES // 1024**2}
        )


def stored_bytes(file: StoredFile) -> bytes:
    """The bytes, proved by their SHA-256.  Raises BytesDamaged."""
    try:
        with default_storage.open(file.path) as opened:
            content: bytes = opened.read()
    except FileNotFoundError as error:
        raise BytesDamaged(f"the bytes of file {file.pk} are gone") from error
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise BytesDamaged(f"the bytes of file {file.pk} have changed")
    return content


def orphans_sweep() -> int:
    """Delete bytes without a row that are older than a day; looks a month back.  Returns how many were deleted."""
    swept = 0
    for day in _settled_days():
        paths = {f"files/{day}/{name}" for name in default_storage.listdir(f"files/{day}")[1]}
        known = set(StoredFile.objects.filter(path__startswith=f"files/{day}/").values_list("path", flat=True))
        for path in paths - known:
            default_storage.delete(path)
            swept += 1
    return swept


def _settled_days() -> list[str]:
    today = clock.today()
    try:
        days = default_storage.listdir("files")[0]
    except FileNotFoundError:
        return []
    return sorted(day for day in days if SWEEP_AFTER_DAYS < (today - _day(day)).days <= SWEEP_BACK_DAYS)


def _day(name: str) -> date:
    try:
        return datetime.strptime(name, "%Y%m%d").replace(tzinfo=clock.HANOI).date()
    except ValueError:
        return clock.today() + timedelta(days=1)


def _checked(upload: File, ending: str, recordings: bool) -> str:
    refuse_size(upload)
    opened: Any = upload.file  # one without it was refused
    content_type = kinds.content_type_of(opened, ending)
    if content_type in kinds.RECORDINGS and not recordings:
        raise kinds.unsupported()
    if ending and ending not in kinds.ENDINGS[content_type]:
        raise kinds.refused("mismatch", _("The content of the file does not fit the ending of its name."))
    return content_type


def _sha256(upload: File) -> str:
    digest = hashlib.sha256()
    upload.seek(0)
    while chunk := upload.read(kinds.CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
