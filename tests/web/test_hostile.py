"""Input that no form of ours sends: refused or not found, never a fault."""

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest
from axes.models import AccessAttempt
from django.core.exceptions import ValidationError
from django.test import Client

from comms.api.pagination import Column
from comms.core.records import Record
from press.releases.verification import verify_code
from tests.api.conftest import client_of
from tests.cast import Cast


def mark(values: Any) -> str:
    text = values if isinstance(values, str) else json.dumps(values)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


KEY = "00000000-0000-4000-8000-000000000000"
BROKEN_MARKS = [
    ("/newsroom/", "[" * 3000),
    ("/newsroom/", ["0001-01-01T00:00:00+14:00", KEY]),
    ("/newsroom/", ["9999-12-31T23:59:59-14:00", KEY]),
    ("/units/", "[" * 3000),
    ("/units/", ["\x00", "VP", KEY]),
    ("/units/", ["\ud800", "VP", KEY]),
]


@pytest.mark.parametrize(("path", "values"), BROKEN_MARKS)
def test_a_broken_page_mark_is_refused(client: Client, cast: Cast, path: str, values: Any) -> None:
    """Refused what is too deep, beyond the calendar, or of characters that no database keeps.  The newsroom says 404 to
    all that it does not have."""
    client.force_login(cast.officer)
    refusal = {"/newsroom/": 404, "/units/": 400}[path]
    assert client.get(path, {"after": mark(values)}).status_code == refusal
    assert client.get(path, {"before": mark(values)}).status_code == refusal
    whole = {"/newsroom/": ["2026-11-21T09:00:00+07:00", KEY], "/units/": ["x", "VP", KEY]}[path]
    assert client.get(path, {"after": mark(whole)}).status_code == 200


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_cursor_holds_instants_of_the_calendar_only(instant: str) -> None:
    column = Column("created_at", False, Record._meta.get_field("created_at"), nullable=False)
    assert column.understood("2026-11-21T09:00:00+07:00")
    with pytest.raises(ValidationError):
        column.understood(instant)


@pytest.mark.parametrize("path", ["/units/%00/", "/units/a%00b/", "/units/a%0Ab/"])
def test_a_code_with_control_characters_is_no_address(client: Client, cast: Cast, path: str) -> None:
    client.force_login(cast.officer)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("code", ["\x00", "\x00A", "A" * 500, "0123456789ABCDEFGHI\x00", "ŉ" * 20, "U" * 20])
def test_a_code_that_none_could_be_is_unknown(
    client: Client, cast: Cast, code: str, django_assert_num_queries: Any
) -> None:
    """By every way, and without a question to the database."""
    escaped = quote(code)
    for path in (f"/verify/{escaped}/", f"/verify/?code={escaped}"):
        assert client.get(path).context["verification"].result == "unknown"
    assert client_of(cast.officer).get(f"/api/v1/verify/{escaped}/").json()["result"] == "unknown"
    with django_assert_num_queries(0):
        assert verify_code(code).result == "unknown"


@pytest.mark.parametrize("length", [61, 300, 5000])
def test_a_user_name_that_none_could_be_is_not_tried(client: Client, db: None, length: int) -> None:
    """It does not reach the counter of failures, whose column is shorter."""
    answer = client.post("/login/", {"username": "a" * length, "password": "x"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["username"]
    assert not AccessAttempt.objects.exists()
