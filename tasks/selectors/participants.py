"""Who takes part in a task, what a person may do with it, and what a page shows of it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from comms.core import subjects
from comms.core.decisions import Action, actions_for
from comms.org.models import Unit
from comms.org.selectors import reached
from plans.models import Plan
from tasks import policies
from tasks.models import Evidence, Participation, Task
from tasks.states import ENDED_STATES, UPDATE_STATES, EvidenceKind, ExtensionState, ParticipationRole


def group_units(task: Task) -> QuerySet[Unit]:
    """The units that a task's group stands for: the ministry's units on the day of the plan, less the lead, those
    named, and the units whose work these carry on."""
    if not task.coordinating_group:
        return Unit.objects.none()
    named = set(task.participations.values_list("unit_id", flat=True))
    named |= reached(named, backward=True)
    units: QuerySet[Unit] = Unit.objects.ministry_units(task.plan.assigned_on).exclude(pk__in=named)
    return units


def work_units(unit_id: UUID) -> set[UUID]:
    """The unit and every unit whose work it carries on."""
    return {unit_id} | reached({unit_id}, backward=True)


def actions(user: Any, task: Task) -> list[Action]:
    """Every verb with whether this person may do it now, and if not, why."""
    return actions_for(user, task, task.transitions, policies)


def report_action(user: Any, task: Task) -> list[Action]:
    """Progress reports as an action of the page: offered, or refused with the reason, while a task is worked on."""
    if task.state not in UPDATE_STATES:
        return []
    decision = policies.may_update(user, task)
    return [Action(verb="update", allowed=decision.allowed, reason=str(decision.reason))]


def extension_action(user: Any, task: Task) -> list[Action]:
    """The request for a later due date as an action of the page, where the task has one that may be put off."""
    waits = task.due_on is None or task.state in ENDED_STATES or not task.plan.is_open
    if waits or task.extensions.filter(state=ExtensionState.REQUESTED).exists():
        return []
    decision = policies.may_extend(user, task)
    return [Action(verb="extend", allowed=decision.allowed, reason=str(decision.reason))]


def shown(tasks: Any) -> QuerySet[Task]:
    """With what a line of a page shows: units, plan, objective, deadlines; `named_coordinating` in document order."""
    named = Participation.objects.filter(role=ParticipationRole.COORDINATING).select_related("unit")
    rows: QuerySet[Task] = (
        tasks.with_deadlines()
        .select_related("plan", "objective", "lead_unit")
        .prefetch_related(Prefetch("participations", queryset=named, to_attr="named_coordinating"))
    )
    return rows


def assignment_table(user: Any, plan: Plan) -> QuerySet[Task]:
    """The plan's tasks that the person may read, in the order of the document."""
    return shown(Task.objects.visible_to(user).filter(plan=plan)).order_by("position", "id")


@dataclass(frozen=True)
class ShownEvidence:
    """One piece of evidence with the address under which this person finds it; "" when it is hidden from them."""

    evidence: Evidence
    url: str


def evidence_of(user: Any, task: Task) -> list[ShownEvidence]:
    """Files and links by their own address, objects of upper rooms as the registry of subjects knows them."""
    shown_evidence = []
    for one in task.evidence.select_related("file"):
        if one.file is not None:
            url = one.file.get_absolute_url()
        elif one.kind == EvidenceKind.LINK:
            url = one.url
        else:
            url = _address_of_object(user, one)
        shown_evidence.append(ShownEvidence(one, url))
    return shown_evidence


def _address_of_object(user: Any, one: Evidence) -> str:
    name = f"press.{one.kind}"
    kind, found = subjects.get(name), subjects.find(user, name, one.object_id)
    return kind.url(found) if kind is not None and found is not None else ""
