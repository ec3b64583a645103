"""Figure 6 of the annual report: cases of false information in the press on which a correction was demanded."""

from datetime import datetime
from typing import Any

import pytest

from comms.core import clock
from comms.duties.selectors.figures import figures
from incidents.models import Incident
from incidents.services import incident_link_statement
from tests.cast import Cast
from tests.incidents import building
from tests.incidents.building import hanoi, mandate
from tests.incidents.building_redress import answered, case, drafted, sent

pytestmark = pytest.mark.usefixtures("rules")
RECEIVED, CLOSED = hanoi(2026, 9, 1), hanoi(2027, 1, 5)


def wrong(cast: Cast, received_at: datetime = RECEIVED, **fields: Any) -> Incident:
    """A case of the ground that the figure is about."""
    incident = case(cast, **fields)
    Incident.objects.filter(pk=incident.pk).update(
        legal_ground="ND244-7.6", received_at=received_at, detected_at=received_at
    )
    incident.refresh_from_db()
    return incident


def feedback(user: Any, year: int = 2026) -> Any:
    return figures(user, year).of("feedback")


def test_a_case_with_a_letter_that_was_sent_counts_once(cast: Cast) -> None:
    """Two letters, two requests and a statement beside them are one case; a draft is none."""
    mandate(cast)
    one, _draft, _bare = wrong(cast), drafted(cast, wrong(cast)), wrong(cast)
    first = answered(cast, sent(cast, hanoi(2026, 10, 1), incident=one), answered_at=hanoi(2026, 10, 2))
    sent(cast, hanoi(2026, 10, 5), correction=first)
    sent(cast, hanoi(2026, 10, 6), incident=one)
    statement = building.given(cast, hanoi(2026, 10, 7), building.drafted(cast, form="feedback"))
    incident_link_statement(
        actor=cast.press_officer, incident_id=one.pk, statement_id=statement.pk, purpose="first_statement"
    )
    assert feedback(cast.leader).words == "1/3"


@pytest.mark.parametrize(
    ("at", "expected"),
    [(hanoi(2026, 12, 14, 23, 59), "1/1"), (hanoi(2026, 12, 15), "0/1")],
)
def test_the_letter_goes_out_inside_the_window(cast: Cast, at: datetime, expected: str) -> None:
    incident = wrong(cast)
    with clock.frozen(CLOSED):
        sent(cast, at, incident=incident)
        assert feedback(cast.leader).words == expected


def test_the_list_shows_which_and_hides_what_is_restricted(cast: Cast) -> None:
    sent(cast, incident=wrong(cast))
    hidden = wrong(cast)
    sent(cast, incident=hidden)
    Incident.objects.filter(pk=hidden.pk).update(restricted=True)
    for person, seen in ((cast.leader, 2), (cast.unit_head, 1), (cast.outsider, 0)):
        figure = feedback(person)
        assert (figure.words, len(figure.items), figure.hidden) == ("2/2", seen, 2 - seen)
