"""Correction requests: who drafts and who sends, the law of each letter, the clock, the course to the end."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from comms.core import clock
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from comms.deadlines.selectors import clocks_of
from comms.deadlines.services import clocks_sweep
from comms.notify.models import Notification
from incidents import selectors, services
from incidents.correction_letter import worded
from incidents.models import CorrectionRequest, CorrectionRound, Incident, TimelineEntry
from incidents.policies import redress as policies
from incidents.redress_law import kept_online, time_to_correct
from incidents.states import CORRECTION, CorrectionState
from press.mandates.services import mandate_revoke
from tests.cast import Cast
from tests.incidents import building
from tests.incidents.building import hanoi, mandate
from tests.incidents.building_redress import MET, SENT, answered, case, do, drafted, published, sent

pytestmark = pytest.mark.usefixtures("rules")
JUNE, JULY = hanoi(2026, 6, 30, 16), hanoi(2026, 7, 1, 9)
LAPSED = hanoi(2026, 11, 24, 9)


def code_of(refused: Any) -> str:
    return str(refused.value.code)


def complaint(refused: Any, name: str) -> str:
    return str(refused.value.errors[name][0].code)


def kinds(incident: Incident) -> list[str]:
    return list(TimelineEntry.objects.filter(incident=incident).values_list("kind", flat=True))


# --- drafting -------------------------------------------------------------------------------------


def test_a_draft_is_written_by_who_handles_the_incident(cast: Cast) -> None:
    incident = case(cast)
    for person in (cast.press_officer, cast.officer, cast.unit_head):
        assert drafted(cast, incident, actor=person).state == "draft"
    for person in (cast.leader, cast.auditor):
        with pytest.raises(NotAllowed):
            drafted(cast, incident, actor=person)
    with pytest.raises(NotVisible):
        drafted(cast, incident, actor=cast.outsider)


def test_a_draft_names_an_outlet_and_a_claim_of_its_incident(cast: Cast) -> None:
    """Another incident's claim does not exist here; a name or a contact is needed."""
    incident = case(cast)
    strange = building.claimed(cast, case(cast))
    with pytest.raises(Invalid) as refused:
        drafted(cast, incident, claim_id=strange.pk)
    assert complaint(refused, "claim") == "does_not_exist"
    with pytest.raises(Invalid) as refused:
        drafted(cast, incident, outlet_name=" ")
    assert complaint(refused, "outlet_name") == "required"
    with pytest.raises(Invalid) as refused:
        drafted(cast, incident, article_on=date(2026, 11, 22))
    assert complaint(refused, "article_on") == "future"


def test_nothing_is_drafted_on_an_incident_that_has_ended(cast: Cast) -> None:
    with pytest.raises(Conflict) as refused:
        drafted(cast, building.in_state(cast, "dismissed"))
    assert code_of(refused) == "incident_ended"


def test_once_a_letter_is_out_only_the_next_one_is_written(cast: Cast) -> None:
    correction = sent(cast)
    with pytest.raises(IllegalTransition):
        do("update", correction, cast.press_officer, truth="Khác")
    edited = do("update", correction, cast.press_officer, letter="Văn bản lần hai", ground="ND244-9.3")
    assert (edited.letter, edited.ground, edited.rounds.get().ground) == ("Văn bản lần hai", "ND244-9.3", "ND244-7.6")


def test_an_edit_needs_the_version_as_it_stands(cast: Cast) -> None:
    correction = drafted(cast)
    with pytest.raises(StaleVersion):
        services.correction_update(
            actor=cast.press_officer, correctionrequest_id=correction.pk, version=9, truth="Khác"
        )


# --- sending --------------------------------------------------------------------------------------


def test_who_wrote_or_edited_the_words_does_not_send_them(cast: Cast) -> None:
    """Not the author, and not who edited it before somebody else did, spokesperson or not."""
    mandate(cast)
    own = drafted(cast, actor=cast.spokesperson)
    edited = do("update", drafted(cast), cast.spokesperson, truth="Cổng không thu phí.")
    do("update", edited, cast.press_officer, truth="Cổng không thu phí nào.")
    for correction in (own, edited):
        assert not policies.may_send(cast.spokesperson, correction)
        with pytest.raises(NotAllowed):
            do("send", correction, cast.spokesperson)


def test_it_is_sent_under_a_mandate_that_holds_at_that_moment(cast: Cast) -> None:
    held, correction = mandate(cast), drafted(cast)
    for person in (cast.unit_head, cast.leader):
        with pytest.raises(NotAllowed) as refused:
            do("send", correction, person)
        assert code_of(refused) == "outside_mandate"
    mandate_revoke(actor=cast.leader, mandate_id=held.pk, version=held.version, reason="Thay người")
    assert not policies.may_send(cast.spokesperson, correction)
    with pytest.raises(NotAllowed) as refused:
        do("send", correction, cast.spokesperson)
    assert code_of(refused) == "outside_mandate"
    # What went out while it held is still recorded by the one who sent it.
    assert do("send", correction, cast.spokesperson, sent_at=SENT).mandate == held


def test_its_mandate_does_not_end_before_it_was_sent(cast: Cast) -> None:
    """A letter is something said: what was lawful then stays so."""
    held = mandate(cast)
    sent = do("send", drafted(cast), cast.spokesperson, sent_at=SENT)
    with pytest.raises(Invalid) as refused:
        mandate_revoke(
            actor=cast.leader,
            mandate_id=held.pk,
            version=held.version,
            reason="Thay người",
            revoked_at=SENT - timedelta(minutes=1),
        )
    assert sent.mandate == held
    assert "revoked_at" in refused.value.errors


def test_an_authorisation_on_one_matter_is_named(cast: Cast) -> None:
    authorised = mandate(
        cast,
        person=cast.unit_head,
        capacity="authorised",
        valid_to=hanoi(2026, 12, 31),
        document_number="12/UQ-BTP",
        scope="Tin sai về Cổng",
    )
    correction = drafted(cast)
    with pytest.raises(Invalid) as refused:
        do("send", correction, cast.unit_head)
    assert complaint(refused, "mandate") == "matter"
    with pytest.raises(Invalid) as refused:
        do("send", correction, cast.unit_head, mandate_id=correction.pk)
    assert complaint(refused, "mandate") == "not_own"
    assert do("send", correction, cast.unit_head, mandate_id=authorised.pk).rounds.get().mandate == authorised


@pytest.mark.parametrize(
    ("ground", "at", "allowed"),
    [
        ("ND09-6.3C", JUNE, True),
        ("ND09-8.5", JUNE, True),
        ("ND244-7.6", JUNE, False),
        ("ND09-6.3C", JULY, False),
        ("ND244-7.6", JULY, True),
        ("ND244-9.3", JULY, True),
        ("ND09-6.3C", hanoi(2017, 3, 1), False),
    ],
)
def test_the_ground_is_of_the_law_of_the_day_of_the_letter(
    cast: Cast, ground: str, at: datetime, allowed: bool
) -> None:
    mandate(cast, valid_from=hanoi(2017, 1, 1), decided_at=hanoi(2017, 1, 1))
    correction = drafted(cast, ground=ground, article_on=None)
    if allowed:
        assert do("send", correction, cast.spokesperson, sent_at=at).sent_at == at
        return
    with pytest.raises(Invalid) as refused:
        do("send", correction, cast.spokesperson, sent_at=at)
    assert complaint(refused, "ground") == "not_in_force"


@pytest.mark.parametrize(
    ("ground", "at", "rule", "due"),
    [
        ("ND09-6.3C", JUNE, "LBC16-39.4", hanoi(2026, 7, 16)),
        ("ND244-7.6", SENT, "ND237-18.6", hanoi(2026, 11, 24)),
    ],
)
def test_the_outlets_time_counts_from_the_day_of_the_letter(
    cast: Cast, ground: str, at: datetime, rule: str, due: datetime
) -> None:
    """15 days until 30/06/2026 (Press Law 2016), 15 working days from 01/07/2026 on (Decree 237/2026)."""
    row = clocks_of(sent(cast, at, ground=ground)).get()
    assert (row.rule.code, row.started_at, row.due_at) == (rule, at, due)


def test_a_letter_is_not_sent_in_the_future_nor_before_the_article(cast: Cast) -> None:
    mandate(cast)
    correction = drafted(cast, article_on=date(2026, 11, 10))
    for at, expected in ((hanoi(2026, 11, 22), "future"), (hanoi(2026, 11, 9, 23), "order")):
        with pytest.raises(Invalid) as refused:
            do("send", correction, cast.spokesperson, sent_at=at)
        assert complaint(refused, "sent_at") == expected


def test_the_words_of_a_letter_stay_as_they_were_sent(cast: Cast) -> None:
    correction = sent(cast)
    first = correction.rounds.get()
    assert correction.passage in first.text
    assert "khoản 6 Điều 7 Nghị định số 244/2026/NĐ-CP" in first.text
    assert "khoản 6 Điều 18" in first.text
    assert (first.no, first.sent_by, correction.letter) == (1, cast.spokesperson, "")


def test_the_letter_names_the_law_of_its_day(cast: Cast) -> None:
    correction = drafted(cast, ground="ND09-8.5")
    text = worded(correction, date(2026, 6, 30))
    assert "khoản 5 Điều 8 Nghị định số 09/2017/NĐ-CP" in text
    assert "Điều 42 Luật Báo chí số 103/2016/QH13" in text
    assert "khoản 4 Điều 39" in text


# --- rounds ---------------------------------------------------------------------------------------


def rounds(cast: Cast, ground: str, *at: datetime) -> CorrectionRequest:
    """A letter at each instant, each refused by the outlet a minute later."""
    mandate(cast)
    correction = drafted(cast, ground=ground)
    for moment in at:
        correction = do("send", correction, cast.spokesperson, sent_at=moment)
        correction = answered(cast, correction, answered_at=moment)
    return correction


def test_the_law_carries_three_letters_until_june_and_two_from_july(cast: Cast) -> None:
    june = [hanoi(2026, 6, day, 9) for day in (21, 22, 23)]
    three = rounds(cast, "ND09-6.3C", *june)
    with pytest.raises(Conflict) as refused:
        do("send", three, cast.spokesperson, sent_at=JUNE)
    assert code_of(refused) == "rounds_used"
    two = rounds(cast, "ND244-7.6", JULY, SENT)
    assert not policies.may_send(cast.spokesperson, two)
    with pytest.raises(Conflict) as refused:
        do("send", two, cast.spokesperson)
    assert code_of(refused) == "rounds_used"


def test_the_law_of_each_letter_decides_how_many_may_follow(cast: Cast) -> None:
    """Two letters of June leave a third one in June, and none in July."""
    correction = rounds(cast, "ND09-6.3C", hanoi(2026, 6, 21, 9), hanoi(2026, 6, 22, 9))
    assert policies.rounds_left(correction, date(2026, 6, 30)) == 1
    correction = do("update", correction, cast.press_officer, ground="ND244-7.6")
    with pytest.raises(Conflict) as refused:
        do("send", correction, cast.spokesperson, sent_at=JULY)
    assert code_of(refused) == "rounds_used"
    correction = do("update", correction, cast.press_officer, ground="ND09-6.3C")
    assert do("send", correction, cast.spokesperson, sent_at=JUNE).rounds.count() == 3


def test_the_next_letter_waits_while_the_outlet_has_time(cast: Cast) -> None:
    correction = sent(cast)
    with pytest.raises(Conflict) as refused:
        do("send", correction, cast.spokesperson)
    assert code_of(refused) == "clock_running"
    with clock.frozen(LAPSED):
        second = do("send", correction, cast.spokesperson)
    first, last = clocks_of(second)
    assert (first.stopped_at, first.breached, last.is_open) == (LAPSED, True, True)
    assert (second.sent_at, second.rounds.count()) == (SENT, 2)


def test_letters_follow_each_other_in_time(cast: Cast) -> None:
    correction = answered(cast, sent(cast), answered_at=hanoi(2026, 11, 10))
    with pytest.raises(Invalid) as refused:
        do("send", correction, cast.spokesperson, sent_at=hanoi(2026, 11, 9))
    assert complaint(refused, "sent_at") == "order"


def test_the_database_refuses_a_fourth_letter_and_one_number_twice(cast: Cast) -> None:
    correction = sent(cast)
    first = correction.rounds.get()
    for number in (1, 4):
        with pytest.raises(IntegrityError), transaction.atomic():
            CorrectionRound.objects.create(
                request=correction, no=number, text="x", ground=first.ground, mandate=first.mandate,
                sent_by=cast.spokesperson, sent_at=SENT,
            )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectionRound.objects.filter(pk=first.pk).update(answered_at=JULY, recorded_by=cast.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectionRequest.objects.filter(pk=correction.pk).update(mandate=None)


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
