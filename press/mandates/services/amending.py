"""Putting right how a mandate was recorded."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core.columns import cleaned
from comms.core.decisions import require
from comms.core.errors import FieldError, IllegalTransition, Invalid
from comms.core.records import found, locked
from comms.core.states import change, require_version
from comms.org.models import Unit, User
from press.mandates import policies
from press.mandates.duty import CONTACT, missing_contact
from press.mandates.models import Mandate
from press.mandates.said import said_last
from press.mandates.services.checks import check_decision, check_overlap, check_validity, contact_fields
from press.mandates.states import MandateState

# What the mandate says, and of which paper it is.  Person, capacity, agency and validity are never changed: a mandate
# with another one of these is another mandate.
SUBSTANCE = ("scope", "matter")
DOCUMENT = ("document_number", "decided_by", "decided_by_person")


@transaction.atomic
def mandate_amend(*, actor: User, mandate_id: UUID, version: int, reason: str = "", **changes: Any) -> Mandate:
    """Correct a mandate that was recorded wrongly: any of SUBSTANCE, DOCUMENT and CONTACT.

    Once something was said under it scope and matter stay, and the document's fields need a `reason`; post, phone and
    e-mail are kept current at any time.
    Raises NotAllowed, IllegalTransition for a revoked one, StaleVersion, Invalid, Conflict for a second authorisation
    on the same matter.
    """
    unit_id = found(Mandate.objects.visible_to(actor), pk=mandate_id).unit_id
    # As when one is recorded: of two mandates changed at once the second sees the first.
    Unit.objects.select_for_update(no_key=True).get(pk=unit_id)
    mandate = locked(Mandate.objects.visible_to(actor).select_related("person", "unit"), mandate_id)
    require_version(mandate, version)
    if mandate.state != MandateState.ACTIVE:
        raise IllegalTransition(_("A revoked mandate stays as it was recorded."))
    require(policies.may_amend(actor, mandate))
    fields = {name: value for name, value in _stored(mandate, changes).items() if getattr(mandate, name) != value}
    if not fields:
        return mandate
    reason = cleaned(Mandate, "revoke_reason", reason)
    _check_said(mandate, fields, reason)
    for name, value in fields.items():
        setattr(mandate, name, value)
    check_validity(mandate)
    check_decision(mandate)
    check_overlap(mandate)
    if mandate.published_at is not None and (missing := missing_contact(mandate)):
        detail = _("The law has this published of the person: it cannot be empty.")
        raise Invalid({name: [FieldError("required", detail)] for name in missing})
    # An amended value is no longer the example that was recorded.
    illustrative = [name for name in mandate.illustrative if name not in fields]
    change(mandate, expected_version=version, illustrative=illustrative, **fields)
    record(actor=actor, action="press.mandate.amended", target=mandate, fields=sorted(fields), reason=reason)
    return mandate


def _stored(mandate: Mandate, changes: dict[str, Any]) -> dict[str, Any]:
    """The given fields as they will be stored; others are ignored, as a caller of the service may not name them."""
    known = {name: value for name, value in changes.items() if name in (*SUBSTANCE, *DOCUMENT, *CONTACT)}
    contact = contact_fields(**{name: known.get(name, getattr(mandate, name)) for name in CONTACT})
    fields: dict[str, Any] = {name: contact[name] for name in CONTACT if name in known}
    for name in (*SUBSTANCE, "document_number", "decided_by"):
        if name in known:
            fields[name] = cleaned(Mandate, name, known[name])
    if "decided_by_person" in known:
        fields["decided_by_person"] = known["decided_by_person"]
    return fields


def _check_said(mandate: Mandate, fields: dict[str, Any], reason: str) -> None:
    if said_last(Mandate.objects.filter(pk=mandate.pk)) is None:
        return
    if substance := [name for name in SUBSTANCE if name in fields]:
        detail = _("Something was said under this mandate: what it covers stays as it was.")
        raise Invalid({name: [FieldError("said_under", detail)] for name in substance})
    if not reason and any(name in fields for name in DOCUMENT):
        raise Invalid.field(
            "reason", _("Something was said under this mandate: say why its document is corrected."), code="required"
        )
