"""What a question leaves behind: a promised answer, the task that it becomes, a press request."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core.clock import HANOI
from comms.core.decisions import require
from comms.core.errors import IllegalTransition, Invalid
from comms.core.records import found
from comms.core.states import change, move
from comms.org.models import Unit, User
from press.conferences import policies
from press.conferences.models import ConferenceQuestion
from press.conferences.services import notices
from press.conferences.services.common import check_legal, check_ready, question_taken
from press.requests.services import request_register
from press.requests.states import RequestKind, Way
from tasks.models import Task
from tasks.services import task_bring


@transaction.atomic
def question_promise(
    *,
    actor: User,
    conferencequestion_id: UUID,
    version: int,
    unit: Unit,
    promised_for: date,
    plan_id: UUID | None = None,
    decision_number: str = "",
    decision_date: date | None = None,
) -> ConferenceQuestion:
    """Promise an answer by `unit` until `promised_for` (that day included); its heads are told.

    With `plan_id` it becomes a task in the same act, as `question_task` makes it, for who may do both.
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid (a day before the conference, a unit that is no more).
    """
    question = question_taken(actor, conferencequestion_id)
    require(policies.keeps(actor, question.conference.unit_id))
    check_legal(question, "promise", version)
    check_ready(policies.was_held(question.conference))
    if promised_for < question.conference.held_at.astimezone(HANOI).date():
        raise Invalid.field("promised_for", _("This day was before the conference."), code="order")
    if not unit.is_valid_on(question.conference.held_at.astimezone(HANOI).date()):
        raise Invalid.field("unit", _("This unit did not exist on the day of the conference."), code="not_valid")
    move(question, "promise", expected_version=version, promised_unit=unit, promised_for=promised_for)
    notices.tell_promised(question, by=actor)
    record(actor=actor, action="press.question.promised", target=question, unit=unit.code, promised_for=promised_for)
    if plan_id is not None:
        _become_task(actor, question, plan_id, decision_number, decision_date)
    return question


@transaction.atomic
def question_task(
    *,
    actor: User,
    conferencequestion_id: UUID,
    version: int,
    plan_id: UUID | None = None,
    decision_number: str = "",
    decision_date: date | None = None,
    task_id: UUID | None = None,
) -> ConferenceQuestion:
    """Make a promised answer a task, or name the task (`task_id`) that it has become already.

    A draft takes it as any line, an issued plan by an amendment with number and date of the decision
    (`tasks.services.task_bring`).  Who may do that, plans and tasks say.
    Raises NotVisible, NotAllowed, IllegalTransition, Conflict, StaleVersion, Invalid.
    """
    question = question_taken(actor, conferencequestion_id)
    check_legal(question, "task", version)
    check_ready(policies.no_task(question))
    if (plan_id is None) == (task_id is None):
        raise Invalid.field("plan", _("Name the plan, or the task that there is already."), code="one")
    if plan_id is not None:
        _become_task(actor, question, plan_id, decision_number, decision_date)
        return question
    require(policies.may_name_task(actor, question.conference))
    task: Task = found(Task.objects.visible_to(actor), pk=task_id)
    _link(actor, question, task)
    return question


@transaction.atomic
def question_request(
    *,
    actor: User,
    conferencequestion_id: UUID,
    version: int,
    kind: str = RequestKind.OTHER,
    reply_to: str = "",
) -> ConferenceQuestion:
    """Go on with a question as a press request, received in person at the conference.

    Raises NotAllowed, IllegalTransition, StaleVersion, and what registering a request raises.
    """
    question = question_taken(actor, conferencequestion_id)
    conference = question.conference
    require(policies.keeps(actor, conference.unit_id))
    check_legal(question, "request", version)
    check_ready(policies.was_held(conference))
    check_ready(policies.no_request(question))
    request = request_register(
        actor=actor,
        kind=kind,
        subject=f"Câu hỏi số {question.number} tại họp báo: {conference.title}"[:300],
        questions=question.text,
        way=Way.IN_PERSON,
        received_at=conference.held_at,
        received_reason=f"Câu hỏi được nêu trực tiếp tại họp báo “{conference.title}”.",
        outlet_id=question.outlet_id,
        outlet_name=question.outlet_name,
        journalist_name=question.asked_by,
        reply_to=reply_to,
    )
    move(question, "request", expected_version=version, press_request=request)
    record(actor=actor, action="press.question.made_request", target=question, request=request.pk)
    return question


@transaction.atomic
def promise_worked_out(*, task: Task, actor: User) -> None:
    """The task of a promised answer is verified: the desk is told that the answer can be given."""
    for question in ConferenceQuestion.objects.filter(task=task).select_related("conference"):
        notices.tell_worked_out(question, by=actor)


def _become_task(
    actor: User, question: ConferenceQuestion, plan_id: UUID, decision_number: str, decision_date: date | None
) -> None:
    unit, day = question.promised_unit, question.promised_for
    if unit is None or day is None:  # the constraint of a promise; said for the types
        raise IllegalTransition
    head = f"Trả lời câu hỏi số {question.number} tại họp báo “{question.conference.title}”: "
    task = task_bring(
        actor=actor,
        plan_id=plan_id,
        title=head + question.text,
        deliverable="Nội dung trả lời cơ quan báo chí",
        lead_unit=unit,
        due_on=day,
        reason=f"Trả lời câu hỏi đã hứa tại họp báo “{question.conference.title}”.",
        decision_number=decision_number,
        decision_date=decision_date,
    )
    _link(actor, question, task)


def _link(actor: User, question: ConferenceQuestion, task: Task) -> None:
    change(question, expected_version=None, task=task)
    record(actor=actor, action="press.question.made_task", target=question, task=task.pk)
