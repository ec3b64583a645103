"""Who may do what to a release, and why not.

Two kinds of answers are kept apart: `may_<verb>` is about everything that the page shows on its button; of these,
`ready_to_<verb>` is about the release (a service answers 409), the rest is about the person (403).
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.decisions import ALLOW, Decision, deny
from comms.org.models import Role, Unit, User
from comms.org.selectors import acts_for, held_roles, holds, units_acted_for, units_in_line
from press.releases.models import Release, Signature, local_body_of
from press.releases.states import UNISSUED, State, Step

Kind = Role.Kind
_OF_DESK = _("This is done by the press officers of the release's units.")
_NOT_ADMINISTRATOR = _("An administrator hands out the roles, and therefore signs nothing.")


@dataclass(frozen=True)
class SignStep:
    """One signature that is needed before the approval; `signature` is the one that counts, or None."""

    step: str
    unit: Any | None
    signature: Signature | None


def may_create(user: Any, release: Release | None = None) -> Decision:
    return ALLOW if holds(user, Kind.PRESS_OFFICER) else deny(_("Releases are drafted by press officers."))


def may_update(user: Any, release: Release) -> Decision:
    return _desk(user, release, Kind.PRESS_OFFICER, _OF_DESK)


def may_submit(user: Any, release: Release) -> Decision:
    return _desk(user, release, Kind.PRESS_OFFICER, _OF_DESK)


def may_sign(user: Any, release: Release) -> Decision:
    if not (personal := _stands_apart(user, release)):
        return personal
    steps = sign_steps(release)
    own = [step for step in steps if _is_signer(user, step)]
    if not own:
        return deny(_("You are not one of the signers of this release."))
    if release.state == State.IN_REVIEW and all(step.signature for step in own):
        return deny(_("Somebody has already signed for this step."))
    return ALLOW


def may_return(user: Any, release: Release) -> Decision:
    if _spokesperson(user, release) or any(_is_signer(user, step) for step in sign_steps(release)):
        return ALLOW
    return deny(_("Only the signers and the spokesperson may return a release."))


def may_approve(user: Any, release: Release) -> Decision:
    return may_approve_person(user, release) and ready_to_approve(release)


def may_approve_person(user: Any, release: Release) -> Decision:
    spokesperson = _spokesperson(user, release)
    return spokesperson and _stands_apart(user, release)


def ready_to_approve(release: Release) -> Decision:
    """Every signature is there, for exactly this text."""
    if missing := [step for step in sign_steps(release) if not step.signature]:
        return deny(_("Still to be signed by: %(signers)s.") % {"signers": ", ".join(map(step_label, missing))})
    return ALLOW


def may_schedule(user: Any, release: Release) -> Decision:
    return _spokesperson(user, release)


def may_unschedule(user: Any, release: Release) -> Decision:
    return _spokesperson(user, release)


def may_issue(user: Any, release: Release) -> Decision:
    return _spokesperson(user, release) and ready_to_issue(release)


def may_issue_person(user: Any, release: Release) -> Decision:
    return _spokesperson(user, release)


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
    return _spokesperson(user, release) and _stands_apart(user, release)


def may_review_urgent(user: Any, release: Release) -> Decision:
    # Without an urgent issue the verb is nobody's: that is said first.
    if not release.urgent_reason:
        return ready_to_review_urgent(release)
    return may_review_urgent_person(user, release) and ready_to_review_urgent(release)


def may_review_urgent_person(user: Any, release: Release) -> Decision:
    """A third person: neither who wrote it nor who issued it or had signed it before."""
    if wrote(user, release):
        return deny(_("You wrote this text: somebody else must review it."))
    if release.urgent_reason:
        own = {row.step for row in release.signatures.all() if row.signer_id == user.pk and row.counts_for(release)}
        if Step.SPOKESPERSON in own:
            return deny(_("You issued it: a third person must review it."))
        if own - {Step.URGENT_REVIEW}:
            return deny(_("You signed this text before it was issued: a third person must review it."))
    if holds(user, Kind.ADMINISTRATOR):
        return deny(_NOT_ADMINISTRATOR)
    signer = any(_is_signer(user, step) for step in sign_steps(release))
    if signer or _is_desk(user, release, Kind.SPOKESPERSON) or holds(user, Kind.LEADERSHIP):
        return ALLOW
    return deny(_("An urgent issue is reviewed by a signer, a spokesperson or the leadership."))


def ready_to_review_urgent(release: Release) -> Decision:
    if not release.urgent_reason:
        return deny(_("This release was not issued urgently."))
    if any(row.step == Step.URGENT_REVIEW and row.counts_for(release) for row in release.signatures.all()):
        return deny(_("It has been reviewed."))
    return ALLOW


def may_correct(user: Any, release: Release) -> Decision:
    return _desk(user, release, Kind.PRESS_OFFICER, _OF_DESK)


def may_withdraw(user: Any, release: Release) -> Decision:
    return _spokesperson(user, release)


def may_void(user: Any, release: Release) -> Decision:
    return may_void_person(user, release) and ready_to_void(release)


def may_void_person(user: Any, release: Release) -> Decision:
    if release.state in {State.DRAFT, State.IN_REVIEW} and _is_desk(user, release, Kind.PRESS_OFFICER):
        return ALLOW
    return _spokesperson(user, release)


def ready_to_void(release: Release) -> Decision:
    """What the public can read is withdrawn, not voided."""
    if release.state in UNISSUED or release.under_embargo or not release.document_sha256:
        return ALLOW
    return deny(_("It has been published. Withdraw it instead."))


def sign_steps(release: Release) -> list[SignStep]:
    """The signatures that this release needs before its approval: a legal checker, and the head of each responsible
    unit (the lead units of its tasks; without a task, its own lead unit)."""
    counting = [row for row in release.signatures.all() if row.counts_for(release)]
    by_step = {(row.step, row.unit_id): row for row in counting}
    steps = [SignStep(Step.LEGAL_CHECKER, None, by_step.get((Step.LEGAL_CHECKER, None)))]
    steps += [
        SignStep(Step.UNIT_HEAD, unit, by_step.get((Step.UNIT_HEAD, unit.pk))) for unit in responsible_units(release)
    ]
    return steps


def responsible_units(release: Release) -> list[Any]:
    """The units whose heads answer for the content, each line of succession once."""
    rows = release.task_rows.all()
    candidates = [row.task.lead_unit for row in rows] or [row.unit for row in release.unit_rows.all()[:1]]
    units: list[Any] = []
    covered: set[UUID] = set()
    for unit in candidates:
        if unit.pk not in covered:
            units.append(unit)
            covered |= {unit.pk} if len(candidates) == 1 else units_in_line([unit.pk])
    return units


def open_step_for(user: User, release: Release) -> SignStep | None:
    """The first unsigned step that this person may sign for."""
    return next((step for step in sign_steps(release) if not step.signature and _is_signer(user, step)), None)


def step_label(step: SignStep) -> str:
    label = str(Step(step.step).label)
    return f"{label} ({step.unit.abbr})" if step.unit else label


def wrote(user: Any, release: Release) -> bool:
    """Is the person the author, or has edited the text since?"""
    return release.author_id == user.pk or any(row.author_id == user.pk for row in release.versions.all())


def _stands_apart(user: Any, release: Release) -> Decision:
    """Four eyes: not the author, whatever other role the person holds, nobody twice, and nobody who could give
    the role to himself."""
    if wrote(user, release):
        return deny(_("You wrote this text: somebody else must sign and approve it."))
    if holds(user, Kind.ADMINISTRATOR):
        return deny(_NOT_ADMINISTRATOR)
    own = (row for row in release.signatures.all() if row.signer_id == user.pk)
    # In another state the verb is not possible for anybody, which is what the person should read.
    if release.state == State.IN_REVIEW and any(row.counts_for(release) for row in own):
        return deny(_("You have already signed this text."))
    return ALLOW


def _is_signer(user: Any, step: SignStep) -> bool:
    if step.step == Step.LEGAL_CHECKER:
        return holds(user, Kind.LEGAL_CHECKER)
    return step.unit is not None and acts_for(user, step.unit.pk, Kind.UNIT_HEAD)


def _is_desk(user: Any, release: Release, kind: str) -> bool:
    if not any(role.kind == kind for role in held_roles(user)):
        return False
    return not units_acted_for(user, kind).isdisjoint({release.desk_unit_id, *release.unit_ids})


def _desk(user: Any, release: Release, kind: str, reason: Any) -> Decision:
    return ALLOW if _is_desk(user, release, kind) else deny(reason)


def _spokesperson(user: Any, release: Release) -> Decision:
    """Of the lead unit, of the desk as far as both stand under one head, or of the ministry's office.  A unit that is
    only named besides does not decide, and a local body not on what the ministry says."""
    if _speaks_for_ministry(user):
        return ALLOW
    own = units_acted_for(user, Kind.SPOKESPERSON) if holds(user, Kind.SPOKESPERSON) else set()
    lead = release.lead_unit
    if lead and lead.pk in own:
        return ALLOW
    if lead and release.desk_unit_id in own and local_body_of(release.desk_unit) == local_body_of(lead):
        return ALLOW
    return deny(_("Only the spokesperson of the lead unit, of its desk or of the ministry's office may do this."))


def _speaks_for_ministry(user: Any) -> bool:
    central = {Unit.Kind.MINISTRY, Unit.Kind.OFFICE}
    return any(role.kind == Kind.SPOKESPERSON and role.unit.kind in central for role in held_roles(user))
