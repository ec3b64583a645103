"""Telling people of the legal clocks of incidents."""

from collections.abc import Iterable

from comms.core import subjects
from comms.deadlines.models import Clock
from comms.org.models import Role, User
from comms.org.selectors import holders, present_successors
from incidents.models import Incident
from press.desk.services import clocks_tell, office_desk
from press.mandates.models import PRESS_ROLES


def incident_clocks_tell(kind: str, clocks: Iterable[Clock]) -> int:
    """Tell the press desk of the office, and the head and the press roles of the lead unit; of a restricted incident
    those of them who may see it.  Clocks on other objects are left alone."""
    own = {row.subject_id: row for row in clocks if row.subject_type == subjects.type_of(Incident())}
    if not own:
        return 0
    incidents = {incident.pk: incident for incident in Incident.objects.filter(pk__in=own).select_related("lead_unit")}
    desk = office_desk()
    units = {incident.lead_unit for incident in incidents.values() if incident.lead_unit}
    leading: dict[object, list[User]] = {
        unit.pk: list(holders(Role.Kind.UNIT_HEAD, *PRESS_ROLES, unit__in=present_successors(unit))) for unit in units
    }
    return clocks_tell(
        kind,
        own.values(),
        lambda row: [*desk, *leading.get(incidents[row.subject_id].lead_unit_id, ())],
    )
