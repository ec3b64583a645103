"""Parts in the handling of an incident: named, ended, handed over."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import chosen
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.records import found
from comms.org.models import Unit, User
from comms.org.selectors import held_roles
from incidents.history_handling import ROLE
from incidents.models import Incident, IncidentRole
from incidents.policies import handling as policies
from incidents.services.common import entry, locked_incident, refuse_closed, valid_unit
from incidents.services.people import tell
from incidents.states import EntryKind, RoleKind

OF_ONE = (RoleKind.LEAD, RoleKind.SPOKESPERSON)


@transaction.atomic
def role_assign(*, actor: User, incident_id: UUID, kind: str, person: User, unit: Unit | None = None) -> IncidentRole:
    """Name somebody, in the name of `unit` (the person's first unit when None).  From now on the person sees the
    incident, also a restricted one.  The part `spokesperson` gives no mandate to speak: statements ask for that.

    Raises NotAllowed, Invalid (`not_possible`, `unit_ended`, `not_of_unit`), Conflict (`role_taken`,
    `incident_ended`).
    """
    incident = locked_incident(actor, incident_id)
    require(policies.may_name(actor, incident))
    refuse_closed(incident)
    part = _begun(actor, incident, RoleKind(chosen("kind", kind, RoleKind)), person, unit)
    _told(actor, part)
    return part


@transaction.atomic
def role_end(*, actor: User, incident_id: UUID, role_id: UUID) -> IncidentRole:
    """End a part; also the person's own.  Raises NotAllowed, NotVisible, Conflict (`role_ended`)."""
    incident = locked_incident(actor, incident_id)
    part = _running(incident, role_id)
    if part.person_id != actor.pk:
        require(policies.may_name(actor, incident))
    _end(actor, incident, part)
    record(actor=actor, action="incidents.role.ended", target=incident, kind=part.kind, person=str(part.person))
    return part


@transaction.atomic
def role_hand_over(
    *, actor: User, incident_id: UUID, role_id: UUID, person: User, unit: Unit | None = None
) -> IncidentRole:
    """End a part and name its successor in one act, so that nobody is missing in between.

    Raises as `role_assign` and `role_end`.
    """
    incident = locked_incident(actor, incident_id)
    require(policies.may_name(actor, incident))
    refuse_closed(incident)
    part = _running(incident, role_id)
    if part.person_id == person.pk:
        raise Invalid.field("person", _("This person has the part already."), code="role_taken")
    _end(actor, incident, part)
    successor = _begun(actor, incident, RoleKind(part.kind), person, unit)
    _told(actor, successor, instead_of=part.person)
    return successor


def _running(incident: Incident, role_id: UUID) -> IncidentRole:
    part = found(IncidentRole.objects.filter(incident=incident).select_related("person", "unit"), pk=role_id)
    if part.ends_at is not None:
        raise Conflict(_("This part has ended already."), code="role_ended")
    return part


def _end(actor: User, incident: Incident, part: IncidentRole) -> None:
    part.ends_at, part.ended_by = clock.now(), actor
    part.save(update_fields=["ends_at", "ended_by"])
    with translation.override(settings.LANGUAGE_CODE):  # what is stored is not translated when it is read
        text = str(part)
    entry(incident, EntryKind.ROLE_ENDED, actor=actor, text=text)


def _begun(actor: User, incident: Incident, kind: RoleKind, person: User, unit: Unit | None) -> IncidentRole:
    """The incident is locked, so that of two people named at once the second finds the first."""
    person = User.objects.get(pk=person.pk)  # as the account is now, not as the caller has read it
    units = [role.unit for role in held_roles(person)]
    if not units:
        raise Invalid.field("person", _("This person cannot work here any more."), code="not_possible")
    present = [held for held in units if held.is_valid_on(clock.today())]
    unit = unit or (present or units)[0]
    valid_unit("unit", unit)
    if unit not in units:
        raise Invalid.field("unit", _("The person holds no role in this unit."), code="not_of_unit")
    running = IncidentRole.objects.filter(incident=incident, kind=kind, ends_at=None)
    if running.filter(person=person).exists() or (kind in OF_ONE and running.exists()):
        raise Conflict(_("Somebody has this part already: hand it over."), code="role_taken")
    part = IncidentRole.objects.create(
        incident=incident, kind=kind, person=person, unit=unit, starts_at=clock.now(), assigned_by=actor
    )
    with translation.override(settings.LANGUAGE_CODE):
        text = f"{part} ({unit.abbr})"
    entry(incident, EntryKind.ROLE_ASSIGNED, actor=actor, text=text)
    return part


def _told(actor: User, part: IncidentRole, instead_of: User | None = None) -> None:
    """The person is told, and it is recorded."""
    if part.person_id != actor.pk:
        title = format_lazy(
            _("You have a part in the handling of an incident ({kind}): “{title}”"),
            kind=RoleKind(part.kind).label,
            title=part.incident.title,
        )
        tell([part.person], part.incident, kind=ROLE, key=f"role:{part.pk}", title=title)
    record(
        actor=actor,
        action="incidents.role.assigned",
        target=part.incident,
        kind=part.kind,
        person=str(part.person),
        unit=part.unit.code,
        instead_of=str(instead_of) if instead_of else None,
    )
