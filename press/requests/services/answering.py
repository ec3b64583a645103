"""Draft, return, approve, answer; the promise of a later answer."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import cleaned, required
from comms.core.decisions import require
from comms.core.errors import IllegalTransition, Invalid, NotAllowed
from comms.core.records import locked
from comms.core.states import move, require_version
from comms.deadlines.selectors import hanoi_date
from comms.org.models import User
from comms.org.selectors import acts_for
from press.mandates.models import Mandate
from press.mandates.policies import within_mandate
from press.messages.checking import as_evidence, require_read, warnings_for
from press.releases.models import Release
from press.releases.states import State as ReleaseState
from press.requests import policies
from press.requests.models import AnswerVersion, PressRequest, Promise
from press.requests.services import notices
from press.requests.services.common import check_instant, end, locked_request, mandate_held
from press.requests.services.units import UNAPPROVED, ask_again, deliver
from press.requests.states import ANSWER_WAYS, IN_WRITING, RequestKind, RequestState, Way

# NĐ 237/2026/NĐ-CP, khoản 3 Điều 18: from this day on the press is told in writing.
OPINIONS_IN_WRITING_SINCE = date(2026, 7, 1)


@transaction.atomic
def request_draft(*, actor: User, request_id: UUID, version: int, answer: str) -> PressRequest:
    """Write the words of the answer; each text stays as a version.  An approval lapses.

    The first draft by somebody of the lead unit is that unit's delivery.
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid: no words, the same words.
    """
    request = locked_request(actor, request_id)
    require(policies.may_draft(actor, request))
    words = required(PressRequest, "answer", answer)
    require_version(request, version)
    again = request.state == RequestState.ASSIGNED or policies.were_returned(request)
    if words == request.answer and not again:
        raise Invalid.field("answer", _("These are the words that stand here already."), code="unchanged")
    move(request, "draft", expected_version=version, answer=words, answer_author=actor, **UNAPPROVED)
    number = _add_version(request, actor, words)
    lead = policies.lead_part(request)
    if lead is not None and lead.delivered_at is None and acts_for(actor, lead.unit_id, *policies.WORKERS):
        deliver(lead, actor)
    record(actor=actor, action="press.request.drafted", target=request, number=number)
    return request


@transaction.atomic
def request_return(*, actor: User, request_id: UUID, version: int, comment: str) -> PressRequest:
    """Give the words back to who wrote them, with what is to be changed; an approval lapses.

    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid without a comment.
    """
    request = locked_request(actor, request_id)
    require(policies.may_return(actor, request))
    comment = required(AnswerVersion, "note", comment, field="comment")
    move(request, "return", expected_version=version, **UNAPPROVED)
    _add_version(request, actor, request.answer, comment)
    lead = policies.lead_part(request)
    if lead is not None and lead.delivered_at is not None:
        ask_again(lead, actor, comment)
    notices.tell_returned(request, comment, by=actor)
    record(actor=actor, action="press.request.returned", target=request, comment=comment)
    return request


@transaction.atomic
def request_approve(
    *,
    actor: User,
    request_id: UUID,
    version: int,
    mandate_id: UUID | None = None,
    warnings_read: bool = False,
) -> PressRequest:
    """Approve the words in the name of the agency, under one's own mandate that holds now; never one who wrote any of
    them.  `mandate_id`: without it as head or regular spokesperson; to name an authorisation says that the request is
    on its matter.

    What contradicts a message line or uses a lapsed one is approved only with `warnings_read`, else Invalid on that
    field; the evidence keeps which warnings those were.
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid on `mandate` for one that is not the person's own.
    """
    request = locked_request(actor, request_id)
    require(policies.may_approve(actor, request))
    mandate = mandate_held(actor, request, mandate_id)
    require_version(request, version)
    if request.state not in request.transitions.sources("approve"):
        raise IllegalTransition
    warnings = warnings_for(request.answer, request.subject, clock.today(), reader=actor)
    require_read(warnings, warnings_read)
    move(
        request,
        "approve",
        expected_version=version,
        approved_by=actor,
        approved_at=clock.now(),
        mandate=mandate,
    )
    notices.tell_approved(request, by=actor)
    record(
        actor=actor,
        action="press.request.approved",
        target=request,
        mandate=mandate.pk,
        matter=mandate.on_matter,
        warnings=as_evidence(warnings),
    )
    return request


@transaction.atomic
def request_answer(
    *,
    actor: User,
    request_id: UUID,
    version: int,
    answered_way: str = "",
    answered_at: datetime | None = None,
    release_id: UUID | None = None,
    late_reason: str = "",
) -> PressRequest:
    """Record that the approved words went out at `answered_at` (aware; now when None); stops the legal clock there.

    `answered_way` is one of ANSWER_WAYS (when empty, the way in which the request came, else e-mail); `release_id` an
    issued release that is the answer.  The mandate holds at `answered_at`: else NotAllowed, code `outside_mandate`.
    Opinions received since 01/07/2026 are answered in writing.  A late answer needs `late_reason`.
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid: an instant in the future, before the receipt or before
    the approval.
    """
    request = locked_request(actor, request_id)
    require(policies.may_answer(actor, request))
    require_version(request, version)
    if request.state not in request.transitions.sources("answer") or request.mandate_id is None:
        raise IllegalTransition
    at = answered_at or clock.now()
    check_instant("answered_at", at, request)
    mandate = locked(Mandate.objects.select_related("person", "unit"), request.mandate_id)
    within = within_mandate(mandate, at)
    if not within.allowed:
        raise NotAllowed(within.reason, code="outside_mandate")
    if request.approved_at is not None and at < request.approved_at:
        raise Invalid.field("answered_at", _("These words were approved only later."), code="before_approval")
    release = _issued(actor, release_id)
    way = answered_way or (request.way if request.way in ANSWER_WAYS else Way.EMAIL)
    _check_way(request, way, release)
    end(
        request,
        "answer",
        actor=actor,
        version=version,
        at=at,
        late_reason=late_reason,
        answered_by=actor,
        answered_at=at,
        answered_way=way,
        release=release,
    )
    record(
        actor=actor,
        action="press.request.answered",
        target=request,
        answered_at=at,
        way=way,
        release=release.pk if release else None,
    )
    return request


@transaction.atomic
def request_promise(
    *, actor: User, request_id: UUID, version: int, promised_for: date, reason: str = ""
) -> PressRequest:
    """Promise the press an answer by the end of a later day.  It moves no legal clock: `selectors.warnings_of` says so
    where the day lies beyond it.

    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid for today or a day that has passed.
    """
    request = locked_request(actor, request_id)
    require(policies.may_promise(actor, request))
    if promised_for <= clock.today():
        raise Invalid.field("date", _("Promise a day after today."), code="past")
    reason = cleaned(Promise, "reason", reason)
    move(request, "promise", expected_version=version, promised_for=promised_for)
    Promise.objects.create(request=request, promised_for=promised_for, reason=reason, at=clock.now(), by=actor)
    record(actor=actor, action="press.request.promised", target=request, promised_for=promised_for, reason=reason)
    return request


def _add_version(request: PressRequest, actor: User, words: str, note: str = "") -> int:
    number = AnswerVersion.objects.filter(request=request).count() + 1
    AnswerVersion.objects.create(request=request, number=number, text=words, note=note, at=clock.now(), by=actor)
    return number


def _issued(actor: User, release_id: UUID | None) -> Release | None:
    if release_id is None:
        return None
    release: Release | None = Release.objects.visible_to(actor).filter(pk=release_id).first()
    if release is None:
        raise Invalid.field("release", _("There is nothing with this id."), code="does_not_exist")
    if release.state not in (ReleaseState.ISSUED, ReleaseState.CORRECTED):
        raise Invalid.field("release", _("This release is not issued."), code="not_issued")
    return release


def _check_way(request: PressRequest, way: str, release: Release | None) -> None:
    if way not in ANSWER_WAYS:
        raise Invalid.field("answered_way", _("Say how the answer went out."), code="invalid_choice")
    bound = request.kind == RequestKind.OPINIONS and hanoi_date(request.received_at) >= OPINIONS_IN_WRITING_SINCE
    if bound and way not in IN_WRITING and release is None:
        detail = _("Opinions passed on by the press are answered in writing (NĐ 237/2026/NĐ-CP, khoản 3 Điều 18).")
        raise Invalid.field("answered_way", detail, code="in_writing")
