"""Telling people what the sign-off asks of them, once each, in their language."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.notify.models import Notification
from comms.notify.services import notify
from comms.org.models import User
from press.releases import policies, selectors, signers
from press.releases.models import Release
from press.releases.signers import desk_of

OVERDUE = "press.urgent_overdue"


def tell_next(release: Release) -> None:
    """Whose turn it is now: the signers of the steps that have opened with their deputies, or who may approve."""
    release = _whole(release)
    steps = policies.open_steps(release)
    if steps:
        people = [person for step in steps for person in signers.people_of(step)]
        title = _("A text waits for your signature: “{title}”")
        asked = policies.may_sign
    else:
        people = signers.approvers()
        title = _("A text waits for your approval: “{title}”")
        asked = policies.may_approve
    people = [person for person in [*people, *signers.deputies_of(people)] if asked(person, release)]
    at = min((step.position for step in steps), default="approval")
    _tell(release, people, kind="press.sign_due", key=f"turn:{release.round}:{at}", title=title, page="signoff/")


def tell_returned(release: Release, *, by: Any, name: str, comment: str, signed: Iterable[User]) -> None:
    """A return reaches all who had signed, the authors and the desk.  `by`: the account, None of a signing link."""
    release = _whole(release)
    people = [*signed, release.author, *(row.author for row in release.versions.all()), *desk_of(release)]
    _tell(
        release,
        [person for person in people if person != by],
        kind="press.returned",
        key=f"returned:{release.round}",
        title=format_lazy(_("{name} returned “{title}”"), name=name, title=release.title),
        body=comment,
    )


def tell_approved(release: Release, *, by: User) -> None:
    """Its author may go on."""
    people = [person for person in [release.author] if person != by]
    title = _("“{title}” was approved")
    _tell(release, people, kind="press.approved", key=f"approved:{release.round}", title=title)


def tell_stopped(release: Release, people: Iterable[User], *, reason: Any) -> None:
    """Its author, and who scheduled it, learn that it is not issued at its time, and why."""
    _tell(
        release,
        people,
        kind="press.schedule_stopped",
        key=f"stopped:{release.version}",
        title=_("“{title}” is not issued at its time"),
        body=lazy(reason, str)(),
    )


@transaction.atomic
def reviewers_tell(*, release_id: UUID) -> int:
    """Tell everybody who may review an urgent issue that it waits; returns how many there were."""
    release = selectors.with_details(Release.objects.urgent_unreviewed()).filter(pk=release_id).first()
    if release is None:
        return 0
    people = signers.reviewers_of(release)
    title = _("Issued urgently, to be reviewed by a third person: “{title}”")
    _tell(release, people, kind="press.urgent_review", key="urgent", title=title, body=_due(release))
    return len(people)


@transaction.atomic
def reviews_escalate() -> int:
    """Tell the leadership, once, of urgent issues that nobody has reviewed in time; returns of how many."""
    late = Release.objects.urgent_unreviewed().filter(urgent_review_due__lte=clock.now())
    told = Notification.objects.filter(kind=OVERDUE).values("subject_id")
    leaders, title = signers.leadership(), _("An urgent issue was not reviewed in time: “{title}”")
    rows = list(late.exclude(pk__in=told).order_by("urgent_review_due")[:100])
    for release in rows:
        _tell(release, leaders, kind=OVERDUE, key="urgent-overdue", title=title, body=_due(release))
    return len(rows) if leaders else 0


def _due(release: Release) -> Any:
    due = release.urgent_review_due
    if due is None:
        return ""
    at = f"{due.astimezone(clock.HANOI):%d/%m/%Y %H:%M}"
    return format_lazy(_("The review is due by {at} (Hanoi time). Reason of the urgent issue: {reason}"), at=at,
                       reason=release.urgent_reason)  # fmt: skip


def _tell(
    release: Release, people: Iterable[User], *, kind: str, key: str, title: Any, body: Any = "", page: str = ""
) -> None:
    for person in dict.fromkeys(people):
        notify(
            person=person,
            kind=kind,
            key=f"release:{release.pk}:{key}",
            title=format_lazy(title, title=release.title),
            body=body,
            url=f"{release.get_absolute_url()}{page}",
            subject=("press.release", release.pk),
        )


def _whole(release: Release) -> Release:
    """The release as it stands in this transaction, with what the policies ask."""
    found: Release = selectors.with_details(Release.objects.all()).get(pk=release.pk)
    return found
