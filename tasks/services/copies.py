"""Last year's plan as this year's draft, and unfinished tasks taken over into a draft."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core.decisions import require
from comms.core.errors import Conflict, FieldError, Invalid
from comms.core.records import found, locked
from comms.org.models import Unit, User
from comms.org.selectors import present_successors
from plans import policies as plan_policies
from plans.models import Indicator, Objective, Plan, Topic
from plans.services import plan_create, require_draft
from tasks.models import Task
from tasks.services.assignment import Coordinating, add_task, coordinating_of
from tasks.services.common import change_task, refresh_access
from tasks.states import ENDED_STATES, TaskState

CONTENT = ("title", "note", "coordinating_group", "deliverable", "timing_text", "weight", "evidence_required")
"""What a task takes along.  Its due date is read anew from the wording, as far as that fits the new plan."""


@transaction.atomic
def plan_copy(
    *,
    actor: User,
    plan_id: UUID,
    code: str,
    title: str,
    starts: date,
    year: int | None = None,
    ends: date | None = None,
    units: Mapping[str, str] | None = None,
) -> Plan:
    """A new draft with the content of a plan: objectives, topics, indicators (without targets and figures), tasks that
    are not cancelled (without due dates, states and reports).

    A unit that does not exist on `starts` is replaced by its one successor of that day, or as `units` (old code → new
    code) says; one that does keeps its place.  Raises NotVisible, NotAllowed (who may not write the source plan, or not
    draft in the owner unit of the copy), Invalid (code taken, outside the scheme's years, `units`).
    """
    source: Plan = found(Plan.objects.visible_to(actor).select_related("owner_unit", "verifying_unit"), pk=plan_id)
    require(plan_policies.may_copy(actor, source))
    tasks = list(
        Task.objects.filter(plan=source)
        .exclude(state=TaskState.CANCELLED)
        .select_related("lead_unit", "objective")
        .order_by("position", "id")
    )
    parts = {task.pk: coordinating_of(task) for task in tasks}
    carried_on = _carried_on(starts, [source.owner_unit, source.verifying_unit], tasks, parts, units)
    plan = plan_create(
        actor=actor,
        code=code,
        title=title,
        year=year,
        starts=starts,
        ends=ends,
        scheme=source.scheme,
        owner_unit=carried_on[source.owner_unit_id],
        verifying_unit=carried_on[source.verifying_unit_id] if source.verifying_unit_id else None,
        illustrative=[name for name in source.illustrative if name in ("owner_unit", "verifying_unit")],
        copied_from=source,
    )
    objectives, topics = _copy_rows(Objective, source, plan), _copy_rows(Topic, source, plan)
    _copy_rows(Indicator, source, plan)
    copies = []
    for task in tasks:
        copy = add_task(
            actor,
            plan,
            no=task.no,
            objective=objectives.get(task.objective_id, task.objective),
            topics=[topics[topic.pk] for topic in task.topics.all()],
            **_content(task, parts[task.pk], carried_on),
        )
        copies.append((task, copy))
    refresh_access(plan)
    for task, copy in copies:
        record(actor=actor, action="tasks.task.created", target=copy, plan=plan.code, no=copy.no, copied_from=task.pk)
    replaced = {str(old.code): new.code for old, new in _replaced(carried_on, source, tasks, parts)}
    told = {"copied_from": str(source.pk), "code": source.code, "tasks": len(copies), "units": replaced}
    record(actor=actor, action="plans.plan.copied", target=plan, **told)
    return plan


@transaction.atomic
def tasks_carry_over(
    *,
    actor: User,
    plan_id: UUID,
    to: UUID,
    tasks: Sequence[UUID] | None = None,
    units: Mapping[str, str] | None = None,
) -> Plan:
    """Take unfinished tasks of a plan over into a draft, each linked with the one it comes from, which stays as it is.
    Without `tasks`: all that are neither verified, cancelled nor carried over before.  Returns the draft.

    A draft that was copied from this plan has these tasks already: they are linked and not written a second time.
    `units` as in `plan_copy`, for the day of the draft.  Raises NotVisible, NotAllowed (who may not write the source
    plan, or not the draft), Conflict (no draft, `task_ended`, `carried_already`, `nothing_to_carry`), Invalid.
    """
    source: Plan = found(Plan.objects.visible_to(actor), pk=plan_id)
    require(plan_policies.may_copy(actor, source))
    wanted = Task.objects.visible_to(actor).filter(plan=source)
    if tasks is None:
        wanted = wanted.exclude(state__in=ENDED_STATES).exclude(pk__in=_carried(source))
    else:
        wanted = wanted.filter(pk__in=tasks)
    ids = list(wanted.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
    target: Plan = locked(Plan.objects.visible_to(actor), to)
    require(plan_policies.may_edit(actor, target))
    require_draft(target)
    rows = Task.objects.filter(pk__in=ids).select_related("lead_unit", "objective").order_by("position", "id")
    chosen = _require_carriable(source, target, list(rows), tasks)
    parts = {task.pk: coordinating_of(task) for task in chosen}
    carried_on = _carried_on(target.assigned_on, [], chosen, parts, units)
    pairs, twins = [], _twins(source, target)
    for task in chosen:
        if (twin := twins.pop((task.no, task.title), None)) is not None:
            change_task(twin, expected_version=None, carried_from=task)
            pairs.append((task, twin))
            continue
        taken = task.no is not None and Task.objects.filter(plan=target, no=task.no).exists()
        copy = add_task(
            actor,
            target,
            no=None if taken else task.no,
            objective=_same_objective(task, target),
            carried_from=task,
            **_content(task, parts[task.pk], carried_on),
        )
        pairs.append((task, copy))
    refresh_access(target)
    for task, copy in pairs:
        action = "tasks.task.created" if copy.version == 1 else "tasks.task.linked"
        record(actor=actor, action=action, target=copy, plan=target.code, no=copy.no, carried_from=task.pk)
        # Whoever reads the old task need not see the draft: the page finds the link through visibility.
        record(actor=actor, action="tasks.task.carried_over", target=task)
    record(actor=actor, action="plans.plan.carried_over", target=target, code=source.code, tasks=len(pairs))
    return target


def _twins(source: Plan, target: Plan) -> dict[tuple[str | None, str], Task]:
    """By number and title: the tasks that a copy of `source` took from it and that carry on none yet."""
    if target.copied_from_id != source.pk:
        return {}
    rows = Task.objects.filter(plan=target, carried_from=None).exclude(state__in=ENDED_STATES)
    return {(task.no, task.title): task for task in rows}


def _carried(source: Plan) -> Any:
    """Ids of the tasks that live on in another plan."""
    copies = Task.objects.filter(carried_from__plan=source).exclude(state=TaskState.CANCELLED)
    return copies.values("carried_from_id")


def _require_carriable(source: Plan, target: Plan, rows: list[Task], asked: Sequence[UUID] | None) -> list[Task]:
    """Looked at under the locks.  Raises Invalid, Conflict."""
    if source.pk == target.pk:
        raise Invalid.field("to", _("The tasks are in this plan already."), code="same_plan")
    if asked is not None and set(asked) - {task.pk for task in rows}:
        raise Invalid.field("tasks", _("This plan has no such task, or you do not see it."), code="does_not_exist")
    carried = set(Task.objects.filter(pk__in=_carried(source)).values_list("pk", flat=True))
    if asked is None:
        rows = [task for task in rows if task.state not in ENDED_STATES and task.pk not in carried]
    for task in rows:
        if task.state in ENDED_STATES:
            detail = _("“%(task)s” is verified or cancelled: there is nothing to carry over.") % {"task": task}
            raise Conflict(detail, code="task_ended")
        if task.pk in carried:
            raise Conflict(_("“%(task)s” was carried over before.") % {"task": task}, code="carried_already")
    if not rows:
        raise Conflict(_("This plan has no unfinished task that is not carried over yet."), code="nothing_to_carry")
    return rows


def _same_objective(task: Task, target: Plan) -> Objective | None:
    """One of the scheme that both plans share, or the draft's own of the same number."""
    objective = task.objective
    if objective is None:
        return None
    if objective.plan_id is None:
        return objective if objective.scheme_id == target.scheme_id else None
    same: Objective | None = Objective.objects.filter(plan=target, no=objective.no).first()
    return same


def _copy_rows(model: Any, source: Plan, plan: Plan) -> dict[Any, Any]:
    """The plan's own rows of one kind, in their order: {old id: new row}."""
    left_out = ("id", "version", "created_at", "updated_at", "plan", "folded")
    names = [field.name for field in model._meta.local_concrete_fields if field.name not in left_out]
    rows = model.objects.filter(plan=source)
    copies = {row.pk: model(plan=plan, **{name: getattr(row, name) for name in names}) for row in rows}
    for copy in copies.values():
        copy.save(force_insert=True)
    return copies


def _content(task: Task, parts: list[Coordinating], carried_on: Mapping[Any, Unit]) -> dict[str, Any]:
    """The fields of `add_task`; of two units that one carries on, one stays, and the lead never coordinates."""
    lead = carried_on[task.lead_unit_id]
    wanted: dict[UUID, Coordinating] = {}
    for part in parts:
        unit = carried_on[part.unit.pk]
        if unit != lead and unit.pk not in wanted:
            wanted[unit.pk] = Coordinating(unit, part.deliverable)
    kept = {*CONTENT, "no", "lead_unit", "coordinating"}
    return {
        **{name: getattr(task, name) for name in CONTENT},
        "lead_unit": lead,
        "coordinating": list(wanted.values()),
        "illustrative": [name for name in task.illustrative if name in kept],
    }


def _carried_on(
    day: date,
    named: Iterable[Unit | None],
    tasks: Iterable[Task],
    parts: Mapping[Any, list[Coordinating]],
    units: Mapping[str, str] | None,
) -> dict[Any, Unit]:
    """Who stands on `day` for each unit that the content names.  Raises Invalid, naming those without an answer."""
    given = dict(units or {})
    result: dict[Any, Unit] = {}
    missing: list[str] = []
    standing: list[str] = []
    for unit in _units_of(named, tasks, parts):
        code = given.pop(unit.code, None)
        if code is not None and unit.is_valid_on(day):
            standing.append(f"{unit.name} ({unit.code})")
        if code is not None:
            chosen = Unit.objects.filter(code=code).first()
            stands = [chosen] if chosen is not None and chosen.is_valid_on(day) else []
        else:
            stands = present_successors(unit, day)
        if len(stands) == 1:
            result[unit.pk] = stands[0]
        else:
            missing.append(f"{unit.name} ({code or unit.code})")
    complaints = []
    if standing:
        words = {"day": f"{day:%d/%m/%Y}", "units": "; ".join(standing)}
        detail = _("On %(day)s these units still exist and keep their place: %(units)s.") % words
        complaints.append(FieldError("unit_exists", detail))
    if missing:
        words = {"day": f"{day:%d/%m/%Y}", "units": "; ".join(missing)}
        unanswered = _("On %(day)s no one unit carries on the work of: %(units)s. Say which one does.") % words
        complaints.append(FieldError("no_successor", unanswered))
    if given:
        unknown = _("The plan does not name these units: %(units)s.") % {"units": ", ".join(sorted(given))[:200]}
        complaints.append(FieldError("does_not_exist", unknown))
    if complaints:
        raise Invalid({"units": complaints})
    return result


def _units_of(
    named: Iterable[Unit | None], tasks: Iterable[Task], parts: Mapping[Any, list[Coordinating]]
) -> list[Unit]:
    """Each unit once, in the order of the document."""
    units = [unit for unit in named if unit is not None]
    for task in tasks:
        units += [task.lead_unit, *(part.unit for part in parts[task.pk])]
    return list({unit.pk: unit for unit in units}.values())


def _replaced(
    carried_on: Mapping[Any, Unit], source: Plan, tasks: Iterable[Task], parts: Mapping[Any, list[Coordinating]]
) -> list[tuple[Unit, Unit]]:
    units = _units_of([source.owner_unit, source.verifying_unit], tasks, parts)
    return [(unit, carried_on[unit.pk]) for unit in units if carried_on[unit.pk] != unit]
