"""Reading releases: their parts, their document, what a verification code says, what is public."""

import difflib
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, Min, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.errors import Conflict
from comms.core.text import slug
from press.releases.models import (
    Document,
    EditLock,
    Release,
    ReleaseTask,
    ReleaseVersion,
    Signature,
    announced,
)
from press.releases.states import ANNOUNCED, State
from tasks.models import Task


def with_details(releases: "QuerySet[Release]") -> "QuerySet[Release]":
    """With everything that policies, serializers and pages ask, in a number of queries that does not grow."""
    return releases.select_related("author", "desk_unit", "corrects", "variant_of", "scheduled_by").prefetch_related(
        "unit_rows__unit",
        Prefetch("task_rows", ReleaseTask.objects.select_related("task__lead_unit", "task__plan")),
        Prefetch("signatures", Signature.objects.select_related("signer", "unit", "link", "in_place_of")),
        Prefetch("versions", ReleaseVersion.objects.defer("content").select_related("author")),
    )


def links_seen_by(user: Any, releases: "QuerySet[Release]") -> "QuerySet[Release]":
    """With what of their links the person may follow: `seen_task_rows`, `seen_variants`, `original_seen` of an
    erratum and `translated_seen` of a translation."""
    seen = ReleaseTask.objects.filter(task__in=Task.objects.visible_to(user).values("pk"))
    visible = Release.objects.visible_to(user)
    return releases.annotate(
        original_seen=Exists(visible.filter(pk=OuterRef("corrects"))),
        translated_seen=Exists(visible.filter(pk=OuterRef("variant_of"))),
    ).prefetch_related(
        Prefetch("task_rows", seen, to_attr="seen_task_rows"),
        Prefetch("variants", visible.order_by("language", "created_at"), to_attr="seen_variants"),
    )


def once_public() -> "QuerySet[Release]":
    """What the public reads, with what has been withdrawn since: that text stays under the notice.

    What was withdrawn before the public could read it, under embargo or without its document, never gets there.
    """
    read = Q(embargo_until=None) | Q(withdrawn_at__gte=F("embargo_until"))
    stored = Exists(Document.objects.filter(release=OuterRef("pk"), created_at__lte=OuterRef("withdrawn_at")))
    # Withdrawals of before the instant was kept: these had been public, as far as is known.
    undated = Q(withdrawn_at=None) & ~Q(document_sha256="")
    withdrawn = Q(state=State.WITHDRAWN) & announced() & (undated | (read & Q(stored)))
    return Release.objects.filter(Q(pk__in=Release.objects.public().values("pk")) | withdrawn)


def next_opening() -> datetime | None:
    """When the next embargo of an issued release ends or the next scheduled one is due: no public page may be cached
    for longer."""
    ends = Release.objects.filter(state__in=ANNOUNCED, embargo_until__gt=clock.now())
    due = Release.objects.filter(state=State.SCHEDULED, scheduled_for__gt=clock.now())
    first = [ends.aggregate(at=Min("embargo_until"))["at"], due.aggregate(at=Min("scheduled_for"))["at"]]
    return min((at for at in first if at is not None), default=None)


def public_slug(release: Release) -> str:
    """«thong-cao-ve-…-<id>»: the address of the newsroom stays, since the title of an issued release stays."""
    words = slug(release.title)[:80].strip("-")
    return f"{words or 'release'}-{release.pk}"


def document_of(release: Release) -> Document | None:
    """The stored document, or None while it is being made."""
    return release.documents.filter(kind=Document.Kind.PDF).first()


def document_bytes(document: Document) -> bytes:
    """The bytes as they were issued.  Raises Conflict when they no longer have their hash: nothing is served then."""
    data = bytes(document.content)
    if hashlib.sha256(data).hexdigest() != document.sha256:
        raise Conflict(_("The stored document is damaged and is not served."), code="document_damaged")
    return data


def edit_lock_of(release: Release) -> EditLock | None:
    """Who is editing the draft now; None where nobody is, or where the page was left minutes ago."""
    since = clock.now() - timedelta(minutes=settings.EDIT_LOCK_MINUTES)
    locks = EditLock.objects.filter(release=release, refreshed_at__gt=since)
    return locks.select_related("holder", "taken_from").first()


def content_diff(older: ReleaseVersion, newer: ReleaseVersion) -> list[dict[str, Any]]:
    """Field by field what changed between two versions, word by word.

    `[{"field": "title", "parts": [{"op": "equal" | "delete" | "insert", "text": …}, …]}, …]`
    """
    fields = []
    # A part of the text that is empty may be missing: see `content.ADDED`.
    for name in {**older.content, **newer.content}:
        before, after = _words(older.content.get(name)), _words(newer.content.get(name))
        if before != after:
            fields.append({"field": name, "parts": _parts(before, after)})
    return fields


def _words(value: Any) -> list[str]:
    return re.findall(r"\S+\s*|\s+", _written(value))


def _written(value: Any) -> str:
    """A part of the text in words: lists line by line, a person or a quote by its values."""
    if isinstance(value, list):
        return "\n".join(map(_written, value))
    return ", ".join(str(part) for part in value.values() if part) if isinstance(value, dict) else str(value or "")


def _parts(before: list[str], after: list[str]) -> list[dict[str, str]]:
    parts: list[dict[str, str]] = []
    for op, a0, a1, b0, b1 in difflib.SequenceMatcher(None, before, after).get_opcodes():
        if op in {"equal", "delete", "replace"}:
            parts.append({"op": "equal" if op == "equal" else "delete", "text": "".join(before[a0:a1])})
        if op in {"insert", "replace"}:
            parts.append({"op": "insert", "text": "".join(after[b0:b1])})
    return parts
