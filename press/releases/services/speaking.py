"""Under which mandate a release speaks, and what happens when that ends first.

Locks: the release, then its mandate.  Where no mandate of the approver was ever recorded the release has none, and
nothing is asked: the role alone decides, as before mandates were kept.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.errors import Invalid, NotAllowed
from comms.core.records import locked
from comms.core.states import move
from comms.org.models import User
from press.mandates.models import Mandate
from press.mandates.policies import within_mandate
from press.mandates.selectors import authorisations_of, mandate_of
from press.releases.models import Release
from press.releases.policies.speaking import agency_of, own_mandate, still_speaks
from press.releases.services.notices import tell_stopped
from press.releases.states import State

STOPPED = "press.release.schedule_stopped"


def mandate_of_approver(person: User, release: Release, mandate_id: UUID | None = None) -> Mandate | None:
    """The mandate under which the person approves now, held; None where none is recorded.

    An authorisation is for one matter: naming it (`mandate_id`) says that the release is on that matter.  Raises
    Invalid on `mandate` when it is not named and the person has no other, or is not one that holds now; NotAllowed
    `outside_mandate` when the person was head or spokesperson and is not any more.
    """
    agency = agency_of(release)
    if agency is None:
        return None
    general, own = mandate_of(person, agency, clock.now()), authorisations_of(person, agency, clock.now())
    if mandate_id is None and general is None and own.exists():
        detail = _("You are authorised on one matter only: choose the authorisation, if this text is on its matter.")
        raise Invalid.field("mandate", detail, code="matter")
    chosen = next((row for row in (general, *own) if row and mandate_id in (None, row.pk)), None)
    held = _held(chosen.pk) if chosen else None
    # It may have been revoked while this waited for its lock.
    if held and held.is_valid_at(clock.now()):
        return held
    if mandate_id is not None:
        detail = _("Choose a mandate of your own that holds now and covers this release.")
        raise Invalid.field("mandate", detail, code="not_own")
    if not (spoken_for := still_speaks(person, release)):
        raise NotAllowed(spoken_for.reason, code="outside_mandate")
    return None


def spoken_under(actor: User, release: Release, at: datetime) -> Mandate | None:
    """The mandate that covers the release at `at`, held: the one of its approval, else one of the actor; None where it
    was approved without.  Raises NotAllowed `outside_mandate`, whose reason is the validity of the first."""
    if release.mandate_id is None:
        return None
    approved_under = _held(release.mandate_id)
    covered = within_mandate(approved_under, at)
    if covered:
        return approved_under
    own = own_mandate(actor, release, at)
    if own is not None and (own := _held(own.pk)).is_valid_at(at):
        return own
    raise NotAllowed(covered.reason, code="outside_mandate")


def stopped_when_due(release: Release) -> bool:
    """Is the schedule of this locked release stopped, because its mandate does not hold at this moment?"""
    if release.mandate_id is None:
        return False
    mandate = _held(release.mandate_id)
    if within_mandate(mandate, clock.now()):
        release.mandate = mandate
        return False
    stop(release, partial(_outside, mandate, clock.now()), actor=None)
    return True


def stop(release: Release, reason: Callable[[], str], *, actor: User | None, action: str = STOPPED) -> None:
    """Take a locked release off the schedule, with the reason on its page until it is scheduled again or issued.

    `reason()` gives the words: kept in the ministry's language, told to each in theirs.
    """
    with translation.override(settings.LANGUAGE_CODE):
        kept = str(reason())
    told = [person for person in (release.author, release.scheduled_by) if person is not None and person != actor]
    move(release, "unschedule", expected_version=None, scheduled_for=None, scheduled_by=None, schedule_stopped=kept)
    tell_stopped(release, told, reason=reason)
    record(actor=actor, action=action, target=release, reason=kept)


def scheduled_hold(*, mandate_id: UUID) -> None:
    """Lock what is approved or scheduled under a mandate that is about to end."""
    list(_under(mandate_id).values_list("pk", flat=True))


def schedules_stop(*, mandate: Mandate, actor: User | None) -> list[Release]:
    """Stop what is scheduled for an instant that the locked mandate no longer covers; returns those stopped."""
    stopped = []
    for release in _under(mandate.pk):
        at = release.scheduled_for
        if release.state == State.SCHEDULED and at is not None and not within_mandate(mandate, at):
            stop(release, partial(_outside, mandate, at), actor=actor)
            stopped.append(release)
    return stopped


def _under(mandate_id: UUID) -> Any:
    rows = Release.objects.filter(mandate=mandate_id, state__in=(State.APPROVED, State.SCHEDULED))
    return rows.select_related("author", "scheduled_by").order_by("pk").select_for_update(no_key=True, of=("self",))


def _outside(mandate: Mandate, at: datetime) -> str:
    return str(within_mandate(mandate, at).reason)


def _held(mandate_id: UUID) -> Mandate:
    """Locked, so that it is not revoked between the question and the commit."""
    return locked(Mandate.objects.select_related("person", "unit"), mandate_id)
