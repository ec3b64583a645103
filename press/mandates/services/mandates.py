"""Recording, publishing and revoking mandates."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import chosen, cleaned, field_names, refuse_future, required
from comms.core.decisions import require
from comms.core.errors import Conflict, FieldError, IllegalTransition, Invalid
from comms.core.records import locked
from comms.core.states import move, require_version
from comms.deadlines.models import Rule
from comms.deadlines.selectors import hanoi_date
from comms.deadlines.services import clock_start, clock_stop
from comms.org.models import Unit, User
from press.mandates import policies
from press.mandates.models import Mandate
from press.mandates.office import validity_words
from press.mandates.states import SINGLE, Capacity

PUBLICATION_DUTY = {
    Capacity.AUTHORISED: "publish_authorisation",
    Capacity.REGULAR: "publish_regular_spokesperson",
}


@transaction.atomic
def mandate_record(
    *,
    actor: User,
    person: User,
    capacity: str,
    valid_from: datetime,
    unit: Unit | None = None,
    valid_to: datetime | None = None,
    scope: str = "",
    matter: str = "",
    document_number: str = "",
    decided_at: datetime | None = None,
    decided_by: str = "",
    decided_by_person: User | None = None,
    illustrative: Sequence[str] = (),
) -> Mandate:
    """Record who may speak in the name of an agency (`unit`; the ministry when None), and start the duty to publish it.

    Instants are aware.  An authorisation is in writing, for a named scope and a limited time (NĐ 09/2017/NĐ-CP, khoản 6
    Điều 3; NĐ 244/2026/NĐ-CP, khoản 5 Điều 3), and is given by the head alone: a spokesperson does not pass it on.
    The clock of the publication runs from the decision where the law of that day sets an hour limit.
    Raises NotAllowed, Invalid, Conflict when another head or regular spokesperson holds in the same time.
    """
    unit = unit or _ministry()
    if not person.is_active:
        raise Invalid.field("person", _("This account is closed."), code="inactive")
    # Held so that of two mandates recorded at once the second sees the first.
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    require(policies.may_record(actor, person, unit))
    mandate = Mandate(
        person=person,
        capacity=chosen("capacity", capacity, Capacity),
        unit=unit,
        valid_from=valid_from,
        valid_to=valid_to,
        scope=cleaned(Mandate, "scope", scope),
        matter=cleaned(Mandate, "matter", matter),
        document_number=cleaned(Mandate, "document_number", document_number),
        decided_at=decided_at,
        decided_by=cleaned(
            Mandate, "decided_by", decided_by or (decided_by_person.full_name if decided_by_person else "")
        ),
        decided_by_person=decided_by_person,
        illustrative=field_names(Mandate, illustrative),
    )
    _check_validity(mandate)
    _check_decision(mandate)
    _refuse_overlap(mandate)
    mandate.save(force_insert=True)
    duty = _duty(mandate)
    if duty and decided_at is not None:
        clock_start(actor=actor, subject=duty, on=mandate, started_at=decided_at, reason=_signed(mandate))
    record(
        actor=actor,
        action="press.mandate.recorded",
        target=mandate,
        person=person.pk,
        capacity=mandate.capacity,
        unit=unit.code,
        valid_from=valid_from,
        valid_to=valid_to,
        document_number=mandate.document_number,
    )
    return mandate


@transaction.atomic
def mandate_publish(*, actor: User, mandate_id: UUID, version: int, published_at: datetime | None = None) -> Mandate:
    """Record that the mandate stands on the portal since `published_at` (now when None); stops the clock of that duty.

    Raises NotAllowed, IllegalTransition when it was published before, StaleVersion, Invalid for an instant in the
    future or before the decision.
    """
    mandate = locked(Mandate.objects.visible_to(actor), mandate_id)
    at = published_at or clock.now()
    if mandate.published_at is not None:
        require_version(mandate, version)
        raise IllegalTransition(_("This mandate was already published."))
    require(policies.may_publish(actor, mandate))
    refuse_future("published_at", at)
    if mandate.decided_at is not None and at < mandate.decided_at:
        raise Invalid.field("published_at", _("A mandate is not published before it is decided."), code="order")
    move(mandate, "publish", expected_version=version, published_at=at)
    for subject in PUBLICATION_DUTY.values():
        clock_stop(actor=actor, on=mandate, subject=subject, stopped_at=at)
    record(actor=actor, action="press.mandate.published", target=mandate, published_at=at)
    return mandate


@transaction.atomic
def mandate_revoke(*, actor: User, mandate_id: UUID, version: int, reason: str) -> Mandate:
    """End a mandate now.  What was said under it stays valid.

    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid without a reason.
    """
    mandate = locked(Mandate.objects.visible_to(actor), mandate_id)
    require(policies.may_revoke(actor, mandate))
    reason = required(Mandate, "revoke_reason", reason, field="reason")
    move(mandate, "revoke", expected_version=version, revoked_at=clock.now(), revoke_reason=reason)
    record(actor=actor, action="press.mandate.revoked", target=mandate, reason=reason)
    return mandate


def _ministry() -> Unit:
    ministry = Unit.objects.valid_on(clock.today()).filter(kind=Unit.Kind.MINISTRY).order_by("code").first()
    if ministry is None:
        raise Invalid.field("unit", _("No ministry is recorded; name the agency."), code="required")
    return ministry


def _check_validity(mandate: Mandate) -> None:
    if mandate.valid_to is not None and mandate.valid_to <= mandate.valid_from:
        raise Invalid.field("valid_to", _("The mandate cannot end before it begins."), code="order")
    if mandate.capacity == Capacity.AUTHORISED:
        missing = [
            name for name in ("valid_to", "document_number", "scope", "decided_at") if not getattr(mandate, name)
        ]
        detail = _("An authorisation is in writing, for a named scope and a limited time: this is required.")
        if missing:
            raise Invalid({name: [FieldError("required", detail)] for name in missing})
    if mandate.capacity == Capacity.REGULAR and mandate.decided_at is None:
        raise Invalid.field(
            "decided_at", _("A regular spokesperson is assigned by a decision: say when."), code="required"
        )
    refuse_future("decided_at", mandate.decided_at)
    # Dates, not instants: a decision signed at ten may say «from this day».
    if mandate.decided_at is not None and hanoi_date(mandate.valid_from) < hanoi_date(mandate.decided_at):
        raise Invalid.field("valid_from", _("A mandate does not begin before it is decided."), code="backdated")


def _check_decision(mandate: Mandate) -> None:
    """Only the head gives a mandate (NĐ 09/2017/NĐ-CP, khoản 7 Điều 3; NĐ 244/2026/NĐ-CP, khoản 6 Điều 3)."""
    giver = mandate.decided_by_person
    if giver is None or mandate.capacity == Capacity.HEAD:
        return
    if giver.pk == mandate.person_id:
        raise Invalid.field("decided_by_person", _("Nobody gives a mandate to themselves."), code="own_mandate")
    held = Mandate.objects.filter(person=giver, unit=mandate.unit).valid_at(mandate.decided_at or mandate.valid_from)
    capacities = set(held.values_list("capacity", flat=True))
    if capacities and Capacity.HEAD not in capacities:
        raise Invalid.field(
            "decided_by_person",
            _("%(person)s speaks under a mandate and cannot pass it on; only the head of the agency gives mandates.")
            % {"person": giver},
            code="sub_delegation",
        )


def _refuse_overlap(mandate: Mandate) -> None:
    """The database has the same rule; here it gets its words.  The lock of the agency makes the answer stand."""
    if mandate.capacity not in SINGLE:
        return
    rivals = Mandate.objects.filter(unit=mandate.unit, capacity=mandate.capacity).select_related("person")
    rivals = rivals.overlapping(mandate.valid_from, mandate.valid_to)
    rival = rivals.order_by("valid_from").first()
    if rival is not None:
        raise Conflict(
            _("%(person)s already is %(capacity)s in this time (%(validity)s).")
            % {"person": rival.person, "capacity": rival.get_capacity_display(), "validity": validity_words(rival)},
            code="overlap",
        )


def _signed(mandate: Mandate) -> str:
    """Why the clock starts, in the ministry's language whoever records it: it is kept as it is written here."""
    facts = [mandate.document_number, mandate.decided_by]
    with translation.override(settings.LANGUAGE_CODE):
        words = _("the decision was signed at this moment")
        return ", ".join([*filter(None, facts), str(words)])


def _duty(mandate: Mandate) -> str | None:
    """The subject of the publication clock, where the law of the decision's date sets an hour limit; else None."""
    subject = PUBLICATION_DUTY.get(Capacity(mandate.capacity))
    if subject is None or mandate.decided_at is None:
        return None
    in_force = Rule.objects.in_force_on(hanoi_date(mandate.decided_at)).filter(subject=subject)
    return subject if in_force.exists() else None
