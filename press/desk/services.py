"""Telling people of legal clocks that run out or were not kept."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comms.core import subjects
from comms.deadlines.models import Clock
from comms.deadlines.selectors import SubjectLink, subject_links
from comms.notify.services import notify
from comms.org.models import Role, Unit, User
from comms.org.selectors import holders, present_successors
from press.mandates.models import PRESS_ROLES
from press.requests.models import PressRequest, RequestUnit
from press.requests.states import OPEN, Part

DUE_SOON, BREACHED = "press.clock_due_soon", "press.clock_breached"
NOTICES = {
    DUE_SOON: gettext_lazy("a legal deadline comes near"),
    BREACHED: gettext_lazy("a legal deadline was missed"),
}
OWN = "press."
K = Role.Kind


def press_clocks_tell(kind: str, clocks: Iterable[Clock]) -> int:
    """Tell the press desk of the office, and for an open press request the people of the unit that leads it.

    Clocks on objects of other apps are told by those apps.  Returns how many notices were written.
    """
    own = [row for row in clocks if row.subject_type.startswith(OWN)]
    desk, leading = office_desk(), _leading(own)
    return clocks_tell(kind, own, lambda row: [*desk, *leading.get(row.subject_id, ())])


def clocks_tell(kind: str, clocks: Iterable[Clock], people_of: Callable[[Clock], Iterable[User]]) -> int:
    """Tell the people of each clock, once for each announcement, who may see what it runs on.

    `kind` is DUE_SOON or BREACHED; a clock that moved or runs again is announced again, and told again.
    """
    rows_of: dict[User, list[Clock]] = defaultdict(list)
    for row in clocks:
        for person in dict.fromkeys(people_of(row)):
            rows_of[person].append(row)
    told = 0
    for person, rows in rows_of.items():
        links = subject_links(person, rows)
        for row in rows:
            if link := links.get(row.subject_id):
                told += _told(kind, person, row, link)
    return told


def office_desk() -> list[User]:
    """The spokespersons and press officers of the office that leads communications."""
    return list(holders(*PRESS_ROLES, unit__kind=Unit.Kind.OFFICE))


def _leading(clocks: Iterable[Clock]) -> dict[Any, list[User]]:
    """The heads and officers of the unit that leads an open press request, by the request's id."""
    ids = [row.subject_id for row in clocks if row.subject_type == subjects.type_of(PressRequest())]
    parts = RequestUnit.objects.filter(request__in=ids, request__state__in=OPEN, part=Part.LEAD, relieved_at=None)
    units = {part.request_id: part.unit for part in parts.select_related("unit")}
    people = {
        unit: list(holders(K.UNIT_HEAD, K.OFFICER, unit__in=present_successors(unit))) for unit in set(units.values())
    }
    return {request: people[unit] for request, unit in units.items()}


def _told(kind: str, person: User, row: Clock, link: SubjectLink) -> bool:
    announced = row.warned_at if kind == DUE_SOON else row.breach_told_at
    notice = notify(
        person=person,
        kind=kind,
        key=f"{kind}:{row.pk}:{announced:%Y%m%d%H%M%S%f}",
        title=_worded(lambda: _title(kind, row, link)),
        body=_worded(lambda: _body(kind, row)),
        url=link.url,
        subject=(row.subject_type, row.subject_id),
    )
    return notice is not None


def _title(kind: str, row: Clock, link: SubjectLink) -> str:
    words = {"duty": row.rule.subject_words, "on": link.label, "due": row.due_words}
    if kind == BREACHED:
        return _("Legal deadline missed (%(due)s): %(duty)s – %(on)s") % words
    return _("Legal deadline runs out at %(due)s: %(duty)s – %(on)s") % words


def _body(kind: str, row: Clock) -> str:
    basis = _("%(basis)s: %(limit)s.") % {"basis": row.rule.legal_basis, "limit": row.rule.limit_words}
    if kind == BREACHED:
        return basis + "\n" + _("The act still has to follow; the reason is recorded on the page of the deadline.")
    return basis


_worded = lazy(lambda words: words(), str)
"""Words that are found when they are shown, in the language of then."""
