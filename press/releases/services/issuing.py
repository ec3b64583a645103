"""The act that makes an approved text a document of the ministry."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import checks, clock
from comms.core.decisions import require
from comms.core.errors import Conflict
from comms.core.states import change, move
from comms.org.models import User
from comms.outbox.services import outbox
from press.events import release_issued
from press.releases import content, policies
from press.releases.books import KindLayout
from press.releases.models import CODE_ALPHABET, CODE_LENGTH, Release
from press.releases.services import correction_clocks, speaking
from press.releases.services.common import (
    bind,
    check_embargo,
    check_has_text,
    check_legal,
    check_original_stands,
    check_ready,
    content_of,
    taken,
    taken_with_original,
)
from press.releases.services.documents import check_printable
from press.releases.services.numbers import book_for, illustrative_for, layout_for, number_take
from press.releases.states import CORRECTABLE, State, Step
from tasks.models import Task
from tasks.services import evidence_add
from tasks.states import EvidenceKind


@transaction.atomic
def release_issue(*, actor: User, release_id: UUID, version: int) -> Release:
    """Issue the approved text: state, number, verification code, evidence of its tasks and the order for its PDF.

    Raises NotAllowed (also `outside_mandate`: neither the mandate of the approval nor one of the actor holds now),
    StaleVersion, IllegalTransition (also before its time), Conflict when the text is not the approved one, its original
    can no longer be corrected or is under a longer embargo, or its agency has no book.
    """
    release = taken_with_original(Release.objects.visible_to(actor), release_id)
    require(policies.may_issue_person(actor, release))
    check_legal(release, "issue", version)
    check_ready(policies.ready_to_issue(release))
    release.mandate = speaking.spoken_under(actor, release, clock.now())
    return _issue(release, actor=actor, version=version)


@transaction.atomic
def release_issue_urgent(
    *, actor: User, release_id: UUID, version: int, reason: str, mandate_id: UUID | None = None
) -> Release:
    """Issue a text before its sign-off: the spokesperson, who has not written it, approves its hash in the same act.

    A third person reviews it afterwards (`release_review_urgent`).  `mandate_id` as in `release_approve`.  Raises as
    `release_issue` does, and Invalid without a reason or a text, or with what cannot be printed.
    """
    release = taken_with_original(Release.objects.visible_to(actor), release_id)
    require(policies.may_issue_urgent_person(actor, release))
    check_legal(release, "issue_urgent", version)
    check_ready(policies.ready_to_issue(release))
    check_has_text(release)
    check_printable(release)
    reason = content.reason(reason)
    bind(actor, release, Step.SPOKESPERSON)
    release.approved_sha256 = release.content_sha256
    release.mandate = speaking.mandate_of_approver(actor, release, mandate_id)
    return _issue(release, actor=actor, version=version, verb="issue_urgent", urgent_reason=reason)


@transaction.atomic
def release_review_urgent(*, actor: User, release_id: UUID, version: int, comment: str = "") -> Release:
    """A third person has read what was issued urgently, and stands behind it or says in `comment` what is to be done.

    Raises NotAllowed for the author and for who issued it, StaleVersion, IllegalTransition when nothing is open.
    """
    release = taken(actor, release_id)
    require(policies.may_review_urgent_person(actor, release))
    check_legal(release, "review_urgent", version)
    check_ready(policies.ready_to_review_urgent(release))
    comment = checks.text("comment", comment, content.Limit.REASON)
    move(release, "review_urgent", expected_version=version)
    bind(actor, release, Step.URGENT_REVIEW)
    record(actor=actor, action="press.release.urgent_reviewed", target=release, comment=comment)
    return release


@transaction.atomic
def release_issue_due(*, release_id: UUID) -> Release | None:
    """Issue a scheduled release whose time has come, in the name of the person who scheduled it.

    None when there is nothing to do: issued, unscheduled or moved in the meantime.  The person's right is asked
    again, and whether the mandate holds; otherwise nothing is issued, and the release goes back to “approved” with that
    said on its page and in its history.
    """
    release = taken_with_original(Release.objects.all(), release_id)
    actor = release.scheduled_by
    if release.state != State.SCHEDULED or actor is None or not policies.ready_to_issue(release):
        return None
    permitted = policies.may_issue_person(actor, release)
    if not permitted:
        refused = "press.release.schedule_refused"
        speaking.stop(release, lambda: str(permitted.reason), actor=None, action=refused)
        return None
    if speaking.stopped_when_due(release):
        return None
    return _issue(release, actor=actor, version=None)


def _issue(
    release: Release, *, actor: User, version: int | None, verb: str = "issue", urgent_reason: str = ""
) -> Release:
    """Rows are locked in the order of the service (releases, tasks, then the book's counter), and the first evidence
    is written after the last of them: the receivers of the event lock theirs before they record."""
    sha256 = content.digest(content_of(release))
    if not sha256 == release.content_sha256 == release.approved_sha256:
        raise Conflict(_("The text is not the one that was approved."), code="content_changed")
    original = _original(release)
    check_original_stands(release)
    layout = layout_for(release.kind)
    book = book_for(release, layout)
    now = clock.now()
    check_embargo(release, now)
    tasks = list(
        Task.objects.filter(release_rows__release=release).order_by("pk").select_for_update(no_key=True, of=("self",))
    )
    number, symbol = None, ""
    if book:
        number, symbol = number_take(book=book, release=release, year=now.astimezone(clock.HANOI).year)
    move(
        release,
        verb,
        expected_version=version,
        approved_sha256=sha256,
        urgent_reason=urgent_reason,
        urgent_review_due=now + timedelta(hours=settings.URGENT_REVIEW_HOURS) if urgent_reason else None,
        number=number,
        symbol=symbol,
        issued_at=now,
        verify_code="".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH)),
        illustrative=illustrative_for(release, layout, book),
        mandate=release.mandate,
        schedule_stopped="",
    )
    if original:
        change(original, expected_version=None, state=State.CORRECTED)
    correction_clocks.hold([original] if original else [])
    release_issued.send(sender=Release, release=release, actor=actor)
    for task in tasks:
        evidence_add(
            actor=actor,
            task_id=task.pk,
            kind=EvidenceKind.RELEASE,
            title=_evidence_title(release, layout),
            object_id=release.pk,
        )
    record(
        actor=actor,
        action="press.release.issued" if verb == "issue" else "press.release.issued_urgently",
        target=release,
        symbol=symbol,
        number=number,
        content_sha256=sha256,
        scheduled_for=release.scheduled_for,
        mandate=release.mandate_id,
        matter=release.mandate.on_matter if release.mandate else "",
        reason=urgent_reason,
    )
    if original:
        record(actor=actor, action="press.release.corrected", target=original, erratum_id=release.pk)
        correction_clocks.settle(actor, original)
    outbox("press.render_document", key=f"release:{release.pk}:document:{release.version}", release_id=release.pk)
    if urgent_reason:
        outbox("press.tell_reviewers", key=f"release:{release.pk}:reviewers", release_id=release.pk)
    return release


def _original(release: Release) -> Release | None:
    original: Release | None = release.corrects
    if original and original.state not in CORRECTABLE:
        raise Conflict(_("The release that it corrects can no longer be corrected."), code="original_ended")
    return original


def _evidence_title(release: Release, layout: KindLayout) -> str:
    """«THÔNG CÁO BÁO CHÍ 05/TC-BTP»: the task's readers may not read an embargoed release, nor its title."""
    day = f"{clock.today():%d/%m/%Y}"
    return f"{layout.title_line} {release.symbol or day}"
