"""Who of the press may come, and who came.

Their data are personal: evidence says which row changed, not whose name stands in it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import cleaned, refuse_future, required
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.records import found, locked
from comms.core.states import move
from comms.core.text import fold
from comms.org.models import User
from press.conferences import policies
from press.conferences.models import Accreditation, PressConference
from press.conferences.services.common import check_legal, check_ready, taken
from press.conferences.states import AccreditationState
from press.distribution.models import DistributionList, Employment, Journalist, ListMember, MediaOutlet
from press.distribution.services.contacts.checks import email as checked_email


@dataclass(frozen=True)
class ListAccredited:
    """What accrediting a list did: how many were added, were there before, and cannot be (outlets, who has left)."""

    added: int
    known: int
    skipped: int


@transaction.atomic
def accreditation_register(
    *,
    actor: User,
    pressconference_id: UUID,
    journalist_id: UUID | None = None,
    name: str = "",
    outlet_id: UUID | None = None,
    outlet_name: str = "",
    email: str = "",
    card_number: str = "",
    online: bool = False,
) -> Accreditation:
    """Register somebody of the press: a contact, whose name, address and outlet are taken over, or anybody by `name`.

    Who asks after `accreditation_until` is registered too and marked late: the desk decides whether to admit them.
    Raises NotAllowed, IllegalTransition (cancelled), Conflict `duplicate`, Conflict `forgotten` for a contact that was
    taken out on request, Invalid.
    """
    conference = taken(actor, pressconference_id)
    require(policies.keeps(actor, conference.unit_id))
    check_ready(policies.open_to_press(conference))
    outlet: MediaOutlet | None = (
        found(MediaOutlet.objects.visible_to(actor), pk=outlet_id) if outlet_id is not None else None
    )
    # Held so that nobody is forgotten between this look and the commit.
    journalist: Journalist | None = (
        locked(Journalist.objects.visible_to(actor), journalist_id) if journalist_id is not None else None
    )
    row = Accreditation(
        conference=conference,
        outlet=outlet,
        outlet_name=cleaned(Accreditation, "outlet_name", outlet_name),
        email=checked_email(email, blank=True),
        card_number=cleaned(Accreditation, "card_number", card_number),
        online=online,
    )
    if journalist is not None:
        _take_over(row, journalist)
    else:
        row.name = required(Accreditation, "name", name)
    if row.online and not conference.online:
        raise Invalid.field("online", _("This conference does not take place online."), code="not_online")
    if row.outlet is not None and not row.outlet_name:
        row.outlet_name = row.outlet.name
    _refuse_twice(row)
    row.save(force_insert=True)
    record(actor=actor, action="press.accreditation.registered", target=row, late=row.is_late)
    return row


@transaction.atomic
def accreditation_accredit(*, actor: User, accreditation_id: UUID, version: int) -> Accreditation:
    """Raises NotAllowed, IllegalTransition, StaleVersion."""
    row = _taken(actor, accreditation_id)
    check_legal(row, "accredit", version)
    move(row, "accredit", expected_version=version, refuse_reason="", decided_by=actor, decided_at=clock.now())
    record(actor=actor, action="press.accreditation.accredited", target=row)
    return row


@transaction.atomic
def accreditation_refuse(*, actor: User, accreditation_id: UUID, version: int, reason: str) -> Accreditation:
    """Raises NotAllowed, IllegalTransition (also for who was there), StaleVersion, Invalid without a reason."""
    row = _taken(actor, accreditation_id)
    check_legal(row, "refuse", version)
    check_ready(policies.not_attended(row))
    reason = required(Accreditation, "refuse_reason", reason, field="reason")
    move(row, "refuse", expected_version=version, refuse_reason=reason, decided_by=actor, decided_at=clock.now())
    record(actor=actor, action="press.accreditation.refused", target=row)
    return row


@transaction.atomic
def accreditation_attend(
    *, actor: User, accreditation_id: UUID, version: int, attended_at: datetime | None = None
) -> Accreditation:
    """The person is there, from the day of the conference on.

    Raises NotAllowed, IllegalTransition (not accredited, there already, too early), StaleVersion, Invalid.
    """
    row = _taken(actor, accreditation_id)
    check_legal(row, "attend", version)
    check_ready(policies.doors_open(row.conference))
    check_ready(policies.not_attended(row))
    at = attended_at or clock.now()
    refuse_future("attended_at", at)
    move(row, "attend", expected_version=version, attended_at=at)
    record(actor=actor, action="press.accreditation.attended", target=row, attended_at=at)
    return row


@transaction.atomic
def accreditation_unattend(*, actor: User, accreditation_id: UUID, version: int) -> Accreditation:
    """Take the note of an attendance back.  Raises NotAllowed, IllegalTransition, StaleVersion."""
    row = _taken(actor, accreditation_id)
    check_legal(row, "unattend", version)
    check_ready(policies.attended(row))
    move(row, "unattend", expected_version=version, attended_at=None)
    record(actor=actor, action="press.accreditation.unattended", target=row)
    return row


@transaction.atomic
def list_accredit(*, actor: User, pressconference_id: UUID, list_id: UUID) -> ListAccredited:
    """Accredit every journalist of a distribution list in one act.

    Who is there already keeps their state, also one who was refused.  Outlets of the list are no persons; who was
    forgotten, is no longer active or has unsubscribed is left out and can be registered by name.
    Raises NotAllowed, NotVisible, IllegalTransition (cancelled), Invalid for a list that is not used any more.
    """
    conference = taken(actor, pressconference_id)
    require(policies.keeps(actor, conference.unit_id))
    check_ready(policies.open_to_press(conference))
    chosen: DistributionList = found(DistributionList.objects.visible_to(actor), pk=list_id)
    if not chosen.active:
        raise Invalid.field("list", _("This list is no longer active."), code="inactive")
    members = ListMember.objects.filter(list=chosen)
    named = members.filter(journalist__isnull=False).values("journalist")
    people = list(Journalist.objects.filter(pk__in=named).order_by("pk").select_for_update(no_key=True))
    there = set(conference.accreditations.values_list("journalist_id", flat=True))
    usable = [one for one in people if one.active and one.unsubscribed_at is None and not one.forgotten]
    new = [one for one in usable if one.pk not in there]
    now = clock.now()
    rows = []
    for journalist in new:
        row = Accreditation(
            conference=conference, state=AccreditationState.ACCREDITED, decided_by=actor, decided_at=now
        )
        _take_over(row, journalist)
        if row.outlet is not None:
            row.outlet_name = row.outlet.name
        rows.append(row)
    Accreditation.objects.bulk_create(rows)
    done = ListAccredited(len(new), len(usable) - len(new), members.count() - len(usable))
    record(
        actor=actor,
        action="press.conference.list_accredited",
        target=conference,
        list=chosen.name,
        added=done.added,
        known=done.known,
        skipped=done.skipped,
    )
    return done


@transaction.atomic
def accreditations_exported(*, actor: User, pressconference_id: UUID) -> PressConference:
    """Leave evidence that personal data left the service.  Raises NotVisible, NotAllowed."""
    conference: PressConference = found(PressConference.objects.visible_to(actor), pk=pressconference_id)
    require(policies.keeps(actor, conference.unit_id))
    record(actor=actor, action="press.conference.exported", target=conference)
    return conference


@transaction.atomic
def journalist_let_go(*, journalist: Journalist) -> None:
    """Somebody was taken out of the contacts on request: what accreditations copied of the person goes too.  That an
    accredited person of the outlet came stays."""
    Accreditation.objects.filter(journalist=journalist).update(
        name="", email="", card_number="", updated_at=clock.now()
    )


def _taken(actor: User, accreditation_id: UUID) -> Accreditation:
    """Through visibility, with its conference, which is read and not locked; the desk's alone."""
    row: Accreditation = locked(Accreditation.objects.visible_to(actor), accreditation_id)
    row.conference = found(PressConference.objects.visible_to(actor).select_related("mandate"), pk=row.conference_id)
    require(policies.keeps(actor, row.conference.unit_id))
    check_ready(policies.open_to_press(row.conference))
    return row


def _take_over(row: Accreditation, journalist: Journalist) -> None:
    """Name, address and present outlet of a contact.  Raises Conflict `forgotten`."""
    if journalist.forgotten:
        raise Conflict(_("This person was taken out on request; nothing more is recorded."), code="forgotten")
    row.journalist, row.name = journalist, journalist.name
    row.email = row.email or journalist.email
    if row.outlet is None:
        work = Employment.objects.filter(journalist=journalist, ends=None).select_related("outlet")
        employed = work.order_by("-starts", "id").first()
        row.outlet = employed.outlet if employed else None


def _refuse_twice(row: Accreditation) -> None:
    """The conference is locked, so that of two at once the second sees the first."""
    others: Any = Accreditation.objects.filter(conference=row.conference)
    if row.journalist is not None:
        twice = others.filter(journalist=row.journalist).exists()
    else:
        key = (fold(row.name), fold(row.outlet_name))
        twice = key in {(fold(one.name), fold(one.outlet_name)) for one in others.only("name", "outlet_name")}
    if twice:
        raise Conflict(_("This person is registered already."), code="duplicate")
