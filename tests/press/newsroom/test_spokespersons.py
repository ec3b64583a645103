"""The public list of spokespersons: what the law has published, of what is published, on the day that is asked for."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from comms.core import clock
from press.mandates.services import mandate_publish, mandate_revoke
from tests.cast import Cast
from tests.press.conftest import MakeMandate, hanoi

pytestmark = pytest.mark.usefixtures("rules")

PAGE, ENGLISH, DATA = "/newsroom/spokespersons/", "/en/newsroom/spokespersons/", "/newsroom/spokespersons.json"
ADDRESSES = [PAGE, ENGLISH, DATA, f"{PAGE}?at=2026-03-01", f"{DATA}?at=2027-03-01", "/sitemap.xml", "/newsroom/"]
HOSTILE = "</script><script>alert(1)</script>\"'{{ 7*7 }}"
PHONE, MAIL = "024 0000 0000", "phatngon@example.org"


def publish(cast: Cast, mandate: Any, at: datetime | None = None) -> Any:
    mandate.refresh_from_db()
    return mandate_publish(
        actor=cast.press_officer,
        mandate_id=mandate.pk,
        version=mandate.version,
        published_at=at or clock.now(),
        breach_reason="Muộn",
    )


def data(day: str = "", address: str = DATA) -> Any:
    return json.loads(Client().get(address, {"at": day} if day else {}).content)


def names(day: str = "", which: str = "current") -> list[tuple[str, str]]:
    return [(agency["code"], row["name"]) for agency in data(day)["agencies"] for row in agency[which]]


def text_of(address: str = PAGE) -> str:
    return Client().get(address).content.decode()


def test_the_regular_spokesperson_with_contact(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate = publish(cast, mandate_of(illustrative=["phone", "valid_from"]))
    (agency,) = data()["agencies"]
    assert (data()["at"], agency["code"], agency["former"]) == ("2026-11-21", "BTP", [])
    assert agency["current"] == [
        {
            "name": cast.spokesperson.full_name,
            "capacity": "regular",
            "post": "Chánh Văn phòng Bộ",
            "phone": PHONE,
            "email": MAIL,
            "matter": "",
            "scope": "",
            "valid_from": "2026-01-01T00:00:00+07:00",
            "valid_to": None,
            "published_at": mandate.published_at.astimezone(clock.HANOI).isoformat(),
            "illustrative": ["phone"],
        }
    ]
    for address in (PAGE, ENGLISH):
        page = text_of(address)
        for words in (cast.spokesperson.full_name, "Chánh Văn phòng Bộ", PHONE, MAIL):
            assert words in page, (address, words)
    assert data(address="/en/newsroom/spokespersons.json") == data()


@pytest.mark.parametrize(("decided", "reachable"), [(hanoi(2026, 6, 30, 12), True), (hanoi(2026, 7, 1), False)])
def test_the_contact_of_an_authorised_person_follows_the_law_of_the_decision(
    cast: Cast, authorised_of: MakeMandate, decided: datetime, reachable: bool
) -> None:
    """Until 30/06/2026 with phone, e-mail and the authorisation itself; since then the law has none published."""
    publish(cast, authorised_of(decided_at=decided, valid_from=decided, valid_to=hanoi(2026, 12, 31)))
    (row,) = data()["agencies"][0]["current"]
    assert (row["phone"], row["email"]) == ((PHONE, MAIL) if reachable else ("", ""))
    assert ("authorisation" in row) is reachable
    assert (PHONE in text_of(), MAIL in text_of(), "12/GUQ-BTP" in text_of()) == (reachable,) * 3
    assert row["scope"] == "Cổng Pháp luật quốc gia"


def test_of_the_head_only_name_and_post(cast: Cast, mandate_of: MakeMandate) -> None:
    publish(cast, mandate_of(person=cast.leader, capacity="head", post="Bộ trưởng"))
    (row,) = data()["agencies"][0]["current"]
    assert (row["post"], row["phone"], row["email"]) == ("Bộ trưởng", "", "")
    assert PHONE not in text_of()


def test_who_spoke_on_a_day(cast: Cast, mandate_of: MakeMandate) -> None:
    """Both ends belong to it, also for an hour of the day; who ended before is a former one, without a contact."""
    first = mandate_of(valid_to=hanoi(2026, 5, 31, 10))
    second = mandate_of(person=cast.verifier, actor=cast.leader, valid_from=hanoi(2026, 5, 31, 11))
    for mandate in (first, second):
        publish(cast, mandate)
    old, new = ("BTP", cast.spokesperson.full_name), ("BTP", cast.verifier.full_name)
    assert (names("2025-12-31"), names("2025-12-31", "former")) == ([], [])
    assert (names("2026-05-30"), names("2026-05-30", "former")) == ([old], [])
    assert (sorted(names("2026-05-31")), names("2026-05-31", "former")) == (sorted([old, new]), [])
    assert (names("2026-06-01"), names("2026-06-01", "former")) == ([new], [old])
    assert (names(), names("", "former")) == ([new], [old])
    (row,) = data()["agencies"][0]["former"]
    assert (row["phone"], row["email"], row["valid_to"]) == ("", "", "2026-05-31T10:00:00+07:00")
    assert data("2026-05-30")["agencies"][0]["current"][0]["phone"] == ""


def test_a_revoked_one_is_a_former_one_from_that_instant(cast: Cast, mandate_of: MakeMandate) -> None:
    """Without the reason; and one revoked before it began never was."""
    mandate = publish(cast, mandate_of())
    later = publish(cast, mandate_of(person=cast.verifier, actor=cast.leader, unit=cast.units["CNTT"]))
    mandate_revoke(actor=cast.leader, mandate_id=mandate.pk, version=2, reason="Lý do nội bộ")
    mandate_revoke(actor=cast.leader, mandate_id=later.pk, version=2, reason="Lý do", revoked_at=hanoi(2026, 1, 1))
    assert (names(), names("", "former")) == ([], [("BTP", cast.spokesperson.full_name)])
    assert "Lý do" not in text_of() + json.dumps(data(), ensure_ascii=False)


def test_the_ministry_comes_first_and_the_head_before_the_others(
    cast: Cast, mandate_of: MakeMandate, authorised_of: MakeMandate
) -> None:
    for mandate in (
        mandate_of(unit=cast.units["CNTT"], person=cast.coordinator),
        authorised_of(),
        mandate_of(),
        mandate_of(person=cast.leader, capacity="head"),
    ):
        publish(cast, mandate)
    people = [cast.leader, cast.spokesperson, cast.unit_head]
    assert names() == [*(("BTP", person.full_name) for person in people), ("CNTT", cast.coordinator.full_name)]


@pytest.mark.parametrize("state", ["current", "to come", "ended"])
def test_what_is_not_published_leaves_no_byte(cast: Cast, mandate_of: MakeMandate, state: str) -> None:
    """Every public address, with the headers, is the same with and without it."""
    publish(cast, mandate_of(unit=cast.units["CNTT"], person=cast.coordinator))

    def seen() -> list[Any]:
        answers = [Client().get(address) for address in ADDRESSES]
        return [(row.status_code, sorted(row.headers.items()), row.content) for row in answers]

    without = seen()
    spans = {"current": {}, "to come": {"valid_from": hanoi(2027, 1, 1)}, "ended": {"valid_to": hanoi(2026, 6, 1)}}
    with transaction.atomic():
        mandate = mandate_of(**spans[state])
        assert seen() == without
        publish(cast, mandate)
        assert seen() != without
        transaction.set_rollback(True)


def test_one_published_from_a_later_instant_waits(cast: Cast, mandate_of: MakeMandate) -> None:
    publish(cast, mandate_of())
    with clock.frozen(clock.now() - timedelta(hours=1)):
        assert names() == []


@pytest.mark.parametrize("address", [PAGE, ENGLISH, DATA])
def test_one_copy_for_everybody(cast: Cast, mandate_of: MakeMandate, address: str) -> None:
    publish(cast, mandate_of())
    client = Client()
    client.force_login(cast.leader)
    anonymous, known = Client().get(address), client.get(address)
    assert anonymous.content == known.content
    assert known["Cache-Control"] == "public, max-age=60"
    assert "Vary" not in known
    assert not known.cookies
    assert Client().get(address, headers={"if-none-match": known["ETag"]}).status_code == 304
    assert f"{PAGE}</" in text_of("/sitemap.xml")
    assert f'href="{PAGE}"' in text_of("/newsroom/")


@pytest.mark.parametrize("day", ["x", "2026-02-30", "0000-01-01", "21/13/2026", "9" * 300, "2026-11-21T00:00", "\x00"])
def test_what_is_no_day_is_not_there(db: None, day: str) -> None:
    for address in (PAGE, DATA):
        assert Client().get(address, {"at": day}).status_code == 404


def test_a_day_as_people_write_it_and_an_empty_one(cast: Cast, mandate_of: MakeMandate) -> None:
    publish(cast, mandate_of())
    assert data("01/02/2026")["at"] == "2026-02-01"
    assert Client().get(PAGE, {"at": ""}).status_code == 200
    assert Client().post(PAGE).status_code == 405


def test_hostile_words_are_only_words(cast: Cast, authorised_of: MakeMandate) -> None:
    decided = hanoi(2026, 6, 1)
    authorised = {"decided_at": decided, "valid_from": decided, "valid_to": hanoi(2026, 12, 31)}
    publish(
        cast,
        authorised_of(**authorised, scope=HOSTILE, matter=HOSTILE, post=HOSTILE, decided_by=HOSTILE),
    )
    for address in (PAGE, ENGLISH):
        assert "<script>alert" not in text_of(address)
        assert "&lt;script&gt;alert" in text_of(address)
    assert data()["agencies"][0]["current"][0]["matter"] == HOSTILE


def test_the_list_asks_no_more_for_more_people(
    cast: Cast, authorised_of: MakeMandate, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        publish(cast, authorised_of(scope=f"Việc {number}"))
    for number in range(6):
        old = hanoi(2026, 3, 1)
        publish(cast, authorised_of(scope=f"Cũ {number}", valid_from=old, decided_at=old))
    with django_assert_max_num_queries(5):
        Client().get(PAGE)
