"""Who takes part in a task, and what a person may do with it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from comms.core.decisions import Action, actions_for
from comms.org.models import Unit
from comms.org.selectors import reached
from tasks import policies
from tasks.models import Task


def group_units(task: Task) -> QuerySet[Unit]:
    """The units that a task's group stands for: the ministry's units on the day of the plan, less the lead, those
    named, and the units whose work these carry on."""
    if not task.coordinating_group:
        return Unit.objects.none()  # type: ignore[no-any-return]  # the manager of a QuerySet is not typed
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
