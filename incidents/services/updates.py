"""Telling leadership of the situation, in time."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import required
from comms.core.decisions import require
from comms.core.errors import Conflict
from comms.org.models import User
from incidents.history_handling import UPDATE_DUE, UPDATE_MISSED
from incidents.models import Incident, SituationUpdate, TimelineEntry
from incidents.policies import handling as policies
from incidents.services.cadence import follow
from incidents.services.common import entry, locked_incident
from incidents.services.people import leadership, tell, who_handles
from incidents.states import HANDLED, EntryKind
from press.mandates.office import when


@transaction.atomic
def update_give(*, actor: User, incident_id: UUID, situation: str, done: str, next_steps: str) -> SituationUpdate:
    """Write the short update; the next one is then owed one interval from now.

    Raises NotAllowed, Invalid, Conflict (`not_handled`: not triaged yet, or closed).
    """
    incident = locked_incident(actor, incident_id)
    require(policies.may_update(actor, incident))
    if incident.state not in HANDLED:
        raise Conflict(_("Updates are given while the incident is handled."), code="not_handled")
    update = SituationUpdate.objects.create(
        incident=incident,
        situation=required(SituationUpdate, "situation", situation),
        done=required(SituationUpdate, "done", done),
        next_steps=required(SituationUpdate, "next_steps", next_steps),
        due_at=incident.next_update_at,
        author=actor,
        written_at=clock.now(),
    )
    follow(incident, afresh=True)
    text = f"{update.situation}\n{update.done}\n{update.next_steps}"
    entry(incident, EntryKind.SITUATION, actor=actor, text=text)
    record(actor=actor, action="incidents.update.given", target=incident, update=update.pk, due_at=update.due_at)
    return update


def updates_remind() -> int:
    """Recall updates that come due soon, and say once which one is overdue.  Returns how many notices were written."""
    now = clock.now()
    owed = Incident.objects.filter(state__in=HANDLED, next_update_at__isnull=False)
    said = TimelineEntry.objects.filter(
        incident=models.OuterRef("pk"), kind=EntryKind.UPDATE_MISSED, at=models.OuterRef("next_update_at")
    )
    soon = owed.filter(next_update_at__gt=now, next_update_at__lte=now + _ahead())
    late = owed.filter(next_update_at__lte=now).exclude(models.Exists(said))
    told = sum(_recall(pk) for pk in soon.values_list("pk", flat=True))
    return told + sum(_overdue(pk) for pk in late.values_list("pk", flat=True))


def _ahead() -> timedelta:
    return timedelta(minutes=settings.INCIDENT_UPDATE_WARN_MINUTES)


@transaction.atomic
def _recall(pk: UUID) -> int:
    """Asks again whether it is due: an update that was given meanwhile has moved it by hours."""
    incident = Incident.objects.select_related("lead_unit").get(pk=pk)
    if incident.next_update_at is None or incident.next_update_at > clock.now() + _ahead():
        return 0
    title = _("Situation update due at {at}: “{title}”")
    return tell(
        who_handles(incident),
        incident,
        kind=UPDATE_DUE,
        key=f"update-due:{pk}:{incident.next_update_at.isoformat()}",
        title=format_lazy(title, at=when(incident.next_update_at), title=incident.title),
    )


@transaction.atomic
def _overdue(pk: UUID) -> int:
    """Under the lock of the incident, so that of two sweepers one writes it.  Leadership hears of no missed drill."""
    incident = Incident.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    due = incident.next_update_at
    if due is None or due > clock.now() or incident.state not in HANDLED:
        return 0
    if TimelineEntry.objects.filter(incident=incident, kind=EntryKind.UPDATE_MISSED, at=due).exists():
        return 0
    entry(incident, EntryKind.UPDATE_MISSED, actor=None, at=due)
    title = _("Situation update overdue since {at}: “{title}”")
    told = tell(
        [*who_handles(incident), *(() if incident.drill else leadership())],
        incident,
        kind=UPDATE_MISSED,
        key=f"update-missed:{pk}:{due.isoformat()}",
        title=format_lazy(title, at=when(due), title=incident.title),
    )
    record(actor=None, action="incidents.update.missed", target=incident, due_at=due)
    return told
