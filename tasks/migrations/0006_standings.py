from collections import defaultdict
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import migrations

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
AFTER_SUBMISSION = ("submitted", "verified")


def write_down(apps: Any, schema_editor: Any) -> None:
    """How the tasks that are already there stood on each day, from their steps and reports.

    Weight, objective and due date are those of today: nothing kept their former values.  May run again.
    """
    standing, task_model = apps.get_model("tasks", "TaskStanding"), apps.get_model("tasks", "Task")
    steps, reports = defaultdict(list), defaultdict(list)
    for row in apps.get_model("tasks", "TaskTransition").objects.order_by("seq"):
        steps[row.task_id].append(row)
    for row in apps.get_model("tasks", "TaskUpdate").objects.exclude(percent=None).order_by("seq"):
        reports[row.task_id].append(row)
    known, new = set(standing.objects.values_list("task_id", flat=True)), []
    for task in task_model.objects.exclude(pk__in=known).iterator():
        told = [(one.at, one) for one in (*steps[task.pk], *reports[task.pk])]
        days = sorted({at.astimezone(HANOI).date() for at, _one in told}) or [task.created_at.astimezone(HANOI).date()]
        for day, following in zip(days, [*days[1:], date.max], strict=True):
            last = [one for at, one in told if at.astimezone(HANOI).date() <= day]
            step = next((one for one in reversed(steps[task.pk]) if one in last), None)
            percent = next((one.percent for one in reversed(reports[task.pk]) if one in last), 0)
            state = step.to_state if step else task.state
            new.append(
                standing(
                    task=task,
                    since=day,
                    until=following,
                    plan_id=task.plan_id,
                    objective_id=task.objective_id,
                    lead_unit_id=step.lead_unit_id if step else task.lead_unit_id,
                    state=state,
                    weight=task.weight,
                    declared_percent=percent,
                    due_on=task.due_on,
                    submitted_on=task.submitted_on if state in AFTER_SUBMISSION else None,
                )
            )
    standing.objects.bulk_create(new, batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("tasks", "0005_append_only_and_indexes")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
