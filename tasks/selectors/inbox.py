"""The inbox of a unit: what its people have to do, what waits for them, what they coordinate, and why.

Whoever is an officer or the head of a unit works for it and for every unit that it has succeeded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from comms.core import clock
from comms.core.text import fold
from comms.org.models import Role, Unit
from comms.org.selectors import held_roles, holds
from plans.models import Plan
from plans.states import OPEN_STATES
from tasks.models import Participation, Task, TaskPeriod, TaskTransition
from tasks.policies import judged_units
from tasks.selectors.waiting import (
    Lines,
    Waiting,
    delivered,
    joined,
    judges_work_of,
    requested,
    returned,
    submitted,
    submitted_plans,
    waits_of,
    with_waits,
)
from tasks.states import ENDED_STATES, ParticipationRole, ParticipationState, TaskState

K = Role.Kind
TO_DO = (TaskState.ASSIGNED, TaskState.ACCEPTED, TaskState.IN_PROGRESS, TaskState.BLOCKED)


class Section(models.TextChoices):
    MINE = "mine", gettext_lazy("to do by my unit")
    WAITING = "waiting", gettext_lazy("waiting for my unit's decision")
    COORDINATING = "coordinating", pgettext_lazy("inbox", "coordinating")
    ADDRESSED = "addressed", gettext_lazy("addressed to all units of the ministry")


@dataclass(frozen=True)
class Desk:
    """Whose inbox it is.

    `units`: the units worked for; `headed`: those as their head; `own_line`: units whose submissions this person does
    not judge; `leads`: the leadership's decisions wait here, too.
    """

    person: UUID
    units: set[UUID]
    headed: set[UUID]
    own_line: set[UUID]
    leads: bool
    lines: Lines = field(default_factory=Lines)

    @cached_property
    def at_work(self) -> set[UUID]:
        """Those of `units` that have open work: units that ended long ago would only widen the search."""
        return with_work(self.units)


@dataclass(frozen=True)
class Filters:
    """What the page's address asks for; empty means all."""

    unit: Unit | None = None
    plan: Plan | None = None
    state: str = ""
    overdue: bool = False
    words: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the inbox: why it is here, and what comes next; `late` says what is late beside the task itself."""

    task: Any
    why: Sequence[str]
    next: str
    due_on: date | None
    part: Participation | None = None
    late: str = ""


def desk_of(user: Any) -> Desk:
    """The desk of a person today.  Two queries: roles, successions."""
    lines = Lines()
    roles = held_roles(user)
    ministry_wide = (K.LEADERSHIP, K.AUDITOR, K.ADMINISTRATOR)
    return Desk(
        person=user.pk,
        units=lines.before({role.unit_id for role in roles if role.kind in (K.OFFICER, K.UNIT_HEAD)}),
        headed=lines.before({role.unit_id for role in roles if role.kind == K.UNIT_HEAD}),
        own_line=lines.same_work({role.unit_id for role in roles if role.kind not in ministry_wide}),
        leads=holds(user, K.LEADERSHIP),
        lines=lines,
    )


def has_desk(user: Any) -> bool:
    """Does anything ever come to this person's inbox?"""
    return holds(user, K.OFFICER, K.UNIT_HEAD, K.LEADERSHIP)


def working_units(user: Any) -> list[Unit]:
    """The units in which the person is an officer or the head, each once."""
    roles = [role for role in held_roles(user) if role.kind in (K.OFFICER, K.UNIT_HEAD)]
    return list({role.unit_id: role.unit for role in roles}.values())


def work_of(units: Iterable[UUID]) -> "QuerySet[Participation]":
    """What the units lead or coordinate and is not over, the next due first: one walk along `tasks_part_work`."""
    rows: QuerySet[Participation] = Participation.objects.filter(unit__in=units, is_open=True).order_by(
        "due_sort", "id"
    )
    return rows


def with_work(units: Iterable[UUID]) -> set[UUID]:
    """The units that lead or coordinate something open."""
    parts = Participation.objects.filter(unit=OuterRef("pk"), is_open=True)
    return set(Unit.objects.filter(Exists(parts), pk__in=units).order_by().values_list("pk", flat=True))


def mine_to_do(desk: Desk, chosen: Filters | None = None) -> "QuerySet[Participation]":
    """Led by the desk's units: to accept, being worked on, sent back by the verifying unit, blocked; with its periods.
    What was submitted or returned waits for others."""
    rows = work_of(_units(desk.at_work, chosen)).filter(
        role=ParticipationRole.LEAD, task__state__in=TO_DO, task__plan__state__in=OPEN_STATES
    )
    return _shown(_narrowed(rows, chosen))


def coordinating(desk: Desk, chosen: Filters | None = None) -> "QuerySet[Participation]":
    """Named to coordinate, and the part is not confirmed yet."""
    rows = work_of(_units(desk.at_work, chosen)).filter(
        role=ParticipationRole.COORDINATING, task__plan__state__in=OPEN_STATES
    )
    return _shown(_narrowed(rows.exclude(state=ParticipationState.CONFIRMED), chosen))


def addressed(desk: Desk, chosen: Filters | None = None) -> "QuerySet[Task]":
    """Tasks that the desk's units coordinate as members of a group alone, the next due first.  No member has a part of
    its own there, so that the walk of `work_of` does not come upon them."""
    tasks = addressed_to(_units(desk.units, chosen))
    return _narrowed_tasks(tasks.with_deadlines().select_related("plan", "lead_unit"), chosen)


def addressed_to(units: set[UUID]) -> Any:
    """Open tasks that address the units as members of a group alone: one walk along `tasks_task_of_group`."""
    rows = Task.objects.filter(plan__state__in=OPEN_STATES).exclude(state__in=ENDED_STATES)
    return rows.addressed_to(units).order_by("due_sort", "id") if units else Task.objects.none()


def waiting(desk: Desk, chosen: Filters | None = None) -> "QuerySet[Task]":
    """`waiting_for`, with what their lines show, the next due first."""
    return with_waits(waiting_for(desk, chosen)).order_by("due_sort", "id")


def waiting_for(desk: Desk, chosen: Filters | None = None) -> "QuerySet[Task]":
    """Tasks that wait for a decision of the desk's units, of their head, or of the leadership; never for a judgement of
    the person's own work."""
    units, headed, lines = _units(desk.units, chosen), _units(desk.headed, chosen), desk.lines
    leads = desk.leads and (chosen is None or chosen.unit is None)
    arms: list[QuerySet[Any]] = []
    if units:
        confirm = delivered().filter(task__lead_unit__in=units)
        arms.append(confirm.exclude(delivered_by=desk.person).values("task_id"))
    judged = submitted().exclude(submitted_by=desk.person).exclude(judges_work_of(desk.own_line))
    asked = requested().exclude(requested_by=desk.person)
    if headed:
        arms.append(
            judged.filter(plan__verifying_unit__in=headed).exclude(lines.left_to_leadership(headed)).values("pk")
        )
        arms.append(returned().filter(plan__owner_unit__in=headed).values("pk"))
        arms.append(asked.filter(task__plan__owner_unit__in=headed).values("task_id"))
    if leads:
        arms.append(judged.filter(lines.left_to_leadership()).values("pk"))
        arms.append(asked.filter(lines.asked_by_owner_head()).values("task_id"))
    rows: QuerySet[Task] = _narrowed_tasks(joined(*arms), chosen)
    return rows


def plans_to_issue(desk: Desk) -> "QuerySet[Plan]":
    """Submitted plans, for the leadership."""
    return submitted_plans() if desk.leads else submitted_plans().none()


def desk_units(desk: Desk) -> "QuerySet[Unit]":
    return Unit.objects.filter(pk__in=desk.units | desk.headed)


def desk_plans(desk: Desk) -> "QuerySet[Plan]":
    """The open plans in which the desk's units have work or a say."""
    part = Participation.objects.filter(unit__in=desk.units, is_open=True, task__plan=OuterRef("pk"))
    say = Q(owner_unit__in=desk.headed) | Q(verifying_unit__in=desk.headed)
    rows = Plan.objects.filter(state__in=OPEN_STATES)
    return rows if desk.leads else rows.filter(say | Exists(part))


# --- lines ---------------------------------------------------------------------------------------------------------


def mine_line(part: Any) -> Line:
    """A row of `mine_to_do`."""
    task = part.task
    why, then = {
        TaskState.ASSIGNED: (
            _("Assigned to your unit, not accepted yet."),
            _("Accept it, or return it with a reason."),
        ),
        TaskState.ACCEPTED: (_("Accepted, not begun."), _("Report the first progress.")),
        TaskState.BLOCKED: (_("Blocked."), _("Resume the work, or ask for more time.")),
        TaskState.IN_PROGRESS: (_("In progress."), _("Report progress, or submit the result.")),
    }[task.state]
    reasons, late = [why], ""
    if task.state == TaskState.IN_PROGRESS and part.last_verb == "reject":
        reasons = [_("The verifying unit sent the result back.")]
        then = _("Read its reason, put the result right and submit it again.")
    if part.next_period is not None and part.next_period < clock.today():
        reasons.append(_("A report for a period was due on %(day)s.") % {"day": _day(part.next_period)})
        late = _("a report is late")
    elif part.next_period is not None:
        reasons.append(_("The next report for a period is due on %(day)s.") % {"day": _day(part.next_period)})
    return Line(task, reasons, then, _shown_day(part.due_sort), part, late)


def coordinating_line(part: Any) -> Line:
    """A row of `coordinating`."""
    if part.state == ParticipationState.DELIVERED:
        why = _("Delivered on %(day)s; the lead unit has not confirmed it.") % {"day": _day(part.delivered_on)}
        return Line(part.task, [why], _("Nothing: the lead unit confirms it."), _shown_day(part.due_sort), part)
    why = _("Your unit coordinates with %(unit)s.") % {"unit": part.task.lead_unit.name}
    late = _("your part is late") if part.due_on is not None and part.due_on < clock.today() else ""
    return Line(part.task, [why], _("Deliver your part."), _shown_day(part.due_sort), part, late)


def addressed_line(task: Any) -> Line:
    """A row of `addressed`."""
    why = _("All units of the ministry coordinate with %(unit)s.") % {"unit": task.lead_unit.name}
    return Line(task, [why], _("Agree with the lead unit on what yours contributes."), _shown_day(task.due_sort))


def waiting_line(task: Any, desk: Desk) -> Line:
    """A row of `waiting`, with the reasons that concern this desk."""
    why, then = [], []
    for wait in waits_of(task, desk.lines):
        mine = desk.leads if wait.unit is None else wait.unit in (desk.headed if wait.by_head else desk.units)
        judged_by_others = wait.reason == Waiting.VERIFY and judged_units(task) & desk.own_line
        if not mine or judged_by_others or desk.person in wait.asked_by:
            continue
        said, to_do = waiting_words(wait.reason)
        why.append(said % {"day": _day(wait.since)})
        then.append(to_do)
    return Line(task, why, " ".join(then), _shown_day(task.due_sort))


def waiting_words(reason: str) -> tuple[str, str]:
    """(why, with the day since when it waits as `%(day)s`; what comes next), in the active language."""
    return {
        Waiting.VERIFY: (_("The result waits since %(day)s."), _("Verify it, or reject it with a reason.")),
        Waiting.CONFIRM: (
            _("A contribution waits since %(day)s."),
            _("Confirm the contribution, or send it back with a reason."),
        ),
        Waiting.ASSIGN: (
            _("Returned by its unit on %(day)s."),
            _("Assign the task again, to the same or another unit."),
        ),
        Waiting.EXTEND: (
            _("A request for more time waits since %(day)s."),
            _("Approve the new due date, or refuse it with a reason."),
        ),
    }[Waiting(reason)]


# --- parts of the queries --------------------------------------------------------------------------------------------


def _units(units: set[UUID], chosen: Filters | None) -> set[UUID]:
    return units if chosen is None or chosen.unit is None else units & {chosen.unit.pk}


def _narrowed(parts: Any, chosen: Filters | None) -> Any:
    if chosen is None:
        return parts
    if chosen.plan is not None:
        parts = parts.filter(task__plan=chosen.plan)
    if chosen.state:
        parts = parts.filter(task__state=chosen.state)
    if chosen.overdue:
        parts = parts.filter(Exists(Task.objects.overdue().filter(pk=OuterRef("task_id"))))
    if chosen.words:
        parts = parts.filter(task__folded__contains=fold(chosen.words))
    return parts


def _narrowed_tasks(rows: Any, chosen: Filters | None) -> Any:
    if chosen is None:
        return rows
    if chosen.plan is not None:
        rows = rows.filter(plan=chosen.plan)
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    if chosen.overdue:
        rows = rows.overdue()
    if chosen.words:
        rows = rows.filter(folded__contains=fold(chosen.words))
    return rows


def _shown(parts: Any) -> "QuerySet[Participation]":
    """With what a line shows: the task with its deadlines, plan and lead unit, the last step, the next open period."""
    steps = TaskTransition.objects.filter(task=OuterRef("task_id")).order_by("-seq")
    periods = TaskPeriod.objects.filter(task=OuterRef("task_id"), met_on=None).order_by("due_on")
    tasks = Task.objects.with_deadlines().select_related("plan", "lead_unit")
    rows: QuerySet[Participation] = (
        parts.select_related("unit")
        .prefetch_related(Prefetch("task", queryset=tasks))
        .annotate(last_verb=Subquery(steps.values("verb")[:1]), next_period=Subquery(periods.values("due_on")[:1]))
    )
    return rows


def _day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def _shown_day(value: date) -> date | None:
    return None if value == date.max else value
