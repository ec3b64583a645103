"""The chain from its other end: releases, statements and tasks lead to the incidents that name them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from incidents.models import Incident, IncidentTask
from incidents.services import incident_link_release, incident_link_statement
from tests.cast import Cast
from tests.incidents.building import given, reported
from tests.press.releases.building import issued
from tests.tasks.build import task_of

pytestmark = pytest.mark.usefixtures("rules")

Named = tuple[Any, str, Callable[[Incident], object]]


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture(params=["release", "statement", "task"])
def named(request: Any, cast: Cast) -> Named:
    """The object, its rows at the API, and how an incident comes to name it."""
    desk = cast.press_officer
    if request.param == "release":
        release = issued(cast)
        return (
            release,
            f"releases/{release.pk}/incidents/",
            lambda one: incident_link_release(
                actor=desk, incident_id=one.pk, release_id=release.pk, purpose="refutation"
            ),
        )
    if request.param == "statement":
        statement = given(cast)
        return (
            statement,
            f"statements/{statement.pk}/incidents/",
            lambda one: incident_link_statement(actor=desk, incident_id=one.pk, statement_id=statement.pk),
        )
    task = task_of(cast)
    return (
        task,
        f"tasks/{task.pk}/incidents/",
        lambda one: IncidentTask.objects.create(incident=one, task=task, linked_by=cast.leader),
    )


def shows(client: Client, named: Named, incident: Incident) -> tuple[bool, bool]:
    """Is the incident on the page of what it names; is it among the rows of the API?"""
    page = client.get(named[0].get_absolute_url()).content.decode()
    rows = client.get(f"/api/v1/{named[1]}").json()["results"]
    found = incident.title in page or incident.get_absolute_url() in page
    return found, str(incident.pk) in [row["incident"] for row in rows]


def test_who_sees_the_incident_finds_it_from_there(cast: Cast, named: Named) -> None:
    """Page and API, with a link; who sees what is named, but not the incident, finds nothing of it."""
    incident = reported(cast, title="Sự cố của đơn vị")
    named[2](incident)
    assert shows(signed_in(cast.press_officer), named, incident) == (True, True)
    page = signed_in(cast.press_officer).get(named[0].get_absolute_url()).content.decode()
    assert f'href="{incident.get_absolute_url()}"' in page
    assert shows(signed_in(cast.coordinator), named, incident) == (False, False)


def test_a_restricted_incident_is_not_told(cast: Cast, named: Named) -> None:
    """Nor to the unit whose work it concerns."""
    incident = reported(cast, title="Sự cố hạn chế", restricted=True, actor=cast.press_officer)
    named[2](incident)
    assert shows(signed_in(cast.leader), named, incident) == (True, True)
    for person in (cast.officer, cast.unit_head, cast.administrator, cast.coordinator):
        assert shows(signed_in(person), named, incident) == (False, False)


def test_the_page_costs_the_same_with_more_incidents(
    cast: Cast, named: Named, queries_do_not_grow: Callable[..., None]
) -> None:
    client = signed_in(cast.leader)
    named[2](reported(cast))

    def read() -> None:
        assert client.get(named[0].get_absolute_url()).status_code == 200
        assert client.get(f"/api/v1/{named[1]}").status_code == 200

    def grow() -> None:
        for number in range(3):
            named[2](reported(cast, title=f"Sự cố {number}"))

    queries_do_not_grow(read, grow)
