"""Whose turn it is with a refutation, and whose time to explain runs out."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from comms.core import subjects
from comms.deadlines.models import Clock
from comms.notify.services import notify
from comms.org.models import Role, Unit, User
from comms.org.selectors import holders, present_successors
from incidents.history_refutations import REFUTATION
from incidents.models import Claim, Refutation
from incidents.policies.incidents import LEADERS
from incidents.policies.refutations import wrote
from incidents.states import RefutationState
from press.desk.services import clocks_tell, office_desk


def tell_turn(refutation: Refutation) -> None:
    """The legal checkers, or the spokespersons who approve, who see it and did not write it."""
    if refutation.state == RefutationState.CHECKING:
        people: Iterable[User] = holders(Role.Kind.LEGAL_CHECKER)
        title = _worded(lambda: _("A refutation waits for the legal check: %(title)s") % {"title": refutation.title})
    else:
        units = [*present_successors(refutation.incident.lead_unit)] if refutation.incident.lead_unit else []
        office = holders(Role.Kind.SPOKESPERSON, unit__kind=Unit.Kind.OFFICE)
        people = {*office, *holders(Role.Kind.SPOKESPERSON, unit__in=units)}
        title = _worded(lambda: _("A refutation waits for approval: %(title)s") % {"title": refutation.title})
    _tell((person for person in people if not wrote(person, refutation)), refutation, title)


def tell_returned(refutation: Refutation, note: str) -> None:
    title = _worded(lambda: _("A refutation was returned: %(title)s") % {"title": refutation.title})
    _tell([refutation.author], refutation, title, note)


def claim_clocks_tell(kind: str, clocks: Iterable[Clock]) -> int:
    """Tell the press desk of the office and who leads in the lead unit of the time to explain false information, as far
    as they see the claim.  Clocks on other objects are left alone."""
    own = {row.subject_id: row for row in clocks if row.subject_type == subjects.type_of(Claim())}
    if not own:
        return 0
    claims = {claim.pk: claim for claim in Claim.objects.filter(pk__in=own).select_related("incident__lead_unit")}
    units = {claim.incident.lead_unit for claim in claims.values() if claim.incident.lead_unit}
    leading: dict[object, list[User]] = {
        unit.pk: list(holders(*LEADERS, unit__in=present_successors(unit))) for unit in units
    }
    desk = office_desk()
    return clocks_tell(
        kind,
        own.values(),
        lambda row: [*desk, *leading.get(claims[row.subject_id].incident.lead_unit_id, ())],
    )


def _tell(people: Iterable[User], refutation: Refutation, title: Any, body: str = "") -> None:
    for person in people:
        if Refutation.objects.visible_to(person).filter(pk=refutation.pk).exists():
            notify(
                person=person,
                kind=REFUTATION,
                key=f"{REFUTATION}:{refutation.pk}:{refutation.version}",
                title=title,
                body=body,
                url=refutation.get_absolute_url(),
                subject=(subjects.type_of(refutation), refutation.pk),
            )


_worded = lazy(lambda words: words(), str)
