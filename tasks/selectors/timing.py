"""What is known of a task's timing: what its wording was read as, its periods, its extensions."""

from django.db.models import QuerySet

from plans.models import Plan
from tasks.models import Task
from tasks.timing import Timing, read


def unread_timings(plan: Plan) -> QuerySet[Task]:
    """Tasks of the plan whose wording could not be read and has no due date beside it, in the order of the document.
    The caller has fetched the plan through visibility and shows only what the person may read."""
    rows: QuerySet[Task] = Task.objects.filter(plan=plan, due_on=None, recurrence="").exclude(timing_text=None)
    return rows.exclude(timing_text="").order_by("position", "id")


def timing_of(task: Task) -> Timing | None:
    """What the wording says in the task's plan; None without a wording."""
    if not task.timing_text:
        return None
    return read(task.timing_text, starts=task.plan.starts, ends=task.plan.ends)
