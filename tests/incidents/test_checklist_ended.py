"""The checklist of an incident that is over."""

import pytest
from django.test import Client

from incidents.models import ChecklistItem
from tests.cast import Cast
from tests.incidents.building import hanoi, in_state

pytestmark = pytest.mark.usefixtures("rules")


@pytest.mark.parametrize(("state", "counts"), [("active", True), ("closed", False)])
def test_no_time_runs_on_a_step_that_nobody_does_any_more(cast: Cast, state: str, counts: bool) -> None:
    """Its instant stays, without saying how late it is."""
    incident = in_state(cast, state)
    ChecklistItem.objects.create(incident=incident, position=1, text="Lưu bằng chứng", due_at=hanoi(2026, 11, 20, 8))
    client = Client()
    client.force_login(cast.press_officer)
    client.cookies["django_language"] = "en"
    page = client.get(incident.get_absolute_url()).content.decode()
    row = page[page.index("Lưu bằng chứng") :].split("</tr>")[0]
    assert "20/11/2026" in row
    assert ("overdue" in row) is counts
