"""Reading releases: their parts, their document, what a verification code says, what is public."""

import difflib
import hashlib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
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
    ReleaseAttachment,
    ReleaseTask,
    ReleaseVersion,
    Signature,
    announced,
)
from press.releases.states import ANNOUNCED, State
from tasks.models import Task


def with_details(releases: "QuerySet[Release]") -> "QuerySet[Release]":
    """With everything that policies, serializers and pages ask, in a number of queries that does not grow."""
    named = ("author", "desk_unit", "corrects", "variant_of", "scheduled_by", "mandate__person", "mandate__unit")
    return releases.select_related(*named).prefetch_related(
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


def attachments_of(release: Release) -> "QuerySet[ReleaseAttachment]":
    """The files that go out with the release, in their order.  The caller has fetched `release` through visibility."""
    return ReleaseAttachment.objects.filter(release_id=release.pk).select_related("file").order_by("position")


def pictures_of(release: Release) -> "QuerySet[ReleaseAttachment]":
    return attachments_of(release).filter(role=ReleaseAttachment.Role.PICTURE)


def public_attachments(release: Release) -> "QuerySet[ReleaseAttachment]":
    """The files of a release that anybody may read; none of any other, whatever the caller holds in his hand."""
    public = Release.objects.public().filter(pk=release.pk)
    return attachments_of(release).filter(release__in=public.values("pk"))


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


def content_diff(
    older: ReleaseVersion, newer: ReleaseVersion, written: Callable[[str, Any], str] | None = None
) -> list[dict[str, Any]]:
    """Field by field what changed between two versions, word by word.

    `[{"field": "title", "parts": [{"op": "equal" | "delete" | "insert", "text": …}, …]}, …]`; `written(field, value)`
    says how a part of the text is put in words (as it is stored, when None).
    """
    written = written or (lambda _name, value: in_words(value))
    fields = []
    # A part of the text that is empty may be missing: see `content.ADDED`.
    for name in {**older.content, **newer.content}:
        before, after = written(name, older.content.get(name)), written(name, newer.content.get(name))
        if before != after:
            fields.append({"field": name, "parts": text_diff(before, after)})
    return fields


def in_words(value: Any) -> str:
    """A part of the text as words: lists line by line, a person, a quote or a picture by its values."""
    if isinstance(value, list):
        return "\n".join(map(in_words, value))
    if isinstance(value, dict):
        return ", ".join(filter(None, map(in_words, value.values())))
    return "" if value is None else str(value)


# How many pairs of words difflib is given at most: it takes the cube of that where one word stands over and over.
_PAIRS = 10_000
# Words that stand once in each text say what belongs together: three in a row first, then single ones between them.
_GRAMS = (3, 1)


def text_diff(before: str, after: str) -> list[dict[str, str]]:
    """What changed between two texts, word by word: the `parts` of `content_diff`."""
    parts: list[dict[str, str]] = []
    old, new = (re.findall(r"\S+\s*|\s+", text) for text in (before, after))
    for op, words in _compared(old, new, _GRAMS):
        if parts and parts[-1]["op"] == op:
            parts[-1]["text"] += "".join(words)
        elif words:
            parts.append({"op": op, "text": "".join(words)})
    return _without_common_ends(parts)


def _without_common_ends(parts: list[dict[str, str]]) -> list[dict[str, str]]:
    """The space after a word that was put in place of another is no change."""
    result: list[dict[str, str]] = []
    for part in parts:
        before = result[-1] if result else part
        if (before["op"], part["op"]) == ("delete", "insert"):
            end = sum(
                1 for _each in takewhile(_same_space, zip(before["text"][::-1], part["text"][::-1], strict=False))
            )
            kept, put = len(before["text"]) - end, len(part["text"]) - end
            result += [{"op": "insert", "text": part["text"][:put]}, {"op": "equal", "text": part["text"][put:]}]
            before["text"] = before["text"][:kept]
        elif before["op"] == part["op"] and result:
            before["text"] += part["text"]
        else:
            result.append(dict(part))
    return [part for part in result if part["text"]]


def _same_space(pair: tuple[str, str]) -> bool:
    return pair[0] == pair[1] and pair[0].isspace()


def _compared(old: list[str], new: list[str], grams: Sequence[int]) -> Iterator[tuple[str, list[str]]]:
    """`(equal | delete | insert, words)` in order.  Nearly linear: what has nothing of its own in common, and is too
    long for difflib, is taken out and put in as a whole."""
    first = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    yield "equal", old[:first]
    old, new = old[first:], new[first:]
    pairs = zip(reversed(old), reversed(new), strict=False)
    last = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(old), len(new)))
    same = old[len(old) - last :]
    old, new = old[: len(old) - last], new[: len(new) - last]
    if old and new and grams:
        x = y = 0
        for a, b in [*_anchors(old, new, grams[0]), (len(old), len(new))]:
            yield from _compared(old[x:a], new[y:b], grams[1:])
            yield "equal", old[a : a + 1]
            x, y = a + 1, b + 1
    elif len(old) * len(new) <= _PAIRS:
        for op, a0, a1, b0, b1 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield ("equal" if op == "equal" else "delete"), old[a0:a1]
            yield "insert", [] if op == "equal" else new[b0:b1]
    else:
        yield "delete", old
        yield "insert", new
    yield "equal", same


def _anchors(old: list[str], new: list[str], size: int) -> list[tuple[int, int]]:
    """Places of the same words in both, each unique, in the longest run that stays in order (as patience diff)."""
    places = [_once(words, size) for words in (old, new)]
    common = [(at, places[1][gram]) for gram, at in places[0].items() if gram in places[1]]
    heaps: list[int] = []  # the smallest last place of a run of each length
    ends: list[tuple[int, int, int]] = []  # place, place, what comes before in the run
    best: list[int] = []  # which of `ends` closes the run of each length
    for a, b in common:
        length = bisect_left(heaps, b)
        heaps[length : length + 1] = [b]
        best[length : length + 1] = [len(ends)]
        ends.append((a, b, best[length - 1] if length else -1))
    run: list[tuple[int, int]] = []
    at = best[-1] if best else -1
    while at >= 0:
        a, b, at = ends[at]
        run.append((a, b))
    return run[::-1]


def _once(words: list[str], size: int) -> dict[tuple[str, ...], int]:
    """The runs of `size` words that stand in the text exactly once, with their place, in order."""
    grams = list(zip(*(words[shift:] for shift in range(size)), strict=False))
    counts = Counter(grams)
    return {gram: at for at, gram in enumerate(grams) if counts[gram] == 1}
