"""Warnings about a statement: they are told, kept, and never in the way of what is right."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from comms.audit.selectors import history
from comms.core.errors import Invalid
from press.messages.services import line_approve, line_draft, line_withdraw
from press.requests.models import PressRequest
from press.speaking import services
from press.speaking.models import Statement
from press.speaking.selectors import warnings_of
from tests.cast import Cast
from tests.press.conftest import MakeStatement, hanoi
from tests.press.releases.building import issued
from tests.press.requests import building_requests as requests

pytestmark = pytest.mark.usefixtures("rules")


@pytest.fixture
def line(cast: Cast) -> Any:
    draft = line_draft(
        actor=cast.press_officer,
        topic="Cổng Pháp luật quốc gia",
        text="Cổng Pháp luật quốc gia không thu phí của người dân.",
        avoid=["thử nghiệm"],
        valid_from=date(2026, 11, 1),
        owner_unit=cast.units["VP"],
    )
    return line_approve(actor=cast.spokesperson, messageline_id=draft.pk, version=1)


AGAINST = "Cổng Pháp luật quốc gia thu phí của người dân."


@pytest.mark.usefixtures("line")
def test_an_approval_over_warnings_says_that_they_were_read(cast: Cast, statement_of: MakeStatement) -> None:
    statement = statement_of(text=AGAINST)
    with pytest.raises(Invalid) as refused:
        services.statement_approve(actor=cast.spokesperson, statement_id=statement.pk, version=1)
    assert refused.value.errors["warnings_read"][0].code == "warnings_open"
    services.statement_approve(actor=cast.spokesperson, statement_id=statement.pk, version=1, warnings_read=True)
    kept = history(statement)[0].data["warnings_read"]
    assert [row["kind"] for row in kept] == ["contradicts"]


@pytest.mark.usefixtures("line")
def test_words_without_a_warning_are_approved_as_before(cast: Cast, statement_of: MakeStatement) -> None:
    statement = statement_of(text="Cổng Pháp luật quốc gia không thu phí của người dân.")
    services.statement_approve(actor=cast.spokesperson, statement_id=statement.pk, version=1)
    assert "warnings_read" not in history(statement)[0].data


def test_a_warning_explains_itself(cast: Cast, statement_of: MakeStatement, line: Any) -> None:
    (found,) = warnings_of(statement_of(text=AGAINST), cast.spokesperson)
    assert (found.subject_id, found.url) == (line.pk, line.get_absolute_url())
    assert "Cổng Pháp luật quốc gia" in found.text
    assert found.against == line.text


def test_a_withdrawn_line_warns_with_its_reason(cast: Cast, statement_of: MakeStatement, line: Any) -> None:
    line_withdraw(actor=cast.spokesperson, messageline_id=line.pk, version=line.version, reason="Thu phí từ tháng 12")
    (found,) = warnings_of(statement_of(text=line.text), cast.spokesperson)
    assert (found.kind, "Thu phí từ tháng 12" in found.text) == ("lapsed", True)


def test_the_lines_of_the_day_on_which_it_is_spoken(cast: Cast, statement_of: MakeStatement, line: Any) -> None:
    """The line begins on 01/11."""
    statement = statement_of(text=AGAINST, spoken_at=hanoi(2026, 10, 31, 9))
    assert warnings_of(statement, cast.spokesperson) == []


def test_what_was_said_before_on_the_topic(cast: Cast, statement_of: MakeStatement) -> None:
    first = statement_of(text="Cổng mở cửa phục vụ người dân từ ngày 09/11.")
    services.statement_give(
        actor=cast.spokesperson, statement_id=first.pk, version=1, spoken_live=True, spoken_at=hanoi(2026, 11, 9, 9)
    )
    (found,) = warnings_of(statement_of(text="Cổng mở cửa phục vụ người dân từ ngày 15/11."), cast.spokesperson)
    assert (found.kind, found.there, found.here) == ("said", "09/11", "15/11")
    other = statement_of(topic="Thi hành án", text="Cổng mở cửa phục vụ người dân từ ngày 15/11.")
    assert warnings_of(other, cast.spokesperson) == []


def test_answers_to_the_press_and_releases_were_said_too(cast: Cast, statement_of: MakeStatement) -> None:
    """What the statement itself belongs to is not held against it."""
    asked = requests.registered(cast, subject="Cổng Phổ biến, giáo dục pháp luật")
    PressRequest.objects.filter(pk=asked.pk).update(
        state="answered",
        answer="Cổng mở cửa phục vụ người dân từ ngày 09/11.",
        answered_at=hanoi(2026, 11, 20, 9),
        ended_at=hanoi(2026, 11, 20, 9),
        outcome="answered",
        approved_by=cast.spokesperson,
        approved_at=hanoi(2026, 11, 20, 9),
        mandate=requests.mandate(cast),
    )
    release = issued(
        cast, title="Cổng Phổ biến, giáo dục pháp luật", body="Cổng mở cửa phục vụ người dân từ ngày 10/11."
    )
    draft = statement_of(text="Cổng mở cửa phục vụ người dân từ ngày 15/11.")
    found = {warning.subject_type: warning.there for warning in warnings_of(draft, cast.spokesperson)}
    assert found == {"press.pressrequest": "09/11", "press.release": "10/11"}
    own = statement_of(text=draft.text, press_request_id=asked.pk, release_id=release.pk)
    assert warnings_of(own, cast.spokesperson) == []


@pytest.mark.usefixtures("line")
def test_the_page_asks_to_have_them_read(cast: Cast, statement_of: MakeStatement) -> None:
    statement = statement_of(text=AGAINST)
    client = Client()
    client.force_login(cast.spokesperson)
    page = client.get(statement.get_absolute_url()).content.decode()
    assert "warnings_read" in page
    assert "thu phí" in page.lower()
    address = f"{statement.get_absolute_url()}approve/"
    assert client.post(address, {"version": 1}).status_code == 400
    assert client.post(address, {"version": 1, "warnings_read": "on"}).status_code == 302
    plain = statement_of(text="Hội nghị diễn ra tại Hà Nội.")
    assert "warnings_read" not in client.get(plain.get_absolute_url()).content.decode()
    assert client.post(f"{plain.get_absolute_url()}approve/", {"version": 1}).status_code == 302
    assert Statement.objects.filter(state="approved").count() == 2
