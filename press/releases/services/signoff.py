"""From the draft to the approved text."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.decisions import require
from comms.core.errors import IllegalTransition, Invalid
from comms.core.states import move
from comms.org.models import User
from comms.outbox.services import outbox
from press.releases import content, policies
from press.releases.models import Release
from press.releases.services import speaking
from press.releases.services.common import bind, check_embargo, check_has_text, check_legal, check_ready, taken
from press.releases.services.documents import check_printable
from press.releases.services.notices import tell_approved, tell_next, tell_returned
from press.releases.services.numbers import book_for, layout_for
from press.releases.states import Step


@transaction.atomic
def release_submit(*, actor: User, release_id: UUID, version: int) -> Release:
    """Send a draft to its signers, with the steps that its kind has now.

    Raises NotAllowed, StaleVersion, IllegalTransition, Invalid without a text or with what cannot be printed.
    """
    release = taken(actor, release_id)
    require(policies.may_submit(actor, release))
    check_legal(release, "submit", version)
    check_has_text(release)
    check_printable(release)
    move(release, "submit", expected_version=version, signing_steps=policies.template_of(release.kind))
    tell_next(release)
    record(actor=actor, action="press.release.submitted", target=release, content_sha256=release.content_sha256)
    return release


@transaction.atomic
def release_sign(*, actor: User, release_id: UUID, version: int) -> Release:
    """Sign the present text, for the first open step that is the actor's or that of a person in whose place he signs.

    The signature binds the hash, the person and the step.  Raises NotAllowed (also for the author, and for somebody
    who has signed), StaleVersion, IllegalTransition (also while a step before is unsigned).
    """
    release = taken(actor, release_id)
    require(policies.may_sign_person(actor, release))
    check_legal(release, "sign", version)
    check_ready(policies.ready_to_sign(actor, release))
    turn = policies.turn_of(actor, release)
    if turn is None:
        raise IllegalTransition
    step = turn.step
    move(release, "sign", expected_version=version)
    bind(actor, release, step.step, step.unit.pk if step.unit else None, in_place_of=turn.absent)
    tell_next(release)
    record(
        actor=actor,
        action="press.release.signed",
        target=release,
        step=step.step,
        unit=step.unit.code if step.unit else "",
        in_place_of=turn.absent.audit_label() if turn.absent else "",
        content_sha256=release.content_sha256,
    )
    return release


@transaction.atomic
def release_return(*, actor: User, release_id: UUID, version: int, comment: str) -> Release:
    """Give the text back to its author, with a comment.  Ends the round: what was signed counts no longer."""
    release = taken(actor, release_id)
    require(policies.may_return(actor, release))
    check_legal(release, "return", version)
    comment = content.reason(comment, name="comment")
    returned(release, by=actor, name=actor.full_name, comment=comment, version=version)
    record(actor=actor, action="press.release.returned", target=release, comment=comment)
    return release


def returned(release: Release, *, by: User | None, name: str, comment: str, version: int | None) -> None:
    """End the round of a locked release, and tell everybody who had signed it (by a link: by mail), its authors and its
    desk."""
    rows = [row for row in release.signatures.select_related("signer", "in_place_of") if row.counts_for(release)]
    signed = [person for row in rows for person in (row.signer, row.in_place_of) if person is not None]
    for link_id in [row.link_id for row in rows if row.link_id]:
        key = f"signing-link:{link_id}:returned"
        outbox("press.mail_returned", key=key, link_id=link_id, name=name, comment=comment)
    move(
        release,
        "return",
        expected_version=version,
        round=release.round + 1,
        approved_sha256="",
        mandate=None,
        schedule_stopped="",
    )
    tell_returned(release, by=by, name=name, comment=comment, signed=signed)


@transaction.atomic
def release_approve(*, actor: User, release_id: UUID, version: int, mandate_id: UUID | None = None) -> Release:
    """Approve the signed text: its hash is frozen, and only this text can be issued.

    `mandate_id`: the authorisation on whose matter the text is, where the approver speaks on no other (Invalid on
    `mandate` without it).

    Raises NotAllowed (not a spokesperson; the author; somebody who has signed), StaleVersion, IllegalTransition
    (also while a signature is missing), Conflict for what could not be issued: without a book, or under a shorter
    embargo than its original.
    """
    release = taken(actor, release_id)
    permitted, absent = policies.approval_of(actor, release)
    require(permitted)
    check_legal(release, "approve", version)
    check_ready(policies.ready_to_approve(release))
    book_for(release, layout_for(release.kind))
    check_embargo(release, clock.now())
    check_printable(release)
    mandate = speaking.mandate_of_approver(absent or actor, release, mandate_id)
    move(release, "approve", expected_version=version, approved_sha256=release.content_sha256, mandate=mandate)
    bind(actor, release, Step.SPOKESPERSON, in_place_of=absent)
    tell_approved(release, by=actor)
    record(
        actor=actor,
        action="press.release.approved",
        target=release,
        in_place_of=absent.audit_label() if absent else "",
        mandate=mandate.pk if mandate else None,
        matter=mandate.on_matter if mandate else "",
        content_sha256=release.content_sha256,
    )
    return release


@transaction.atomic
def release_schedule(*, actor: User, release_id: UUID, version: int, scheduled_for: datetime | None = None) -> Release:
    """Have the approved text issued at an instant.

    Raises Invalid for one that is missing or past; NotAllowed `outside_mandate` for one that neither the mandate of the
    approval nor one of the person who schedules covers.
    """
    release = taken(actor, release_id)
    require(policies.may_schedule(actor, release))
    check_legal(release, "schedule", version)
    at = scheduled_for
    if at is None:
        raise Invalid.field("scheduled_for", _("When is it to be issued?"), code="required")
    if at.tzinfo is None:
        raise Invalid.field("scheduled_for", _("The time needs its offset from UTC."), code="naive")
    if at <= clock.now():
        raise Invalid.field("scheduled_for", _("This time has passed."), code="past")
    mandate = speaking.spoken_under(actor, release, at)
    move(
        release,
        "schedule",
        expected_version=version,
        scheduled_for=at,
        scheduled_by=actor,
        mandate=mandate,
        schedule_stopped="",
    )
    record(actor=actor, action="press.release.scheduled", target=release, scheduled_for=at)
    return release


@transaction.atomic
def release_unschedule(*, actor: User, release_id: UUID, version: int) -> Release:
    """Take the approved text off the schedule; it may then be issued at any time."""
    release = taken(actor, release_id)
    require(policies.may_unschedule(actor, release))
    move(release, "unschedule", expected_version=version, scheduled_for=None, scheduled_by=None)
    record(actor=actor, action="press.release.unscheduled", target=release)
    return release
