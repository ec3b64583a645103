"""Lessons as a reader sees them."""

from datetime import date
from typing import Any

from django.db.models import DateField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from incidents.models import ReviewAction
from tasks.models import Task

NO_DAY = date(9999, 12, 31)


def actions_shown_to(user: Any) -> "QuerySet[ReviewAction]":
    """Actions of visible incidents with `seen_task`, the id of the task that each became, where the reader sees that
    too, and `due_key`, the day by which they are ordered: what has none comes last."""
    task = Task.objects.visible_to(user).filter(pk=OuterRef("task_id")).values("pk")
    rows: QuerySet[ReviewAction] = ReviewAction.objects.visible_to(user)
    return rows.select_related("incident", "unit", "task", "author").annotate(
        seen_task=Subquery(task[:1]),
        due_key=Coalesce("due_on", Value(NO_DAY), output_field=DateField()),
    )


def open_actions(user: Any) -> "QuerySet[ReviewAction]":
    """What is neither a task nor dropped."""
    return actions_shown_to(user).filter(task=None, dropped_reason="")
