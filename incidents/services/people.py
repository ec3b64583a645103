"""Whom the handling of an incident concerns, told once each in their language."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from comms.core import subjects
from comms.notify.services import notify
from comms.org.models import Role, User
from comms.org.selectors import holders, present_successors
from incidents.models import Incident
from incidents.states import RoleKind
from press.desk.services import office_desk
from press.mandates.models import PRESS_ROLES


def tell(people: Iterable[User], incident: Incident, *, kind: str, key: str, title: Any, body: Any = "") -> int:
    """Tell those of `people` who may see the incident; of a drill the title says so.  Returns how many were told now.

    `key` names what is told: nobody is told it twice.
    """
    told = 0
    if incident.drill:
        title = format_lazy(_("Drill: {title}"), title=title)
    for person in dict.fromkeys(people):
        if Incident.objects.visible_to(person).filter(pk=incident.pk).exists():
            notice = notify(
                person=person,
                kind=kind,
                key=key,
                title=title,
                body=body,
                url=incident.get_absolute_url(),
                subject=(subjects.type_of(incident), incident.pk),
            )
            told += notice is not None
    return told


def who_handles(incident: Incident) -> list[User]:
    """Lead and secretary as named (where nobody leads by name: head and press roles of the lead unit), and the press
    desk of the office."""
    parts = incident.role_rows.filter(ends_at=None, kind__in=[RoleKind.LEAD, RoleKind.SECRETARY])
    rows = list(parts.select_related("person").order_by("starts_at", "id"))
    people = [part.person for part in rows]
    if incident.lead_unit and not any(part.kind == RoleKind.LEAD for part in rows):
        units = present_successors(incident.lead_unit)
        people += holders(Role.Kind.UNIT_HEAD, *PRESS_ROLES, unit__in=units)
    return [*people, *office_desk()]


def leadership() -> list[User]:
    return list(holders(Role.Kind.LEADERSHIP))
