"""Agreement on content with other agencies before the ministry speaks (Decree 244/2026, Article 7.2)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from comms.core import clock, subjects
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from comms.files.models import StoredFile
from incidents.models import Agreement, Incident
from incidents.policies.handling import agreements_open, content_agreed, content_hash
from tests.cast import PEOPLE, Cast
from tests.files.uploads import image
from tests.incidents.building import in_state
from tests.incidents.building_handling import LEAD_UNIT, answered, asked
from tests.incidents.test_pages import signed_in

pytestmark = pytest.mark.usefixtures("rules")

WORDS = "Không thu phí."


@pytest.fixture
def incident(cast: Cast) -> Incident:
    return in_state(cast, "active", triage={"lead_unit": cast.units[LEAD_UNIT], "legal_ground": "ND244-7.2"})


def test_step_by_step(cast: Cast, incident: Incident) -> None:
    """Nobody asked: no.  Asked, objecting: no.  Agreed: yes, on these very words only."""
    assert not content_agreed(incident)
    first = asked(cast, incident)
    assert agreements_open(incident) == ["Bộ Công an"]
    assert "Bộ Công an" in content_agreed(incident).reason
    answered(cast, first, "object")
    assert not content_agreed(incident)
    answered(cast, first)
    assert content_agreed(incident)
    assert content_agreed(incident, content_hash(f"  {WORDS}\r\n"))
    assert not content_agreed(incident, content_hash("Có thu phí."))


def test_everybody_asked_has_to_agree(cast: Cast, incident: Incident) -> None:
    answered(cast, asked(cast, incident))
    second = asked(cast, incident, agency="UBND thành phố Huế")
    assert not content_agreed(incident)
    answered(cast, second, "withdraw")
    assert content_agreed(incident)


def test_other_words_are_asked_anew(cast: Cast, incident: Incident) -> None:
    """The new request puts the agency's earlier agreement aside; an agency that agreed on the old words is named."""
    answered(cast, asked(cast, incident))
    answered(cast, asked(cast, incident, agency="Bộ Y tế"))
    renewed = asked(cast, incident, agency="BỘ CÔNG AN", content="Không thu phí, không thu lệ phí.")
    assert not content_agreed(incident)
    answered(cast, renewed)
    decision = content_agreed(incident, renewed.content_sha256)
    assert "Bộ Y tế" in decision.reason
    assert "CÔNG AN" not in decision.reason
    states = incident.agreements.order_by("asked_at", "pk").values_list("agency", "state")
    assert sorted(states) == [("BỘ CÔNG AN", "agreed"), ("Bộ Công an", "withdrawn"), ("Bộ Y tế", "agreed")]


def test_the_same_words_are_asked_once(cast: Cast, incident: Incident) -> None:
    asked(cast, incident)
    with pytest.raises(Conflict) as refused:
        asked(cast, incident)
    assert refused.value.code == "already_asked"


@pytest.mark.parametrize("ground", ["", "ND244-7.3", "ND244-7.6"])
def test_on_other_grounds_nothing_is_asked_for(cast: Cast, ground: str) -> None:
    assert content_agreed(in_state(cast, "active", triage={"legal_ground": ground}))


SEES = {"leader", "auditor", "administrator"}


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_asks_and_records(cast: Cast, incident: Incident, who: str) -> None:
    actor = cast.people[who]
    if who in {"press_officer", "spokesperson", "unit_head", "officer"}:
        assert answered(cast, asked(cast, incident, actor=actor), actor=actor).recorded_by == actor
        return
    refusal = NotAllowed if who in SEES else NotVisible
    with pytest.raises(refusal):
        asked(cast, incident, actor=actor)
    standing = asked(cast, incident)
    for verb in ("agree", "object", "withdraw"):
        with pytest.raises(refusal):
            answered(cast, standing, verb, actor=actor)


@pytest.mark.parametrize(
    ("state", "verb", "possible"),
    [
        ("agree", "agree", False),
        ("agree", "object", True),
        ("object", "object", False),
        ("object", "agree", True),
        ("withdraw", "agree", False),
        ("withdraw", "object", False),
        ("withdraw", "withdraw", False),
    ],
)
def test_from_which_state(cast: Cast, incident: Incident, state: str, verb: str, possible: bool) -> None:
    agreement = answered(cast, asked(cast, incident), state)
    if possible:
        answered(cast, agreement, verb)
        return
    with pytest.raises(IllegalTransition):
        answered(cast, agreement, verb)


def test_an_answer_has_a_name_a_time_and_a_version(cast: Cast, incident: Incident) -> None:
    agreement = asked(cast, incident)
    with pytest.raises(Invalid):
        answered(cast, agreement, answered_name=" ")
    with pytest.raises(Invalid):
        answered(cast, agreement, answered_at=clock.now() + timedelta(hours=1))
    with pytest.raises(Invalid):
        answered(cast, agreement, answered_at=clock.now() - timedelta(days=1))
    with pytest.raises(StaleVersion):
        answered(cast, agreement, version=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(state="agreed")


def test_the_letter_follows_the_incident(cast: Cast, incident: Incident) -> None:
    """Who does not see the incident does not reach the file."""
    upload = SimpleUploadedFile("tra-loi.png", image("PNG"), "image/png")
    agreement = answered(cast, asked(cast, incident), upload=upload)
    stored = StoredFile.objects.get()
    assert agreement.file == stored
    assert subjects.find(cast.officer, stored.subject_type, stored.subject_id) == agreement
    assert subjects.find(cast.outsider, stored.subject_type, stored.subject_id) is None


def test_nothing_is_asked_once_it_is_closed(cast: Cast) -> None:
    with pytest.raises(Conflict):
        asked(cast, in_state(cast, "closed"))


def test_the_room_warns_until_it_is_agreed(cast: Cast, incident: Incident) -> None:
    client: Any = signed_in(cast.press_officer)
    assert "Before the ministry speaks:" in client.get(incident.get_absolute_url()).content.decode()
    address = f"/incidents/{incident.pk}/agreements/new/"
    assert client.post(address, {"agency": "Bộ Công an", "content": WORDS}).status_code == 302
    agreement = Agreement.objects.get()
    answer = {"outcome": "agree", "answered_name": "Ông X", "version": agreement.version}
    assert client.post(f"/incidents/{incident.pk}/agreements/{agreement.pk}/answer/", answer).status_code == 302
    assert "Before the ministry speaks:" not in client.get(incident.get_absolute_url()).content.decode()
