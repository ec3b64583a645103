"""What happens to plans and concerns their tasks: one service call each."""

from datetime import date
from typing import Any
from uuid import UUID

from plans.models import Plan
from tasks.services.timing import plan_reread, plan_tasks_lock


def on_plan_dates_changing(sender: Any, *, plan_id: UUID, **kwargs: Any) -> None:
    plan_tasks_lock(plan_id)


def on_plan_dates_changed(sender: Any, *, plan: Plan, starts: date, ends: date | None, **kwargs: Any) -> None:
    plan_reread(plan, starts=starts, ends=ends)
