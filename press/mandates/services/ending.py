"""The end of a mandate: revoking it, and telling that it comes."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import required
from comms.core.decisions import require
from comms.core.errors import IllegalTransition, Invalid
from comms.core.records import found, locked
from comms.core.states import move, require_version
from comms.notify.models import Notification
from comms.notify.services import notify
from comms.org.models import User
from press.events import mandate_ended, mandate_ending
from press.mandates import policies, selectors
from press.mandates.models import Mandate
from press.mandates.office import when
from press.mandates.said import said_last
from press.mandates.states import MandateState

ENDING = "press.mandate_ending"


@transaction.atomic
def mandate_revoke(
    *, actor: User, mandate_id: UUID, version: int, reason: str, revoked_at: datetime | None = None
) -> Mandate:
    """End a mandate at `revoked_at` (aware; now when None), an instant to come included.  What was said stays valid, so
    it does not end before something said under it; what is scheduled or approved for later is stopped in the same
    transaction.

    Raises NotAllowed, IllegalTransition (also when it has ended by itself), StaleVersion, Invalid without a reason or
    for an instant before the decision, after its own end or not after the last words.
    """
    found(Mandate.objects.visible_to(actor), pk=mandate_id)
    # What stands under the mandate is locked before it, as when it is given or issued.
    mandate_ending.send(sender=Mandate, mandate_id=mandate_id)
    mandate = locked(Mandate.objects.visible_to(actor).select_related("person", "unit"), mandate_id)
    require_version(mandate, version)
    if mandate.state == MandateState.ACTIVE and mandate.has_ended:
        raise IllegalTransition(_("This mandate has ended by itself."))
    require(policies.may_revoke(actor, mandate))
    reason = required(Mandate, "revoke_reason", reason, field="reason")
    at = _end(mandate, revoked_at)
    move(mandate, "revoke", expected_version=version, revoked_at=at, revoke_reason=reason)
    mandate_ended.send(sender=Mandate, mandate=mandate, actor=actor)
    record(actor=actor, action="press.mandate.revoked", target=mandate, revoked_at=at, reason=reason)
    return mandate


@transaction.atomic
def mandates_warn() -> int:
    """Tell the person, the press officers of the office and leadership, once, that a mandate ends within
    `MANDATE_ENDING_DAYS`; returns of how many."""
    told = Notification.objects.filter(kind=ENDING).values("subject_id")
    within = timedelta(days=settings.MANDATE_ENDING_DAYS)
    rows = list(selectors.ending(within).exclude(pk__in=told)[:100])
    desk = selectors.desk_and_leadership() if rows else []
    for mandate in rows:
        for person in dict.fromkeys([mandate.person, *desk]):
            notify(
                person=person,
                kind=ENDING,
                key=f"mandate:{mandate.pk}:ending",
                title=format_lazy(
                    _("The mandate of {person} ({capacity}) ends at {at}"),
                    person=mandate.person.full_name,
                    capacity=mandate.get_capacity_display(),
                    at=when(mandate.ends_at),  # type: ignore[attr-defined]  # annotated
                ),
                body=_("What is to be said after that needs another mandate."),
                url=mandate.get_absolute_url(),
                subject=("press.mandate", mandate.pk),
            )
    return len(rows)


def _end(mandate: Mandate, revoked_at: datetime | None) -> datetime:
    """When the revocation takes effect.  Raises Invalid."""
    at = revoked_at or clock.now()
    if mandate.decided_at is not None and at < mandate.decided_at:
        raise Invalid.field("revoked_at", _("A mandate does not end before it is decided."), code="order")
    if mandate.valid_to is not None and at > mandate.valid_to:
        raise Invalid.field("revoked_at", _("The mandate itself ends before that."), code="after_end")
    last = said_last(Mandate.objects.filter(pk=mandate.pk), at)
    if last is None or (revoked_at is None and last == at):
        return at
    if revoked_at is None:
        # Somebody spoke while this waited for the lock: the end comes after it.
        return last + timedelta.resolution
    raise Invalid.field(
        "revoked_at",
        _("Something was said under this mandate at %(at)s: it ends after that.") % {"at": when(last)},
        code="said_since",
    )
