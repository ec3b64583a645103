"""A task that comes of something outside the plan: a promise made to the press, a lesson of an incident."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.core.errors import Invalid
from comms.core.records import found
from comms.org.models import Unit, User
from plans.models import Plan
from plans.states import PlanState
from tasks.models import AmendmentLine, Task
from tasks.services.amendments import LineInput, plan_amend
from tasks.services.assignment import task_create
from tasks.states import LineAct, LineSubject

TITLE_LIMIT = 1000


@transaction.atomic
def task_bring(
    *,
    actor: User,
    plan_id: UUID,
    title: str,
    deliverable: str,
    lead_unit: Unit,
    due_on: date | None,
    reason: str,
    decision_number: str = "",
    decision_date: date | None = None,
) -> Task:
    """Bring a task into a plan: a draft takes it as any line, an issued one by an amendment with number and date of the
    decision, and `reason`.

    A title longer than TITLE_LIMIT is cut.
    Raises NotVisible, NotAllowed, IllegalTransition, Invalid for `decision_number` or `decision_date`, and what
    `task_create` and `plan_amend` raise.
    """
    plan: Plan = found(Plan.objects.visible_to(actor), pk=plan_id)
    words: dict[str, Any] = {"title": " ".join(title.split())[:TITLE_LIMIT], "deliverable": deliverable}
    if plan.state == PlanState.DRAFT:
        day: dict[str, Any] = {"due_on": due_on} if due_on else {}
        return task_create(actor=actor, plan_id=plan.pk, lead_unit=lead_unit, **words, **day)
    if not decision_number.strip() or decision_date is None:
        detail = _("This plan is issued: name number and date of the decision that brings the task into it.")
        name = "decision_number" if not decision_number.strip() else "decision_date"
        raise Invalid.field(name, detail, code="required")
    day_told = {"due_on": due_on.isoformat()} if due_on else {}
    plan_amend(
        actor=actor,
        plan_id=plan.pk,
        version=plan.version,
        decision_number=decision_number,
        decision_date=decision_date,
        reason=reason,
        lines=[LineInput(LineSubject.TASK, LineAct.ADD, None, {**words, "lead_unit": lead_unit.code, **day_told})],
    )
    line = AmendmentLine.objects.filter(amendment__plan=plan, task__isnull=False).select_related("task")
    added: Any = line.order_by("-amendment__no", "-position").first()
    task: Task = added.task  # of the amendment that this act has confirmed
    return task
