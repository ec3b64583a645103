"""Tables of releases, by topic; number books and layouts stand in `press.releases.books`."""

from press.releases.models.absences import SigningAbsence, standing_in_for
from press.releases.models.documents import Document
from press.releases.models.releases import (
    CODE_ALPHABET,
    CODE_LENGTH,
    DESK_ROLES,
    Release,
    ReleaseQuerySet,
    ReleaseTask,
    ReleaseUnit,
    ReleaseVersion,
    announced,
    local_body_of,
)
from press.releases.models.signoff import KindStep, Signature, SigningLink
from press.releases.models.writing import EditLock, PreviewLink, ReleaseAttachment

__all__ = [
    "CODE_ALPHABET",
    "CODE_LENGTH",
    "DESK_ROLES",
    "Document",
    "EditLock",
    "KindStep",
    "PreviewLink",
    "Release",
    "ReleaseAttachment",
    "ReleaseQuerySet",
    "ReleaseTask",
    "ReleaseUnit",
    "ReleaseVersion",
    "Signature",
    "SigningAbsence",
    "SigningLink",
    "announced",
    "local_body_of",
    "standing_in_for",
]
