"""Which incidents name a task.  The same question is asked of releases and statements."""

from typing import Any

from django.db.models import QuerySet


def incident_links(user: Any, named: Any) -> "QuerySet[Any]":
    """The links by which incidents name `named` (a task, release or statement), of the incidents that the reader sees.

    Incidents stand above this app: they are asked through the row.
    """
    rows: QuerySet[Any] = named.incident_links.visible_to(user).select_related("incident").order_by("linked_at", "id")
    return rows
