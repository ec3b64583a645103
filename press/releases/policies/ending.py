"""Who corrects, withdraws and voids."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Decision, deny
from press.releases.models import Release
from press.releases.policies.common import OF_DESK, Kind, desk, is_desk, spokesperson
from press.releases.states import UNISSUED, State


def may_correct(user: Any, release: Release) -> Decision:
    return desk(user, release, Kind.PRESS_OFFICER, OF_DESK)


def may_withdraw(user: Any, release: Release) -> Decision:
    return spokesperson(user, release)


def may_void(user: Any, release: Release) -> Decision:
    return may_void_person(user, release) and ready_to_void(release)


def may_void_person(user: Any, release: Release) -> Decision:
    if release.state in {State.DRAFT, State.IN_REVIEW} and is_desk(user, release, Kind.PRESS_OFFICER):
        return ALLOW
    return spokesperson(user, release)


def ready_to_void(release: Release) -> Decision:
    """What the public can read, or was handed over to anybody, is withdrawn and not voided."""
    if release.state in UNISSUED:
        return ALLOW
    if release.document_sha256 and not release.under_embargo:
        return deny(_("It has been published. Withdraw it instead."))
    if release.deliveries.filter(handed_at__isnull=False).exists():
        return deny(_("It has been sent to somebody already. Withdraw it instead."))
    return ALLOW
