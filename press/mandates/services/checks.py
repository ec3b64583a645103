"""What a mandate has to be before it is recorded or corrected.  Each check raises a typed refusal in words."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from comms.core.columns import cleaned, refuse_future
from comms.core.errors import Conflict, FieldError, Invalid
from comms.core.text import fold
from comms.deadlines.selectors import hanoi_date
from comms.org.models import User
from press.mandates.models import Mandate
from press.mandates.office import validity_words, when
from press.mandates.said import said_last
from press.mandates.states import SINGLE, Capacity

_WORD = re.compile(r"\w+")
_PHONE = re.compile(r"[+0-9][0-9 ().\-/]{2,39}")


def check_validity(mandate: Mandate) -> None:
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


def check_nothing_said(mandate: Mandate) -> None:
    """A mandate recorded afterwards does not begin before words that the person has spoken for the agency: they were
    given under another one, and no later paper changes which."""
    own = Mandate.objects.filter(person=mandate.person, unit=mandate.unit)
    last = said_last(own, mandate.valid_from, mandate.valid_to)
    if last is not None:
        raise Invalid.field(
            "valid_from",
            _("%(person)s spoke for the agency under another mandate at %(at)s: a mandate recorded now begins later.")
            % {"person": mandate.person, "at": when(last)},
            code="backdated_over_statements",
        )


def check_decision(mandate: Mandate) -> None:
    """Only the head gives a mandate (NĐ 09/2017/NĐ-CP, khoản 7 Điều 3; NĐ 244/2026/NĐ-CP, khoản 6 Điều 3).

    With the account of the signer: it is the head's at the decision.  With a label alone: it does not name, by the full
    name, the person or somebody who then spoke under a mandate; more cannot be checked on words.
    """
    if mandate.capacity == Capacity.HEAD:
        return
    others = Mandate.objects.filter(unit=mandate.unit).exclude(pk=mandate.pk).select_related("person")
    held = list(others.valid_at(mandate.decided_at or mandate.valid_from))
    heads = {row.person_id for row in held if row.capacity == Capacity.HEAD}
    speakers = {row.person_id: row.person for row in held if row.person_id not in heads}
    giver = mandate.decided_by_person
    if giver is None:
        named = [person for person in [mandate.person, *speakers.values()] if _names(mandate.decided_by, person)]
        # A head may bear the same name.
        if named and not any(_names(mandate.decided_by, row.person) for row in held if row.person_id in heads):
            _refuse_giver("decided_by", named[0], mandate)
    elif giver.pk == mandate.person_id or giver.pk in speakers:
        _refuse_giver("decided_by_person", giver, mandate)
    elif giver.pk not in heads:
        raise Invalid.field(
            "decided_by_person",
            _("%(person)s was not recorded as head of the agency at the decision; only the head gives mandates.")
            % {"person": giver},
            code="not_head",
        )


def check_overlap(mandate: Mandate) -> None:
    """One head and one regular spokesperson at a time, which the database holds too; and of one person no second
    authorisation on the same matter in the same time.  The lock of the agency makes the answer stand."""
    rivals = Mandate.objects.filter(unit=mandate.unit, capacity=mandate.capacity).exclude(pk=mandate.pk)
    rivals = rivals.overlapping(mandate.valid_from, mandate.valid_to).select_related("person").order_by("valid_from")
    if mandate.capacity in SINGLE:
        if (rival := rivals.first()) is not None:
            detail = _("%(person)s already is %(capacity)s in this time (%(validity)s).")
            raise Conflict(detail % _facts(rival), code="overlap")
        return
    for rival in rivals.filter(person=mandate.person):
        if matter_of(rival) == matter_of(mandate):
            detail = _("%(person)s is already authorised on this matter in this time (%(validity)s).")
            raise Conflict(detail % _facts(rival), code="overlap")


def matter_of(mandate: Mandate) -> str:
    """What the authorisation is about, comparable: its matter, or its scope where no matter is named."""
    return " ".join(fold(mandate.matter or mandate.scope).split())


def contact_fields(post: str, phone: str, email: str) -> dict[str, str]:
    """Post, phone and e-mail as they are stored.  Raises Invalid."""
    fields = {name: cleaned(Mandate, name, value) for name, value in (("post", post), ("phone", phone))}
    if fields["phone"] and not _PHONE.fullmatch(fields["phone"]):
        raise Invalid.field("phone", _("This is not a phone number."), code="invalid")
    fields["email"] = cleaned(Mandate, "email", email)
    if fields["email"]:
        try:
            validate_email(fields["email"])
        except ValidationError as error:
            raise Invalid.field("email", _("This is not an e-mail address."), code="invalid") from error
    return fields


def _names(label: str, person: User) -> bool:
    """Does the label contain the full name, word by word?"""
    words, name = (f" {' '.join(_WORD.findall(fold(text)))} " for text in (label, person.full_name))
    return bool(name.strip()) and name in words


def _refuse_giver(field: str, giver: User, mandate: Mandate) -> None:
    if giver.pk == mandate.person_id:
        raise Invalid.field(field, _("Nobody gives a mandate to themselves."), code="own_mandate")
    raise Invalid.field(
        field,
        _("%(person)s speaks under a mandate and cannot pass it on; only the head of the agency gives mandates.")
        % {"person": giver},
        code="sub_delegation",
    )


def _facts(rival: Mandate) -> dict[str, object]:
    return {"person": rival.person, "capacity": rival.get_capacity_display(), "validity": validity_words(rival)}
