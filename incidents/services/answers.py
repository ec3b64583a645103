"""The legal clock of the first statement: it ends at the earliest answer that stands.

Lock order: incident → release or statement → clock → head of the audit chain.  Issuing or revoking a release holds the
release and takes no incident.  Whoever changes what answers an incident locks its clocks first and then asks for the
earliest answer, so that of two changes in one instant the second sees the first.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import models, transaction

from comms.audit.services import record
from comms.core import subjects
from comms.deadlines.models import Clock
from comms.deadlines.selectors import clocks_of
from comms.deadlines.services import clock_settle, clock_start
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
    lock_answers(incident)
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


def settle_clocks(actor: User | None, incident: Incident, about: models.Model | None = None) -> None:
    """Let every clock of the incident end at the earliest answer that stands, or run again where none does.

    `about` is the answer that was added; call after the change of what answers, before the evidence of the caller.
    """
    _lock_clocks([incident])
    settled = clock_settle(
        actor=actor, on=incident, subject=FIRST_STATEMENT_SUBJECT, stopped_at=first_statement_at(incident)
    )
    for row in settled:
        kind = EntryKind.CLOCK_REOPENED if row.is_open else EntryKind.CLOCK_STOPPED
        entry(incident, kind, actor=actor, at=row.stopped_at, about=about)


def lock_answers(incident: Incident) -> None:
    """Whoever issues one of them in this instant is waited for, or waits and then finds the clock."""
    releases = Release.objects.filter(incident_links__incident=incident)
    list(releases.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk"))
    statements = Statement.objects.filter(incident_links__incident=incident)
    list(statements.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk"))


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


@transaction.atomic
def releases_answer_no_more(*, actor: User | None, releases: Iterable[Release]) -> None:
    """Issued releases were withdrawn or voided: what is left answers, or the clock runs again.  The caller holds the
    releases.  A claim that one refutes keeps its state; publishing it is refused (`policies.publishable`)."""
    revoked = {release.pk: release for release in releases}
    links = IncidentRelease.objects.filter(release__in=revoked).select_related("incident")
    rows = [(link.incident, revoked[link.release_id]) for link in links.order_by("incident_id", "release_id")]
    _lock_clocks([incident for incident, _release in rows])
    for incident, release in rows:
        entry(incident, EntryKind.RELEASE_REVOKED, actor=actor, about=release)
    for incident, release in rows:
        settle_clocks(actor, incident)
        record(
            actor=actor,
            action="incidents.incident.answer_revoked",
            target=incident,
            answer=subjects.type_of(release),
            answer_id=release.pk,
            state=release.state,
        )


def _answered(
    actor: User | None,
    links: "models.QuerySet[IncidentRelease] | models.QuerySet[IncidentStatement]",
    answer: models.Model,
    at: datetime | None,
    kind: EntryKind,
) -> None:
    if at is None:
        raise ValueError("an answer has its instant")
    incidents = _linked(links)
    _lock_clocks(incidents)
    for incident in incidents:
        entry(incident, kind, actor=actor, at=at, about=answer)
    for incident in incidents:
        settle_clocks(actor, incident, answer)
        record(
            actor=actor,
            action="incidents.incident.answered",
            target=incident,
            answer=subjects.type_of(answer),
            answer_id=answer.pk,
            at=at,
        )


def _linked(links: "models.QuerySet[IncidentRelease] | models.QuerySet[IncidentStatement]") -> list[Incident]:
    return [link.incident for link in links.select_related("incident").order_by("incident_id")]


def _lock_clocks(incidents: Sequence[Incident]) -> None:
    """All clocks before the first evidence: the head of the audit chain is the last lock of a transaction."""
    ids = [incident.pk for incident in incidents]
    clocks = Clock.objects.filter(subject_type=subjects.type_of(Incident()), subject_id__in=ids)
    list(clocks.select_for_update(no_key=True).order_by("pk").values_list("pk"))
