"""Who sends, signs, returns and approves."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Decision, deny
from press.releases.models import Release, standing_in_for
from press.releases.policies.common import OF_DESK, Kind, desk, spokesperson, stands_apart
from press.releases.policies.speaking import still_speaks
from press.releases.policies.steps import before, sign_steps, step_label, turn_of, turns
from press.releases.states import State


def may_submit(user: Any, release: Release) -> Decision:
    return desk(user, release, Kind.PRESS_OFFICER, OF_DESK)


def may_sign(user: Any, release: Release) -> Decision:
    return may_sign_person(user, release) and ready_to_sign(user, release)


def may_sign_person(user: Any, release: Release) -> Decision:
    """A signer whose step nobody has signed; in the place of an absent one too, where four eyes remain."""
    if not (personal := stands_apart(user, release)):
        return personal
    own = turns(user, release, sign_steps(release))
    if not own:
        return deny(_("You are not one of the signers of this release."))
    if release.state != State.IN_REVIEW:
        return ALLOW
    unsigned = [turn for turn in own if not turn.step.signature]
    if not unsigned:
        return deny(_("Somebody has already signed for this step."))
    answers = [stands_apart(user, release, turn.absent) for turn in unsigned]
    return next((answer for answer in answers if answer), answers[0])


def ready_to_sign(user: Any, release: Release) -> Decision:
    """The steps before have been signed."""
    if release.state != State.IN_REVIEW or turn_of(user, release):
        return ALLOW
    steps = sign_steps(release)
    own = next((turn.step for turn in turns(user, release, steps) if not turn.step.signature), None)
    waited_for = before(own, steps) if own else []
    return deny(_("Before you it is signed by: %(signers)s.") % {"signers": ", ".join(map(step_label, waited_for))})


def may_return(user: Any, release: Release) -> Decision:
    steps = sign_steps(release)
    if turns(user, release, steps) or any(spokesperson(person, release) for person in [user, *standing_in_for(user)]):
        return ALLOW
    return deny(_("Only the signers and the spokesperson may return a release."))


def may_approve(user: Any, release: Release) -> Decision:
    permitted, absent = approval_of(user, release)
    return permitted and ready_to_approve(release) and still_speaks(absent or user, release)


def may_approve_person(user: Any, release: Release) -> Decision:
    return approval_of(user, release)[0]


def approval_of(user: Any, release: Release) -> tuple[Decision, Any | None]:
    """May the person approve, and in whose place (None: the own)?  What follows the approval is not delegated."""
    own = spokesperson(user, release)
    if own:
        return stands_apart(user, release), None
    places = [absent for absent in standing_in_for(user) if spokesperson(absent, release)]
    answers = [(stands_apart(user, release, absent), absent) for absent in places]
    return next((answer for answer in answers if answer[0]), answers[0] if answers else (own, None))


def ready_to_approve(release: Release) -> Decision:
    """Every signature is there, for exactly this text."""
    if missing := [step for step in sign_steps(release) if not step.signature]:
        return deny(_("Still to be signed by: %(signers)s.") % {"signers": ", ".join(map(step_label, missing))})
    return ALLOW
