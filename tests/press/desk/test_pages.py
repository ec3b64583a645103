"""The desk of the spokesperson: who opens it, what stands there, that it says when all is done."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from comms.core import clock
from press.desk.selectors import ROWS, desk_of
from press.mandates.models import Mandate
from press.messages.models import MessageLine
from press.requests import services
from press.requests.models import PressRequest, RefusalGround
from press.requests.services.grounds import grounds_load
from press.speaking.services import statement_approve
from tests.cast import PEOPLE, Cast
from tests.press.conftest import MakeMandate, MakeStatement, hanoi
from tests.press.requests.test_grounds import ground_rows

pytestmark = pytest.mark.usefixtures("rules")


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def desk(user: Any) -> str:
    response = signed_in(user).get("/desk/")
    assert response.status_code == 200
    return response.content.decode()


def asked(cast: Cast, **fields: Any) -> PressRequest:
    values = {"kind": "opinions", "subject": "Tiến độ", "questions": "?", "outlet_name": "Báo Minh họa"}
    return services.request_register(actor=cast.press_officer, **(values | fields))


def keys(user: Any) -> dict[str, list[str]]:
    shown = desk_of(user)
    return {group.key: [row.todo for row in group.rows] for group in (*shown.clocks, *shown.waiting, *shown.ahead)}


OPENS = {"press_officer", "spokesperson", "leader"}


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_the_desk_is_for_those_who_work_at_it(cast: Cast, who: str) -> None:
    """Others have neither the page nor its entry in the navigation."""
    client = signed_in(cast.people[who])
    assert client.get("/desk/").status_code == (200 if who in OPENS else 403)
    assert ('href="/desk/"' in client.get("/press-requests/").content.decode()) is (who in OPENS)


@pytest.mark.parametrize("who", sorted(OPENS))
def test_it_says_when_all_is_done(cast: Cast, who: str) -> None:
    page = desk(cast.people[who])
    assert "All is done" in page
    assert "Waits for you" not in page


def test_clocks_by_urgency_with_what_to_do(cast: Cast) -> None:
    """Missed, today, the next three days: 24:00 of the third day is within, later is not."""
    with clock.frozen(hanoi(2026, 10, 1, 9)):
        asked(cast, subject="Đã quá hạn")
    with clock.frozen(hanoi(2026, 10, 23, 9)):
        asked(cast, subject="Ba mươi ngày đến thứ Hai", kind="head_of_press")
    with clock.frozen(hanoi(2026, 11, 2, 9)):
        asked(cast, subject="Mười lăm ngày làm việc")
    with clock.frozen(hanoi(2026, 11, 23, 9)):
        shown = desk_of(cast.spokesperson)
        assert {group.key: {row.label for row in group.rows} for group in shown.clocks} == {
            "breached": {"Đã quá hạn"},
            "today": {"Ba mươi ngày đến thứ Hai", "Mười lăm ngày làm việc"},
        }
        assert (shown.figures.breached, shown.figures.today, shown.figures.soon) == (1, 2, 0)
        page = desk(cast.spokesperson)
        assert page.index("Missed") < page.index("Đã quá hạn") < page.index("Ba mươi ngày đến thứ Hai")
        assert "Answer the press body in writing" in page
    with clock.frozen(hanoi(2026, 11, 20, 9)):
        assert [group.key for group in desk_of(cast.spokesperson).clocks] == ["breached", "soon"]
    with clock.frozen(hanoi(2026, 11, 19, 23, 59)):
        assert [group.key for group in desk_of(cast.spokesperson).clocks] == ["breached"]


def test_requests_wait_for_whose_step_is_next(cast: Cast, mandate_of: MakeMandate) -> None:
    """The desk assigns and sends, who holds a mandate approves what others wrote, whoever refused tells the reason."""
    mandate_of()
    grounds_load(ground_rows())
    request = asked(cast)
    assert len(keys(cast.press_officer)["requests"]) == 1
    assert "requests" not in keys(cast.leader)
    lead = cast.units["C-PBGDPL-TGPL"]
    given: dict[str, Any] = {"request_id": request.pk}

    def step(verb: str, **values: Any) -> None:
        request.refresh_from_db()
        getattr(services, f"request_{verb}")(version=request.version, **given, **values)

    step("assign", actor=cast.press_officer, lead_unit_id=lead.pk)
    assert "requests" not in keys(cast.press_officer)
    step("draft", actor=cast.officer, answer="Cổng đã mở.")
    assert "requests" not in keys(cast.press_officer)
    assert "requests" not in keys(cast.leader)
    assert len(keys(cast.spokesperson)["requests"]) == 1
    step("draft", actor=cast.spokesperson, answer="Cổng đã mở rồi.")
    assert "requests" not in keys(cast.spokesperson)
    step("return", actor=cast.press_officer, comment="Gọn hơn")
    step("draft", actor=cast.officer, answer="Cổng mở.")
    assert "requests" not in keys(cast.spokesperson)
    other = asked(cast, subject="Việc khác")
    given["request_id"], request.pk = other.pk, other.pk
    step("assign", actor=cast.press_officer, lead_unit_id=lead.pk)
    step("draft", actor=cast.officer, answer="Đã có.")
    step("approve", actor=cast.spokesperson)
    assert len(keys(cast.press_officer)["requests"]) == 1
    step("answer", actor=cast.press_officer, answered_way="email")
    assert "requests" not in keys(cast.press_officer)
    refused = asked(cast, subject="Vụ án")
    ground = RefusalGround.objects.get(code="LBC25-31.2B")
    services.request_refuse(
        actor=cast.spokesperson, request_id=refused.pk, version=refused.version, ground_id=ground.pk, reason="Điều tra"
    )
    assert len(keys(cast.press_officer)["requests"]) == 1
    refused.refresh_from_db()
    services.request_send_reason(actor=cast.press_officer, request_id=refused.pk, version=refused.version)
    assert "requests" not in keys(cast.press_officer)


def test_a_mandate_that_is_over_brings_no_answer_to_approve(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate = mandate_of()
    request = asked(cast)
    services.request_assign(
        actor=cast.press_officer,
        request_id=request.pk,
        version=request.version,
        lead_unit_id=cast.units["CNTT"].pk,
    )
    request.refresh_from_db()
    services.request_draft(actor=cast.coordinator, request_id=request.pk, version=request.version, answer="Có.")
    assert "requests" in keys(cast.spokesperson)
    Mandate.objects.filter(pk=mandate.pk).update(valid_to=clock.now() - timedelta(hours=1))
    assert "requests" not in keys(cast.spokesperson)


def test_statements_to_approve_and_to_give(cast: Cast, statement_of: MakeStatement) -> None:
    """The speaker and leadership approve what others wrote; the speaker gives."""
    statement = statement_of()
    assert len(keys(cast.spokesperson)["statements"]) == 1
    assert len(keys(cast.leader)["statements"]) == 1
    assert "statements" not in keys(cast.press_officer)
    statement_approve(actor=cast.spokesperson, statement_id=statement.pk, version=statement.version)
    assert len(keys(cast.spokesperson)["statements"]) == 1
    assert "statements" not in keys(cast.leader)


def test_what_ends_and_what_was_promised(cast: Cast, mandate_of: MakeMandate) -> None:
    """Mandates within 30 days, message lines within a week, promises within three days and those not kept."""
    mandate_of(
        capacity="authorised", person=cast.unit_head, scope="Cổng", document_number="1", valid_to=hanoi(2026, 12, 1)
    )
    line = MessageLine.objects.create(
        topic="Cổng pháp luật",
        text="Cổng mở.",
        valid_from=date(2026, 11, 1),
        valid_to=date(2026, 11, 25),
        owner_unit=cast.units["VP"],
        author=cast.press_officer,
        approved_by=cast.spokesperson,
        approved_at=clock.now(),
        state="approved",
    )
    request = asked(cast, kind="interview", subject="Phỏng vấn")
    services.request_promise(
        actor=cast.press_officer, request_id=request.pk, version=request.version, promised_for=date(2026, 11, 24)
    )
    page = desk(cast.spokesperson)
    for words in (cast.unit_head.full_name, line.topic, "24/11/2026", "25/11/2026"):
        assert words in page
    request.refresh_from_db()
    services.request_withdraw(actor=cast.press_officer, request_id=request.pk, version=request.version, reason="Thôi")
    assert "promises" not in keys(cast.spokesperson)


def test_much_data_is_bounded_and_costs_no_more_queries(
    cast: Cast, mandate_of: MakeMandate, statement_of: MakeStatement, queries_do_not_grow: Any
) -> None:
    """Each list shows its first rows, and a way to all of them; hostile words stay words."""
    asked(cast, subject="Câu hỏi")
    statement_of()
    with clock.frozen(hanoi(2026, 10, 1, 9)):
        asked(cast, subject="Đã quá hạn")

    def grow() -> None:
        for number in range(ROWS + 2):
            asked(cast, subject=f"<script>{number}</script>")
            with clock.frozen(hanoi(2026, 10, 1, 9)):
                asked(cast, subject=f"Quá hạn {number}")
            statement_of()

    client = signed_in(cast.spokesperson)
    queries_do_not_grow(lambda: client.get("/desk/").content, grow)
    page = desk(cast.spokesperson)
    assert "<script>" not in page
    shown = desk_of(cast.spokesperson)
    assert all(len(group.rows) <= ROWS for group in (*shown.clocks, *shown.waiting, *shown.ahead))
    assert all(group.more for group in (*shown.clocks, *shown.waiting))
    assert shown.figures.breached == ROWS + 3
    assert page.count(">all: ") == 3
