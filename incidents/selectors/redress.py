"""Correction requests and reports to a competent body as a reader sees them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery

from comms.core import clock, subjects
from comms.deadlines.models import Clock
from comms.files.models import StoredFile
from incidents.models import (
    CentreReport,
    CorrectionRequest,
    CorrectionRound,
    Destination,
    Incident,
)
from press.distribution.models import MediaOutlet
from press.releases.selectors import text_diff

CORRECTION_SUBJECT = "incidents.correctionrequest"


def corrections_shown_to(user: Any) -> "QuerySet[CorrectionRequest]":
    """Visible requests with their rounds, writers and incident; `due` is when the outlet has to answer the last
    letter; `seen_outlet` is the id of the outlet among the press contacts, where the reader sees these."""
    rows: QuerySet[CorrectionRequest] = CorrectionRequest.objects.visible_to(user)
    outlet = MediaOutlet.objects.visible_to(user).filter(pk=OuterRef("outlet_id")).values("pk")
    letters = CorrectionRound.objects.select_related("sent_by", "recorded_by", "mandate__person", "file")
    rows = rows.select_related("incident__lead_unit", "claim", "author", "mandate__person")
    # `rounds` gives the request back to its rows: they ask it for the day of the article.
    return rows.prefetch_related(
        Prefetch("rounds", letters.order_by("no")), "writers__writer", "incident__role_rows"
    ).annotate(seen_outlet=Subquery(outlet[:1]), due=Subquery(_clocks().values("due_at")[:1]), is_overdue=_late())


def corrections_of(user: Any, incident: Incident) -> "QuerySet[CorrectionRequest]":
    """Of an incident that the caller fetched through visibility."""
    return corrections_shown_to(user).filter(incident=incident).order_by("-created_at", "id")


def correction_clocks(corrections: Iterable[CorrectionRequest]) -> dict[Any, Clock]:
    """The clock of each request's last letter, by its id: one query.  The caller fetched them through visibility."""
    ids = [correction.pk for correction in corrections]
    rows = Clock.objects.filter(subject_type=CORRECTION_SUBJECT, subject_id__in=ids).select_related("rule")
    return {row.subject_id: row for row in rows.order_by("started_at", "created_at", "id")}


def overdue_corrections(rows: "QuerySet[CorrectionRequest]") -> "QuerySet[CorrectionRequest]":
    """Those whose outlet has let its legal time pass and still owes the answer."""
    return rows.filter(_late())


def corrections_in_time(rows: "QuerySet[CorrectionRequest]") -> "QuerySet[CorrectionRequest]":
    """All the others."""
    return rows.filter(~_late())


def _late() -> Exists:
    return Exists(_clocks().filter(stopped_at=None, due_at__lte=clock.now()))


def _clocks() -> "QuerySet[Clock]":
    """Of the request of the outer query, the last letter's first."""
    rows: QuerySet[Clock] = Clock.objects.filter(subject_type=CORRECTION_SUBJECT, subject_id=OuterRef("pk"))
    return rows.order_by("-started_at", "-created_at", "id")


@dataclass(frozen=True)
class Comparison:
    """A published correction beside what was demanded, word by word: `passage` from what was wrong, `truth` from what
    was said to be right; each `[{"op": "equal" | "delete" | "insert", "text": …}, …]`."""

    round: CorrectionRound
    passage: list[dict[str, str]]
    truth: list[dict[str, str]]


def comparisons(correction: CorrectionRequest) -> list[Comparison]:
    """One for each letter on which a correction appeared, the first letter first."""
    return [
        Comparison(
            row, text_diff(correction.passage, row.published_text), text_diff(correction.truth, row.published_text)
        )
        for row in correction.rounds.all()
        if row.is_published
    ]


def redress_files(user: Any, obj: CorrectionRequest | CentreReport) -> "QuerySet[StoredFile]":
    """What was stored with the object, the oldest first."""
    files: QuerySet[StoredFile] = StoredFile.objects.visible_to(user)
    return files.filter(subject_type=subjects.type_of(obj), subject_id=obj.pk).order_by("created_at", "id")


def centre_reports_shown_to(user: Any) -> "QuerySet[CentreReport]":
    rows: QuerySet[CentreReport] = CentreReport.objects.visible_to(user)
    related = ("incident__lead_unit", "claim", "destination", "sent_by", "recorded_by", "file")
    return rows.select_related(*related).prefetch_related("incident__role_rows")


def centre_reports_of(user: Any, incident: Incident) -> "QuerySet[CentreReport]":
    """Of an incident that the caller fetched through visibility."""
    return centre_reports_shown_to(user).filter(incident=incident).order_by("-sent_at", "id")


def destinations_on(user: Any, day: Any) -> "QuerySet[Destination]":
    """The bodies that take reports on a day."""
    rows: QuerySet[Destination] = Destination.objects.visible_to(user).valid_on(day)
    return rows.order_by("name", "id")
