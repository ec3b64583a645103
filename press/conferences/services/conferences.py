"""Planning, announcing, moving, holding and cancelling a press conference."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import cleaned, field_names, refuse_future, required
from comms.core.decisions import require
from comms.core.errors import IllegalTransition, Invalid
from comms.core.records import found
from comms.core.states import change, move, require_version
from comms.org.models import Unit, User
from press import events
from press.conferences import policies
from press.conferences.fields import check_conference, check_end, conference_fields
from press.conferences.models import PressConference
from press.conferences.services import notices
from press.conferences.services.common import check_legal, check_ready, held_mandate, mandate_named, taken
from press.conferences.states import ConferenceState
from press.mandates.models import Mandate
from press.releases.models import Release
from press.releases.states import Kind

FIELDS = ("kind", "title", "held_at", "place", "online", "online_url", "agenda", "accreditation_until")


@transaction.atomic
def conference_plan(
    *,
    actor: User,
    kind: str,
    title: str,
    held_at: datetime,
    place: str = "",
    online: bool = False,
    online_url: str = "",
    agenda: Sequence[Mapping[str, Any]] = (),
    accreditation_until: datetime | None = None,
    unit: Unit | None = None,
    mandate_id: UUID | None = None,
    illustrative: Sequence[str] = (),
) -> PressConference:
    """Plan a press conference; `held_at` is when it is to begin, or began where one is registered afterwards.

    `unit`: the agency that holds it, without one that of the mandate, else the ministry.  `agenda`:
    [{"at": "HH:MM", "title", "speaker"}].  No permission is asked for beforehand: a ministry has its own duty to hold
    them (Luật Báo chí 103/2016/QH13, khoản 2 Điều 41; NĐ 237/2026/NĐ-CP, Điều 22, concerns others).
    Raises NotAllowed, Invalid, NotVisible for a mandate out of sight.
    """
    mandate = mandate_named(actor, mandate_id)
    unit = unit or (mandate.unit if mandate else Unit.objects.filter(kind=Unit.Kind.MINISTRY).order_by("code").first())
    if unit is None:
        raise Invalid.field("unit", _("Say which agency holds it."), code="required")
    require(policies.may_plan(actor, unit.pk))
    fields = conference_fields(
        {
            "kind": kind,
            "title": title,
            "held_at": held_at,
            "place": place,
            "online": online,
            "online_url": online_url,
            "agenda": agenda,
            "accreditation_until": accreditation_until,
        }
    )
    conference = PressConference(
        unit=unit,
        mandate=_of_unit(mandate, unit),
        author=actor,
        illustrative=field_names(PressConference, illustrative),
        **fields,
    )
    check_conference(conference)
    conference.save(force_insert=True)
    record(actor=actor, action="press.conference.planned", target=conference, kind=kind, held_at=held_at)
    return conference


@transaction.atomic
def conference_edit(*, actor: User, pressconference_id: UUID, version: int, **changes: Any) -> PressConference:
    """Change any of FIELDS, `mandate_id`, `invitation_id` (a release of the kind invitation) of what is not yet held.

    Once it is announced, kind, time and place stand: `conference_reschedule` moves it, so that the press is told.
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid.
    """
    conference = taken(actor, pressconference_id)
    require(policies.may_edit(actor, conference))
    require_version(conference, version)
    if conference.state not in (ConferenceState.PLANNED, ConferenceState.ANNOUNCED):
        raise IllegalTransition(_("What was held or cancelled is not edited."))
    fields = conference_fields({name: value for name, value in changes.items() if name in FIELDS})
    if "mandate_id" in changes:
        fields["mandate"] = _of_unit(mandate_named(actor, changes["mandate_id"]), conference.unit)
    if "invitation_id" in changes:
        fields["invitation"] = _invitation(actor, changes["invitation_id"])
    before = {name: getattr(conference, name) for name in fields}
    changed = sorted(name for name, value in fields.items() if before[name] != value)
    if not changed:
        return conference
    announced = conference.state == ConferenceState.ANNOUNCED
    if announced and (moved := sorted({"kind", "held_at", "place", "online"} & set(changed))):
        detail = _("The press was told of this: move the conference, with the reason.")
        raise Invalid.field(moved[0], detail, code="announced")
    for name, value in fields.items():
        setattr(conference, name, value)
    check_conference(conference)
    if announced and "mandate" in changed:
        held_mandate(conference.mandate, conference.held_at)
    change(conference, expected_version=version, **{name: fields[name] for name in changed})
    record(actor=actor, action="press.conference.edited", target=conference, fields=changed)
    return conference


@transaction.atomic
def conference_announce(*, actor: User, pressconference_id: UUID, version: int, reason: str = "") -> PressConference:
    """Announce it: from now on everybody who is signed in knows it.

    The mandate must cover `held_at` (NotAllowed, code `outside_mandate`).  A periodic one needs its invitation issued,
    or the `reason` why it goes without; an extraordinary one may be announced without.
    Raises also IllegalTransition (time over, no place), StaleVersion, Invalid.
    """
    conference = taken(actor, pressconference_id)
    require(policies.leads(actor, conference))
    check_legal(conference, "announce", version)
    check_ready(policies.ready_to_announce(conference))
    held_mandate(conference.mandate, conference.held_at)
    reason = cleaned(PressConference, "cancel_reason", reason)
    if policies.needs_invitation(conference) and not reason:
        detail = _("Its invitation has not been issued: issue it first, or say why it is announced without one.")
        raise Invalid.field("reason", detail, code="invitation_missing")
    move(conference, "announce", expected_version=version, announced_at=clock.now())
    record(actor=actor, action="press.conference.announced", target=conference, reason=reason)
    return conference


@transaction.atomic
def conference_reschedule(
    *,
    actor: User,
    pressconference_id: UUID,
    version: int,
    reason: str,
    held_at: datetime | None = None,
    place: str | None = None,
    online: bool | None = None,
    online_url: str | None = None,
    mandate_id: UUID | None = None,
    accreditation_until: datetime | None = None,
) -> PressConference:
    """Move an announced conference to another time or place; the desk is told whom to tell.

    What is None stays; an end of accreditation that would lie after the new time goes.  The mandate must cover the
    new time.  The invitation that names the former one is corrected or withdrawn by hand: the page says so.
    Raises NotAllowed (also `outside_mandate`), IllegalTransition, StaleVersion, Invalid (a time that is over, nothing
    that changes).
    """
    conference = taken(actor, pressconference_id)
    require(policies.leads(actor, conference))
    check_legal(conference, "reschedule", version)
    given = {"held_at": held_at, "place": place, "online": online, "online_url": online_url}
    fields = conference_fields({name: value for name, value in given.items() if value is not None})
    if not any(getattr(conference, name) != value for name, value in fields.items()):
        raise Invalid.field("held_at", _("Time and place are the same as before."), code="unchanged")
    before = {name: getattr(conference, name) for name in fields}
    if mandate_id is not None:
        fields["mandate"] = _of_unit(mandate_named(actor, mandate_id), conference.unit)
    at = fields.get("held_at", conference.held_at)
    until = accreditation_until or conference.accreditation_until
    fields["accreditation_until"] = accreditation_until or (until if until is None or until <= at else None)
    if at <= clock.now():
        raise Invalid.field("held_at", _("This moment is over."), code="past")
    reason = required(PressConference, "cancel_reason", reason, field="reason")
    for name, value in fields.items():
        setattr(conference, name, value)
    check_conference(conference)
    check_ready(policies.ready_to_announce(conference))
    held_mandate(conference.mandate, at)
    move(conference, "reschedule", expected_version=version, **fields)
    notices.tell_moved(conference, by=actor, reason=reason)
    pairs = {name: [value, fields[name]] for name, value in before.items() if value != fields[name]}
    record(actor=actor, action="press.conference.rescheduled", target=conference, reason=reason, changes=pairs)
    return conference


@transaction.atomic
def conference_hold(
    *,
    actor: User,
    pressconference_id: UUID,
    version: int,
    held_at: datetime | None = None,
    ended_at: datetime | None = None,
    mandate_id: UUID | None = None,
) -> PressConference:
    """Record that it was held: when it really began (as planned, when None), and when it ended if it has.

    It is spoken under a mandate that holds at the moment it began: the one planned, or `mandate_id`.  Announces
    `conference_held`, which meets the duty to hold one at least every three months.
    Raises NotAllowed (also `outside_mandate`), IllegalTransition, StaleVersion, Invalid (in the future, ended before it
    began, no mandate).
    """
    conference = taken(actor, pressconference_id)
    require(policies.keeps(actor, conference.unit_id))
    check_legal(conference, "hold", version)
    began = held_at or conference.held_at
    refuse_future("held_at", began)
    refuse_future("ended_at", ended_at)
    check_end(began, ended_at)
    if mandate_id is not None:
        conference.mandate = _of_unit(mandate_named(actor, mandate_id), conference.unit)
    mandate = held_mandate(conference.mandate, began)
    move(conference, "hold", expected_version=version, held_at=began, ended_at=ended_at, mandate=mandate)
    events.conference_held.send(sender=PressConference, conference=conference, actor=actor)
    record(actor=actor, action="press.conference.held", target=conference, held_at=began, ended_at=ended_at)
    return conference


@transaction.atomic
def conference_end(
    *, actor: User, pressconference_id: UUID, version: int, ended_at: datetime | None = None
) -> PressConference:
    """Record when it ended (now, when None).  Raises NotAllowed, IllegalTransition, StaleVersion, Invalid."""
    conference = taken(actor, pressconference_id)
    require(policies.keeps(actor, conference.unit_id))
    check_legal(conference, "end", version)
    check_ready(policies.not_ended(conference))
    at = ended_at or clock.now()
    refuse_future("ended_at", at)
    check_end(conference.held_at, at)
    move(conference, "end", expected_version=version, ended_at=at)
    record(actor=actor, action="press.conference.ended", target=conference, ended_at=at)
    return conference


@transaction.atomic
def conference_cancel(*, actor: User, pressconference_id: UUID, version: int, reason: str) -> PressConference:
    """Call it off.  The desk is told whom to tell; an issued invitation is withdrawn by hand, as every release is.

    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid without a reason.
    """
    conference = taken(actor, pressconference_id)
    require(policies.may_cancel(actor, conference))
    check_legal(conference, "cancel", version)
    reason = required(PressConference, "cancel_reason", reason, field="reason")
    announced = conference.state == ConferenceState.ANNOUNCED
    move(conference, "cancel", expected_version=version, cancel_reason=reason)
    if announced:
        notices.tell_cancelled(conference, by=actor, reason=reason)
    events.conference_cancelled.send(sender=PressConference, conference=conference, actor=actor)
    record(actor=actor, action="press.conference.cancelled", target=conference, reason=reason)
    return conference


def _of_unit(mandate: Mandate | None, unit: Unit) -> Mandate | None:
    """Nobody speaks for one agency under the mandate of another."""
    if mandate is not None and mandate.unit_id != unit.pk:
        detail = _("This mandate is one of %(unit)s.") % {"unit": mandate.unit.name}
        raise Invalid.field("mandate", detail, code="other_unit")
    return mandate


def _invitation(actor: User, release_id: UUID | None) -> Release | None:
    if release_id is None:
        return None
    release: Release = found(Release.objects.visible_to(actor), pk=release_id)
    if release.kind != Kind.INVITATION:
        raise Invalid.field("invitation", _("This release is no invitation to the press."), code="kind")
    return release
