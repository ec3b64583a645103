"""What met a duty, and what could: releases, statements, conferences, annual reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy

from comms.core import clock
from comms.duties.models import AnnualReport, Duty, DutyLink
from comms.duties.periods import midnight
from comms.duties.states import MEETS, ReportState, Subject
from press.conferences.models import PressConference
from press.conferences.states import ConferenceState
from press.releases.models import Release
from press.releases.states import STANDING, Kind
from press.speaking.models import Statement
from press.speaking.states import SPOKEN

MODELS: dict[str, Any] = {
    "release": Release,
    "statement": Statement,
    "conference": PressConference,
    "report": AnnualReport,
}
# The column that says when it happened.
AT = {"release": "issued_at", "statement": "spoken_at", "conference": "held_at", "report": "submitted_at"}
KIND_WORDS = {
    "release": pgettext_lazy("duty link", "release"),
    "statement": pgettext_lazy("duty link", "statement"),
    "conference": pgettext_lazy("duty link", "press conference"),
    "report": pgettext_lazy("duty link", "annual report"),
    "document": pgettext_lazy("duty link", "document"),
}
OFFERED = 50


@dataclass(frozen=True)
class Thing:
    """Something that happened; `obj` is None where the reader may not see it, or it is a document of another system."""

    kind: str
    at: datetime
    obj: Any = None
    title: str = ""
    url: str = ""
    hidden: bool = False
    link: DutyLink | None = None

    @property
    def label(self) -> str:
        return self.title or str(self.obj or "")

    @property
    def note(self) -> str:
        """What was written with the link: it may tell of a record that the reader may not see."""
        return "" if self.hidden or self.link is None else self.link.note

    @property
    def address(self) -> str:
        return self.obj.get_absolute_url() if self.obj is not None else self.url

    @property
    def kind_words(self) -> str:
        return str(KIND_WORDS[self.kind])

    @property
    def key(self) -> str:
        """`release:<id>`, as the form of the page sends it."""
        return f"{self.kind}:{self.obj.pk}"


def standing(kind: str, rows: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    """Those of a kind that happened and stand: issued and not revoked, given, held, submitted."""
    match kind:
        case "release":
            return rows.filter(state__in=STANDING, issued_at__isnull=False)
        case "statement":
            return rows.filter(state__in=SPOKEN)
        case "conference":
            return rows.filter(state=ConferenceState.HELD)
        case _:
            return rows.filter(state=ReportState.SUBMITTED)


def at_of(kind: str, obj: Any) -> datetime:
    at: datetime = getattr(obj, AT[kind])
    return at


def kind_of(link: DutyLink) -> str:
    return next((kind for kind in MODELS if getattr(link, f"{kind}_id")), "document")


def things(user: Any, links: Iterable[DutyLink]) -> list[Thing]:
    """The links with what they name, as far as the reader may see it: one query for each kind."""
    rows = list(links)
    seen: dict[tuple[str, Any], Any] = {}
    for kind, model in MODELS.items():
        if wanted := {pk for link in rows if (pk := getattr(link, f"{kind}_id"))}:
            for obj in model.objects.visible_to(user).filter(pk__in=wanted):
                seen[kind, obj.pk] = obj
    found = []
    for link in rows:
        kind = kind_of(link)
        obj = seen.get((kind, getattr(link, f"{kind}_id", None)))
        hidden = kind != "document" and obj is None
        found.append(Thing(kind, link.at, obj, link.title, link.url, hidden, link))
    return found


def linked(user: Any, duty: Duty) -> list[Thing]:
    return things(user, duty.links.select_related("linked_by").order_by("at", "id"))


def candidates(user: Any, duty: Duty) -> list[Thing]:
    """What the reader sees of the period that could meet the duty and meets no period of it yet, the latest first.

    Nothing is linked by itself but a periodic conference that was held, and the annual report that was submitted.
    """
    taken = DutyLink.objects.filter(duty__subject=duty.subject, duty__unit=duty.unit_id)
    found: list[Thing] = []
    for kind in MEETS[Subject(duty.subject)]:
        if kind == "document":
            continue
        rows = standing(kind, MODELS[kind].objects.visible_to(user))
        if duty.subject == Subject.DOCUMENTS_RELEASE:
            rows = rows.filter(kind__in=[Kind.PRESS_RELEASE, Kind.PRESS_INFORMATION])
        if kind == "report":
            rows = rows.filter(year=duty.ends.year)
        else:
            since = {f"{AT[kind]}__gte": midnight(duty.starts)}
            rows = rows.filter(**since, **{f"{AT[kind]}__lte": max(duty.due_at, duty.met_at or duty.due_at)})
            rows = rows.filter(**{f"{AT[kind]}__lte": clock.now()})
        rows = rows.exclude(pk__in=taken.filter(**{f"{kind}__isnull": False}).values(f"{kind}_id"))
        found += [Thing(kind, at_of(kind, obj), obj) for obj in rows.order_by(f"-{AT[kind]}", "pk")[:OFFERED]]
    return sorted(found, key=lambda thing: thing.at, reverse=True)
