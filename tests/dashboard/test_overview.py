"""The overview shows each reader what the lists behind it would show, at a constant price."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from comms.core import clock
from incidents.services import incident_report, incident_triage
from tests.cast import Cast
from tests.conftest import TODAY


def overview_of(cast: Cast, username: str) -> Any:
    client = Client()
    client.force_login(cast.people[username])
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.context["overview"]


def running_clock(cast: Cast, title: str = "Sự cố") -> Any:
    incident = incident_report(actor=cast.officer, title=title, field="other", received_at=TODAY - timedelta(hours=2))
    return incident_triage(
        actor=cast.press_officer,
        incident_id=incident.pk,
        version=incident.version,
        reason="minh họa",
        severity=3,
        legal_ground="ND244-7.3",
    )


@pytest.mark.django_db
def test_empty(cast: Cast) -> None:
    """With nothing there, the page says so and counts nothing as success."""
    shown = overview_of(cast, "leader")
    assert shown.progress.verified_percent is None
    assert (shown.overdue_count, shown.open_clocks, shown.open_incidents, shown.awaited) == (0, 0, 0, 0)


@pytest.mark.usefixtures("rules")
def test_clocks_and_incidents_within_rights(cast: Cast) -> None:
    """The running clock stands there with its incident; somebody without a right to the incident sees neither."""
    running_clock(cast)
    seen = overview_of(cast, "leader")
    assert (seen.open_clocks, seen.open_incidents, seen.due_today) == (1, 1, 0)
    unseen = overview_of(cast, "outsider")
    assert (unseen.open_clocks, unseen.open_incidents) == (0, 0)
    with clock.frozen(TODAY + timedelta(hours=16)):  # 01:00 of the next day: due at 07:00 of this one
        assert overview_of(cast, "leader").due_today == 1


@pytest.mark.usefixtures("rules")
def test_price_does_not_grow(cast: Cast, queries_do_not_grow: Callable[..., None]) -> None:
    """As many queries with eight incidents and clocks as with one."""
    running_clock(cast)

    def more() -> None:
        for number in range(7):
            running_clock(cast, f"Sự cố {number}")

    queries_do_not_grow(lambda: overview_of(cast, "leader"), more)
