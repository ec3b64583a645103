"""The six figures: the edges of the window in Hanoi, what counts, what is hidden, what a submitted report keeps."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from comms.core import clock
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, StaleVersion
from comms.deadlines.services import clock_start, clock_stop
from comms.duties import services
from comms.duties.models import AnnualReport, Duty
from comms.duties.selectors.figures import figures
from comms.duties.selectors.reports import report_shown
from comms.duties.states import DutyState, Standing
from incidents.models import Incident, IncidentStatement
from press.requests.models import PressRequest
from press.speaking.models import Statement
from tests.cast import Cast
from tests.duties.conftest import conference, hanoi

FIRST, LAST = hanoi(2025, 12, 15), hanoi(2026, 12, 15) - timedelta(microseconds=1)
BEFORE, AFTER = FIRST - timedelta(microseconds=1), hanoi(2026, 12, 15)
CLOSED = hanoi(2026, 12, 16, 9)
EDGES = (BEFORE, FIRST, LAST, AFTER)


def said(statement_of: Any, spoken_at: datetime, **fields: Any) -> Statement:
    initiative = fields.pop("own_initiative", False)
    made: Statement = statement_of(**fields)
    Statement.objects.filter(pk=made.pk).update(
        state="given", spoken_at=spoken_at, given_at=spoken_at, spoken_live=True, own_initiative=initiative
    )
    return made


def request(cast: Cast, received_at: datetime, **fields: Any) -> PressRequest:
    values: dict[str, Any] = {
        "kind": "other",
        "subject": "Hỏi về lý lịch tư pháp",
        "questions": "?",
        "received_at": received_at,
        "desk_unit": cast.units["VP"],
        "registered_by": cast.press_officer,
    }
    made: PressRequest = PressRequest.objects.create(**(values | fields))
    return made


def answered(cast: Cast, mandate: Any, received_at: datetime, answered_at: datetime) -> PressRequest:
    return request(
        cast, received_at, state="answered", outcome="answered", ended_at=answered_at, answered_at=answered_at,
        approved_by=cast.spokesperson, answer="Trả lời", mandate=mandate,
    )  # fmt: skip


def incident(cast: Cast, ground: str, at: datetime, **fields: Any) -> Incident:
    values: dict[str, Any] = {
        "title": f"Vụ việc {ground}",
        "field": "policy",
        "occurred_at": at,
        "detected_at": at,
        "received_at": at,
        "impact_determined_at": at,
        "legal_ground": ground,
        "reporting_unit": cast.units["C-PBGDPL-TGPL"],
        "reporter": cast.officer,
        "state": "triaged",
    }
    made: Incident = Incident.objects.create(**(values | fields))
    return made


def answers(cast: Cast, case: Incident, statement: Statement) -> None:
    IncidentStatement.objects.create(
        incident=case, statement=statement, purpose="first_statement", linked_by=cast.press_officer
    )


def words(cast: Cast, key: str, user: Any = None) -> str:
    return figures(user or cast.leader, 2026).of(key).words


def test_nothing_is_no_case_and_not_nought_of_nought(cast: Cast) -> None:
    for figure in figures(cast.leader, 2026).every:
        if figure.rule.of_total:
            assert (figure.count, figure.total, figure.no_case, figure.words) == (None, None, True, "")
        else:
            assert (figure.count, figure.total, figure.words) == (0, None, "0")


def test_conferences_and_briefings_at_the_edges_of_the_window(cast: Cast, statement_of: Any) -> None:
    with clock.frozen(CLOSED):
        for at in EDGES:
            conference(cast, at)
            said(statement_of, at, form="exchange", own_initiative=True)
        conference(cast, hanoi(2026, 3, 1), state="cancelled", cancel_reason="Bão")
        said(statement_of, hanoi(2026, 3, 1), form="exchange")
        said(statement_of, hanoi(2026, 3, 1), form="interview", own_initiative=True)
    found = figures(cast.leader, 2026)
    assert [figure.words for figure in found.figures[:2]] == ["2", "2"]
    assert [item.at for item in found.of("conferences").items] == [FIRST, LAST]


def test_requests_are_dated_by_their_receipt_and_answered_in_the_window(cast: Cast, mandate_of: Any) -> None:
    mandate = mandate_of()
    for at in EDGES:
        request(cast, at)
    answered(cast, mandate, hanoi(2026, 5, 4), hanoi(2026, 5, 9))
    answered(cast, mandate, hanoi(2026, 12, 14), LAST)
    answered(cast, mandate, hanoi(2026, 12, 14), AFTER)
    ended = hanoi(2026, 5, 5)
    request(cast, hanoi(2026, 5, 4), state="withdrawn", outcome="withdrawn", ended_at=ended, answered_at=ended)
    assert words(cast, "requests") == "2/6"


def test_extraordinary_cases_by_the_date_of_the_ground(cast: Cast, statement_of: Any) -> None:
    inside = hanoi(2026, 8, 3)
    cases = [incident(cast, f"ND244-7.{number}", inside) for number in (2, 3, 4, 5)]
    for ground in ("ND244-7.1", "ND244-7.6", ""):
        incident(cast, ground, inside)
    incident(cast, "ND244-7.3", inside, drill=True)
    incident(cast, "ND244-7.3", inside, state="dismissed")
    incident(cast, "ND244-7.4", inside, impact_determined_at=AFTER)
    incident(cast, "ND244-7.3", inside, received_at=AFTER)
    incident(cast, "ND244-7.3", LAST)
    with clock.frozen(CLOSED):
        answers(cast, cases[0], said(statement_of, hanoi(2026, 8, 4)))
        answers(cast, cases[1], said(statement_of, AFTER))
    assert words(cast, "cases") == "1/5"


def test_cases_of_the_older_decree_stand_beside_the_figures(cast: Cast, statement_of: Any) -> None:
    case = incident(cast, "ND09-6.3A", hanoi(2026, 3, 2))
    incident(cast, "ND09-6.3A", hanoi(2026, 3, 2), occurred_at=BEFORE)
    answers(cast, case, said(statement_of, hanoi(2026, 3, 3)))
    assert words(cast, "former") == "1/1"
    assert [figure.words for figure in figures(cast.leader, 2026).figures[3:]] == ["", "", ""]


def test_in_time_is_what_the_clocks_say(cast: Cast, rules: None) -> None:
    at = hanoi(2026, 8, 3, 9)
    cases = [incident(cast, ground, at) for ground in ("ND244-7.3", "ND244-7.4", "ND244-7.3", "ND244-7.4")]
    stops = (at + timedelta(hours=24), at + timedelta(hours=24, seconds=1), None, at + timedelta(hours=1))
    for case, stop in zip(cases, stops, strict=True):
        clock_start(actor=cast.press_officer, subject="first_statement", on=case, started_at=at, reason="Tiếp nhận",
                    rule_code=case.legal_ground)  # fmt: skip
        if stop:
            clock_stop(actor=cast.press_officer, on=case, subject="first_statement", stopped_at=stop)
    incident(cast, "ND244-7.2", at)
    incident(cast, "ND244-7.3", at)
    assert words(cast, "in_time") == "2/5", "the law sets the time limit, with or without a clock here"


def test_a_case_on_another_ground_now_is_judged_by_the_clock_of_that_ground(cast: Cast, rules: None) -> None:
    at = hanoi(2026, 8, 3, 9)
    case = incident(cast, "ND244-7.4", at)
    for code, started_at in (("ND244-7.3", at), ("ND244-7.4", at - timedelta(hours=20))):
        clock_start(actor=cast.press_officer, subject="first_statement", on=case, started_at=started_at,
                    reason="Tiếp nhận", rule_code=code)  # fmt: skip
    clock_stop(actor=cast.press_officer, on=case, subject="first_statement", stopped_at=at + timedelta(hours=10))
    assert words(cast, "in_time") == "0/1"


@pytest.mark.parametrize(("spoken_at", "expected"), [(LAST, "1/1"), (AFTER, "0/1")])
def test_what_was_done_after_the_window_does_not_count_for_it(
    cast: Cast, rules: None, statement_of: Any, spoken_at: datetime, expected: str
) -> None:
    received = hanoi(2026, 12, 14, 12)
    with clock.frozen(CLOSED):
        clocked, wrong = incident(cast, "ND244-7.3", received), incident(cast, "ND244-7.6", received)
        clock_start(actor=cast.press_officer, subject="first_statement", on=clocked, started_at=received,
                    reason="Tiếp nhận", rule_code="ND244-7.3")  # fmt: skip
        clock_stop(actor=cast.press_officer, on=clocked, subject="first_statement", stopped_at=spoken_at)
        answers(cast, wrong, said(statement_of, spoken_at, form="feedback"))
        assert [words(cast, key) for key in ("in_time", "feedback")] == [expected] * 2


def test_feedback_is_a_given_statement_of_that_form(cast: Cast, statement_of: Any) -> None:
    cases = [incident(cast, "ND244-7.6", hanoi(2026, 9, 1)) for _number in range(3)]
    answers(cast, cases[0], said(statement_of, hanoi(2026, 9, 2), form="feedback"))
    answers(cast, cases[1], said(statement_of, hanoi(2026, 9, 2), form="interview"))
    answers(cast, cases[2], statement_of(form="feedback"))
    assert words(cast, "feedback") == "1/3"


def test_restricted_cases_are_counted_and_not_named(cast: Cast) -> None:
    incident(cast, "ND244-7.3", hanoi(2026, 8, 3), restricted=True)
    for person, seen in ((cast.leader, 1), (cast.outsider, 0), (cast.administrator, 0)):
        figure = figures(person, 2026).of("cases")
        assert (figure.words, len(figure.items), figure.hidden) == ("0/1", seen, 1 - seen)
    assert figures(cast.leader, 2026).of("cases").digest == figures(cast.outsider, 2026).of("cases").digest


def test_the_queries_of_the_figures_do_not_grow(cast: Cast, mandate_of: Any, queries_do_not_grow: Any) -> None:
    incident(cast, "ND244-7.3", hanoi(2026, 8, 3))
    request(cast, hanoi(2026, 8, 3))

    def grow() -> None:
        for _number in range(10):
            incident(cast, "ND244-7.3", hanoi(2026, 8, 3))
            request(cast, hanoi(2026, 8, 3))

    queries_do_not_grow(lambda: figures(cast.press_officer, 2026), grow)


# --- the report -----------------------------------------------------------------------------------


@pytest.fixture
def report(cast: Cast, duties: Any) -> AnnualReport:
    return services.report_begin(actor=cast.press_officer, year=2026, difficulties="Thiếu người")


def submit(cast: Cast, report: AnnualReport, actor: Any = None, number: str = "15/BC-BTP") -> AnnualReport:
    report.refresh_from_db()
    return services.report_submit(
        actor=actor or cast.spokesperson, annualreport_id=report.pk, version=report.version, document_number=number
    )


@pytest.mark.parametrize(("year", "code"), [(2025, "no_rule"), (2028, "future"), (0, "invalid"), (99999, "invalid")])
def test_no_report_on_other_years(cast: Cast, duties: Any, year: int, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.report_begin(actor=cast.press_officer, year=year)
    assert refused.value.errors["year"][0].code == code


def test_one_report_a_year_by_the_press_desk(cast: Cast, report: AnnualReport) -> None:
    with pytest.raises(Conflict):
        services.report_begin(actor=cast.press_officer, year=2026)
    with pytest.raises(NotAllowed):
        services.report_begin(actor=cast.officer, year=2026)
    with pytest.raises(NotAllowed):
        services.report_update(actor=cast.officer, annualreport_id=report.pk, version=1, proposals="x")
    with pytest.raises(StaleVersion):
        services.report_update(actor=cast.leader, annualreport_id=report.pk, version=7, proposals="x")
    assert (
        services.report_update(actor=cast.leader, annualreport_id=report.pk, version=1, proposals="x").proposals == "x"
    )


def test_it_is_submitted_after_the_window_by_who_may(cast: Cast, report: AnnualReport) -> None:
    with clock.frozen(LAST), pytest.raises(Conflict) as early:
        submit(cast, report)
    assert early.value.code == "window_open"
    with clock.frozen(AFTER):
        for person in (cast.press_officer, cast.administrator):
            with pytest.raises(NotAllowed):
                submit(cast, report, person)
        with pytest.raises(Invalid):
            submit(cast, report, number=" ")
        submit(cast, report, cast.leader)
        with pytest.raises(IllegalTransition):
            submit(cast, report)


def test_a_submitted_report_keeps_its_figures_and_meets_the_duty(cast: Cast, report: AnnualReport) -> None:
    case = incident(cast, "ND244-7.3", hanoi(2026, 8, 3))
    request(cast, hanoi(2026, 8, 3))
    with clock.frozen(CLOSED):
        sent = submit(cast, report)
        duty = Duty.objects.get(subject="annual_press_report", ends__year=2026)
        assert (duty.state, duty.standing, duty.met_at) == (DutyState.MET, Standing.ON_TIME, CLOSED)
        incident(cast, "ND244-7.3", hanoi(2026, 8, 4))
        Incident.objects.filter(pk=case.pk).update(state="dismissed")
        shown = report_shown(cast.leader, 2026)
        assert shown.figures.frozen
        assert [figure.words for figure in shown.figures.figures] == ["0", "0", "0/1", "0/1", "0/1", ""]
        assert [item.obj for item in shown.figures.of("cases").items] == [case]
        assert shown.figures.of("cases").digest == sent.figures["cases"]["digest"]
        with pytest.raises(Conflict):
            services.report_update(
                actor=cast.leader, annualreport_id=report.pk, version=sent.version, difficulties="khác"
            )
        with pytest.raises(Conflict):
            services.duty_unlink(
                actor=cast.leader, duty_id=duty.pk, version=duty.version, link=duty.links.get().pk, reason="Nhầm"
            )


def test_a_report_meets_the_duty_of_its_own_year_only(cast: Cast, report: AnnualReport) -> None:
    with clock.frozen(CLOSED):
        sent = submit(cast, report)
        following = Duty.objects.get(subject="annual_press_report", ends__year=2027)
        with pytest.raises(Invalid) as refused:
            services.duty_meet(actor=cast.leader, duty_id=following.pk, version=following.version, report=sent)
    assert refused.value.errors["report"][0].code == "other_year"


def test_a_report_on_the_twentieth_is_late(cast: Cast, report: AnnualReport) -> None:
    with clock.frozen(hanoi(2026, 12, 20, 0, 1)):
        submit(cast, report)
        assert Duty.objects.get(subject="annual_press_report", ends__year=2026).standing == Standing.LATE
