"""The legal clock of the first statement, and what stops it.

Lock order: incident → release or statement → clock → head of the audit chain.  Issuing a release holds the release and
takes no incident; a link made in the same instant waits for the release, so one of the two sees the other.
"""

from datetime import datetime

from django.db import models, transaction

from comms.audit.services import record
from comms.core import subjects
from comms.deadlines.models import Clock
from comms.deadlines.selectors import clocks_of
from comms.deadlines.services import clock_start, clock_stop
from comms.org.models import User
from incidents.models import Incident, IncidentRelease, IncidentStatement
from incidents.selectors import first_statement_at
from incidents.services.common import entry
from incidents.states import FIRST_STATEMENT, FIRST_STATEMENT_SUBJECT, EntryKind, LegalGround
from press.releases.models import Release
from press.speaking.models import Statement


def start_clock(actor: User, incident: Incident, reason: str) -> None:
    """Start the clock that the legal ground sets, if it sets one and it does not run yet: a decision with its reason.

    The caller holds the incident.  A drill has no legal clock.  An answer that already stands stops it at once.
    """
    if incident.drill or not incident.legal_ground:
        return
    counted = FIRST_STATEMENT.get(LegalGround(incident.legal_ground))
    if counted is None or clocks_of(incident).filter(rule__code=counted.rule).exists():
        return
    _lock_answers(incident)
    answered_at = first_statement_at(incident)
    started_at: datetime = getattr(incident, counted.start)
    entry(incident, EntryKind.CLOCK_STARTED, actor=actor, text=reason)
    clock_start(
        actor=actor,
        subject=FIRST_STATEMENT_SUBJECT,
        on=incident,
        started_at=started_at,
        reason=reason,
        rule_code=counted.rule,
    )
    if answered_at is not None:
        stop_clocks(actor, incident, answered_at)


def stop_clocks(actor: User | None, incident: Incident, at: datetime, about: models.Model | None = None) -> None:
    """The first answer stops every clock of the incident; an earlier one that is linked later moves the stop back."""
    for stopped in clock_stop(actor=actor, on=incident, subject=FIRST_STATEMENT_SUBJECT, stopped_at=at):
        entry(incident, EntryKind.CLOCK_STOPPED, actor=actor, at=stopped.stopped_at, about=about)


@transaction.atomic
def release_answers(*, actor: User | None, release: Release) -> None:
    """A release was issued: it answers every incident that it is linked to.  The caller holds the release."""
    links = IncidentRelease.objects.filter(release=release)
    _answered(actor, links, release, release.issued_at, EntryKind.RELEASE_ISSUED)


@transaction.atomic
def statement_answers(*, actor: User | None, statement: Statement) -> None:
    """A statement was given: it answers, at the instant of speaking, every incident that it is linked to."""
    links = IncidentStatement.objects.filter(statement=statement)
    _answered(actor, links, statement, statement.spoken_at, EntryKind.STATEMENT_GIVEN)


def _answered(
    actor: User | None,
    links: "models.QuerySet[IncidentRelease] | models.QuerySet[IncidentStatement]",
    answer: models.Model,
    at: datetime | None,
    kind: EntryKind,
) -> None:
    if at is None:
        raise ValueError("an answer has its instant")
    incidents = [link.incident for link in links.select_related("incident").order_by("incident_id")]
    # All clocks before the first evidence: the head of the audit chain is the last lock of a transaction.
    ids = [incident.pk for incident in incidents]
    clocks = Clock.objects.filter(subject_type=subjects.type_of(Incident()), subject_id__in=ids)
    list(clocks.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    for incident in incidents:
        entry(incident, kind, actor=actor, at=at, about=answer)
        stop_clocks(actor, incident, at, answer)
        record(
            actor=actor,
            action="incidents.incident.answered",
            target=incident,
            answer=subjects.type_of(answer),
            answer_id=answer.pk,
            at=at,
        )


def _lock_answers(incident: Incident) -> None:
    """Whoever issues one of them in this instant is waited for, or waits and then finds the clock."""
    releases = Release.objects.filter(incident_links__incident=incident)
    list(releases.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk"))
    statements = Statement.objects.filter(incident_links__incident=incident)
    list(statements.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk"))
