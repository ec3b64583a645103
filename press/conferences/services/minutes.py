"""Minutes: written at the desk, approved by somebody else, corrected by a further version."""

from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import cleaned, required
from comms.core.decisions import require
from comms.core.errors import IllegalTransition, Invalid
from comms.core.states import change, move, require_version
from comms.org.models import User
from press.conferences import policies
from press.conferences.models import MinutesVersion, MinutesWriter, PressConference
from press.conferences.services.common import check_legal, check_ready, taken
from press.conferences.states import ConferenceState


@transaction.atomic
def minutes_write(*, actor: User, pressconference_id: UUID, version: int, text: str, note: str = "") -> PressConference:
    """Write the minutes, or what is to stand in the place of approved ones; then `note` says what was wrong.

    Approved minutes stay as a version; the new text waits for an approval of its own.
    Raises NotAllowed, IllegalTransition before the conference was held, StaleVersion, Invalid (no words, the approved
    ones, no note).
    """
    conference = taken(actor, pressconference_id)
    require(policies.keeps(actor, conference.unit_id))
    require_version(conference, version)
    if conference.state != ConferenceState.HELD:
        raise IllegalTransition(_("Minutes are written once the conference was held."))
    words = required(PressConference, "minutes", text, field="text")
    note = cleaned(PressConference, "minutes_note", note)
    corrects = conference.minutes_versions.exists()
    if corrects and not note:
        raise Invalid.field("note", _("The minutes are approved: say what was wrong in them."), code="required")
    if conference.minutes_approved and words == conference.minutes:
        raise Invalid.field("text", _("These are the words that were approved."), code="unchanged")
    change(
        conference,
        expected_version=version,
        minutes=words,
        minutes_note=note if corrects else "",
        minutes_by=actor,
        minutes_approved_by=None,
        minutes_approved_at=None,
    )
    MinutesWriter.objects.get_or_create(conference=conference, writer=actor)
    record(actor=actor, action="press.conference.minutes_written", target=conference, note=conference.minutes_note)
    return conference


@transaction.atomic
def minutes_approve(*, actor: User, pressconference_id: UUID, version: int) -> PressConference:
    """Approve the minutes as they stand; never by one who wrote or edited them.  From then on the text does not change.

    Raises NotAllowed, IllegalTransition (nothing written, approved already), StaleVersion.
    """
    conference = taken(actor, pressconference_id)
    require(policies.may_sign_minutes(actor, conference))
    check_legal(conference, "approve_minutes", version)
    check_ready(policies.minutes_wait(conference))
    last, now = conference.minutes_versions.aggregate(last=Max("number"))["last"] or 0, clock.now()
    move(conference, "approve_minutes", expected_version=version, minutes_approved_by=actor, minutes_approved_at=now)
    MinutesVersion.objects.create(
        conference=conference,
        number=last + 1,
        text=conference.minutes,
        note=conference.minutes_note,
        written_by_id=conference.minutes_by_id,  # type: ignore[misc]  # who wrote is known of what is written
        approved_by=actor,
        approved_at=now,
    )
    record(actor=actor, action="press.conference.minutes_approved", target=conference, number=last + 1)
    return conference
