"""Who has a one-time signing link sent to a leader without an account."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Decision, deny
from comms.org.selectors import holds
from press.releases.models import Release
from press.releases.policies.common import NOT_ADMINISTRATOR, Kind, spokesperson, wrote
from press.releases.policies.steps import SignStep, is_signer, open_steps
from press.releases.states import State


def may_order_link(user: Any, release: Release, step: SignStep | None = None) -> Decision:
    """The spokesperson, or the head of the unit for which is signed; nobody who wrote the text, and no administrator.

    Without `step`: is there a step for which the person may?
    """
    if wrote(user, release):
        return deny(_("You wrote this text: somebody else has the link sent."))
    if holds(user, Kind.ADMINISTRATOR):
        return deny(NOT_ADMINISTRATOR)
    steps = [step] if step else open_steps(release) if release.state == State.IN_REVIEW else []
    if spokesperson(user, release) or any(each.unit and is_signer(user, each) for each in steps):
        return ALLOW
    return deny(_("A signing link is sent by the spokesperson, or by the head of the unit for which is signed."))
