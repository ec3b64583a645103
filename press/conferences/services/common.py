"""What the services of this room share."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import Decision
from comms.core.errors import IllegalTransition, Invalid, NotAllowed
from comms.core.records import found, locked
from comms.core.states import require_version
from comms.org.models import User
from press.conferences.models import ConferenceQuestion, PressConference
from press.mandates.models import Mandate
from press.mandates.policies import within_mandate


def taken(actor: User, conference_id: UUID) -> PressConference:
    """The conference, locked through visibility, with its mandate and unit.  Raises NotVisible."""
    conference: PressConference = locked(PressConference.objects.visible_to(actor), conference_id)
    conference.mandate = _with_person(conference.mandate_id) if conference.mandate_id else None
    return conference


def question_taken(actor: User, question_id: UUID) -> ConferenceQuestion:
    """The question, locked through visibility, after its conference: its minutes are not approved meanwhile."""
    conference_id = found(ConferenceQuestion.objects.visible_to(actor), pk=question_id).conference_id
    PressConference.objects.select_for_update(no_key=True).get(pk=conference_id)
    question: ConferenceQuestion = locked(ConferenceQuestion.objects.visible_to(actor), question_id)
    question.conference = PressConference.objects.select_related("unit", "mandate__person").get(pk=conference_id)
    return question


def _with_person(mandate_id: UUID) -> Mandate:
    return Mandate.objects.select_related("person", "unit").get(pk=mandate_id)


def mandate_named(actor: User, mandate_id: UUID | None) -> Mandate | None:
    if mandate_id is None:
        return None
    return found(Mandate.objects.visible_to(actor).select_related("person", "unit"), pk=mandate_id)


def held_mandate(mandate: Mandate | None, at: datetime) -> Mandate:
    """The mandate, locked so that nobody revokes it before the commit, if it holds at `at`.

    Raises Invalid without one; NotAllowed, code `outside_mandate`, whose reason names its validity.
    """
    if mandate is None:
        raise Invalid.field("mandate", _("Say under whose mandate it is spoken."), code="required")
    mandate = locked(Mandate.objects.select_related("person", "unit"), mandate.pk)
    within = within_mandate(mandate, at)
    if not within.allowed:
        raise NotAllowed(within.reason, code="outside_mandate")
    return mandate


def check_ready(decision: Decision) -> None:
    """The person may, but the thing is not ready: IllegalTransition with the reason."""
    if not decision.allowed:
        raise IllegalTransition(decision.reason)


def check_legal(obj: Any, verb: str, version: int) -> None:
    """What `move` will check, for a verb with more to look at before it writes."""
    require_version(obj, version)
    if obj.state not in obj.transitions.sources(verb):
        raise IllegalTransition
