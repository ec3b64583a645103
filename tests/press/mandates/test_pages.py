"""The pages of mandates, by forms."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from press.mandates.models import Mandate
from press.mandates.selectors import speakers_at
from tests.cast import PEOPLE, Cast
from tests.press.conftest import MakeMandate, MakeStatement, hanoi
from tests.press.mandates.test_rules import said

pytestmark = pytest.mark.usefixtures("rules")

HOSTILE = "<script>alert(1)</script>\"'{{ 7*7 }}"
LIST = "/statements/speakers/"


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


def found(client: Client, **query: str) -> list[Any]:
    response = client.get(LIST, query)
    assert response.status_code == 200
    return list(response.context["page"])


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_everybody_reads_who_may_speak(cast: Cast, mandate_of: MakeMandate, who: str) -> None:
    """With their contact, which the public reads too; the way to correct the record is for who keeps it."""
    mandate = mandate_of()
    client = signed_in(cast.people[who])
    page = client.get(mandate.get_absolute_url()).content.decode()
    assert "024 0000 0000" in page
    assert ("/edit/" in page) is (who in {"press_officer", "verifier", "leader"})
    assert client.get(LIST).status_code == 200


def test_a_mandate_by_its_form(cast: Cast) -> None:
    """Dates as they are written here; what is missing stands beside its field."""
    client = signed_in(cast.press_officer)
    values = {
        "person": str(cast.unit_head.pk),
        "capacity": "authorised",
        "scope": "Cổng pháp luật",
        "valid_from": "21/11/2026 08:00",
        "document_number": "12/GUQ-BTP",
        "decided_at": "21/11/2026 08:00",
        "decided_by": "Bộ trưởng",
        "phone": "024 0000 0000",
    }
    refused = client.post(f"{LIST}new/", values)
    assert refused.status_code == 400
    assert "An authorisation is in writing" in refused.content.decode()
    assert not Mandate.objects.exists()
    made = client.post(f"{LIST}new/", values | {"valid_to": "05/12/2026 17:00"})
    mandate = Mandate.objects.get()
    assert (made.status_code, made["Location"]) == (302, mandate.get_absolute_url())
    assert (mandate.unit, mandate.valid_to, mandate.phone) == (
        cast.units["BTP"],
        hanoi(2026, 12, 5, 17),
        "024 0000 0000",
    )
    assert client.get(LIST).content.decode().count(cast.unit_head.full_name) == 2


def test_publishing_late_asks_why(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate, client = mandate_of(decided_at=hanoi(2026, 11, 1), valid_from=hanoi(2026, 11, 1)), Client()
    client.force_login(cast.press_officer)
    client.cookies["django_language"] = "en"
    refused = send(client, mandate, "publish")
    assert refused.status_code == 400
    assert "say why it is published late" in refused.content.decode()
    assert send(client, mandate, "publish", breach_reason="Cổng bảo trì").status_code == 302
    page = client.get(mandate.get_absolute_url()).content.decode()
    for words in ("Cổng bảo trì", "To be published within 24 hours", "On the public list since 21/11/2026 09:00"):
        assert words in page


def test_what_is_missing_before_the_publication_is_named(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate, client = mandate_of(phone="", email=""), signed_in(cast.press_officer)
    page = client.get(mandate.get_absolute_url()).content.decode()
    assert "Before it is published, record: phone, official e-mail." in page
    assert send(client, mandate, "publish").status_code == 400


def test_publishing_and_revoking(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate, client = mandate_of(), signed_in(cast.press_officer)
    assert send(client, mandate, "publish", published_at="20/11/2026 08:00").status_code == 302
    assert mandate.published_at == hanoi(2026, 11, 20, 8)
    assert send(client, mandate, "revoke", reason="").status_code == 400
    assert send(client, mandate, "revoke", reason="x", revoked_at="31/12/2025 08:00").status_code == 400
    assert send(client, mandate, "revoke", reason="Chuyển công tác", revoked_at="22/11/2026 08:00").status_code == 302
    page = client.get(mandate.get_absolute_url()).content.decode()
    assert "Chuyển công tác" in page
    assert "no longer valid from 22/11/2026 08:00" in page
    assert "Nobody may speak at this moment" not in client.get(LIST).content.decode()


def test_the_record_by_its_form(cast: Cast, mandate_of: MakeMandate) -> None:
    """Before anything was said all of it, after that without scope and matter."""
    mandate, client = mandate_of(), signed_in(cast.press_officer)
    kept = {"post": mandate.post, "phone": mandate.phone, "email": mandate.email, "decided_by": mandate.decided_by}
    assert send(client, mandate, "edit", **kept, scope="Phạm vi mới").status_code == 302
    assert mandate.scope == "Phạm vi mới"
    said(cast, mandate)
    form = client.get(f"{mandate.get_absolute_url()}edit/").content.decode()
    assert 'name="scope"' not in form
    refused = send(client, mandate, "edit", **kept, document_number="9/QĐ-BTP")
    assert refused.status_code == 400
    assert "say why its document is corrected" in refused.content.decode()
    assert send(client, mandate, "edit", **kept, document_number="9/QĐ-BTP", reason="Ghi nhầm").status_code == 302
    assert (mandate.document_number, mandate.scope) == ("9/QĐ-BTP", "Phạm vi mới")
    assert send(signed_in(cast.outsider), mandate, "edit", **kept).status_code == 403


def test_the_list_is_narrowed(cast: Cast, mandate_of: MakeMandate, authorised_of: MakeMandate) -> None:
    """By where it stands today, capacity, agency and day; each mandate stands in one span."""
    past = mandate_of(valid_to=hanoi(2026, 5, 31))
    now = mandate_of(valid_from=hanoi(2026, 6, 1))
    later = mandate_of(unit=cast.units["CNTT"], valid_from=hanoi(2027, 1, 1))
    authorised = authorised_of()
    client = signed_in(cast.outsider)
    assert set(found(client, span="now")) == {now, authorised}
    assert found(client, span="to_come") == [later]
    assert found(client, span="ended") == [past]
    assert found(client, capacity="authorised") == [authorised]
    assert found(client, unit="CNTT") == [later]
    assert found(client, at="31/05/2026") == [past]
    assert found(client, at="01/06/2026", capacity="regular") == [now]
    assert found(client, at="32/05/2026") == []
    assert "No mandate fits the search" in client.get(LIST, {"unit": "CNTT", "span": "now"}).content.decode()


def test_the_head_comes_first(cast: Cast, mandate_of: MakeMandate, authorised_of: MakeMandate) -> None:
    mandates = [authorised_of(), mandate_of(), mandate_of(person=cast.leader, capacity="head")]
    assert list(speakers_at(cast.outsider, hanoi(2026, 11, 22))) == mandates[::-1]


def test_hostile_words_are_only_words(cast: Cast, authorised_of: MakeMandate) -> None:
    mandate = authorised_of(scope=HOSTILE, matter=HOSTILE, decided_by=HOSTILE, post=HOSTILE)
    client = signed_in(cast.press_officer)
    for address in (LIST, mandate.get_absolute_url(), f"{mandate.get_absolute_url()}edit/"):
        shown = client.get(address).content.decode()
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert" in shown


def test_the_pages_ask_no_more_for_more_rows(
    cast: Cast,
    authorised_of: MakeMandate,
    statement_of: MakeStatement,
    queries_do_not_grow: Callable[[Callable[[], Any], Callable[[], Any]], None],
) -> None:
    client, mandate = signed_in(cast.press_officer), authorised_of()
    statement_of(mandate_id=mandate.pk)

    def grow() -> None:
        for number in range(4):
            authorised_of(scope=f"Việc {number}", person=cast.verifier, actor=cast.leader)
            statement_of(mandate_id=mandate.pk)

    queries_do_not_grow(lambda: (client.get(LIST), client.get(mandate.get_absolute_url())), grow)
