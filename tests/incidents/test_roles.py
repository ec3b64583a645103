"""Who does what in an incident: named, ended, handed over; and what a part lets somebody see and do."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from comms.core import clock
from comms.core.errors import Conflict, Invalid, NotAllowed, NotVisible
from comms.notify.models import Notification
from comms.org.models import Unit, User
from incidents import policies, services
from incidents.models import Incident, IncidentRole, TimelineEntry
from tests.cast import PEOPLE, Cast
from tests.incidents.building import do, in_state
from tests.incidents.building_handling import LEAD_UNIT, named
from tests.races import at_once, needs_postgresql

pytestmark = pytest.mark.usefixtures("rules")


def code(refused: Any) -> str:
    return str(next(iter(refused.value.errors.values()))[0].code)


@pytest.mark.parametrize("kind", ["lead", "spokesperson", "secretary", "unit_contact", "legal"])
def test_a_part_opens_a_restricted_incident_until_it_ends(cast: Cast, kind: str) -> None:
    """Any part lets the person see it; the day it ends the incident is gone again."""
    incident = in_state(cast, "active", triage={"restricted": True})
    outsider = cast.outsider
    assert not Incident.objects.visible_to(outsider).exists()
    part = named(cast, incident, outsider, kind)
    assert Incident.objects.visible_to(outsider).get() == incident
    services.role_end(actor=cast.press_officer, incident_id=incident.pk, role_id=part.pk)
    assert not Incident.objects.visible_to(outsider).exists()


@pytest.mark.parametrize(
    ("kind", "leads", "handles"),
    [
        ("lead", True, True),
        ("secretary", False, True),
        ("spokesperson", False, False),
        ("unit_contact", False, False),
        ("legal", False, False),
    ],
)
def test_what_a_part_lets_somebody_do(cast: Cast, kind: str, leads: bool, handles: bool) -> None:
    incident = in_state(cast, "active")
    named(cast, incident, cast.outsider, kind)
    incident = Incident.objects.get(pk=incident.pk)
    assert bool(policies.leads(cast.outsider, incident)) is leads
    assert bool(policies.handles(cast.outsider, incident)) is handles


def test_an_ended_part_gives_no_right(cast: Cast) -> None:
    incident = in_state(cast, "active", triage={"lead_unit": cast.units[LEAD_UNIT]})
    part = named(cast, incident, cast.verifier)
    services.role_end(actor=cast.press_officer, incident_id=incident.pk, role_id=part.pk)
    assert not policies.leads(cast.verifier, Incident.objects.get(pk=incident.pk))


def test_without_any_role_in_the_ministry_a_part_is_worth_nothing(cast: Cast) -> None:
    """Who left the ministry, but whose account is still open, sees nothing by an old part."""
    incident = in_state(cast, "active")
    named(cast, incident, cast.outsider)
    cast.outsider.roles.update(ends=clock.today() - timedelta(days=1))
    cast.outsider.forget_roles()
    assert not Incident.objects.visible_to(cast.outsider).exists()
    assert not policies.leads(cast.outsider, incident)


ALLOWED = {"press_officer", "spokesperson", "unit_head"}
SEES = {*ALLOWED, "officer", "leader", "auditor", "administrator"}


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_names(cast: Cast, who: str) -> None:
    """Who leads the incident; the others are refused, and whoever does not see it finds nothing."""
    incident = in_state(cast, "active", triage={"lead_unit": cast.units[LEAD_UNIT]})
    arguments = {"actor": cast.people[who], "incident_id": incident.pk, "kind": "legal", "person": cast.legal_checker}
    if who in ALLOWED:
        assert services.role_assign(**arguments).person == cast.legal_checker
        return
    with pytest.raises(NotAllowed if who in SEES else NotVisible):
        services.role_assign(**arguments)
    assert not IncidentRole.objects.exists()


def test_on_a_restricted_incident_only_who_leads_it_names(cast: Cast) -> None:
    """The head of the lead unit does not see it, so cannot open it to somebody else; the named lead can."""
    incident = in_state(cast, "active", triage={"restricted": True})
    with pytest.raises(NotVisible):
        services.role_assign(actor=cast.unit_head, incident_id=incident.pk, kind="legal", person=cast.officer)
    named(cast, incident, cast.verifier)
    made = services.role_assign(actor=cast.verifier, incident_id=incident.pk, kind="legal", person=cast.legal_checker)
    assert made.assigned_by == cast.verifier
    named(cast, incident, cast.officer, "secretary")
    with pytest.raises(NotAllowed):
        services.role_assign(actor=cast.officer, incident_id=incident.pk, kind="legal", person=cast.outsider)


def test_who_cannot_sign_in_or_has_no_unit_is_refused(cast: Cast) -> None:
    incident = in_state(cast, "active")
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    with pytest.raises(Invalid) as gone:
        named(cast, incident, cast.outsider)
    assert code(gone) == "not_possible"
    with pytest.raises(Invalid) as foreign:
        named(cast, incident, cast.officer, unit=cast.units["VP"])
    assert code(foreign) == "not_of_unit"
    Unit.objects.filter(pk=cast.units[LEAD_UNIT].pk).update(valid_to=clock.today() - timedelta(days=1))
    with pytest.raises(Invalid) as ended:
        named(cast, incident, User.objects.get(pk=cast.officer.pk))
    assert code(ended) == "unit_ended"
    assert not IncidentRole.objects.exists()


@pytest.mark.parametrize("kind", ["lead", "spokesperson"])
def test_one_leads_and_one_speaks(cast: Cast, kind: str) -> None:
    """A second one is refused by the service, and by the database."""
    incident = in_state(cast, "active")
    first = named(cast, incident, cast.officer, kind)
    with pytest.raises(Conflict) as taken:
        named(cast, incident, cast.unit_head, kind)
    assert taken.value.code == "role_taken"
    with pytest.raises(IntegrityError), transaction.atomic():
        IncidentRole.objects.create(
            incident=incident, kind=kind, person=cast.unit_head, unit=first.unit, assigned_by=cast.press_officer
        )


def test_contacts_are_many_but_each_once(cast: Cast) -> None:
    incident = in_state(cast, "active")
    named(cast, incident, cast.officer, "unit_contact")
    named(cast, incident, cast.coordinator, "unit_contact")
    with pytest.raises(Conflict):
        named(cast, incident, cast.officer, "unit_contact")


def test_handing_over_is_one_act(cast: Cast) -> None:
    """The end of the one and the beginning of the other have one instant; both stand in the timeline."""
    incident = in_state(cast, "active")
    part = named(cast, incident, cast.officer)
    with clock.frozen(clock.now() + timedelta(hours=2)):
        successor = services.role_hand_over(
            actor=cast.press_officer, incident_id=incident.pk, role_id=part.pk, person=cast.unit_head
        )
    part.refresh_from_db()
    assert part.ends_at == successor.starts_at
    assert (part.ended_by, successor.kind, successor.person) == (cast.press_officer, "lead", cast.unit_head)
    kinds = TimelineEntry.objects.filter(kind__startswith="role").order_by("position").values_list("kind", flat=True)
    assert list(kinds) == ["role_assigned", "role_ended", "role_assigned"]


def test_a_refused_hand_over_ends_nothing(cast: Cast) -> None:
    incident = in_state(cast, "active")
    part = named(cast, incident, cast.officer)
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    with pytest.raises(Invalid):
        services.role_hand_over(
            actor=cast.press_officer, incident_id=incident.pk, role_id=part.pk, person=cast.outsider
        )
    part.refresh_from_db()
    assert part.ends_at is None


def test_a_part_ends_once_and_its_own_person_may_end_it(cast: Cast) -> None:
    incident = in_state(cast, "active")
    part = named(cast, incident, cast.outsider, "legal")
    services.role_end(actor=cast.outsider, incident_id=incident.pk, role_id=part.pk)
    with pytest.raises(Conflict) as ended:
        services.role_end(actor=cast.press_officer, incident_id=incident.pk, role_id=part.pk)
    assert ended.value.code == "role_ended"


def test_somebody_elses_part_is_not_ended_by_who_does_not_lead(cast: Cast) -> None:
    incident = in_state(cast, "active", triage={"lead_unit": cast.units[LEAD_UNIT]})
    part = named(cast, incident, cast.outsider, "legal")
    with pytest.raises(NotAllowed):
        services.role_end(actor=cast.officer, incident_id=incident.pk, role_id=part.pk)


def test_a_part_of_another_incident_is_not_found(cast: Cast) -> None:
    part = named(cast, in_state(cast, "active"), cast.outsider, "legal")
    other = in_state(cast, "active")
    with pytest.raises(NotVisible):
        services.role_end(actor=cast.press_officer, incident_id=other.pk, role_id=part.pk)


def test_nobody_is_named_in_a_closed_incident(cast: Cast) -> None:
    incident = in_state(cast, "closed")
    with pytest.raises(Conflict) as refused:
        named(cast, incident, cast.officer)
    assert refused.value.code == "incident_ended"


def test_the_person_is_told_and_after_the_end_the_notice_is_hidden(cast: Cast) -> None:
    """The notice names the incident: whoever may not see that any more does not read it either."""
    incident = in_state(cast, "active", triage={"restricted": True})
    part = named(cast, incident, cast.outsider)
    mine = Notification.objects.visible_to(cast.outsider)
    assert mine.get().url == incident.get_absolute_url()
    services.role_end(actor=cast.press_officer, incident_id=incident.pk, role_id=part.pk)
    assert not mine.all().exists() or incident.title not in str(mine.get())
    assert Notification.objects.count() == 1


def test_who_is_named_by_themselves_gets_no_notice(cast: Cast) -> None:
    incident = in_state(cast, "active")
    named(cast, incident, cast.press_officer)
    assert not Notification.objects.filter(kind="incidents.role").exists()


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_leads_named_at_once_one_is_refused(cast: Cast) -> None:
    incident = in_state(cast, "active")
    results = at_once(
        lambda: named(cast, incident, cast.officer),
        lambda: services.role_assign(
            actor=cast.spokesperson, incident_id=incident.pk, kind="lead", person=cast.unit_head
        ),
    )
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "IncidentRole"]
    assert IncidentRole.objects.filter(ends_at=None).count() == 1


def test_a_reopened_incident_keeps_who_is_named(cast: Cast) -> None:
    incident = in_state(cast, "active")
    named(cast, incident, cast.officer)
    do("close", incident, cast.press_officer)
    do("reopen", incident, cast.press_officer)
    assert IncidentRole.objects.get().ends_at is None
