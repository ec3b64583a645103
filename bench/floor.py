"""The floor: the same SQL through psycopg with the same JSON through orjson, in a bare WSGI function.

The statements are those that the service was seen to send (`bench.works.statements_of`), word for word; what a
request costs here is what no framework can save.
"""

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import psycopg

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WORKS: dict[str, Any] = json.loads(Path(os.environ["BENCH_WORKS"]).read_text())


def own_columns(cursor: Any) -> Callable[[Any], dict[str, Any]]:
    """A row by the names of its columns; of a joined table only those that the first one has not."""
    places = {column.name: place for place, column in reversed(list(enumerate(cursor.description or ())))}
    return lambda values: {name: values[place] for name, place in places.items()}


CONNECTION = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, row_factory=own_columns)
CONNECTION.execute("SET jit = off")
COUNTS = (
    "total done_on_time done_late done_undated in_progress not_started blocked cancelled due_soon overdue"
).split()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    work = WORKS[environ["PATH_INFO"] + "?" * bool(environ["QUERY_STRING"]) + environ["QUERY_STRING"]]
    rows = [CONNECTION.execute(statement).fetchall() for statement in work["statements"]]
    body = orjson.dumps(SHAPES[work["shape"]](rows, work), default=plain, option=orjson.OPT_PASSTHROUGH_DATETIME)
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(HANOI).isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat()


def tasks(rows: list[list[dict[str, Any]]], work: dict[str, Any]) -> dict[str, Any]:
    """A page of the task list: the tasks, their named units, their topics."""
    listed, parts, topics = rows
    units, about = defaultdict(list), defaultdict(list)
    for part in parts:
        units[part["task_id"]].append(
            {"unit": part["unit_id"], **{name: part[name] for name in ("deliverable", "due_on", "state")}}
        )
    for topic in topics:
        about[topic["_prefetch_related_val_task_id"]].append(str(topic["id"]))
    columns = work["columns"]
    results = []
    for row in listed[: work["size"]]:
        one = {key: row[column] for key, column in columns.items()}
        one["coordinating"] = units[row["id"]]
        one["coordinating_groups"] = [row["coordinating_group"]] if row["coordinating_group"] else []
        one["topics"] = about[row["id"]]
        one["timing_understood"] = bool(row["due_on"] or row["recurrence"]) if row["timing_text"] else None
        one["declared_percent"] = 100 if row["state"] == "verified" else row["declared_percent"]
        results.append(one)
    return {"next": work["next"], "previous": None, "results": results}


def progress(rows: list[list[dict[str, Any]]], work: dict[str, Any]) -> dict[str, Any]:
    """The figures of a plan with both breakdowns."""
    by_unit, units, by_objective, objectives = rows
    figures = {row["lead_unit_id"]: row for row in by_unit}
    weights = {row["objective_id"]: row for row in by_objective}
    whole = {name: sum(row[name] or 0 for row in by_unit) for name in by_unit[0] if name != "lead_unit_id"}
    heads = [
        {"objective": one["id"], "no": one["no"], "title": one["title"], **figure(weights.get(one["id"]) or NOTHING)}
        for one in objectives
    ]
    if None in weights:
        heads.append({"objective": None, "no": None, "title": None, **figure(weights[None])})
    return {
        **figure(whole),
        **work["fixed"],
        "by_objective": heads,
        "by_unit": [
            {"unit": one["id"], "code": one["code"], "name": one["name_vi"], **figure(figures[one["id"]])}
            for one in units
        ],
    }


NOTHING: dict[str, Any] = defaultdict(int)


def figure(row: dict[str, Any]) -> dict[str, Any]:
    whole = row["weight_sum"] or Decimal(0)
    return {
        "weight": whole,
        "declared_percent": _ratio(row["declared_sum"] or Decimal(0), whole),
        "verified_percent": _ratio((row["verified_sum"] or Decimal(0)) * 100, whole),
        "counts": {name: row[f"n_{name}"] for name in COUNTS},
    }


def _ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part / whole).quantize(Decimal("0.01"), ROUND_HALF_UP) if whole else None


SHAPES = {"tasks": tasks, "progress": progress}
