"""Who sends what to the press, and when a release and a delivery are ready for it."""

import sys
from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Action, Decision, actions_for, deny
from press.distribution import states
from press.distribution.models import Delivery, Journalist, MediaOutlet
from press.distribution.states import Purpose
from press.releases.models import Release
from press.releases.policies.common import Kind, desk, spokesperson
from press.releases.states import STANDING

# What puts right a wrong text reaches also those who want nothing more: they have the wrong one.
OWED = (Purpose.ERRATUM, Purpose.WITHDRAWAL)


def may_order(user: Any, release: Release) -> Decision:
    """Press officers of the release's units, and who speaks for it."""
    reason = _("This is done by the press officers of the release's units and by its spokesperson.")
    return spokesperson(user, release) or desk(user, release, Kind.PRESS_OFFICER, reason)


def ready_to_order(release: Release) -> Decision:
    """Only what is issued, stands, and has its stored document."""
    if release.state not in STANDING:
        return deny(_("Only an issued release is sent that was neither withdrawn nor voided."))
    if not release.document_sha256:
        return deny(_("The PDF is being made. Deliveries wait for it."))
    return ALLOW


def may_resend(user: Any, delivery: Delivery) -> Decision:
    return may_order(user, delivery.release)


def may_cancel(user: Any, delivery: Delivery) -> Decision:
    return may_order(user, delivery.release)


def ready_to_send(delivery: Delivery, release: Release) -> Decision:
    """Asked again when it is handed over, as long after the order as that may be."""
    if delivery.journalist is not None and delivery.journalist.forgotten:
        return deny(_("The recipient is no longer active."))
    if delivery.purpose == Purpose.WITHDRAWAL:
        return ALLOW
    if not (ready := ready_to_order(release)):
        return ready
    recipient: Journalist | MediaOutlet | None = delivery.journalist or delivery.outlet
    if recipient is None or delivery.purpose in OWED:
        return ALLOW
    if not recipient.active:
        return deny(_("The recipient is no longer active."))
    if delivery.journalist is not None and delivery.journalist.unsubscribed_at is not None:
        return deny(_("The recipient has unsubscribed."))
    return ALLOW


def actions(user: Any, delivery: Delivery) -> list[Action]:
    """The verbs of persons; what the transport says is nobody's verb."""
    return actions_for(user, delivery, states.DELIVERY_BY_PERSONS, sys.modules[__name__])
