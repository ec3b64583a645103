"""The tasks of a list as rows instead of model objects: half the work for a page of fifty."""

from collections import defaultdict
from types import SimpleNamespace
from typing import Any

from django.db.models import Prefetch, QuerySet

from plans.models import Topic
from tasks.models import Participation, Task, TaskFacts, TaskTopic
from tasks.states import ParticipationRole

_COLUMNS = tuple(field.attname for field in Task._meta.concrete_fields if field.name != "folded")


class TaskRow(TaskFacts):
    """One row under the names that a `Task` of `in_full` has."""

    named_coordinating: list[Any]
    linked_topics: list[Any]

    def __init__(self, row: dict[str, Any]) -> None:
        self.__dict__ = row


def in_full(tasks: Any) -> QuerySet[Task]:
    """With deadlines, `named_coordinating` in document order and `linked_topics`."""
    named = Participation.objects.filter(role=ParticipationRole.COORDINATING)
    rows: QuerySet[Task] = tasks.with_deadlines().prefetch_related(
        Prefetch("participations", queryset=named, to_attr="named_coordinating"),
        Prefetch("topics", queryset=Topic.objects.only("pk"), to_attr="linked_topics"),
    )
    return rows


def as_rows(tasks: Any) -> Any:
    """The query for a page of `in_full` as dictionaries, for `filled`."""
    return tasks.prefetch_related(None).values(*_COLUMNS, "overdue", "due_soon")


def filled(page: list[dict[str, Any]]) -> list[TaskRow]:
    """The page with the units and the topics of its tasks, in two queries."""
    ids = [row["id"] for row in page]
    parts: dict[Any, list[Any]] = defaultdict(list)
    named = Participation.objects.filter(task__in=ids, role=ParticipationRole.COORDINATING)
    for part in named.values("task_id", "unit_id", "deliverable", "due_on", "state"):
        parts[part["task_id"]].append(SimpleNamespace(**part))
    topics: dict[Any, list[Any]] = defaultdict(list)
    links = TaskTopic.objects.filter(task__in=ids).order_by("topic__kind", "topic__position", "topic__no")
    for task_id, topic_id in links.values_list("task_id", "topic_id"):
        topics[task_id].append(SimpleNamespace(pk=topic_id))
    for row in page:
        row["named_coordinating"], row["linked_topics"] = parts[row["id"]], topics[row["id"]]
    return [TaskRow(row) for row in page]
