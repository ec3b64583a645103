"""The pages of statements, by forms."""

from typing import Any

import pytest
from django.test import Client

from press.speaking.models import Statement
from tests.cast import PEOPLE, Cast
from tests.press.conftest import MakeMandate, MakeStatement, hanoi

pytestmark = pytest.mark.usefixtures("rules")

HOSTILE = "<script>alert(1)</script>\"'{{ 7*7 }}"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def send(client: Client, obj: Any, verb: str, **values: Any) -> Any:
    obj.refresh_from_db()
    response = client.post(f"{obj.get_absolute_url()}{verb}/", {"version": obj.version, **values})
    obj.refresh_from_db()
    return response


SEES_DRAFTS = {"press_officer", "spokesperson", "leader", "auditor", "administrator"}


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_reaches_which_page(cast: Cast, statement_of: MakeStatement, who: str) -> None:
    """Mandates are known to everybody; a draft only to the desk, the speaker and who reads everything."""
    statement = statement_of()
    client = signed_in(cast.people[who])
    for address in ("/statements/", "/statements/speakers/", "/statements/new/", statement.mandate.get_absolute_url()):
        assert client.get(address).status_code == 200, address
    expected = 200 if who in SEES_DRAFTS else 404
    assert client.get(statement.get_absolute_url()).status_code == expected
    assert client.get(f"{statement.get_absolute_url()}edit/").status_code == expected
    for address in ("/statements/", statement.mandate.get_absolute_url()):
        assert (statement.topic in client.get(address).content.decode()) is (who in SEES_DRAFTS)


def test_a_statement_from_the_draft_to_the_correction(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate = mandate_of()
    desk, speaker = signed_in(cast.press_officer), signed_in(cast.spokesperson)
    values = {"mandate": str(mandate.pk), "form": "interview", "topic": "Cổng", "text": "Có 5 cổng.", "language": "vi"}
    assert desk.post("/statements/new/", values).status_code == 302
    statement = Statement.objects.get()
    edited = values | {"text": "Có 6 cổng.", "version": statement.version}
    assert desk.post(f"{statement.get_absolute_url()}edit/", edited).status_code == 302
    assert send(desk, statement, "approve").status_code == 403
    assert send(speaker, statement, "approve").status_code == 302
    assert send(speaker, statement, "give").status_code == 302
    assert (statement.state, statement.text) == ("given", "Có 6 cổng.")
    assert send(speaker, statement, "correct", text="Có 7 cổng.", note="Nhầm số").status_code == 302
    shown = signed_in(cast.outsider).get(statement.get_absolute_url()).content.decode()
    for words in ("Có 7 cổng.", "Có 6 cổng.", "Nhầm số"):
        assert words in shown


def test_live_words_and_words_outside_the_mandate(
    cast: Cast, mandate_of: MakeMandate, statement_of: MakeStatement
) -> None:
    """The refusal says in words when the mandate holds."""
    mandate = mandate_of(valid_from=hanoi(2026, 11, 20, 8))
    statement, speaker = statement_of(mandate_id=mandate.pk), signed_in(cast.spokesperson)
    refused = send(speaker, statement, "give", spoken_live="on", spoken_at="20/11/2026 07:00")
    assert refused.status_code == 403
    assert "20/11/2026 08:00" in refused.content.decode()
    live = {"spoken_live": "on", "spoken_at": "20/11/2026 09:00", "text": "Nói thế này."}
    assert send(speaker, statement, "give", **live).status_code == 302
    assert (statement.text, statement.spoken_live) == ("Nói thế này.", True)


def test_a_draft_planned_outside_the_mandate_is_marked(
    cast: Cast, mandate_of: MakeMandate, statement_of: MakeStatement
) -> None:
    mandate = mandate_of(valid_to=hanoi(2026, 11, 30))
    statement = statement_of(mandate_id=mandate.pk, spoken_at=hanoi(2026, 12, 1))
    shown = signed_in(cast.press_officer).get(statement.get_absolute_url()).content.decode()
    assert "does not cover 01/12/2026 00:00" in shown


def test_hostile_words_are_only_words(cast: Cast, statement_of: MakeStatement) -> None:
    statement = statement_of(topic=HOSTILE, text=HOSTILE, outlet=HOSTILE)
    client = signed_in(cast.press_officer)
    for address in ("/statements/", statement.get_absolute_url(), statement.mandate.get_absolute_url()):
        shown = client.get(address).content.decode()
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert" in shown


def test_the_register_is_searched_without_marks(cast: Cast, statement_of: MakeStatement) -> None:
    statement_of(topic="Đường dây nóng")
    statement_of(topic="Việc khác")
    client = signed_in(cast.press_officer)
    found = client.get("/statements/?search=duong+day").content.decode()
    assert "Đường dây nóng" in found
    assert "Việc khác" not in found
    assert "No statements here" in client.get("/statements/?state=given").content.decode()
