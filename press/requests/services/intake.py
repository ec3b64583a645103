"""Registering what the press asks, putting it right, saying what kind of matter it is."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import chosen, cleaned, field_names, refuse_future, required
from comms.core.decisions import require
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotVisible
from comms.core.records import locked
from comms.core.states import change, move, require_version
from comms.org.models import Unit, User
from comms.org.selectors import held_roles
from press.distribution.models import Journalist, MediaOutlet
from press.mandates.models import PRESS_ROLES
from press.requests import policies
from press.requests.models import PressRequest
from press.requests.services.clocks import count_again, start_on_conclusion, start_on_receipt
from press.requests.services.common import check_instant, locked_request
from press.requests.states import EDITABLE, Classification, RequestKind, Way

FIELDS = frozenset(
    {
        "kind",
        "way",
        "subject",
        "questions",
        "source_text",
        "language",
        "outlet_id",
        "outlet_name",
        "journalist_id",
        "journalist_name",
        "reply_to",
        "received_at",
        "received_reason",
        "follows_id",
    }
)
LONGEST_OWN_SUBJECT = 120


@transaction.atomic
def request_register(
    *,
    actor: User,
    kind: str,
    questions: str,
    subject: str = "",
    way: str = "form",
    received_at: datetime | None = None,
    received_reason: str = "",
    outlet_id: UUID | None = None,
    outlet_name: str = "",
    journalist_id: UUID | None = None,
    journalist_name: str = "",
    reply_to: str = "",
    language: str = "vi",
    source_text: str = "",
    follows_id: UUID | None = None,
    illustrative: Sequence[str] = (),
) -> PressRequest:
    """Write down a request of the press; its legal clock starts by the law of the Hanoi date of `received_at`.

    `received_at` (aware; now when None) is the decision of who registers: an earlier moment needs `received_reason`.
    Without `subject` the first line of the questions is taken.  `follows_id` is the request that this one follows,
    ended or not.  Names are written as they were given; a known outlet or journalist fills an empty one.
    Raises NotAllowed; Conflict `forgotten` for a journalist who was taken out on request; Invalid, also on
    `received_at` where the kind has a legal time and the date lies before every known regime.
    """
    require(policies.may_register(actor))
    _hold_journalist(actor, journalist_id)
    at = received_at or clock.now()
    fields = _checked(
        actor,
        {
            "kind": kind,
            "way": way,
            "subject": subject or questions.strip().split("\n")[0][:LONGEST_OWN_SUBJECT],
            "questions": questions,
            "source_text": source_text,
            "language": language,
            "outlet_id": outlet_id,
            "outlet_name": outlet_name,
            "journalist_id": journalist_id,
            "journalist_name": journalist_name,
            "reply_to": reply_to,
            "received_at": at,
            "received_reason": received_reason,
            "follows_id": follows_id,
        },
    )
    request = PressRequest(
        desk_unit=_desk_of(actor),
        registered_by=actor,
        illustrative=field_names(PressRequest, illustrative),
        **_named(fields),
    )
    _check_receipt(request)
    request.save(force_insert=True)
    start_on_receipt(actor, request)
    record(
        actor=actor,
        action="press.request.registered",
        target=request,
        kind=request.kind,
        way=request.way,
        received_at=at,
        reason=request.received_reason,
    )
    return request


@transaction.atomic
def request_edit(*, actor: User, request_id: UUID, version: int, **changes: Any) -> PressRequest:
    """Put right what was written down: any of the fields of `request_register`, until an answer is approved.

    Where kind or receipt change, the legal clock is counted again: what should not have run is void, with evidence.
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid.
    """
    if changes.get("follows_id"):
        # Both, in one order: of two edits at once that would make a circle, the second sees the first.
        pair = PressRequest.objects.filter(pk__in=[request_id, changes["follows_id"]]).order_by("pk")
        list(pair.select_for_update(no_key=True).values_list("pk"))
    _hold_journalist(actor, changes.get("journalist_id"))
    request = locked_request(actor, request_id)
    require(policies.may_edit(actor, request))
    require_version(request, version)
    if request.state not in EDITABLE:
        raise IllegalTransition(_("An approved answer is returned before its request is changed."))
    fields = _named(_checked(actor, {name: changes[name] for name in FIELDS & set(changes)}, request), request)
    changed = sorted(name for name, value in fields.items() if getattr(request, name) != value)
    moved = "received_at" in changed
    if moved and "received_reason" not in changed:
        raise Invalid.field("received_reason", _("Say why the moment of the receipt is another one."), code="required")
    change(request, expected_version=version, **fields)
    if moved:
        _check_receipt(request)
    if {"kind", "received_at"} & set(changed):
        count_again(actor, request)
    record(actor=actor, action="press.request.edited", target=request, fields=changed)
    return request


@transaction.atomic
def request_classify(*, actor: User, request_id: UUID, version: int, classification: str, reason: str) -> PressRequest:
    """Say which of the four matters this is; what is not the desk's own is then handed over (`request_hand_over`).

    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid without a reason.
    """
    request = locked_request(actor, request_id)
    require(policies.may_classify(actor, request))
    classification = chosen("classification", classification, Classification)
    reason = required(PressRequest, "classify_reason", reason, field="reason")
    move(
        request,
        "classify",
        expected_version=version,
        classification=classification,
        classify_reason=reason,
        classified_by=actor,
        classified_at=clock.now(),
    )
    record(
        actor=actor,
        action="press.request.classified",
        target=request,
        classification=classification,
        reason=reason,
    )
    return request


@transaction.atomic
def request_conclude(
    *, actor: User, request_id: UUID, version: int, concluded_at: datetime, reason: str
) -> PressRequest:
    """Record that the complaint was concluded at `concluded_at`: from there the press is told within the legal time
    (NĐ 237/2026/NĐ-CP, khoản 2 Điều 18).

    Raises NotAllowed, IllegalTransition, StaleVersion, Conflict when that clock runs already, Invalid: no reason, an
    instant in the future or before the receipt, a request whose law counts no time from a conclusion.
    """
    request = locked_request(actor, request_id)
    require(policies.keeps(actor, request))
    reason = required(PressRequest, "received_reason", reason, field="reason")
    check_instant("concluded_at", concluded_at, request)
    move(request, "conclude", expected_version=version)
    start_on_conclusion(actor, request, concluded_at, reason)
    record(actor=actor, action="press.request.concluded", target=request, concluded_at=concluded_at, reason=reason)
    return request


@transaction.atomic
def asker_let_go(*, journalist: Journalist) -> None:
    """Somebody was taken out of the contacts on request: what requests copied of the person goes too, with the mail
    they wrote and the link to them.  What was asked, and of which outlet, stays."""
    PressRequest.objects.filter(journalist=journalist).update(
        journalist=None,
        journalist_name="",
        asker_folded="",
        reply_to="",
        source_text="",
        version=F("version") + 1,
        updated_at=clock.now(),
    )


def _desk_of(actor: User) -> Unit:
    """The unit of the press role: the office's first, where the person holds one there."""
    units: list[Unit] = [role.unit for role in held_roles(actor) if role.kind in PRESS_ROLES]
    return next((unit for unit in units if unit.kind == Unit.Kind.OFFICE), units[0])


def _checked(actor: User, values: Mapping[str, Any], known: PressRequest | None = None) -> dict[str, Any]:
    """The fields as they will be stored.  `known`: the request that is edited.  Raises Invalid."""
    fields: dict[str, Any] = {}
    for name, value in values.items():
        match name:
            case "kind":
                fields[name] = chosen(name, value, RequestKind)
            case "way":
                fields[name] = chosen(name, value, Way)
            case "subject" | "questions":
                fields[name] = required(PressRequest, name, value)
            case "language":
                if value not in ("vi", "en"):
                    raise Invalid.field(name, _("The language is vi or en."), code="invalid_choice")
                fields[name] = value
            case "reply_to":
                fields[name] = _mail_address(value)
            case "outlet_id":
                _seen(MediaOutlet, "outlet", actor, value)
                fields[name] = value
            case "journalist_id":  # held before the request was locked
                fields[name] = value
            case "follows_id":
                _check_follows(actor, value, known)
                fields[name] = value
            case "received_at":
                refuse_future(name, value)
                fields[name] = value
            case _:
                fields[name] = cleaned(PressRequest, name, value)
    return fields


def _mail_address(value: str) -> str:
    value = cleaned(PressRequest, "reply_to", value)
    try:
        if value:
            validate_email(value)
    except ValidationError as error:
        raise Invalid.field("reply_to", _("This is no e-mail address."), code="invalid") from error
    return value


def _hold_journalist(actor: User, journalist_id: UUID | None) -> None:
    """Held so that nobody is taken out of the contacts between this look and the commit: their name would come back.

    Before the request, as `asker_let_go` locks them.  Raises Invalid; Conflict `forgotten`.
    """
    if journalist_id is None:
        return
    try:
        journalist: Journalist = locked(Journalist.objects.visible_to(actor), journalist_id)
    except NotVisible as missing:
        raise Invalid.field("journalist", _("There is nothing with this id."), code="does_not_exist") from missing
    if journalist.forgotten:
        raise Conflict(_("This person was taken out on request; nothing more is recorded."), code="forgotten")


def _seen(model: Any, name: str, actor: User, pk: UUID | None) -> None:
    if pk is not None and not model.objects.visible_to(actor).filter(pk=pk).exists():
        raise Invalid.field(name, _("There is nothing with this id."), code="does_not_exist")


def _check_follows(actor: User, follows_id: UUID | None, known: PressRequest | None) -> None:
    """The earlier request is one that the person sees, and does not itself follow this one."""
    _seen(PressRequest, "follows", actor, follows_id)
    if known is None:
        return
    passed: set[UUID] = set()
    step = follows_id
    while step is not None and step not in passed:
        if step == known.pk:
            raise Invalid.field("follows", _("A request cannot follow itself, also not by others."), code="cycle")
        passed.add(step)
        step = PressRequest.objects.filter(pk=step).values_list("follows_id", flat=True).first()


def _named(fields: dict[str, Any], known: PressRequest | None = None) -> dict[str, Any]:
    """Names stand as they were written; a known contact fills an empty one.  Somebody asks: only a request whose asker
    was taken out of the contacts may stand without a name."""

    def value(name: str) -> Any:
        return fields[name] if name in fields else getattr(known, name)

    for contact, model in (("outlet", MediaOutlet), ("journalist", Journalist)):
        if value(f"{contact}_id") and not value(f"{contact}_name"):
            fields[f"{contact}_name"] = model.objects.get(pk=value(f"{contact}_id")).name
    nameless = known is not None and not (known.outlet_name or known.journalist_name)
    if not (value("outlet_name") or value("journalist_name") or nameless):
        raise Invalid.field("outlet_name", _("Say which press body or journalist asks."), code="required")
    return fields


def _check_receipt(request: PressRequest) -> None:
    """An earlier moment than now is a decision with a reason."""
    if request.received_at < clock.now() and not request.received_reason:
        raise Invalid.field(
            "received_reason", _("Say how it is known that the request was received then."), code="required"
        )
