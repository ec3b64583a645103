"""Telling people of the time that outlets have to answer."""

from collections.abc import Iterable

from comms.core import subjects
from comms.deadlines.models import Clock
from comms.org.models import Role, User
from comms.org.selectors import holders, present_successors
from incidents.models import CorrectionRequest
from press.desk.services import clocks_tell, office_desk
from press.mandates.models import PRESS_ROLES


def correction_clocks_tell(kind: str, clocks: Iterable[Clock]) -> int:
    """Tell the press desk of the office, and the head and the press roles of the unit that leads the incident; of a
    restricted one those of them who may see it.  Clocks on other objects are left alone.  Returns how many notices
    were written."""
    own = {row.subject_id: row for row in clocks if row.subject_type == subjects.type_of(CorrectionRequest())}
    if not own:
        return 0
    rows = CorrectionRequest.objects.filter(pk__in=own).select_related("incident__lead_unit")
    unit_of = {row.pk: row.incident.lead_unit for row in rows}
    desk = office_desk()
    leading: dict[object, list[User]] = {
        unit: list(holders(Role.Kind.UNIT_HEAD, *PRESS_ROLES, unit__in=present_successors(unit)))
        for unit in set(unit_of.values())
        if unit is not None
    }
    return clocks_tell(kind, own.values(), lambda row: [*desk, *leading.get(unit_of[row.subject_id], ())])
