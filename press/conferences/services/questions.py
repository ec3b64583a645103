"""Questions: written down in their order, answered under a mandate."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import cleaned, refuse_future, required
from comms.core.decisions import require
from comms.core.errors import IllegalTransition, Invalid
from comms.core.records import found
from comms.core.states import change, move, require_version
from comms.org.models import User
from press.conferences import policies
from press.conferences.models import ConferenceQuestion, PressConference
from press.conferences.services.common import (
    check_legal,
    check_ready,
    held_mandate,
    mandate_named,
    question_taken,
    taken,
)
from press.conferences.states import QuestionState
from press.distribution.models import MediaOutlet


@transaction.atomic
def question_ask(
    *,
    actor: User,
    pressconference_id: UUID,
    text: str,
    asked_by: str = "",
    outlet_id: UUID | None = None,
    outlet_name: str = "",
) -> ConferenceQuestion:
    """Write a question down; it gets the next number of its conference, also when two people write at once.

    Raises NotAllowed, IllegalTransition (not announced yet, minutes approved), Invalid.
    """
    conference = taken(actor, pressconference_id)
    require(policies.keeps(actor, conference.unit_id))
    check_ready(policies.open_for_questions(conference))
    fields = _fields(actor, text=text, asked_by=asked_by, outlet_id=outlet_id, outlet_name=outlet_name)
    last = ConferenceQuestion.objects.filter(conference=conference).aggregate(last=Max("number"))["last"] or 0
    question = ConferenceQuestion.objects.create(conference=conference, number=last + 1, recorded_by=actor, **fields)
    record(actor=actor, action="press.question.asked", target=question, number=question.number)
    return question


@transaction.atomic
def question_edit(*, actor: User, conferencequestion_id: UUID, version: int, **changes: Any) -> ConferenceQuestion:
    """Put right how a question was written down (text, asked_by, outlet_id, outlet_name), until minutes are approved.

    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid.
    """
    question = question_taken(actor, conferencequestion_id)
    require(policies.keeps(actor, question.conference.unit_id))
    require_version(question, version)
    _not_frozen(question)
    fields = _fields(actor, **changes)
    changed = sorted(name for name, value in fields.items() if getattr(question, name) != value)
    if not changed:
        return question
    change(question, expected_version=version, **{name: fields[name] for name in changed})
    record(actor=actor, action="press.question.edited", target=question, fields=changed)
    return question


@transaction.atomic
def question_answer(
    *,
    actor: User,
    conferencequestion_id: UUID,
    version: int,
    answer: str,
    mandate_id: UUID | None = None,
    answered_at: datetime | None = None,
) -> ConferenceQuestion:
    """Record the answer and when it was given, under the mandate of the conference or `mandate_id`.

    `answered_at`: now when None; of a question of a conference that has ended, its end, unless the answer was promised
    for later.  The mandate must hold at that moment: NotAllowed, code `outside_mandate`, otherwise.
    Raises also IllegalTransition, StaleVersion, Invalid (in the future, before the conference, without words).
    """
    question = question_taken(actor, conferencequestion_id)
    conference = question.conference
    require(policies.may_record_answer(actor, conference))
    check_legal(question, "answer", version)
    check_ready(policies.was_held(conference))
    if question.state == QuestionState.ASKED:
        _not_frozen(question)
    at = answered_at or _present(question)
    refuse_future("answered_at", at)
    if at < conference.held_at:
        raise Invalid.field("answered_at", _("This was before the conference began."), code="order")
    words = required(ConferenceQuestion, "answer", answer)
    mandate = held_mandate(mandate_named(actor, mandate_id) or conference.mandate, at)
    if mandate.unit_id != conference.unit_id:
        detail = _("This mandate is one of %(unit)s.") % {"unit": mandate.unit.name}
        raise Invalid.field("mandate", detail, code="other_unit")
    move(question, "answer", expected_version=version, answer=words, answered_under=mandate, answered_at=at)
    record(
        actor=actor,
        action="press.question.answered",
        target=question,
        number=question.number,
        answered_at=at,
        mandate=mandate.pk,
    )
    return question


def _present(question: ConferenceQuestion) -> datetime:
    """When an answer was given of which nobody says when."""
    conference: PressConference = question.conference
    if question.state == QuestionState.ASKED and conference.ended_at is not None:
        return conference.ended_at
    return clock.now()


def _not_frozen(question: ConferenceQuestion) -> None:
    frozen = policies.not_frozen(question.conference)
    if not frozen.allowed:
        raise IllegalTransition(frozen.reason)


def _fields(actor: User, **values: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in values.items():
        match name:
            case "text":
                fields[name] = required(ConferenceQuestion, name, value)
            case "asked_by" | "outlet_name":
                fields[name] = cleaned(ConferenceQuestion, name, value)
            case "outlet_id":
                fields["outlet"] = None if value is None else found(MediaOutlet.objects.visible_to(actor), pk=value)
            case _:
                raise TypeError(f"a question has no writable field {name}")
    if fields.get("outlet") is not None and not fields.get("outlet_name"):
        fields["outlet_name"] = fields["outlet"].name
    return fields
