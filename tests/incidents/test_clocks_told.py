"""Who is told of the legal clock of an incident."""

from datetime import timedelta
from typing import Any

import pytest

from comms.core import clock
from comms.deadlines.models import Clock
from comms.deadlines.services import clocks_sweep
from comms.notify.models import Notification
from incidents.states import LegalGround
from press.desk.services import BREACHED, DUE_SOON
from tests.cast import Cast
from tests.conftest import TODAY
from tests.incidents.building import do, reported


def told(kind: str) -> set[str]:
    return set(Notification.objects.filter(kind=kind).values_list("person__username", flat=True))


@pytest.mark.parametrize(
    ("restricted", "people"),
    [(False, {"press_officer", "spokesperson", "unit_head"}), (True, {"spokesperson"})],
)
def test_the_desk_and_the_head_of_the_lead_unit_are_told_who_may_see_it(
    rules: Any, cast: Cast, restricted: bool, people: set[str]
) -> None:
    """Of a restricted incident that another unit leads the press officer of the office knows nothing, nor its head."""
    incident = reported(cast, received_at=TODAY)
    lead = cast.units["C-PBGDPL-TGPL"]
    do("triage", incident, cast.press_officer, severity=3, legal_ground=LegalGround.ND244_7_3, lead_unit=lead)
    if restricted:
        type(incident).objects.filter(pk=incident.pk).update(restricted=True)
    due = Clock.objects.on(incident).get().due_at
    with clock.frozen(due - timedelta(hours=6)):
        clocks_sweep()
    assert told(DUE_SOON) == people
    with clock.frozen(due + timedelta(minutes=1)):
        clocks_sweep()
        clocks_sweep()
    assert told(BREACHED) == people
    assert Notification.objects.filter(kind=BREACHED).count() == len(people)
    assert Notification.objects.filter(kind=BREACHED).first().url == incident.get_absolute_url()
