"""Filling a database with work as a ministry would have it in fifty years: 100,000 tasks in 200 plans.

Written past the services, because a hundred thousand of them would take an hour: the rows are those that they write.
"""

import random
import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.management import call_command
from django.db import connection

from comms.core import clock
from comms.core.text import fold
from comms.org.models import Unit
from plans.models import Objective, Plan
from plans.states import PlanState
from tasks.models import Task
from tasks.states import TaskState

PLANS = 200
TASKS_IN_A_PLAN = 500
OBJECTIVES_IN_A_PLAN = 10
STATES = [
    (TaskState.ASSIGNED, 10),
    (TaskState.ACCEPTED, 10),
    (TaskState.IN_PROGRESS, 30),
    (TaskState.BLOCKED, 5),
    (TaskState.SUBMITTED, 10),
    (TaskState.VERIFIED, 30),
    (TaskState.CANCELLED, 5),
]
WORDS = (
    "biên soạn tài liệu truyền thông chính sách dự thảo luật tổ chức họp báo định kỳ đăng tải tin bài trên cổng thông "
    "tin điện tử phối hợp cơ quan báo chí phổ biến giáo dục pháp luật tập huấn kỹ năng phát ngôn"
).split()


def fill() -> None:
    """Units and people of the sample, then plans, objectives, tasks, parts, standings and reports."""
    call_command("load_sample", verbosity=0)
    dice = random.Random(1996)  # noqa: S311  # the same tasks in every run
    units = list(Unit.objects.valid_on(clock.today()).exclude(kind__in=["ministry", "local"]).order_by("code"))
    for plan in _plans(units):
        objectives = [
            Objective(plan=plan, no=str(number), title=f"Nhóm nhiệm vụ {number}", position=number)
            for number in range(1, OBJECTIVES_IN_A_PLAN + 1)
        ]
        Objective.objects.bulk_create(objectives)
        Task.objects.bulk_create(_task(dice, plan, number, objectives, units) for number in range(TASKS_IN_A_PLAN))
    with connection.cursor() as cursor:
        for statement in FURTHER_ROWS:
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE")  # as autovacuum would: without statistics the planner guesses


def _plans(units: list[Unit]) -> list[Plan]:
    plans = [
        Plan(
            code=f"DO-{number:03}",
            title=f"Kế hoạch đo số {number} (minh họa)",
            starts=date(2026, 1, 1),
            ends=date(2026, 12, 31),
            decision_number=f"{number}/QĐ-DO",
            decision_date=date(2026, 1, 15),
            owner_unit=units[number % len(units)],
            verifying_unit=units[(number + 1) % len(units)],
            state=PlanState.IN_PROGRESS,
        )
        for number in range(1, PLANS + 1)
    ]
    for plan in plans:
        plan.folded = fold(f"{plan.code} {plan.title} {plan.decision_number}")
    return Plan.objects.bulk_create(plans)


def _task(dice: random.Random, plan: Plan, number: int, objectives: list[Objective], units: list[Unit]) -> Task:
    (state,) = dice.choices([state for state, _share in STATES], [share for _state, share in STATES])
    due = None if dice.random() < 0.1 else date(2026, 1, 31) + timedelta(days=dice.randrange(330))
    title = " ".join(dice.choices(WORDS, k=12)).capitalize()
    lead, submitted = dice.choice(units), state in (TaskState.SUBMITTED, TaskState.VERIFIED)
    return Task(
        plan=plan,
        objective=dice.choice(objectives) if dice.random() < 0.95 else None,
        no=str(number + 1),
        position=number + 1,
        title=title,
        folded=fold(title),
        lead_unit=lead,
        deliverable="Báo cáo kết quả",
        timing_text="Theo kế hoạch",
        due_on=due,
        first_due_on=due,
        weight=Decimal(dice.choice([1, 1, 1, 2, 5])),
        declared_percent=Decimal(dice.randrange(0, 101, 5)),
        state=state,
        submitted_at=clock.now() if submitted else None,
        submitted_on=date(2026, 6, 30) if submitted else None,
        submitted_by=uuid.UUID(int=7) if submitted else None,
        submitted_by_unit=lead if submitted else None,
    )


# Every task is led by one unit and coordinated by two; it stood differently on four days; every second was reported on.
FURTHER_ROWS = [
    """
    INSERT INTO tasks_participation (id, task_id, unit_id, role, deliverable, due_on, state, delivered_text, position,
                                     is_open, due_sort)
    SELECT gen_random_uuid(), id, lead_unit_id, 'lead', '', NULL, 'assigned', '', 0,
           state NOT IN ('verified', 'cancelled'), due_sort FROM tasks_task
    WHERE NOT EXISTS (SELECT 1 FROM tasks_participation p WHERE p.task_id = tasks_task.id)
    """,
    """
    INSERT INTO tasks_participation (id, task_id, unit_id, role, deliverable, due_on, state, delivered_text, position,
                                     is_open, due_sort)
    SELECT gen_random_uuid(), t.id, u.id, 'coordinating', 'Ý kiến bằng văn bản', t.due_on, 'assigned', '', u.place,
           t.state NOT IN ('verified', 'cancelled'), t.due_sort
    FROM tasks_task t CROSS JOIN LATERAL (
        SELECT id, row_number() OVER (ORDER BY md5(t.id::text || id::text)) AS place FROM org_unit
        WHERE valid_to IS NULL AND kind NOT IN ('ministry', 'local') AND id <> t.lead_unit_id
        ORDER BY md5(t.id::text || id::text) LIMIT 2
    ) u JOIN plans_plan p ON p.id = t.plan_id WHERE p.code LIKE 'DO-%'
    """,
    """
    INSERT INTO plans_access (id, plan_id, unit_id, "group")
    SELECT gen_random_uuid(), plan_id, unit_id, '' FROM (
        SELECT DISTINCT t.plan_id, part.unit_id FROM tasks_participation part JOIN tasks_task t ON t.id = part.task_id
    ) taking WHERE NOT EXISTS (
        SELECT 1 FROM plans_access a WHERE a.plan_id = taking.plan_id AND a.unit_id = taking.unit_id
    )
    """,
    """
    INSERT INTO tasks_standing (task_id, since, until, plan_id, objective_id, lead_unit_id, state, weight,
                                declared_percent, due_on, submitted_on)
    SELECT t.id, d.since, d.until, t.plan_id, t.objective_id, t.lead_unit_id,
           CASE WHEN d.until = DATE '9999-12-31' THEN t.state ELSE d.state END, t.weight, t.declared_percent, t.due_on,
           CASE WHEN d.until = DATE '9999-12-31' THEN t.submitted_on END
    FROM tasks_task t JOIN plans_plan p ON p.id = t.plan_id CROSS JOIN (VALUES
        (DATE '2026-01-20', DATE '2026-02-10', 'assigned'), (DATE '2026-02-10', DATE '2026-04-01', 'accepted'),
        (DATE '2026-04-01', DATE '2026-07-01', 'in_progress'), (DATE '2026-07-01', DATE '9999-12-31', '')
    ) d (since, until, state) WHERE p.code LIKE 'DO-%'
    """,
    """
    INSERT INTO tasks_update (id, seq, at, actor_id, actor_label, actor_unit, task_id, text, percent)
    SELECT gen_random_uuid(), 1, now() - random() * interval '200 days', NULL, 'Nguyễn Văn A', '', t.id, 'Đã làm', 50
    FROM tasks_task t JOIN plans_plan p ON p.id = t.plan_id WHERE p.code LIKE 'DO-%' AND t.position % 2 = 0
    """,
]


def described() -> dict[str, Any]:
    """How many rows there are, for the head of the report."""
    with connection.cursor() as cursor:
        counts = {}
        for table in ("plans_plan", "tasks_task", "tasks_participation", "tasks_standing", "tasks_update"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            (counts[table],) = cursor.fetchone()
    return counts
