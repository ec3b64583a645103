"""Whether a mandate covers what a release says, with the reason on the disabled button."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from comms.core import clock
from comms.core.decisions import ALLOW, Decision
from comms.org.models import Unit
from press.mandates.models import Mandate
from press.mandates.policies import within_mandate
from press.mandates.selectors import authorisations_of, ended_of, mandate_of
from press.releases.models import Release, local_body_of


def agency_of(release: Release) -> Unit | None:
    """In whose name it speaks: the local body of its head of paper, else the ministry of today."""
    # Asked anew: a release that was just locked has no prefetched units.
    first = release.unit_rows.select_related("unit").order_by("position").first()
    local = local_body_of(first.unit) if first else None
    ministry: Unit | None = (
        Unit.objects.valid_on(clock.today()).filter(kind=Unit.Kind.MINISTRY).order_by("code").first()
    )
    return local or ministry


def own_mandate(user: Any, release: Release, at: datetime) -> Mandate | None:
    """The person's own mandate for the agency of the release at `at`."""
    agency = agency_of(release)
    return mandate_of(user, agency, at) if agency else None


def own_matters(user: Any, release: Release, at: datetime) -> "QuerySet[Mandate] | None":
    """The authorisations among which the person says on whose matter the release is; None where none is needed."""
    agency = agency_of(release)
    if agency is None or mandate_of(user, agency, at) is not None:
        return None
    return authorisations_of(user, agency, at)


def still_speaks(user: Any, release: Release) -> Decision:
    """Whose mandate as head or spokesperson has ended approves nothing, whatever role is still recorded, unless an
    authorisation on a matter is held.  Of whom no mandate was ever recorded the role alone decides."""
    agency, now = agency_of(release), clock.now()
    ended = ended_of(user, agency, now) if agency else None
    if ended is None or authorisations_of(user, agency, now).exists():
        return ALLOW
    return within_mandate(ended, now)


def covered(user: Any, release: Release, at: datetime) -> Decision:
    """May it be said at `at`: under the mandate of its approval, or one of the person who says it?"""
    if release.mandate is None or own_covers(release, at) or own_mandate(user, release, at):
        return ALLOW
    return within_mandate(release.mandate, at)


def own_covers(release: Release, at: datetime) -> bool:
    return release.mandate is not None and release.mandate.is_valid_at(at)
