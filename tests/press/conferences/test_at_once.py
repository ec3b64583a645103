"""Two people at the desk at the same moment."""

import threading
import time
from unittest.mock import patch

import pytest

from comms.core.decisions import Decision
from comms.core.errors import Conflict, StaleVersion
from press.conferences import policies, services
from press.conferences.models import Accreditation, ConferenceQuestion, PressConference
from press.distribution.services import contacts
from tests.cast import Cast, build_cast
from tests.press.conferences.building import announced, asked, do, held, registered
from tests.races import at_once, needs_postgresql

pytestmark = [needs_postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people() -> Cast:
    return build_cast()


def test_two_who_write_questions_down_get_two_numbers(people: Cast) -> None:
    conference = announced(people)

    def ask(who: str) -> ConferenceQuestion:
        return services.question_ask(actor=people.people[who], pressconference_id=conference.pk, text=f"Hỏi {who}")

    results = at_once(*[lambda who=who: ask(who) for who in ("press_officer", "spokesperson") * 3])
    assert sorted(question.number for question in results) == [1, 2, 3, 4, 5, 6]


def test_one_person_is_registered_once(people: Cast) -> None:
    conference = announced(people)
    person = contacts.journalist_create(actor=people.press_officer, name="Lê Văn Q", email="q@example.org")
    results = at_once(*[lambda: registered(people, conference, journalist_id=person.pk)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["Accreditation", "Conflict"]
    assert Accreditation.objects.count() == 1
    by_name = at_once(*[lambda: registered(people, conference)] * 2)
    assert sum(isinstance(result, Conflict) for result in by_name) == 1


def test_one_of_two_decisions_counts(people: Cast) -> None:
    row = registered(people, announced(people))
    results = at_once(
        lambda: services.accreditation_accredit(actor=people.press_officer, accreditation_id=row.pk, version=1),
        lambda: services.accreditation_refuse(
            actor=people.spokesperson, accreditation_id=row.pk, version=1, reason="Hết chỗ"
        ),
    )
    assert sum(isinstance(result, StaleVersion) for result in results) == 1
    row.refresh_from_db()
    assert row.version == 2


def test_a_question_does_not_change_while_the_minutes_are_approved(people: Cast) -> None:
    """Whoever is second sees the first: an edit that came too late is refused."""
    conference = held(people)
    question = asked(people, conference)
    conference = do("minutes_write", conference, people.press_officer, text="Biên bản")
    approving, checked = threading.Event(), policies.not_frozen
    committed: list[str] = []

    def slowly(of: PressConference) -> Decision:
        """Between the look at the minutes and the write of the question."""
        decision = checked(of)
        approving.set()
        time.sleep(0.5)
        return decision

    def edit() -> None:
        services.question_edit(
            actor=people.press_officer, conferencequestion_id=question.pk, version=1, text="Câu khác?"
        )
        committed.append("edited")

    def approve() -> None:
        assert approving.wait(5)
        services.minutes_approve(
            actor=people.spokesperson, pressconference_id=conference.pk, version=conference.version
        )
        committed.append("approved")

    with patch.object(policies, "not_frozen", slowly):
        assert at_once(edit, approve) == [None, None]
    assert committed == ["edited", "approved"]
