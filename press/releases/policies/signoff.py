"""Who sends, signs, returns and approves."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Decision, deny
from press.releases.models import Release
from press.releases.policies.common import OF_DESK, Kind, desk, spokesperson, stands_apart
from press.releases.policies.steps import is_signer, sign_steps, step_label
from press.releases.states import State


def may_submit(user: Any, release: Release) -> Decision:
    return desk(user, release, Kind.PRESS_OFFICER, OF_DESK)


def may_sign(user: Any, release: Release) -> Decision:
    if not (personal := stands_apart(user, release)):
        return personal
    steps = sign_steps(release)
    own = [step for step in steps if is_signer(user, step)]
    if not own:
        return deny(_("You are not one of the signers of this release."))
    if release.state == State.IN_REVIEW and all(step.signature for step in own):
        return deny(_("Somebody has already signed for this step."))
    return ALLOW


def may_return(user: Any, release: Release) -> Decision:
    if spokesperson(user, release) or any(is_signer(user, step) for step in sign_steps(release)):
        return ALLOW
    return deny(_("Only the signers and the spokesperson may return a release."))


def may_approve(user: Any, release: Release) -> Decision:
    return may_approve_person(user, release) and ready_to_approve(release)


def may_approve_person(user: Any, release: Release) -> Decision:
    return spokesperson(user, release) and stands_apart(user, release)


def ready_to_approve(release: Release) -> Decision:
    """Every signature is there, for exactly this text."""
    if missing := [step for step in sign_steps(release) if not step.signature]:
        return deny(_("Still to be signed by: %(signers)s.") % {"signers": ", ".join(map(step_label, missing))})
    return ALLOW
