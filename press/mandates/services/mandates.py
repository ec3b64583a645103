"""Recording and publishing mandates."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import chosen, cleaned, field_names, refuse_future
from comms.core.decisions import require
from comms.core.errors import FieldError, IllegalTransition, Invalid
from comms.core.records import locked
from comms.core.states import move, require_version
from comms.deadlines.models import Clock
from comms.deadlines.services import clock_start, clock_stop
from comms.org.models import Unit, User
from press.mandates import policies
from press.mandates.duty import PUBLICATION_DUTY, duty_of, missing_contact
from press.mandates.models import Mandate
from press.mandates.services.checks import (
    check_decision,
    check_nothing_said,
    check_overlap,
    check_validity,
    contact_fields,
)
from press.mandates.states import Capacity


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
    post: str = "",
    phone: str = "",
    email: str = "",
    illustrative: Sequence[str] = (),
) -> Mandate:
    """Record who may speak in the name of an agency (`unit`; the ministry when None), and start the duty to publish it.

    Instants are aware.  An authorisation is in writing, for a named scope and a limited time (NĐ 09/2017/NĐ-CP, khoản 6
    Điều 3; NĐ 244/2026/NĐ-CP, khoản 5 Điều 3), and is given by the head alone: a spokesperson does not pass it on.
    The clock of the publication runs from the decision where the law of that day sets an hour limit.
    Raises NotAllowed, Invalid (also for a begin before words that the person has spoken under another mandate),
    Conflict when another head or regular spokesperson holds in the same time, or the person is authorised on the
    matter already.
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
        **contact_fields(post, phone, email),
    )
    check_validity(mandate)
    check_decision(mandate)
    check_overlap(mandate)
    check_nothing_said(mandate)
    mandate.save(force_insert=True)
    duty = duty_of(mandate)
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
def mandate_publish(
    *, actor: User, mandate_id: UUID, version: int, published_at: datetime | None = None, breach_reason: str = ""
) -> Mandate:
    """Record that the mandate stands on the portal since `published_at` (now when None); stops the clock of that duty,
    with `breach_reason` when it comes late.  The newsroom lists it from now on.

    Raises NotAllowed, IllegalTransition when it was published before, StaleVersion, Invalid for an instant in the
    future or before the decision, without what the law has published of the person, or late without a reason.
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
    if missing := missing_contact(mandate):
        detail = _("The law has this published of the person: record it first.")
        raise Invalid({name: [FieldError("required", detail)] for name in missing})
    breach_reason = cleaned(Clock, "breach_reason", breach_reason)
    if not breach_reason and Clock.objects.on(mandate).open().filter(due_at__lt=at).exists():
        detail = _("The time limit has passed: say why it is published late.")
        raise Invalid.field("breach_reason", detail, code="required")
    move(mandate, "publish", expected_version=version, published_at=at)
    for subject in PUBLICATION_DUTY.values():
        clock_stop(actor=actor, on=mandate, subject=subject, stopped_at=at, breach_reason=breach_reason)
    record(actor=actor, action="press.mandate.published", target=mandate, published_at=at)
    return mandate


def _ministry() -> Unit:
    ministry = Unit.objects.valid_on(clock.today()).filter(kind=Unit.Kind.MINISTRY).order_by("code").first()
    if ministry is None:
        raise Invalid.field("unit", _("No ministry is recorded; name the agency."), code="required")
    return ministry


def _signed(mandate: Mandate) -> str:
    """Why the clock starts, in the ministry's language whoever records it: it is kept as it is written here."""
    facts = [mandate.document_number, mandate.decided_by]
    with translation.override(settings.LANGUAGE_CODE):
        words = _("the decision was signed at this moment")
        return ", ".join([*filter(None, facts), str(words)])
