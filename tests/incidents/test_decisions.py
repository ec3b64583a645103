"""How to respond, deliberate silence included: who decides, when it is looked at again, and that it closes nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from comms.core import clock
from comms.core.errors import Conflict, Invalid, NotAllowed, NotVisible, StaleVersion
from comms.notify.models import Notification
from incidents import services
from incidents.models import Incident, ResponseDecision
from tests.cast import PEOPLE, Cast
from tests.conftest import TODAY
from tests.incidents.building import do, in_state
from tests.incidents.building_handling import LEAD_UNIT, named

pytestmark = pytest.mark.usefixtures("rules")

LATER = date(2026, 11, 25)
SEES = {"press_officer", "spokesperson", "unit_head", "officer", "leader", "auditor", "administrator"}


@pytest.fixture
def incident(cast: Cast) -> Incident:
    return in_state(cast, "active", triage={"lead_unit": cast.units[LEAD_UNIT], "severity": 2})


def decide(incident: Incident, actor: Any, kind: str = "refute", **fields: Any) -> ResponseDecision:
    values = {"actor": actor, "incident_id": incident.pk, "kind": kind, "reason": "Có đủ chứng cứ"}
    return services.decision_make(**(values | fields))


def review(decision: ResponseDecision, actor: Any, **fields: Any) -> ResponseDecision:
    values = {"actor": actor, "responsedecision_id": decision.pk, "version": decision.version, "note": "Vẫn phù hợp"}
    return services.decision_review(**(values | fields))


@pytest.mark.parametrize("who", sorted(PEOPLE))
@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        ("refute", {"press_officer", "spokesperson", "unit_head", "leader"}),
        ("silence", {"spokesperson", "leader"}),
    ],
)
def test_who_decides(cast: Cast, incident: Incident, kind: str, allowed: set[str], who: str) -> None:
    """Who leads, and leadership; to stay silent only leadership or the spokesperson of the office."""
    actor = cast.people[who]
    if who in allowed:
        decision = decide(incident, actor, kind, review_on=LATER)
        assert review(decision, actor).reviewed_by == actor
        return
    with pytest.raises(NotAllowed if who in SEES else NotVisible):
        decide(incident, actor, kind, review_on=LATER)
    made = decide(incident, cast.leader, kind, review_on=LATER)
    with pytest.raises(NotAllowed if who in SEES else NotVisible):
        review(made, actor)


def test_the_named_lead_decides_but_does_not_stay_silent(cast: Cast, incident: Incident) -> None:
    named(cast, incident, cast.outsider)
    assert decide(incident, cast.outsider)
    with pytest.raises(NotAllowed):
        decide(incident, cast.outsider, "silence", review_on=LATER)


def test_silence_says_when_it_is_looked_at_again(cast: Cast, incident: Incident) -> None:
    with pytest.raises(Invalid) as refused:
        decide(incident, cast.leader, "silence")
    assert "review_on" in refused.value.errors
    with pytest.raises(IntegrityError), transaction.atomic():
        ResponseDecision.objects.create(incident=incident, kind="silence", reason="x", decided_by=cast.leader)


def test_not_on_a_day_that_has_passed(cast: Cast, incident: Incident) -> None:
    with pytest.raises(Invalid):
        decide(incident, cast.leader, review_on=date(2026, 11, 20))
    assert decide(incident, cast.leader, review_on=date(2026, 11, 21))


def test_silence_is_no_answer(cast: Cast, incident: Incident) -> None:
    """From severity 2 on the incident still waits for an answer or a waiver."""
    decide(incident, cast.leader, "silence", review_on=LATER)
    with pytest.raises(Conflict) as refused:
        do("close", incident, cast.press_officer)
    assert refused.value.code == "not_closable"


def test_reviewed_once_with_a_note(cast: Cast, incident: Incident) -> None:
    decision = decide(incident, cast.leader, review_on=LATER)
    with pytest.raises(Invalid):
        review(decision, cast.leader, note=" ")
    with pytest.raises(StaleVersion):
        review(decision, cast.leader, version=7)
    decision = review(decision, cast.leader)
    with pytest.raises(Conflict) as again:
        review(decision, cast.leader)
    assert again.value.code == "reviewed"
    assert list(incident.timeline.filter(kind__startswith="deci").values_list("kind", flat=True)) == [
        "decided",
        "decision_reviewed",
    ]


def test_several_stand_beside_each_other(cast: Cast, incident: Incident) -> None:
    decide(incident, cast.leader)
    decide(incident, cast.leader, "report")
    assert incident.decisions.count() == 2


@pytest.mark.parametrize("state", ["closed", "reviewed", "dismissed"])
def test_nothing_is_decided_of_what_has_ended(cast: Cast, state: str) -> None:
    with pytest.raises(Conflict) as refused:
        decide(in_state(cast, state), cast.leader)
    assert refused.value.code == "incident_ended"


def test_reminded_once_on_the_day(cast: Cast, incident: Incident) -> None:
    """Who decided and who handles it; not before, not twice, not when it was looked at."""
    decide(incident, cast.leader, "silence", review_on=LATER)
    done = decide(incident, cast.leader, review_on=LATER)
    review(done, cast.leader)
    with clock.frozen(TODAY + timedelta(days=3)):
        assert services.decisions_remind() == 0
    with clock.frozen(TODAY + timedelta(days=4)):
        assert services.decisions_remind() == 4
        assert services.decisions_remind() == 0
    told = set(Notification.objects.filter(kind="incidents.decision_due").values_list("person__username", flat=True))
    assert told == {"leader", "press_officer", "spokesperson", "unit_head"}


def test_the_reminder_of_a_restricted_incident_reaches_only_who_sees_it(cast: Cast, incident: Incident) -> None:
    decide(incident, cast.leader, review_on=LATER)
    Incident.objects.update(restricted=True)
    with clock.frozen(TODAY + timedelta(days=4)):
        services.decisions_remind()
    told = set(Notification.objects.filter(kind="incidents.decision_due").values_list("person__username", flat=True))
    assert told == {"leader", "spokesperson"}
