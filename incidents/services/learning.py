"""What is learned: the review of a closed incident, and its actions, which become tasks of a plan or are dropped."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import cleaned, required
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.records import found, locked
from comms.core.states import change, move, require_version
from comms.org.models import Unit, User
from incidents import policies
from incidents.models import Incident, IncidentReview, IncidentTask, ReviewAction
from incidents.policies import learning as rights
from incidents.services.common import entry, locked_incident, noted, valid_unit
from incidents.states import EntryKind
from tasks.models import Task
from tasks.services import task_bring


@transaction.atomic
def incident_review(
    *,
    actor: User,
    incident_id: UUID,
    version: int,
    text: str,
    causes: str = "",
    worked: str = "",
    failed: str = "",
) -> Incident:
    """Write down what was learned: as a whole, of the causes, of what worked and what failed.

    Each closing has its own review; one from before a reopening stays beside it.
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid without a text.
    """
    incident = locked_incident(actor, incident_id)
    require(policies.may_review(actor, incident))
    text = required(Incident, "review_text", text, field="text")
    parts = {
        name: cleaned(IncidentReview, name, value)
        for name, value in (("causes", causes), ("worked", worked), ("failed", failed))
    }
    move(incident, "review", expected_version=version, review_text=text)
    no = incident.reviews.count() + 1
    IncidentReview.objects.create(incident=incident, no=no, summary=text, author=actor, written_at=clock.now(), **parts)
    return noted(actor, incident, EntryKind.REVIEWED, "", no=no)


@transaction.atomic
def review_action_add(
    *, actor: User, incident_id: UUID, text: str, unit: Unit, due_on: date | None = None
) -> ReviewAction:
    """Name what has to change, which unit does it, and by which day (that day included; None: without one).

    Raises NotAllowed, Conflict (code `not_closed`) before the incident is closed, Invalid.
    """
    incident = locked_incident(actor, incident_id)
    require(policies.leads(actor, incident))
    closed = rights.ended(incident)
    if not closed:
        raise Conflict(closed.reason, code="not_closed")
    if due_on is not None and due_on < clock.today():
        raise Invalid.field("due_on", _("This day has passed."), code="past")
    action = ReviewAction.objects.create(
        incident=incident,
        text=required(ReviewAction, "text", text),
        unit=valid_unit("unit", unit),
        due_on=due_on,
        author=actor,
    )
    record(actor=actor, action="incidents.action.added", target=action, unit=unit.code, due_on=due_on)
    return action


@transaction.atomic
def review_action_task(
    *,
    actor: User,
    reviewaction_id: UUID,
    version: int,
    plan_id: UUID | None = None,
    decision_number: str = "",
    decision_date: date | None = None,
    task_id: UUID | None = None,
) -> ReviewAction:
    """Make an action a task of a plan, or name the task (`task_id`) that it has become already; either is linked to the
    incident, whatever its state.

    A draft takes it as any line, an issued plan by an amendment with number and date of the decision
    (`tasks.services.task_bring`).  Who may do that, plans and tasks say; a task is named by who leads the incident.
    Raises NotVisible, NotAllowed, Conflict (code `action_decided`), IllegalTransition, StaleVersion, Invalid.
    """
    action = _locked_action(actor, reviewaction_id, version)
    if (plan_id is None) == (task_id is None):
        raise Invalid.field("plan", _("Name the plan, or the task that there is already."), code="one")
    if task_id is not None:
        require(policies.leads(actor, action.incident))
        task: Task = locked(Task.objects.visible_to(actor), task_id)
    elif plan_id is not None:
        task = task_bring(
            actor=actor,
            plan_id=plan_id,
            title=action.text,
            deliverable="Kết quả thực hiện kiến nghị sau xử lý sự cố",
            lead_unit=action.unit,
            due_on=action.due_on,
            reason="Thực hiện kiến nghị rút ra sau xử lý sự cố truyền thông.",
            decision_number=decision_number,
            decision_date=decision_date,
        )
    incident = action.incident
    change(action, expected_version=version, task=task)
    IncidentTask.objects.get_or_create(
        incident=incident, task=task, defaults={"linked_by": actor, "linked_at": clock.now()}
    )
    entry(incident, EntryKind.ACTION_TASKED, actor=actor, about=task)
    record(actor=actor, action="incidents.action.tasked", target=action, task=task.pk)
    return action


@transaction.atomic
def review_action_drop(*, actor: User, reviewaction_id: UUID, version: int, reason: str) -> ReviewAction:
    """Leave an action undone, with the reason.

    Raises NotAllowed, Conflict (code `action_decided`), StaleVersion, Invalid without a reason.
    """
    action = _locked_action(actor, reviewaction_id, version)
    require(policies.leads(actor, action.incident))
    reason = required(ReviewAction, "dropped_reason", reason, field="reason")
    change(action, expected_version=version, dropped_reason=reason)
    record(actor=actor, action="incidents.action.dropped", target=action, reason=reason)
    return action


def _locked_action(actor: User, action_id: UUID, version: int) -> ReviewAction:
    """The action, which nobody has decided on yet, and its incident: locked, the incident first."""
    seen = found(ReviewAction.objects.visible_to(actor), pk=action_id)
    incident = locked_incident(actor, seen.incident_id)
    action: ReviewAction = locked(ReviewAction.objects.visible_to(actor), action_id)
    action.incident = incident
    require_version(action, version)
    undecided = rights.undecided(action)
    if not undecided:
        raise Conflict(undecided.reason, code="action_decided")
    return action
