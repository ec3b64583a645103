"""Who keeps mandates, and whether one covers an instant, with the reason that the person reads."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from comms.core import clock
from comms.core.decisions import ALLOW, Decision, deny
from comms.org.models import Role
from comms.org.selectors import holds
from press.mandates.models import Mandate
from press.mandates.office import holds_for, validity_words, when

K = Role.Kind
RECORDERS = (K.UNIT_HEAD, K.PRESS_OFFICER)


def may_record(user: Any, person: Any, unit: Any) -> Decision:
    if user.pk == person.pk:
        return deny(_("Nobody records a mandate for themselves."))
    return _keeps_mandates(user, unit.pk)


def may_publish(user: Any, mandate: Mandate) -> Decision:
    if mandate.published_at is not None:
        return deny(_("This mandate was published at %(at)s.") % {"at": when(mandate.published_at)})
    return _keeps_mandates(user, mandate.unit_id)


def may_amend(user: Any, mandate: Mandate) -> Decision:
    """As of another person's: a wrong record of the own mandate is put right by somebody else."""
    if user.pk == mandate.person_id:
        return deny(_("Nobody corrects the record of their own mandate."))
    return _keeps_mandates(user, mandate.unit_id)


def may_revoke(user: Any, mandate: Mandate) -> Decision:
    if mandate.revoked_at is None and mandate.has_ended:
        return deny(_("This mandate has ended by itself."))
    return _keeps_mandates(user, mandate.unit_id)


def _keeps_mandates(user: Any, unit_id: Any) -> Decision:
    if holds(user, K.LEADERSHIP) or holds_for(user, unit_id, *RECORDERS):
        return ALLOW
    return deny(
        _("Mandates are kept by the head or the press officer of the office or of the agency, or by leadership.")
    )


def within_mandate(mandate: Mandate, instant: datetime) -> Decision:
    """Does the mandate hold at `instant`?  If not, its validity is the reason."""
    if mandate.is_valid_at(instant):
        return ALLOW
    return deny(
        _("The mandate of %(person)s (%(capacity)s) is %(validity)s; it does not cover %(at)s.")
        % {
            "person": mandate.person,
            "capacity": mandate.get_capacity_display(),
            "validity": validity_words(mandate),
            "at": when(instant),
        }
    )


def not_lapsed(mandate: Mandate) -> Decision:
    """A mandate that is yet to begin may be prepared for; one that has ended gives no right to approve."""
    return ALLOW if mandate.valid_from > clock.now() else within_mandate(mandate, clock.now())
