"""Questions and answers, promises that become tasks and requests, minutes."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from comms.core import clock
from comms.core.errors import IllegalTransition, Invalid, NotAllowed
from comms.notify.models import Notification
from press.conferences import policies, selectors, services
from press.conferences.minutes_text import prefilled
from press.conferences.models import MinutesVersion
from press.mandates.services import mandate_revoke
from tasks import events as task_events
from tasks.models import Task
from tests.cast import PEOPLE, Cast
from tests.press.conferences.building import announced, asked, do, do_question, held, mandate, planned, promised
from tests.press.conftest import hanoi
from tests.tasks.amending import issued_plan
from tests.tasks.build import task_of

pytestmark = pytest.mark.usefixtures("rules")


def codes(refused: Any) -> dict[str, str]:
    return {name: found[0].code for name, found in refused.value.errors.items()}


def test_questions_are_numbered_in_order(cast: Cast) -> None:
    conference = announced(cast)
    assert [asked(cast, conference).number for _ in range(3)] == [1, 2, 3]
    assert asked(cast, announced(cast)).number == 1
    with pytest.raises(IllegalTransition):
        asked(cast, planned(cast))
    with pytest.raises(Invalid):
        asked(cast, conference, text=" ")
    with pytest.raises(NotAllowed):
        services.question_ask(actor=cast.leader, pressconference_id=conference.pk, text="Khi nào?")


def test_a_question_is_put_right_until_the_minutes_are_approved(cast: Cast) -> None:
    conference = held(cast)
    question = asked(cast, conference)
    assert do_question("edit", question, cast.press_officer, text="Có thu phí không?").text == "Có thu phí không?"
    do("minutes_write", conference, cast.press_officer, text="Biên bản")
    do("minutes_approve", conference, cast.leader)
    for verb, values in (("edit", {"text": "x"}), ("answer", {"answer": "x"})):
        with pytest.raises(IllegalTransition):
            do_question(verb, question, cast.press_officer, **values)
    with pytest.raises(IllegalTransition):
        asked(cast, conference)


def test_an_answer_stands_under_a_mandate_of_its_moment(cast: Cast) -> None:
    conference = held(cast)
    question = asked(cast, conference)
    question = do_question("answer", question, cast.press_officer, answer="Không thu phí.")
    assert (question.state, question.answered_at) == ("answered", conference.ended_at)
    assert question.answered_under == conference.mandate
    with pytest.raises(IllegalTransition):
        do_question("answer", question, cast.press_officer, answer="Có.")


def test_no_answer_outside_the_mandate(cast: Cast) -> None:
    conference = held(cast)
    kept = mandate_revoke(
        actor=cast.press_officer, mandate_id=conference.mandate_id, version=conference.mandate.version, reason="x"
    )
    question = promised(cast, conference)
    with pytest.raises(NotAllowed) as refused:
        do_question("answer", question, cast.press_officer, answer="Không.")  # now, after the revocation
    assert refused.value.code == "outside_mandate"
    within = do_question("answer", question, cast.spokesperson, answer="Không.", answered_at=hanoi(2026, 11, 20, 10))
    assert within.answered_under == kept


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"answer": " "}, {"answer": "required"}),
        ({"answer": "x", "answered_at": hanoi(2026, 11, 21, 9, 1)}, {"answered_at": "future"}),
        ({"answer": "x", "answered_at": hanoi(2026, 11, 20, 8, 59)}, {"answered_at": "order"}),
    ],
)
def test_an_answer_that_cannot_be(cast: Cast, values: dict[str, Any], wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        do_question("answer", asked(cast, held(cast)), cast.press_officer, **values)
    assert codes(refused) == wrong


def test_an_agency_does_not_answer_under_the_mandate_of_another(cast: Cast) -> None:
    other = mandate(cast, actor=cast.leader, person=cast.unit_head, capacity="head", unit=cast.units["C-PBGDPL-TGPL"])
    with pytest.raises(Invalid) as refused:
        do_question("answer", asked(cast, held(cast)), cast.press_officer, answer="x", mandate_id=other.pk)
    assert codes(refused) == {"mandate": "other_unit"}


def test_a_promise_names_a_unit_and_a_day_and_its_head_is_told(cast: Cast) -> None:
    conference = held(cast)
    question = promised(cast, conference, unit=cast.units["C-PBGDPL-TGPL"], promised_for=date(2026, 11, 25))
    told = Notification.objects.get(kind="press.answer_promised")
    assert told.person == cast.unit_head
    assert "25/11/2026" in told.title
    assert not question.is_late
    with clock.frozen(hanoi(2026, 11, 26)):
        assert question.is_late
        assert selectors.conferences_shown_to(cast.officer).get().late_promises == 1
    with clock.frozen(hanoi(2026, 11, 25, 23, 59)):
        assert not question.is_late
    for values, wrong in (
        ({"promised_for": date(2026, 11, 19)}, {"promised_for": "order"}),
        ({"unit": cast.units["TGPL"]}, {"unit": "not_valid"}),
    ):
        with pytest.raises(Invalid) as refused:
            promised(cast, conference, **values)
        assert codes(refused) == wrong


def test_the_press_officer_promises_and_who_owns_the_plan_makes_it_a_task(cast: Cast) -> None:
    question, plan = promised(cast, held(cast), promised_for=date(2026, 12, 1)), issued_plan(cast)
    assert not policies.may_task(cast.press_officer, question)
    with pytest.raises(NotAllowed):
        do_question(
            "task",
            question,
            cast.press_officer,
            plan_id=plan.pk,
            decision_number="5/QĐ-BTP",
            decision_date=clock.today(),
        )
    question.refresh_from_db()
    assert question.state == "promised"  # the promise stands
    assert policies.may_task(cast.leader, question)
    with pytest.raises(Invalid) as refused:
        do_question("task", question, cast.leader, plan_id=plan.pk)
    assert codes(refused) == {"decision_number": "required"}
    question = do_question(
        "task", question, cast.leader, plan_id=plan.pk, decision_number="5/QĐ-BTP", decision_date=clock.today()
    )
    task = Task.objects.get(pk=question.task_id)
    assert (task.plan, task.lead_unit, task.due_on) == (plan, cast.units["CNTT"], date(2026, 12, 1))
    assert "Câu hỏi" in task.title or "câu hỏi" in task.title
    with pytest.raises(IllegalTransition):
        do_question("task", question, cast.leader, task_id=task.pk)


def test_a_verified_task_tells_the_desk(cast: Cast) -> None:
    question, task = promised(cast, held(cast)), task_of(cast)
    do_question("task", question, cast.press_officer, task_id=task.pk)
    task_events.task_verified.send(sender=Task, task=task, actor=cast.leader)
    people = set(Notification.objects.filter(kind="press.promise_worked_out").values_list("person", flat=True))
    assert people == {cast.press_officer.pk, cast.spokesperson.pk}


def test_a_question_goes_on_as_a_request_once(cast: Cast) -> None:
    question = asked(cast, held(cast))
    question = do_question("request", question, cast.press_officer, reply_to="p@example.org")
    request = question.press_request
    assert (request.way, request.questions, request.outlet_name) == ("in_person", question.text, "Báo Ví dụ")
    assert request.received_at == question.conference.held_at
    with pytest.raises(IllegalTransition):
        do_question("request", question, cast.press_officer)


# --- minutes --------------------------------------------------------------------------------------------


def test_minutes_begin_from_the_record_without_names_of_the_press(cast: Cast) -> None:
    conference = held(cast)
    do_question("answer", asked(cast, conference), cast.press_officer, answer="Không thu phí.")
    promised(cast, conference)
    text = prefilled(conference)
    for words in ("9 giờ 00 phút, ngày 20 tháng 11 năm 2026", "Kết quả quý", "Không thu phí.", "Báo Ví dụ"):
        assert words in text
    assert "Trần Thị P" not in text


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_approves_minutes(cast: Cast, who: str) -> None:
    conference = do("minutes_write", held(cast), cast.press_officer, text="Biên bản")
    if who in ("spokesperson", "leader"):
        approved = do("minutes_approve", conference, cast.people[who])
        assert approved.minutes_approved_by == cast.people[who]
    else:
        with pytest.raises(NotAllowed):
            do("minutes_approve", conference, cast.people[who])


def test_who_wrote_any_of_them_approves_none(cast: Cast) -> None:
    conference = do("minutes_write", held(cast), cast.spokesperson, text="Biên bản")
    do("minutes_write", conference, cast.press_officer, text="Biên bản sửa")
    with pytest.raises(NotAllowed):
        do("minutes_approve", conference, cast.spokesperson)
    do("minutes_approve", conference, cast.leader)


def test_approved_minutes_stay_and_a_correction_is_a_version_with_a_note(cast: Cast) -> None:
    conference = held(cast)
    with pytest.raises(IllegalTransition):
        do("minutes_approve", conference, cast.leader)
    with pytest.raises(IllegalTransition):
        do("minutes_write", announced(cast), cast.press_officer, text="Biên bản")
    do("minutes_write", conference, cast.press_officer, text="Có 5 câu hỏi.")
    do("minutes_approve", conference, cast.leader)
    with pytest.raises(IllegalTransition):
        do("minutes_approve", conference, cast.leader)
    with pytest.raises(Invalid) as refused:
        do("minutes_write", conference, cast.press_officer, text="Có 6 câu hỏi.")
    assert codes(refused) == {"note": "required"}
    with pytest.raises(Invalid) as same:
        do("minutes_write", conference, cast.press_officer, text="Có 5 câu hỏi.", note="Số câu hỏi")
    assert codes(same) == {"text": "unchanged"}
    conference = do("minutes_write", conference, cast.press_officer, text="Có 6 câu hỏi.", note="Số câu hỏi")
    assert not conference.minutes_approved
    do("minutes_approve", conference, cast.leader)
    rows = [(row.number, row.text, row.note) for row in MinutesVersion.objects.all()]
    assert rows == [(1, "Có 5 câu hỏi.", ""), (2, "Có 6 câu hỏi.", "Số câu hỏi")]
    with pytest.raises(DatabaseError), transaction.atomic():
        MinutesVersion.objects.update(text="x")
