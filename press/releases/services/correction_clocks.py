"""The legal clocks of a correction: 2 + 2 working days of TT 07/2021/TT-BTP.

The circular is about the monthly releases on new legal documents, so a person says, in the act of correcting, whether
it applies; nothing is derived from the text.  Two clocks run on the erratum: `erratum_input` from the finding of the
error until the corrected information has arrived, `erratum_release` from then until the correction is out.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core import clock, subjects
from comms.core.errors import Invalid
from comms.deadlines.models import Clock, Rule
from comms.deadlines.services import clock_settle, clock_start, clock_stop
from comms.org.models import User
from press.releases.models import Release
from press.releases.states import STANDING, State

INPUT, RELEASE = "erratum_input", "erratum_release"


def checked(
    original: Release, applies: bool, error_found_at: datetime | None, received_at: datetime | None
) -> dict[str, Any]:
    """The two instants as they count; `received_at` is now where none is given.  Raises Invalid."""
    given = {"error_found_at": error_found_at, "received_at": received_at}
    for name, at in given.items():
        if at is None:
            continue
        if not applies:
            raise Invalid.field(
                name, _("Only the correction of a release on legal documents has this clock."), code="no_clock"
            )
        if at.tzinfo is None:
            raise Invalid.field(name, _("The time needs its offset from UTC."), code="naive")
        if at > clock.now():
            raise Invalid.field(name, _("This moment lies in the future."), code="future")
        if original.issued_at and at < original.issued_at:
            raise Invalid.field(name, _("At this moment the release had not been issued."), code="too_early")
    received_at = received_at or clock.now()
    if error_found_at and error_found_at > received_at:
        raise Invalid.field("received_at", _("It was received before the error was found."), code="order")
    return {"error_found_at": error_found_at, "received_at": received_at} if applies else {}


def hold(originals: Sequence[Release]) -> None:
    """Lock the rules and the clocks of every erratum of these releases: before other clocks and before evidence, as the
    locks of `comms.deadlines` are ordered."""
    if not originals:
        return
    list(Rule.objects.filter(subject__in=(INPUT, RELEASE)).select_for_update(no_key=True).order_by("pk"))
    errata = Release.objects.filter(corrects__in=originals).values("pk")
    clocks = Clock.objects.filter(subject_type=subjects.type_of(originals[0]), subject_id__in=errata)
    list(clocks.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def start(
    actor: User, erratum: Release, reason: str, *, error_found_at: datetime | None, received_at: datetime
) -> None:
    """The decision of `actor`, whose reason is what is wrong.  The caller holds the rules (`hold`)."""
    if error_found_at:
        clock_start(actor=actor, subject=INPUT, on=erratum, started_at=error_found_at, reason=reason)
        clock_stop(actor=actor, subject=INPUT, on=erratum, stopped_at=received_at)
    clock_start(actor=actor, subject=RELEASE, on=erratum, started_at=received_at, reason=reason)


def settle(actor: User | None, original: Release) -> None:
    """Each clock ends with its own erratum while that stands, else with the next one that was issued, else with the end
    of the original; where the correction is still owed, it runs (again)."""
    errata = list(Release.objects.filter(corrects=original).order_by("pk"))
    for erratum in errata:
        acts: list[Any] = [other.issued_at for other in errata if _replaces(other, erratum)]
        if erratum.state in STANDING:
            acts = [erratum.issued_at]
        elif original.state == State.WITHDRAWN:
            acts.append(original.withdrawn_at)
        elif original.state == State.VOID:
            acts.append(original.updated_at)  # nothing changes it afterwards
        clock_settle(actor=actor, on=erratum, subject=RELEASE, stopped_at=min(acts, default=None))


def _replaces(other: Release, erratum: Release) -> bool:
    return other.state in STANDING and other.issued_at is not None and other.issued_at >= erratum.created_at
