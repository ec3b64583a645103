"""The invitation to a conference: a release, prefilled with what is known."""

from uuid import UUID

from django.db import transaction

from comms.audit.services import record
from comms.core.decisions import require
from comms.core.legal_dates import legal_instant
from comms.core.states import move
from comms.org.models import User
from press.conferences import policies
from press.conferences.models import PressConference
from press.conferences.services.common import check_legal, check_ready, taken
from press.releases.content import Limit
from press.releases.models import Release
from press.releases.policies import may_create
from press.releases.services import release_create
from press.releases.states import Kind


@transaction.atomic
def conference_invite(*, actor: User, pressconference_id: UUID, version: int) -> PressConference:
    """Draft the release that invites, with time, place and agenda; it then goes the way of every release.

    Raises NotAllowed, IllegalTransition (also when an invitation stands already), StaleVersion.
    """
    conference = taken(actor, pressconference_id)
    require(policies.keeps(actor, conference.unit_id))
    require(may_create(actor))
    check_legal(conference, "invite", version)
    if conference.invitation_id is not None:
        conference.invitation = Release.objects.get(pk=conference.invitation_id)
    check_ready(policies.uninvited(conference))
    release = release_create(
        actor=actor,
        kind=Kind.INVITATION,
        title=f"Mời dự họp báo: {conference.title}"[: Limit.TITLE],
        body=_body(conference),
        event_at=conference.held_at,
        event_place=place_words(conference)[: Limit.PLACE],
        illustrative=_illustrative(conference),
    )
    move(conference, "invite", expected_version=version, invitation=release)
    record(actor=actor, action="press.conference.invitation_drafted", target=conference, release=release.pk)
    return conference


def _body(conference: PressConference) -> str:
    """In Vietnamese, from the record alone; what is not known the desk writes."""
    lines = [
        f"{conference.unit.name_vi} trân trọng mời các cơ quan báo chí dự họp báo “{conference.title}”.",
        f"Thời gian: {legal_instant(conference.held_at)}.",
        f"Địa điểm: {place_words(conference)}.",
    ]
    if conference.accreditation_until is not None:
        lines.append(f"Thời hạn đăng ký: trước {legal_instant(conference.accreditation_until)}.")
    if conference.agenda:
        lines.append("Chương trình:")
        lines.append("\n".join(f"- {agenda_line(row)}" for row in conference.agenda))
    return "\n\n".join(lines)


def agenda_line(row: dict[str, str]) -> str:
    """«09:00 – Thông tin kết quả công tác (Nguyễn Văn A)»."""
    at = f"{row['at']} – " if row.get("at") else ""
    speaker = f" ({row['speaker']})" if row.get("speaker") else ""
    return f"{at}{row['title']}{speaker}"


def place_words(conference: PressConference) -> str:
    """The place, and that it is online; the address of the meeting goes to who is accredited, not into a release."""
    return " và ".join(filter(None, (conference.place, "trực tuyến" if conference.online else ""))) or "…"


def _illustrative(conference: PressConference) -> list[str]:
    """An example of a conference makes its invitation one."""
    names = {"title": "title", "held_at": "event_at", "place": "event_place", "agenda": "body"}
    marked = {names[name] for name in conference.illustrative if name in names}
    return sorted(marked | ({"body"} if marked else set()))
