"""Linking releases, statements and tasks to an incident."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import chosen
from comms.core.decisions import require
from comms.core.errors import Conflict
from comms.core.records import locked
from comms.org.models import User
from incidents import policies
from incidents.models import Incident, IncidentRelease, IncidentStatement, IncidentTask
from incidents.services.answers import settle_clocks
from incidents.services.common import entry, locked_incident, refuse_ended
from incidents.states import EntryKind, Purpose
from press.releases.models import Release
from press.releases.states import CORRECTABLE
from press.speaking.models import Statement
from press.speaking.states import SPOKEN
from tasks.models import Task


@transaction.atomic
def incident_link_release(
    *, actor: User, incident_id: UUID, release_id: UUID, purpose: str = Purpose.UPDATE
) -> IncidentRelease:
    """Link a release that the actor sees.  One that stands issued stops the legal clock at its own instant,
    unless that lies before the incident.

    Raises NotVisible, NotAllowed, Invalid, Conflict (linked before, or the incident has ended).
    """
    incident = _linkable(actor, incident_id)
    release = locked(Release.objects.visible_to(actor), release_id)
    return _link_release(actor, incident, release, chosen("purpose", purpose, Purpose))


@transaction.atomic
def incident_link_statement(
    *, actor: User, incident_id: UUID, statement_id: UUID, purpose: str = Purpose.UPDATE
) -> IncidentStatement:
    """Link a statement that the actor sees.  One that was given stops the legal clock at the instant of speaking,
    unless that lies before the incident.

    Raises NotVisible, NotAllowed, Invalid, Conflict (linked before, or the incident has ended).
    """
    incident = _linkable(actor, incident_id)
    statement = locked(Statement.objects.visible_to(actor), statement_id)
    return _link_statement(actor, incident, statement, chosen("purpose", purpose, Purpose))


@transaction.atomic
def incident_link_task(*, actor: User, incident_id: UUID, task_id: UUID) -> IncidentTask:
    """Link a task that the actor sees.

    Raises NotVisible, NotAllowed, Conflict (linked before, or the incident has ended).
    """
    incident = _linkable(actor, incident_id)
    task = locked(Task.objects.visible_to(actor), task_id)
    _refuse_second(incident.task_links.filter(task=task))
    link = IncidentTask.objects.create(incident=incident, task=task, linked_by=actor, linked_at=clock.now())
    entry(incident, EntryKind.TASK_LINKED, actor=actor, about=task)
    record(actor=actor, action="incidents.incident.task_linked", target=incident, task=task.pk)
    return link


def answering_release(actor: User, release_id: UUID) -> Release:
    """The release, locked, which stands issued.  Raises NotVisible, Conflict `not_issued`."""
    release = locked(Release.objects.visible_to(actor), release_id)
    if release.state not in CORRECTABLE:
        raise Conflict(_("This release is not issued, so it refutes nothing yet."), code="not_issued")
    return release


def answering_statement(actor: User, statement_id: UUID) -> Statement:
    """The statement, locked, which was given.  Raises NotVisible, Conflict `not_issued`."""
    statement = locked(Statement.objects.visible_to(actor), statement_id)
    if statement.state not in SPOKEN:
        raise Conflict(_("This statement was not given, so it refutes nothing yet."), code="not_issued")
    return statement


def ensure_linked(actor: User, incident: Incident, answer: Release | Statement | None, purpose: Purpose) -> None:
    """Link the answer, locked by the caller, if it is not linked yet."""
    if isinstance(answer, Release) and not incident.release_links.filter(release=answer).exists():
        _link_release(actor, incident, answer, purpose)
    if isinstance(answer, Statement) and not incident.statement_links.filter(statement=answer).exists():
        _link_statement(actor, incident, answer, purpose)


def _linkable(actor: User, incident_id: UUID) -> Incident:
    incident = locked_incident(actor, incident_id)
    require(policies.may_link(actor, incident))
    refuse_ended(incident)
    return incident


def _link_release(actor: User, incident: Incident, release: Release, purpose: str) -> IncidentRelease:
    _refuse_second(incident.release_links.filter(release=release))
    link = IncidentRelease.objects.create(
        incident=incident, release=release, purpose=purpose, linked_by=actor, linked_at=clock.now()
    )
    entry(incident, EntryKind.RELEASE_LINKED, actor=actor, about=release)
    settle_clocks(actor, incident, release)
    record(
        actor=actor,
        action="incidents.incident.release_linked",
        target=incident,
        release=release.pk,
        purpose=purpose,
        issued_at=release.issued_at,
    )
    return link


def _link_statement(actor: User, incident: Incident, statement: Statement, purpose: str) -> IncidentStatement:
    _refuse_second(incident.statement_links.filter(statement=statement))
    link = IncidentStatement.objects.create(
        incident=incident, statement=statement, purpose=purpose, linked_by=actor, linked_at=clock.now()
    )
    entry(incident, EntryKind.STATEMENT_LINKED, actor=actor, about=statement)
    settle_clocks(actor, incident, statement)
    record(
        actor=actor,
        action="incidents.incident.statement_linked",
        target=incident,
        statement=statement.pk,
        purpose=purpose,
        spoken_at=statement.spoken_at,
    )
    return link


def _refuse_second(links: Any) -> None:
    """The incident is locked, so of two links made at once the second finds the first."""
    if links.exists():
        raise Conflict(_("This is already linked to the incident."), code="already_linked")
