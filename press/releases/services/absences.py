"""Somebody signs in the place of who is away."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import checks, clock
from comms.core.decisions import require
from comms.core.errors import Conflict, IllegalTransition, Invalid
from comms.core.records import locked
from comms.core.states import change, require_version
from comms.org.models import User
from press.releases.content import Limit
from press.releases.models import SigningAbsence
from press.releases.policies import absences as policies


@transaction.atomic
def absence_declare(
    *, actor: User, deputy: User, starts: date, ends: date, absent: User | None = None, reason: str = ""
) -> SigningAbsence:
    """Let `deputy` sign in the place of `absent` (the actor when None), from one day in Hanoi to another.

    Both days are included.

    Not for a past day: what was signed then is done.  Raises NotAllowed, Invalid, Conflict beside another absence.
    """
    absent = absent or actor
    # Held so that of two absences declared at once the second sees the first.
    User.objects.select_for_update(no_key=True).get(pk=absent.pk)
    require(policies.may_declare(actor, absent, deputy))
    if deputy == absent:
        raise Invalid.field("deputy", _("Somebody else signs in that place."), code="same")
    if not deputy.is_active:
        raise Invalid.field("deputy", _("This account is closed."), code="inactive")
    if starts < clock.today():
        raise Invalid.field("starts", _("This day has passed."), code="past")
    if ends < starts:
        raise Invalid.field("ends", _("The end comes before the beginning."), code="order")
    others = SigningAbsence.objects.filter(absent=absent, revoked_at=None, starts__lte=ends, ends__gte=starts)
    if others.exists():
        raise Conflict(_("Another absence of this person falls into these days."), code="overlap")
    absence = SigningAbsence(
        absent=absent,
        deputy=deputy,
        starts=starts,
        ends=ends,
        reason=checks.text("reason", reason, Limit.REASON),
        created_by=actor,
    )
    absence.save(force_insert=True)
    record(
        actor=actor,
        action="press.absence.declared",
        target=absence,
        absent=absent.audit_label(),
        deputy=deputy.audit_label(),
        starts=starts,
        ends=ends,
    )
    return absence


@transaction.atomic
def absence_revoke(*, actor: User, signingabsence_id: UUID, version: int) -> SigningAbsence:
    """End an absence now; what was signed in that place stays.  Raises NotAllowed, StaleVersion, IllegalTransition."""
    absence: SigningAbsence = locked(SigningAbsence.objects.visible_to(actor), signingabsence_id)
    require(policies.may_revoke_absence(actor, absence))
    require_version(absence, version)
    if absence.is_over:
        raise IllegalTransition(_("This absence is over."))
    change(absence, expected_version=version, revoked_at=clock.now())
    record(actor=actor, action="press.absence.revoked", target=absence)
    return absence
