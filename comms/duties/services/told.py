"""What other rooms announced: a conference was held, a release was revoked.

Each is done from the outbox, may run twice, and reads the state again."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comms.deadlines.selectors import hanoi_date
from comms.duties.models import Duty, DutyLink
from comms.duties.services.generating import held_ministry
from comms.duties.services.meeting import add_link, remove_links
from comms.duties.states import DutyState, Subject
from comms.org.models import User
from press.conferences.models import PressConference
from press.conferences.states import ConferenceKind, ConferenceState
from press.releases.models import Release
from press.releases.states import STANDING


@transaction.atomic
def conference_links_itself(*, conference_id: UUID, actor_id: UUID) -> Duty | None:
    """A periodic conference that was held closes the period in which it lies; who held it links it.  None when it does
    not: it is extraordinary, linked already, or no open period fits."""
    conference = PressConference.objects.select_for_update(no_key=True, of=("self",)).get(pk=conference_id)
    actor = User.objects.get(pk=actor_id)
    held_ministry()
    duties = Duty.objects.filter(subject=Subject.CONFERENCE)
    if (
        conference.kind != ConferenceKind.PERIODIC
        or conference.state != ConferenceState.HELD
        or DutyLink.objects.filter(conference=conference, duty__in=duties).exists()
    ):
        return None
    day = hanoi_date(conference.held_at)
    fits = duties.filter(state=DutyState.OPEN, starts__lt=day).select_related("rule", "unit").order_by("-starts")
    duty: Duty | None = fits.select_for_update(no_key=True, of=("self",)).first()
    if duty is not None:
        link = DutyLink(duty=duty, conference=conference, at=conference.held_at, linked_by=actor)
        add_link(actor, duty, link, expected_version=None)
    return duty


@transaction.atomic
def release_meets_no_more(*, release_id: UUID, actor_id: UUID | None) -> int:
    """An issued release was withdrawn or voided: it meets nothing.  Returns how many periods it met."""
    release = Release.objects.select_for_update(no_key=True, of=("self",)).get(pk=release_id)
    if release.state in STANDING:
        return 0
    held_ministry()
    links = DutyLink.objects.filter(release=release).select_related("duty__rule", "duty__unit").order_by("duty_id")
    duties = {link.duty_id for link in links}
    list(Duty.objects.filter(pk__in=duties).select_for_update(no_key=True, of=("self",)).order_by("pk"))
    rows = [(link.duty, link) for link in links.all()]
    reason = _("The release was withdrawn or voided.")
    remove_links(User.objects.filter(pk=actor_id).first() if actor_id else None, rows, reason)
    return len(rows)
