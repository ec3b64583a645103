"""An issued plan of 2026 with objectives, topics and tasks in several states, and amendments of it."""

from datetime import date
from typing import Any

from plans.models import Objective, Plan, Topic
from plans.services import objective_create, plan_issue, plan_submit
from tasks import services
from tasks.models import Amendment, Task
from tasks.services import Coordinating, LineInput
from tests.cast import Cast
from tests.plans.build import draft

DECISION = {"decision_number": "45/QĐ-BTP", "decision_date": date(2026, 6, 1), "reason": "Điều chỉnh tiến độ"}


def issued_plan(cast: Cast, **fields: Any) -> Plan:
    """Objectives I and II, the focus topic 1, tasks 1 to 4: 1 of weight 2, 1 to 3 under I, 4 under none."""
    plan = draft(cast, **{"ends": date(2026, 12, 31), "year": 2026, **fields})
    first, second = (
        objective_create(actor=cast.officer, plan_id=plan.pk, no=no, title=title)
        for no, title in (("I", "Truyền thông chính sách"), ("II", "Hạ tầng"))
    )
    assert second.position == 2
    topic = Topic.objects.create(plan=plan, kind="focus_topic", no="1", text="Chuyển đổi số")
    for no in ("1", "2", "3", "4"):
        services.task_create(
            actor=cast.officer,
            plan_id=plan.pk,
            title=f"Nhiệm vụ {no}",
            no=no,
            lead_unit=cast.units["C-PBGDPL-TGPL"],
            coordinating=[Coordinating(cast.units["CNTT"], "Hạ tầng")] if no == "1" else [],
            objective_id=first.pk if no != "4" else None,
            weight=2 if no == "1" else 1,
            due_on=date(2026, 9, 30),
            topics=[topic] if no == "2" else [],
        )
    plan = plan_submit(actor=cast.officer, plan_id=plan.pk, version=plan.version)
    decision = {"decision_number": "12/QĐ-BTP", "decision_date": date(2026, 1, 15)}
    return plan_issue(actor=cast.leader, plan_id=plan.pk, version=plan.version, **decision)


def task(no: str) -> Task:
    found: Task = Task.objects.get(no=no)
    return found


def objective(no: str) -> Objective:
    found: Objective = Objective.objects.get(no=no)
    return found


def change(no: str, /, **values: Any) -> LineInput:
    return LineInput("task", "change", task(no).pk, values)


def drop(no: str) -> LineInput:
    return LineInput("task", "drop", task(no).pk)


def new(**values: Any) -> LineInput:
    return LineInput("task", "add", None, {"title": "Nhiệm vụ mới", "lead_unit": "CNTT", **values})


def amend(cast: Cast, plan: Plan, *lines: LineInput, actor: Any = None, **words: Any) -> Amendment:
    """All in one act; the amendment that came of it."""
    version = Plan.objects.get(pk=plan.pk).version
    given = {"actor": actor or cast.unit_head, "plan_id": plan.pk, "version": version, **DECISION, **words}
    services.plan_amend(lines=list(lines), **given)
    made: Amendment = Amendment.objects.filter(plan=plan, state="confirmed").order_by("-no")[0]
    return made


def drafted(cast: Cast, plan: Plan, *lines: LineInput, described: bool = True) -> Amendment:
    """A draft by the officer, line by line."""
    amendment = services.amendment_open(actor=cast.officer, plan_id=plan.pk)
    for one in lines:
        add(cast, amendment, one)
    amendment = Amendment.objects.get(pk=amendment.pk)
    if described:
        services.amendment_describe(
            actor=cast.officer, amendment_id=amendment.pk, version=amendment.version, **DECISION
        )
    return Amendment.objects.get(pk=amendment.pk)


def add(cast: Cast, amendment: Amendment, line: LineInput) -> Any:
    version = Amendment.objects.get(pk=amendment.pk).version
    return services.amendment_line_add(
        actor=cast.officer,
        amendment_id=amendment.pk,
        version=version,
        subject=line.subject,
        act=line.act,
        target=line.target,
        values=line.values,
    )
