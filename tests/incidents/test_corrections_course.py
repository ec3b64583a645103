"""Correction requests once they are out: what comes back, escalation, the end, the law in words."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from comms.core import clock
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed
from comms.deadlines.selectors import clocks_of
from comms.deadlines.services import clocks_sweep
from comms.notify.models import Notification
from incidents import selectors
from incidents.models import CorrectionRequest, Incident
from incidents.policies import redress as policies
from incidents.redress_law import kept_online, time_to_correct
from incidents.states import CORRECTION, CorrectionState
from tests.cast import Cast
from tests.incidents import building
from tests.incidents.building import hanoi
from tests.incidents.building_redress import (
    LAPSED,
    MET,
    SENT,
    answered,
    case,
    code_of,
    complaint,
    do,
    drafted,
    kinds,
    published,
    rounds,
    sent,
)

pytestmark = pytest.mark.usefixtures("rules")
JUNE, JULY = hanoi(2026, 6, 30, 16), hanoi(2026, 7, 1, 9)


# --- what came back -------------------------------------------------------------------------------


def test_an_answer_stops_the_clock_at_its_instant(cast: Cast) -> None:
    at = hanoi(2026, 11, 10, 8)
    correction = answered(cast, sent(cast), answered_at=at)
    assert (correction.state, correction.outcome) == ("answered", "refused")
    assert clocks_of(correction).get().stopped_at == at
    with pytest.raises(Conflict) as refused:
        answered(cast, correction)
    assert code_of(refused) == "answer_recorded"


def test_a_correction_that_followed_an_answer_is_added_once(cast: Cast) -> None:
    correction = answered(cast, sent(cast), outcome="", answered_at=hanoi(2026, 11, 5))
    correction = published(cast, correction, text="")
    row = correction.rounds.get()
    assert (row.answer, row.answered_at) == ("Chúng tôi giữ nguyên bài.", hanoi(2026, 11, 5))
    assert (row.published_at, correction.outcome) == (hanoi(2026, 11, 10, 8), "corrected")
    with pytest.raises(Conflict) as refused:
        published(cast, correction, text="")
    assert code_of(refused) == "answer_recorded"


@pytest.mark.parametrize(
    ("fields", "name", "expected"),
    [
        ({"text": "", "outcome": ""}, "text", "required"),
        ({"answered_at": hanoi(2026, 11, 1)}, "answered_at", "order"),
        ({"answered_at": hanoi(2026, 11, 22)}, "answered_at", "future"),
        ({"outcome": "corrected"}, "outcome", "unsupported"),
        ({"outcome": "no_reply"}, "outcome", "invalid_choice"),
        ({"published_url": "https://example.org/cc"}, "published_text", "required"),
        ({"published_text": "Cải chính"}, "published_at", "required"),
        ({"published_text": "Cải chính", "published_at": hanoi(2026, 11, 22)}, "published_at", "future"),
        ({"published_text": "Cải chính", "published_at": hanoi(2026, 6, 19)}, "published_at", "order"),
        ({"published_text": "Cải chính", "published_at": SENT, "form": ["color"]}, "form", "invalid_choice"),
        ({"published_text": "Cải chính", "published_at": SENT}, "outcome", "unsupported"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(cast: Cast, fields: dict[str, Any], name: str, expected: str) -> None:
    with pytest.raises(Invalid) as refused:
        answered(cast, sent(cast), **fields)
    assert complaint(refused, name) == expected


def test_the_published_correction_is_compared_word_by_word(cast: Cast) -> None:
    correction = published(cast, sent(cast), published_text="Cổng pháp luật có thu phí nhỏ.")
    (found,) = selectors.comparisons(correction)
    assert "".join(part["text"] for part in found.truth if part["op"] != "insert") == correction.truth
    assert "".join(part["text"] for part in found.truth if part["op"] != "delete") == "Cổng pháp luật có thu phí nhỏ."
    assert {part["op"] for part in found.passage} == {"equal", "delete", "insert"}


# --- escalation and the end -----------------------------------------------------------------------

REASON = {"to": "press_authority", "reason": "Báo không cải chính"}


def insufficient(cast: Cast, correction: CorrectionRequest) -> CorrectionRequest:
    return published(cast, correction, form=[name for name in MET if name != "false_part"])


def without_apology(cast: Cast, correction: CorrectionRequest) -> CorrectionRequest:
    return published(cast, correction)


@pytest.mark.parametrize(
    ("step", "fields", "allowed"),
    [
        (lambda cast, row: row, {}, False),
        (answered, {}, True),
        (insufficient, {}, True),
        (published, {}, False),
        (without_apology, {"asks_apology": True}, True),
        (lambda cast, row: answered(cast, row, outcome="removed"), {}, False),
        (lambda cast, row: answered(cast, row, outcome=""), {}, True),
    ],
)
def test_it_is_escalated_when_the_outlet_refuses_or_falls_short(
    cast: Cast, step: Callable[..., CorrectionRequest], fields: dict[str, Any], allowed: bool
) -> None:
    correction = step(cast, sent(cast, **fields))
    assert bool(policies.may_escalate(cast.press_officer, correction)) is allowed
    if allowed:
        assert do("escalate", correction, cast.press_officer, **REASON).state == "escalated"
        return
    with pytest.raises(Conflict) as refused:
        do("escalate", correction, cast.press_officer, **REASON)
    assert code_of(refused) == "not_escalatable"


def test_it_is_escalated_when_the_outlet_is_late_or_the_letters_are_used_up(cast: Cast) -> None:
    late = sent(cast)
    with clock.frozen(LAPSED):
        assert do("escalate", late, cast.press_officer, **REASON).escalated_to == "press_authority"
    used = do("send", rounds(cast, "ND244-7.6", JULY), cast.spokesperson, sent_at=SENT)
    assert do("escalate", used, cast.press_officer, **REASON).state == "escalated"


def test_it_goes_on_to_another_body_and_not_to_the_same(cast: Cast) -> None:
    correction = do("escalate", answered(cast, sent(cast)), cast.press_officer, **REASON)
    with pytest.raises(Conflict) as refused:
        do("escalate", correction, cast.press_officer, **REASON)
    assert code_of(refused) == "escalated_already"
    assert do("escalate", correction, cast.press_officer, **(REASON | {"to": "court"})).escalated_to == "court"


def test_escalating_and_closing_are_decided_by_who_leads(cast: Cast) -> None:
    correction = answered(cast, sent(cast))
    for verb, arguments in (("escalate", REASON), ("close", {"outcome": "refused"})):
        with pytest.raises(NotAllowed):
            do(verb, correction, cast.officer, **arguments)


@pytest.mark.parametrize(
    ("step", "outcome", "note", "expected"),
    [
        (None, "refused", "", "outcome"),
        (None, "dropped", "", "note"),
        (None, "dropped", "Không cần nữa", ""),
        ("sent", "corrected", "", "outcome"),
        ("sent", "no_reply", "", ""),
        ("answered", "no_reply", "", "outcome"),
        ("answered", "refused", "", ""),
        ("published", "corrected", "", ""),
    ],
)
def test_the_outcome_of_the_end_rests_on_what_is_recorded(
    cast: Cast, step: str | None, outcome: str, note: str, expected: str
) -> None:
    correction = drafted(cast) if step is None else sent(cast)
    if step in ("answered", "published"):
        correction = {"answered": answered, "published": published}[step](cast, correction)
    if expected:
        with pytest.raises(Invalid) as refused:
            do("close", correction, cast.press_officer, outcome=outcome, note=note)
        assert list(refused.value.errors) == [expected]
        return
    closed = do("close", correction, cast.press_officer, outcome=outcome, note=note)
    assert (closed.state, closed.outcome, closed.closed_at) == ("closed", outcome, clock.now())
    assert not clocks_of(closed).open().exists()


def test_what_comes_back_is_recorded_although_the_incident_has_ended(cast: Cast) -> None:
    """The outlet does not wait for the review; nothing new is demanded then."""
    incident = case(cast)
    correction = do("escalate", answered(cast, sent(cast, incident=incident)), cast.press_officer, **REASON)
    for verb in ("close", "review"):
        incident = building.do(verb, incident, cast.press_officer)
    with pytest.raises(Conflict) as refused:
        do("update", correction, cast.press_officer, letter="Nữa")
    assert code_of(refused) == "incident_ended"
    correction = published(cast, correction, text="")
    assert do("close", correction, cast.press_officer, outcome="corrected").state == "closed"


ILLEGAL = [
    (verb, state) for verb in CORRECTION for state in CorrectionState.values if state not in CORRECTION.sources(verb)
]


@pytest.mark.parametrize(("verb", "state"), ILLEGAL)
def test_every_other_step_is_refused(cast: Cast, verb: str, state: str) -> None:
    correction = drafted(cast) if state == "draft" else sent(cast)
    if state == "closed":
        correction = do("close", correction, cast.press_officer, outcome="no_reply")
    arguments: dict[str, dict[str, Any]] = {
        "answer": {"text": "x"}, "escalate": REASON, "close": {"outcome": "dropped", "note": "x"}
    }  # fmt: skip
    with pytest.raises(IllegalTransition):
        do(verb, correction, cast.spokesperson if verb == "send" else cast.press_officer, **arguments.get(verb, {}))


def test_the_timeline_tells_the_course(cast: Cast) -> None:
    incident = case(cast)
    correction = do("escalate", answered(cast, sent(cast, incident=incident)), cast.press_officer, **REASON)
    do("close", correction, cast.press_officer, outcome="refused")
    steps = ["correction_sent", "correction_answered", "correction_escalated", "correction_closed"]
    assert [kind for kind in kinds(incident) if kind.startswith("correction")] == sorted(
        steps, key=kinds(incident).index
    )
    assert set(steps) <= set(kinds(incident))


# --- the law in words, telling --------------------------------------------------------------------


def test_the_outlets_own_time_is_told_with_the_law_of_the_day() -> None:
    assert "Article 42.5, the law of 30/06/2026" in time_to_correct("daily", date(2026, 6, 30))
    assert "Article 19.3, the law of 01/07/2026" in time_to_correct("online", date(2026, 7, 1))
    assert "more than 30 days" in time_to_correct("periodical", date(2026, 7, 1))
    assert "more than 30 days" not in time_to_correct("periodical", date(2026, 6, 30))


def test_how_long_a_correction_stays_online_is_told_where_it_is_known() -> None:
    assert "07/07/2026 16:00" in kept_online(JUNE)
    assert "not known here" in kept_online(JULY)


def test_of_a_late_outlet_the_desk_and_the_lead_unit_are_told(cast: Cast) -> None:
    """Of a restricted incident only those of them who may see it."""
    sent(cast)
    sent(cast, incident=case(cast), article_title="Bài hạn chế")
    hidden = CorrectionRequest.objects.get(article_title="Bài hạn chế")
    Incident.objects.filter(pk=hidden.incident_id).update(restricted=True)
    with clock.frozen(LAPSED):
        clocks_sweep()
    told = Notification.objects.filter(kind="press.clock_breached", subject_type="incidents.correctionrequest")
    open_ = set(told.exclude(subject_id=hidden.pk).values_list("person__username", flat=True))
    shut = set(told.filter(subject_id=hidden.pk).values_list("person__username", flat=True))
    assert open_ == {person.username for person in (cast.press_officer, cast.spokesperson, cast.unit_head)}
    assert shut == {cast.spokesperson.username}


@pytest.mark.parametrize(("ground", "on", "more"), [("ND09-6.3C", JUNE, False), ("ND244-7.6", SENT, True)])
def test_the_demands_of_form_are_those_of_the_day(cast: Cast, ground: str, on: datetime, more: bool) -> None:
    """Since 01/07/2026 the channel on social networks is named and nobody is kept from viewing (NĐ 237/2026, 19)."""
    correction = sent(cast, on, ground=ground)
    correction = do(
        "answer", correction, cast.press_officer, answered_at=on, published_at=on, published_text="Cải chính", form=MET
    )
    form = correction.rounds.get().form
    assert ({"channel", "viewers"} <= set(form)) is more
    assert all(form.values())
