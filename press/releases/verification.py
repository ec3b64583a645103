"""Is this a document of the ministry?  By the code that is printed on it, or by the file itself.

Only the stored bytes are the document: a file is known by its SHA-256.  What another file says about itself, its code
and its signatures, is read to say in words why it is refused; nothing that it says makes it a document.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Q, QuerySet

from comms.core import clock
from comms.pdf.services import examine
from press.releases.models import CODE_ALPHABET, CODE_LENGTH, Document, Release
from press.releases.selectors import document_of
from press.releases.states import State


@dataclass(frozen=True)
class FileSignature:
    """`status`: valid (the issued document is signed, and this is it), none (it is not signed), altered (this file
    carries the code or the signer's name of an issued document, and is not it)."""

    status: str
    signed_by: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True)
class Verification:
    """What is said about a code or a file.  `result`: valid, corrected, withdrawn, void or unknown.

    `copy`: the file is the marked copy of one recipient.  `signature` is None where nothing can be said about one.
    """

    result: str
    release: Release | None = None
    erratum: Release | None = None
    signature: FileSignature | None = None
    copy: bool = False

    @property
    def altered(self) -> bool:
        return self.signature is not None and self.signature.status == "altered"


UNKNOWN = Verification("unknown")
ALTERED = Verification("unknown", signature=FileSignature("altered"))
_CODE = re.compile(f"[{CODE_ALPHABET}]{{{CODE_LENGTH}}}")
_RESULTS = {
    State.ISSUED: "valid",
    State.CORRECTED: "corrected",
    State.WITHDRAWN: "withdrawn",
    State.VOID: "void",
}

# Rooms above that keep copies of documents add a function: SHA-256 → the release of the copy, or None.
copies: list[Callable[[str], UUID | None]] = []


def verify_code(code: str) -> Verification:
    """What the code on a document says about it.  Under embargo a document is as unknown as one that never was."""
    written = re.sub(r"[\s-]", "", code).upper()
    return _verification(Q(verify_code=written)) if _CODE.fullmatch(written) else UNKNOWN


def verify_file(data: bytes) -> Verification:
    """What is known of these bytes.  A file that is not stored is looked at for a code and a signature of ours, in a
    child with limits, only to say that it was changed.  Raises RenderBusy."""
    digest = sha256(data).hexdigest()
    document = Document.objects.filter(sha256=digest).only("release").first()
    if document is not None:
        return _verification(Q(pk=document.release_id))
    for release_of in copies:
        if release_id := release_of(digest):
            # Marked for one recipient after the signature, which therefore is not in it.
            found = _verification(Q(pk=release_id))
            return replace(found, copy=True, signature=None) if found.release else found
    said = examine(data)
    names = {found.name for found in said.signatures}
    if verify_code(said.code).release or (names and _known().filter(documents__signed_by__in=names).exists()):
        return ALTERED
    return UNKNOWN


def _known() -> "QuerySet[Release]":
    """What may be spoken of to everybody: once issued, and not under embargo."""
    over = Q(embargo_until=None) | Q(embargo_until__lte=clock.now())
    return Release.objects.filter(over, verify_code__isnull=False, state__in=_RESULTS)


def _verification(which: Q) -> Verification:
    release = _known().filter(which).first()
    if release is None:
        return UNKNOWN
    erratum = None
    if release.state == State.CORRECTED:
        erratum = Release.objects.public().filter(corrects=release).order_by("-issued_at").first()
    return Verification(_RESULTS[State(release.state)], release, erratum, _signature(document_of(release)))


def _signature(document: Document | None) -> FileSignature | None:
    if document is None:
        return None
    if not document.signed_by:
        return FileSignature("none")
    return FileSignature("valid", document.signed_by, document.signed_at)
