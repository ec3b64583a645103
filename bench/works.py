"""What is measured, and what the floor needs to answer the same."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

SIZE = 50
# What a request sends before (who asks, which unit, which plan) the floor need not know.
LAST = {"tasks": 3, "progress": 4}


@dataclass(frozen=True)
class Work:
    """One address of the service, and its shape at the floor."""

    name: str
    path: str
    shape: str
    goal: str


def floor_of(work: Work, headers: dict[str, str]) -> dict[str, Any]:
    """The statements that the service sends for this work, and what is not in their rows.

    Ends the program when the floor, which answers from these, would answer something else.
    """
    statements, answer = _seen(work, headers)
    if work.shape == "progress":
        fixed = {name: answer[name] for name in ("plan", "scheme", "unit", "as_of", "rule")}
        return {"shape": work.shape, "statements": statements, "fixed": fixed}
    special = {"coordinating", "coordinating_groups", "topics", "declared_percent", "timing_understood"}
    names = _columns(statements[0])
    columns = {key: _column(key, names) for key in answer["results"][0] if key not in special}
    return {
        "shape": work.shape,
        "statements": statements,
        "columns": columns,
        "size": SIZE,
        "next": answer["next"],
    }


def _seen(work: Work, headers: dict[str, str]) -> tuple[list[str], Any]:
    client = Client(headers=headers)
    client.get(work.path)
    connection.force_debug_cursor = True
    try:
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(work.path)
    finally:
        connection.force_debug_cursor = False
    if answer.status_code != 200:
        raise SystemExit(f"bench: {work.path} answered {answer.status_code}: {answer.content[:300]!r}")
    statements = [query["sql"] for query in seen if "org_unit_succession" not in query["sql"]]
    return statements[-LAST[work.shape] :], answer.json()


def _columns(statement: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [column.name for column in cursor.description]


def _column(key: str, names: list[str]) -> str:
    for name in (key, f"{key}_id"):
        if name in names:
            return name
    raise SystemExit(f"bench: the floor does not know where the task list takes {key!r} from")
