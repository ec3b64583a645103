"""Everything that was ever said on a topic: statements, releases, answers to the press, conference answers, lines.

Each source is read through what the reader sees, newest first, and cut at one page; the pages are merged by time, so
that a page costs the same however deep it lies.  A word that no row has makes the database look at all of them:
folded columns are searched by `contains`, which no index serves.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.core.errors import Invalid
from comms.core.text import fold
from press.conferences.models import ConferenceQuestion
from press.conferences.states import ConferenceState, QuestionState
from press.messages.models import MessageLine
from press.messages.selectors import validity_words
from press.messages.states import LineState
from press.releases.models import Release
from press.releases.states import ANNOUNCED
from press.requests.models import PressRequest
from press.requests.states import RequestState
from press.speaking.models import Statement, StatementVersion
from press.speaking.states import SPOKEN, StatementState

LONGEST_SEARCH = 200
# Former words of corrected statements have no folded column: of so many versions, the newest.
VERSIONS_SEARCHED = 1000
_AROUND = 16


class SaidKind(models.TextChoices):
    STATEMENT = "statement", _("statement")
    RELEASE = "release", _("release")
    ANSWER = "answer", _("answer to the press")
    CONFERENCE = "conference", _("answer at a press conference")
    LINE = "line", _("message line")


@dataclass(frozen=True)
class Said:
    """`snippet`: the words around what was searched, in parts; a part that was searched is marked True."""

    kind: SaidKind
    id: UUID
    at: datetime
    title: str
    who: str
    url: str
    note: str
    snippet: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Found:
    """One page, and the mark of the next one ("" after the last)."""

    results: list[Said]
    next_mark: str


@dataclass(frozen=True)
class _Source:
    """`rows(user)` with a folded column `folded`, the instant under `at`, and how a row is told.  `former(words)`:
    further rows, by id, whose words of old are meant."""

    kind: SaidKind
    rows: Callable[[Any], Any]
    at: str
    tell: Callable[[Any], tuple[str, str, str, str, str]]
    former: Callable[[Sequence[str]], list[UUID]] = lambda words: []


def said_page(user: Any, search: str, *, kinds: Sequence[str] = (), mark: str = "", size: int = 50) -> Found:
    """What the reader sees of what was said with every word of `search` in it (marks and case aside; everything where
    it is empty), the newest first.  Raises Invalid for a mark that no page handed out, or too long a search."""
    if len(search) > LONGEST_SEARCH:
        detail = _("A search has at most %(most)s characters.") % {"most": LONGEST_SEARCH}
        raise Invalid.field("search", detail, code="max_length")
    words = fold(search).split()
    beyond = _read(mark) if mark else None
    sources = [source for source in SOURCES if not kinds or source.kind in kinds]
    pages = [_page(source, user, words, beyond, size + 1) for source in sources]
    merged = list(islice(merge(*pages, key=_order, reverse=True), size + 1))
    results, more = merged[:size], len(merged) > size
    return Found(results, _mark(results[-1]) if more else "")


def _page(source: _Source, user: Any, words: Sequence[str], beyond: Any, size: int) -> list[Said]:
    rows = source.rows(user).filter(**{f"{source.at}__isnull": False})
    if words:
        matched = models.Q()
        for word in words:
            matched &= models.Q(folded__contains=word)
        former = source.former(words)
        rows = rows.filter(matched | models.Q(pk__in=former) if former else matched)
    if beyond is not None:
        at, kind, pk = beyond
        here = models.Q(**{f"{source.at}__lt": at})
        if source.kind < kind:
            here |= models.Q(**{source.at: at})
        elif source.kind == kind:
            here |= models.Q(**{source.at: at}, pk__lt=pk)
        rows = rows.filter(here)
    found = []
    for row in rows.order_by(f"-{source.at}", "-pk")[:size]:
        title, who, url, note, text = source.tell(row)
        instant = getattr(row, source.at)
        found.append(Said(source.kind, row.pk, instant, title, who, url, note, snippet(text, words)))
    return found


def snippet(text: str, words: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """The part of the text around the first of the words, the words marked; its beginning where none stands in it."""
    tokens = text.split()
    hits = [any(word in fold(token) for word in words) for token in tokens]
    first = hits.index(True) if True in hits else 0
    start = max(0, first - _AROUND // 2)
    end = min(len(tokens), start + 2 * _AROUND)
    parts: list[tuple[str, bool]] = [("… ", False)] if start else []
    for token, hit in zip(tokens[start:end], hits[start:end], strict=True):
        if parts and not hit and not parts[-1][1]:
            parts[-1] = (f"{parts[-1][0]}{token} ", False)
        else:
            parts.extend([(token, True), (" ", False)] if hit else [(f"{token} ", False)])
    if end < len(tokens):
        parts.append(("…", False))
    return tuple(parts)


def _statements(user: Any) -> Any:
    rows = Statement.objects.visible_to(user).filter(state__in=SPOKEN)
    return rows.select_related("mandate__person")


def _statement(row: Statement) -> tuple[str, str, str, str, str]:
    note = str(row.get_state_display()) if row.state == StatementState.CORRECTED else str(row.get_form_display())
    words = " ".join(filter(None, (row.text, row.transcript)))
    return row.topic, str(row.mandate.person), row.get_absolute_url(), note, words


def _former_versions(words: Sequence[str]) -> list[UUID]:
    """Statements whose words before a correction hold them all."""
    old = StatementVersion.objects.filter(statement__state=StatementState.CORRECTED).order_by("-at", "-id")
    rows = old.values_list("statement_id", "text")[:VERSIONS_SEARCHED]
    return list({pk for pk, text in rows if all(word in folded for folded in [fold(text)] for word in words)})


def _release(row: Release) -> tuple[str, str, str, str, str]:
    words = " ".join(filter(None, (row.abstract, row.body)))
    return row.title, row.signer_name, row.get_absolute_url(), str(row.get_state_display()), words


def _answer(row: PressRequest) -> tuple[str, str, str, str, str]:
    who = str(row.mandate.person) if row.mandate else ""
    return row.subject, who, row.get_absolute_url(), row.outlet_name, row.answer


def _conference(row: ConferenceQuestion) -> tuple[str, str, str, str, str]:
    who = str(row.answered_under.person) if row.answered_under else ""
    return row.text, who, row.conference.get_absolute_url(), row.conference.title, row.answer


def _line(row: MessageLine) -> tuple[str, str, str, str, str]:
    answers = " ".join(str(pair.get("answer", "")) for pair in row.qa)
    return row.topic, row.owner_unit.name, row.get_absolute_url(), validity_words(row), f"{row.text} {answers}"


SOURCES = (
    _Source(SaidKind.STATEMENT, _statements, "spoken_at", _statement, _former_versions),
    _Source(
        SaidKind.RELEASE,
        lambda user: Release.objects.visible_to(user).filter(state__in=ANNOUNCED),
        "issued_at",
        _release,
    ),
    _Source(
        SaidKind.ANSWER,
        lambda user: (
            PressRequest.objects.visible_to(user).filter(state=RequestState.ANSWERED).select_related("mandate__person")
        ),
        "answered_at",
        _answer,
    ),
    _Source(
        SaidKind.CONFERENCE,
        lambda user: (
            ConferenceQuestion.objects.visible_to(user)
            .filter(state=QuestionState.ANSWERED, conference__state=ConferenceState.HELD)
            .select_related("conference", "answered_under__person")
        ),
        "answered_at",
        _conference,
    ),
    _Source(
        SaidKind.LINE,
        lambda user: (
            MessageLine.objects.visible_to(user)
            .filter(state__in=(LineState.APPROVED, LineState.WITHDRAWN))
            .select_related("owner_unit")
        ),
        "approved_at",
        _line,
    ),
)


def _order(said: Said) -> tuple[datetime, str, UUID]:
    return said.at, str(said.kind.value), said.id


def _mark(said: Said) -> str:
    values = [said.at.isoformat(), said.kind.value, str(said.id)]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _read(mark: str) -> tuple[datetime, str, UUID]:
    try:
        at, kind, pk = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        instant = datetime.fromisoformat(at)
        if instant.tzinfo is None or not 1900 <= instant.year <= 2100 or kind not in SaidKind.values:
            raise ValueError(mark)
        return instant, kind, UUID(pk)
    except (ValueError, TypeError, AttributeError, RecursionError, ValidationError) as error:
        raise Invalid.field("cursor", _("This page mark is not known."), code="cursor") from error
