"""Who schedules and issues, also before the sign-off, and who reviews that."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.decisions import ALLOW, Decision, deny
from comms.org.selectors import holds
from press.releases.models import Release
from press.releases.policies.common import NOT_ADMINISTRATOR, Kind, behind, is_desk, spokesperson, stands_apart, wrote
from press.releases.policies.speaking import covered
from press.releases.policies.steps import is_signer, sign_steps
from press.releases.states import Step


def may_schedule(user: Any, release: Release) -> Decision:
    return spokesperson(user, release)


def may_unschedule(user: Any, release: Release) -> Decision:
    return spokesperson(user, release)


def may_issue(user: Any, release: Release) -> Decision:
    return spokesperson(user, release) and ready_to_issue(release) and covered(user, release, clock.now())


def may_issue_person(user: Any, release: Release) -> Decision:
    return spokesperson(user, release)


def ready_to_issue(release: Release) -> Decision:
    """Not before its time, whatever the queue or the clock of another machine says."""
    if release.scheduled_for is not None and release.scheduled_for > clock.now():
        local = release.scheduled_for.astimezone(clock.HANOI)
        return deny(_("It may not be issued before %(instant)s.") % {"instant": f"{local:%d/%m/%Y %H:%M}"})
    return ALLOW


def may_issue_urgent(user: Any, release: Release) -> Decision:
    return may_issue_urgent_person(user, release) and ready_to_issue(release)


def may_issue_urgent_person(user: Any, release: Release) -> Decision:
    """One person other than the author approves and issues in one act, without the signers."""
    return spokesperson(user, release) and stands_apart(user, release)


def may_review_urgent(user: Any, release: Release) -> Decision:
    # Without an urgent issue the verb is nobody's: that is said first.
    if not release.urgent_reason:
        return ready_to_review_urgent(release)
    return may_review_urgent_person(user, release) and ready_to_review_urgent(release)


def may_review_urgent_person(user: Any, release: Release) -> Decision:
    """A third person: neither who wrote it nor who issued it, had signed it before, or was signed for."""
    if wrote(user, release):
        return deny(_("You wrote this text: somebody else must review it."))
    if release.urgent_reason:
        own = {row.step for row in release.signatures.all() if user.pk in behind(row) and row.counts_for(release)}
        if Step.SPOKESPERSON in own:
            return deny(_("You issued it: a third person must review it."))
        if own - {Step.URGENT_REVIEW}:
            return deny(_("You signed this text before it was issued: a third person must review it."))
    if holds(user, Kind.ADMINISTRATOR):
        return deny(NOT_ADMINISTRATOR)
    signer = any(is_signer(user, step) for step in sign_steps(release))
    if signer or is_desk(user, release, Kind.SPOKESPERSON) or holds(user, Kind.LEADERSHIP):
        return ALLOW
    return deny(_("An urgent issue is reviewed by a signer, a spokesperson or the leadership."))


def ready_to_review_urgent(release: Release) -> Decision:
    if not release.urgent_reason:
        return deny(_("This release was not issued urgently."))
    if any(row.step == Step.URGENT_REVIEW and row.counts_for(release) for row in release.signatures.all()):
        return deny(_("It has been reviewed."))
    return ALLOW
