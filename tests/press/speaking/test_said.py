"""Everything that was ever said: each source within the reader's rights, old words too, page by page."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from comms.core import clock
from comms.core.errors import Invalid
from press.messages.services import line_approve, line_draft
from press.requests.services import request_answer
from press.speaking import services
from press.speaking.models import Statement
from press.speaking.selectors import said_page
from press.speaking.selectors.said import snippet
from tests.cast import Cast
from tests.press.conferences import building as conferences
from tests.press.conftest import MakeStatement, hanoi
from tests.press.requests import building_requests as requests

pytestmark = pytest.mark.usefixtures("rules")


def give(cast: Cast, statement: Statement, at: Any = None) -> Statement:
    return services.statement_give(
        actor=cast.spokesperson,
        statement_id=statement.pk,
        version=statement.version,
        spoken_live=True,
        spoken_at=at or clock.now(),
    )


def a_line(cast: Cast) -> Any:
    draft = line_draft(
        actor=cast.press_officer,
        topic="Cổng",
        text="Cổng không thu phí của người dân.",
        valid_from=date(2026, 11, 1),
        owner_unit=cast.units["VP"],
    )
    return line_approve(actor=cast.spokesperson, messageline_id=draft.pk, version=1)


def kinds(cast: Cast, who: str, search: str = "") -> list[str]:
    return sorted(str(said.kind.value) for said in said_page(cast.people[who], search).results)


def test_each_source_within_the_readers_rights(cast: Cast, statement_of: MakeStatement) -> None:
    give(cast, statement_of(text="Cổng không thu phí."))
    statement_of(text="Dự thảo: không thu phí.")
    a_line(cast)
    question = conferences.asked(cast, conferences.held(cast))
    conferences.do_question(
        "answer", question, cast.press_officer, answer="Cổng không thu phí.", mandate_id=conferences.mandate(cast).pk
    )
    assert kinds(cast, "press_officer", "khong thu phi") == ["conference", "line", "statement"]
    assert kinds(cast, "outsider", "KHÔNG thu phí") == ["conference", "statement"]
    assert kinds(cast, "press_officer", "không có từ này") == []


def test_answers_to_the_press(cast: Cast) -> None:
    request = requests.approved(cast)
    assert kinds(cast, "press_officer") == []
    request_answer(actor=cast.spokesperson, request_id=request.pk, version=request.version)
    assert kinds(cast, "press_officer") == ["answer"]
    assert kinds(cast, "outsider") == []


def test_words_before_a_correction_are_found(cast: Cast, statement_of: MakeStatement) -> None:
    statement = give(cast, statement_of(text="Cổng mở ngày mười lăm."))
    services.statement_correct(
        actor=cast.spokesperson, statement_id=statement.pk, version=2, text="Cổng mở ngày chín.", note="Nhầm ngày"
    )
    for words in ("mười lăm", "chín"):
        assert kinds(cast, "outsider", words) == ["statement"]


def test_page_by_page_nothing_twice_and_nothing_missed(cast: Cast, statement_of: MakeStatement) -> None:
    """Several at one instant too."""
    for number in range(7):
        give(cast, statement_of(text=f"Cổng mở lần {number}."), hanoi(2026, 11, 20, 9 + number // 3))
    a_line(cast)
    seen, mark = [], ""
    while True:
        page = said_page(cast.press_officer, "cổng", mark=mark, size=2)
        seen += page.results
        mark = page.next_mark
        if not mark:
            break
    assert len({said.id for said in seen}) == len(seen) == 8
    assert [said.at for said in seen] == sorted((said.at for said in seen), reverse=True)


@pytest.mark.parametrize("mark", ["x", "W10", "eyJhIjoxfQ", "\udcff", "WyIyMDI2LTExLTIxIiwibGluZSIsIngiXQ"])
def test_a_mark_that_no_page_handed_out(cast: Cast, mark: str) -> None:
    with pytest.raises(Invalid):
        said_page(cast.press_officer, "", mark=mark)


def test_the_snippet_marks_what_was_searched() -> None:
    text = "Một hai ba bốn năm sáu bảy tám chín mười, Cổng không thu phí của người dân."
    parts = snippet(text, ["thu", "phi"])
    assert [part for part, marked in parts if marked] == ["thu", "phí"]
    assert parts[0][0].startswith("… ")


def test_hostile_words_stay_words(cast: Cast, statement_of: MakeStatement) -> None:
    give(cast, statement_of(text="Cổng <script>alert(1)</script> mở."))
    client = Client()
    client.force_login(cast.outsider)
    page = client.get("/statements/said/", {"search": "<script>"}).content.decode()
    assert "<script>alert" not in page
    assert "<mark>" in page
    assert client.get("/statements/said/", {"search": "a", "cursor": "x"}).status_code == 400
    assert client.get("/api/v1/statements/said/", {"kind": "x"}).status_code == 400


def test_the_page_costs_the_same(
    cast: Cast, statement_of: MakeStatement, queries_do_not_grow: Callable[..., None]
) -> None:
    give(cast, statement_of())
    queries_do_not_grow(
        lambda: said_page(cast.outsider, "cổng"), lambda: [give(cast, statement_of()) for _ in range(3)]
    )
