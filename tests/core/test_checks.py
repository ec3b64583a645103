"""Times that no calendar of this service knows are refused wherever they come in."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from rest_framework.test import APIClient

from comms.core.checks import line, required, text, within_calendar
from comms.core.errors import Invalid
from plans import services
from tests.api.conftest import client_of
from tests.cast import Cast
from tests.plans.build import draft

OUTSIDE = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1899-12-31T23:59:59+07:00"]
FILTERS = [
    "releases/?issued_after",
    "deadlines/?before",
    "statements/?spoken_after",
    "mandates/?at",
]


@pytest.mark.parametrize(
    ("value", "known"),
    [
        (date(1899, 12, 31), False),
        (date(1900, 1, 1), True),
        (date(2100, 12, 31), True),
        (date(2101, 1, 1), False),
        (datetime.min.replace(tzinfo=UTC), False),
        (datetime.max.replace(tzinfo=UTC), False),
        (datetime(2026, 11, 21, tzinfo=UTC), True),
    ],
)
def test_the_calendar_has_two_ends(value: date, known: bool) -> None:
    if known:
        within_calendar(value)
        return
    with pytest.raises(ValidationError) as refused:
        within_calendar(value)
    assert refused.value.code == "range"


@pytest.mark.parametrize("instant", OUTSIDE)
@pytest.mark.parametrize("filtered", FILTERS)
def test_a_filter_refuses_an_instant_beyond(cast: Cast, filtered: str, instant: str) -> None:
    """400 with the name of the parameter, on every database, and not a fault."""
    api = client_of(cast.officer)
    path, name = filtered.split("?")
    response = api.get(f"/api/v1/{path}", {name: instant})
    assert response.status_code == 400
    assert response.json()["errors"][name][0]["code"] == "range"
    assert api.get(f"/api/v1/{path}", {name: "2026-11-21T09:00:00+07:00"}).status_code == 200


@pytest.mark.parametrize("filtered", ["mandates/?at", "units/?at"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_filter_refuses_a_day_beyond(cast: Cast, filtered: str, day: str) -> None:
    path, name = filtered.split("?")
    response = client_of(cast.officer).get(f"/api/v1/{path}", {name: day})
    assert response.status_code == 400
    assert response.json()["errors"][name][0]["code"] == "range"


@pytest.mark.parametrize("instant", OUTSIDE)
def test_a_body_refuses_an_instant_beyond(cast: Cast, instant: str) -> None:
    body = {"rule": "none", "start": instant}
    response = client_of(cast.officer).post("/api/v1/deadlines/explain/", body)
    assert response.status_code == 400
    assert response.json()["errors"]["start"][0]["code"] == "range"


def test_a_body_refuses_a_day_beyond(cast: Cast) -> None:
    """Whether the field follows the model or stands in the body of a verb."""
    api: APIClient = client_of(cast.leader)
    made = api.post("/api/v1/plans/", {"code": "K", "title": "x", "starts": "0001-01-01", "owner_unit": "VP"})
    assert made.json()["errors"]["starts"][0]["code"] == "range"
    plan = draft(cast)
    issued = api.post(
        f"/api/v1/plans/{plan.pk}/issue/",
        {"decision_number": "1", "decision_date": "9999-12-31"},
        headers={"If-Match": f'"{plan.version}"', "Idempotency-Key": "k"},
    )
    assert issued.json()["errors"]["decision_date"][0]["code"] == "range"


@pytest.mark.parametrize(
    ("who", "path", "field"),
    [
        ("officer", "/incidents/report/", "occurred_at"),
        ("press_officer", "/releases/new/", "embargo_until"),
        ("administrator", "/deadlines/calendar/days/new/", "day"),
        ("officer", "/units/", "at"),
    ],
)
@pytest.mark.parametrize("day", ["01/01/0001", "31/12/9999"])
def test_a_page_refuses_a_time_beyond(cast: Cast, who: str, path: str, field: str, day: str) -> None:
    """The complaint stands beside the field, and nothing is stored."""
    client = Client()
    client.force_login(cast.people[who])
    value = f"{day} 00:00" if field.endswith(("_at", "_until")) else day
    answer: Any = client.get(path, {field: value}) if path == "/units/" else client.post(path, {field: value})
    assert answer.status_code == (200 if path == "/units/" else 400)
    assert "1900" in answer.content.decode()


def test_texts_have_one_form() -> None:
    """Composed, trimmed, with line feeds only; a line is one line."""
    assert text("f", "  đe\u0302\u0300\r\nán\t1\r ", 20) == "đề\nán\t1"
    assert line("f", " a\n\u00a0b\t c ", 20) == "a b c"
    assert text("f", None, 20) == line("f", None, 20) == ""


@pytest.mark.parametrize(
    ("value", "code"),
    [("a\x00", "characters"), ("a\x1b[1m", "characters"), ("\ud800", "characters"), ("a" * 21, "max_length")],
)
def test_texts_that_cannot_be_kept_are_refused(value: str, code: str) -> None:
    for check in (text, line, required):
        with pytest.raises(Invalid) as refused:
            check("f", value, 20)
        assert refused.value.errors["f"][0].code == code


@pytest.mark.parametrize("value", ["", " \n ", "\u200b", None])
def test_a_reason_is_more_than_space(value: str | None) -> None:
    with pytest.raises(Invalid) as refused:
        required("reason", value, 20)
    assert refused.value.errors["reason"][0].code == "required"


def test_a_plan_is_not_returned_for_an_unprintable_reason(cast: Cast) -> None:
    plan = draft(cast)
    services.plan_submit(actor=cast.officer, plan_id=plan.pk, version=1)
    with pytest.raises(Invalid) as refused:
        services.plan_return(actor=cast.leader, plan_id=plan.pk, version=2, reason="a\x07")
    assert refused.value.errors["reason"][0].code == "characters"
