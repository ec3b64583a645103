"""The duty to publish who speaks: within which hours, since when, and what has to be said of the person.

The law of the day on which the mandate was decided, in Hanoi, and the rules of `comms.deadlines` say it.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comms.deadlines.models import Rule
from comms.deadlines.selectors import hanoi_date
from press.mandates.models import Mandate
from press.mandates.states import Capacity

# Capacity → the subject of the clock.  For the head neither decree has an hour limit.
PUBLICATION_DUTY = {
    Capacity.AUTHORISED: "publish_authorisation",
    Capacity.REGULAR: "publish_regular_spokesperson",
}
CONTACT = ("post", "phone", "email")


def duty_of(mandate: Mandate) -> str | None:
    """The subject of the publication clock, where the law of the decision's date sets an hour limit; else None."""
    subject = PUBLICATION_DUTY.get(Capacity(mandate.capacity))
    if subject is None or mandate.decided_at is None:
        return None
    in_force = Rule.objects.in_force_on(hanoi_date(mandate.decided_at)).filter(subject=subject)
    return subject if in_force.exists() else None


def contact_is_due(mandate: Mandate) -> bool:
    """Does the law have post, phone and e-mail of this person published?

    Of the regular spokesperson under both decrees (NĐ 09/2017/NĐ-CP, khoản 4 Điều 3; NĐ 244/2026/NĐ-CP, khoản 3 Điều
    3); of an authorised person while the 12 hours held (NĐ 09/2017/NĐ-CP, khoản 6 Điều 3); of the head never.
    """
    return mandate.capacity == Capacity.REGULAR or duty_of(mandate) == PUBLICATION_DUTY[Capacity.AUTHORISED]


def missing_contact(mandate: Mandate) -> list[str]:
    """The names of what has to be published of the person and is not recorded."""
    return [name for name in CONTACT if contact_is_due(mandate) and not getattr(mandate, name)]


def duty_words(mandate: Mandate) -> str:
    """Which hour limit applies to the publication, or why none does."""
    subject = PUBLICATION_DUTY.get(Capacity(mandate.capacity))
    if subject is None:
        return _("No hour limit applies: the law sets none for the head of an agency.")
    if mandate.decided_at is None:
        return _("No hour limit applies: no decision with its moment is recorded.")
    day = hanoi_date(mandate.decided_at)
    rules = list(Rule.objects.filter(subject=subject).order_by("valid_from"))
    rule = next((rule for rule in rules if _holds(rule, day)), None)
    facts: dict[str, Any] = {"day": f"{day:%d/%m/%Y}"}
    if rule is not None:
        facts |= {"hours": rule.amount, "basis": rule.legal_basis}
        return _("To be published within %(hours)s hours of the decision of %(day)s: %(basis)s.") % facts
    if not rules:
        return _("No hour limit applies: none is recorded for the decision of %(day)s.") % facts
    facts |= {"hours": rules[0].amount, "basis": rules[0].legal_basis, "span": _span(rules[0])}
    return (
        _("No hour limit applies: the %(hours)s hours of %(basis)s are for decisions %(span)s; this one is of %(day)s.")
        % facts
    )


def _holds(rule: Rule, day: Any) -> bool:
    return rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)


def _span(rule: Rule) -> str:
    if rule.valid_to is None:
        return pgettext("decisions", "from %(start)s on") % {"start": f"{rule.valid_from:%d/%m/%Y}"}
    return pgettext("decisions", "until %(end)s") % {"end": f"{rule.valid_to:%d/%m/%Y}"}
