"""What an amendment can change, told as its lines and the API write it; the ledger of a plan."""

from dataclasses import asdict
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Prefetch, QuerySet, Value, When

from plans.models import Objective, Plan, Topic
from tasks.models import Amendment, AmendmentLine, Task
from tasks.selectors.progress import Figures, Progress, progress
from tasks.states import ENDED_STATES, AmendmentState, ParticipationRole, TaskState


def ledger(user: Any, plan: Plan) -> QuerySet[Amendment]:
    """The confirmed amendments of a plan that was fetched through visibility, newest first, with their lines."""
    lines = _with_what_is_seen(user, plan, AmendmentLine.objects.all())
    rows: QuerySet[Amendment] = Amendment.objects.visible_to(user).filter(plan=plan, state=AmendmentState.CONFIRMED)
    return rows.order_by("-no").prefetch_related(Prefetch("lines", queryset=lines))


def lines_of(user: Any, amendment: Amendment) -> list[AmendmentLine]:
    """The lines of an amendment that was fetched through visibility, each with `seen` and `sees_all`."""
    return list(_with_what_is_seen(user, amendment.plan, amendment.lines.all()))


def _with_what_is_seen(user: Any, plan: Plan, lines: Any) -> Any:
    """Annotate `seen` (False of a line about a task that this person does not see: its position, subject and act are
    all that is told) and `sees_all` (every task of the plan: what a line says of several may be told)."""
    visible = Task.objects.visible_to(user)
    hidden = Task.objects.filter(plan=plan).exclude(pk__in=visible.filter(plan=plan).values("pk"))
    about = visible.filter(pk=OuterRef("task_id"))
    return lines.select_related("task").annotate(
        seen=Case(When(task=None, then=Value(True)), default=Exists(about), output_field=BooleanField()),
        sees_all=Value(not hidden.exists(), output_field=BooleanField()),
    )


def told(line: AmendmentLine) -> dict[str, Any]:
    """`task_id`, `before` and `after` as the reader for whom the line was fetched may read them.

    A line that was just tried or carried out has no mark: whoever may do that writes the plan, and sees all of it.
    """
    if not getattr(line, "seen", True):
        return {"task_id": None, "before": None, "after": None}
    before = line.before
    if before and not getattr(line, "sees_all", True):
        before = {name: value for name, value in before.items() if name != "carried_by"}
    return {"task_id": line.task_id, "before": before, "after": line.after}


def open_draft(user: Any, plan: Plan) -> Amendment | None:
    """The draft on which somebody works, for those who may see it."""
    drafts: QuerySet[Amendment] = Amendment.objects.visible_to(user).filter(plan=plan, state=AmendmentState.DRAFT)
    return drafts.first()


def carriable(user: Any, plan: Plan) -> QuerySet[Task]:
    """The unfinished tasks of a plan that this person sees and that no other plan has taken over."""
    onward = Task.objects.filter(carried_from=OuterRef("pk")).exclude(state=TaskState.CANCELLED)
    rows: QuerySet[Task] = Task.objects.visible_to(user).filter(plan=plan).exclude(state__in=ENDED_STATES)
    return rows.filter(~Exists(onward)).order_by("position", "id")


def carried(user: Any, task: Task) -> dict[str, Any]:
    """Where a task was carried over from (`source`) and to (`onward`), as far as the person sees it."""
    seen = Task.objects.visible_to(user).select_related("plan")
    return {
        "source": seen.filter(pk=task.carried_from_id).first() if task.carried_from_id else None,
        "onward": seen.filter(carried_from=task).order_by("created_at"),
    }


def task_values(task: Task) -> dict[str, Any]:
    """The content of a task: units by their code, days as YYYY-MM-DD, a number as text."""
    parts = task.participations.filter(role=ParticipationRole.COORDINATING).select_related("unit")
    return {
        "objective": objective_reference(task.objective, task.plan),
        "no": task.no,
        "title": task.title,
        "note": task.note,
        "lead_unit": task.lead_unit.code,
        "coordinating": [
            {"unit": part.unit.code, "deliverable": part.deliverable, "due_on": _day(part.due_on)} for part in parts
        ],
        "coordinating_groups": [task.coordinating_group] if task.coordinating_group else [],
        "deliverable": task.deliverable,
        "timing_text": task.timing_text,
        "due_on": _day(task.due_on),
        "due_precision": str(task.due_precision),
        "recurrence": str(task.recurrence),
        "weight": _number(task.weight),
        "evidence_required": task.evidence_required,
        "topics": [topic_reference(topic) for topic in task.topics.order_by("kind", "position", "no")],
        "source": task.source,
        "illustrative": list(task.illustrative),
    }


def objective_values(objective: Objective) -> dict[str, Any]:
    return {
        "no": objective.no,
        "title": objective.title,
        "source": objective.source,
        "illustrative": list(objective.illustrative),
    }


def topic_values(topic: Topic) -> dict[str, Any]:
    return {
        "kind": str(topic.kind),
        "no": topic.no,
        "text": topic.text,
        "source": topic.source,
        "illustrative": list(topic.illustrative),
    }


def objective_reference(objective: Objective | None, plan: Plan) -> str | None:
    """The plan's own objective by its number, one of its scheme's by its id."""
    if objective is None:
        return None
    return str(objective.no) if objective.plan_id == plan.pk else str(objective.pk)


def topic_reference(topic: Topic) -> str:
    """A topic within its plan: `focus_topic/1`."""
    return f"{topic.kind}/{topic.no}"


def figures_told(plan: Plan) -> dict[str, Any]:
    """The progress of a plan as the ledger keeps it: `declared_percent`, `verified_percent`, `weight`, `counts`, and
    `by_objective` with number and title (None for the tasks without one).  Numbers with a fraction are text."""
    result: Progress = progress(plan=plan)
    own = [
        {
            "no": one.objective.no if one.objective else None,
            "title": one.objective.title if one.objective else None,
            **_told(one),
        }
        for one in result.by_objective
    ]
    return {**_told(result), "by_objective": own}


def _told(figures: Figures) -> dict[str, Any]:
    declared, verified = figures.declared_percent, figures.verified_percent
    return {
        "declared_percent": None if declared is None else _number(declared),
        "verified_percent": None if verified is None else _number(verified),
        "weight": _number(figures.weight),
        "counts": asdict(figures.counts),
    }


def _number(value: Any) -> str:
    return f"{value.normalize():f}"


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None
