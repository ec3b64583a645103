"""Loading `scheme.json`: the scheme, its objectives, the plans known by number, the plan of Decision 1799/QĐ-BTP."""

import json
from datetime import date
from typing import Any

from comms.org.models import Unit
from comms.sample.sources import cited
from comms.sample.units import DATA
from plans.models import Plan, Scheme
from plans.services import objective_record, plan_record, scheme_record
from tasks.models import Task
from tasks.services import Coordinating, task_record

MINISTRY_UNITS = "*ministry_units"


def source_data() -> dict[str, Any]:
    """The file as it is; `press_sample` holds the facts of the sample release."""
    return json.loads((DATA / "scheme.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]  # JSON


def load_scheme(units: dict[str, Unit]) -> tuple[Scheme, list[Plan], list[Task]]:
    """Record scheme, objectives, plans and tasks as decided; nothing is written twice."""
    data = source_data()
    given = data["scheme"]
    scheme = scheme_record(
        actor=None,
        code=given["code"],
        title=given["title_vi"],
        decision_number=given["decision"]["number"],
        decision_date=date.fromisoformat(given["decision"]["date"]),
        starts=date.fromisoformat(given["starts"]),
        ends=date.fromisoformat(given["ends"]),
        owner_unit=units[given["owner_unit"]],
        aim=given["aim_vi"],
        source=cited(given["source"]),
    )
    for objective in given["objectives"]:
        objective_record(
            actor=None,
            scheme=scheme,
            no=objective["no"],
            title=objective["title_vi"],
            source=cited(objective["source"]),
            illustrative=_columns(objective),
        )
    plans = [_annual_plan(one, scheme, units) for one in data["annual_plans"]]
    tasks: list[Task] = []
    for one in data["plans"]:
        plan = _plan(one, units)
        plans.append(plan)
        tasks += [_task(row, plan, cited(one["source"]), units) for row in one["tasks"]]
    return scheme, plans, tasks


def _annual_plan(given: dict[str, Any], scheme: Scheme, units: dict[str, Unit]) -> Plan:
    """Only number, date and title are public; a year's plan runs through that year, which is marked as an example."""
    return plan_record(
        actor=None,
        issued=True,
        code=given["code"],
        scheme=scheme,
        title=given["title_vi"],
        year=given["year"],
        decision_number=given["decision"]["number"],
        decision_date=date.fromisoformat(given["decision"]["date"]),
        starts=date(given["year"], 1, 1),
        ends=date(given["year"], 12, 31),
        owner_unit=units[given["owner_unit"]],
        source="cơ sở dữ liệu văn bản công khai: chỉ có số, ngày và tên",
        illustrative=["starts", "ends"],
    )


def _plan(given: dict[str, Any], units: dict[str, Unit]) -> Plan:
    return plan_record(
        actor=None,
        issued=True,
        code=given["code"],
        title=given["title_vi"],
        decision_number=given["decision"]["number"],
        decision_date=date.fromisoformat(given["decision"]["date"]),
        starts=date.fromisoformat(given["starts"]),
        owner_unit=units[given["owner_unit"]],
        verifying_unit=units[given["verifying_unit"]],
        source=cited(given["source"]),
        illustrative=_columns(given),
    )


def _task(given: dict[str, Any], plan: Plan, source: str, units: dict[str, Unit]) -> Task:
    named = [code for code in given["coordinating"] if code != MINISTRY_UNITS]
    return task_record(
        actor=None,
        plan=plan,
        no=given["no"],
        title=given["title_vi"],
        lead_unit=units[given["lead"]],
        coordinating=[Coordinating(units[code]) for code in named],
        coordinating_group="ministry_units" if MINISTRY_UNITS in given["coordinating"] else "",
        timing_text=given["timing_vi"],
        note=given.get("note", ""),
        source=source,
        illustrative=_columns(given),
    )


def _columns(given: dict[str, Any]) -> list[str]:
    """The names of the fields whose value is an example: `title_vi` in the file is `title` here."""
    names = {"title_vi": "title", "timing_vi": "timing_text"}
    return [names.get(name, name) for name in given.get("illustrative", [])]
