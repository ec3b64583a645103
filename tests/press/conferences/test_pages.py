"""The pages of press conferences, by forms."""

from typing import Any

import pytest
from django.test import Client

from press.conferences.models import Accreditation, ConferenceQuestion, PressConference
from tests.cast import PEOPLE, Cast
from tests.press.conferences.building import announced, asked, do, held, mandate, planned, promised, registered
from tests.press.conftest import hanoi

pytestmark = pytest.mark.usefixtures("rules")

HOSTILE = "<script>alert(1)</script>\"'{{ 7*7 }}"
ALL = "/press-conferences/"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def send(client: Client, obj: Any, verb: str, **values: Any) -> Any:
    obj.refresh_from_db()
    return client.post(f"{obj.get_absolute_url()}{verb}/", {"version": obj.version, **values})


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_reaches_which_page(cast: Cast, who: str) -> None:
    conference = held(cast)
    question = promised(cast, conference)
    registered(cast, conference)
    client = signed_in(cast.people[who])
    page = client.get(conference.get_absolute_url()).content.decode()
    names = who in {"press_officer", "spokesperson", "leader", "auditor", "administrator"}
    assert ("Trần Thị P" in page) is names
    assert client.get(question.get_absolute_url()).status_code == 200
    people = client.get(f"{conference.get_absolute_url()}accreditations/")
    assert people.status_code == (200 if names else 403)
    assert client.get(ALL).status_code == client.get(f"{ALL}new/").status_code == 200
    drafts = {"press_officer", "spokesperson", "leader", "auditor", "administrator", "unit_head", "verifier"}
    expected = 200 if who in drafts else 404
    assert client.get(planned(cast).get_absolute_url()).status_code == expected


def test_from_the_plan_to_the_minutes(cast: Cast) -> None:
    desk, speaker, leader = (signed_in(cast.people[who]) for who in ("press_officer", "spokesperson", "leader"))
    values = {
        "title": "Họp báo quý IV",
        "kind": "extraordinary",
        "held_at": "21/11/2026 09:01",
        "place": "58-60 Trần Phú",
        "mandate": str(mandate(cast).pk),
        "agenda": "09:30 | Hỏi đáp\n09:00 | Kết quả | Nguyễn Văn A",
    }
    refused = desk.post(f"{ALL}new/", values | {"agenda": "9h | Mở đầu"})
    assert (refused.status_code, "HH:MM" in refused.content.decode()) == (400, True)
    assert desk.post(f"{ALL}new/", values).status_code == 302
    conference = PressConference.objects.get()
    assert [row["speaker"] for row in conference.agenda] == ["Nguyễn Văn A", ""]
    page = desk.get(f"{conference.get_absolute_url()}edit/").content.decode()
    assert "09:00 | Kết quả | Nguyễn Văn A" in page
    assert send(speaker, conference, "announce").status_code == 302
    assert send(desk, conference, "hold", held_at="21/11/2026 08:50").status_code == 302
    for text in ("Câu một?", "Câu hai?"):
        said = desk.post(f"{conference.get_absolute_url()}ask/", {"text": text, "outlet_name": "Báo Ví dụ"})
        assert said["Location"].endswith("?ask=1#ask")
    assert desk.post(f"{conference.get_absolute_url()}ask/", {"text": ""}).status_code == 400
    first, second = ConferenceQuestion.objects.order_by("number")
    answered = send(desk, first, "answer", answer="Không.")
    assert answered["Location"].endswith("#q-1")
    unit = str(cast.units["CNTT"].pk)
    assert send(desk, second, "promise", unit=unit, promised_for="30/11/2026").status_code == 302
    minutes = desk.get(f"{conference.get_absolute_url()}minutes/").content.decode()
    assert "Câu một?" in minutes
    conference.refresh_from_db()
    written = {"text": "## Biên bản", "version": conference.version}
    assert desk.post(f"{conference.get_absolute_url()}minutes/", written).status_code == 302
    assert send(leader, conference, "approve_minutes").status_code == 302
    assert "<h2>Biên bản</h2>" in signed_in(cast.officer).get(conference.get_absolute_url()).content.decode()


def test_at_the_door(cast: Cast) -> None:
    conference, desk = held(cast), signed_in(cast.press_officer)
    page = f"{conference.get_absolute_url()}accreditations/"
    assert desk.post(page, {"name": "Trần Thị P"}).status_code == 302
    assert desk.post(page, {"name": "Trần Thị P"}).status_code == 409
    assert desk.post(page, {"name": ""}).status_code == 400
    row = Accreditation.objects.get()
    assert send(desk, row, "accredit")["Location"].endswith(f"#a-{row.pk}")
    assert send(desk, row, "attend").status_code == 302
    row.refresh_from_db()
    assert row.attended_at is not None
    assert send(signed_in(cast.leader), row, "unattend").status_code == 403
    file = desk.post(f"{conference.get_absolute_url()}accreditations.csv")
    assert "Trần Thị P" in file.content.decode("utf-8-sig")
    assert desk.get(f"{conference.get_absolute_url()}accreditations.csv").status_code == 405


def test_why_a_step_is_off_stands_on_the_page(cast: Cast) -> None:
    conference = planned(cast, mandate_id=None)
    words = signed_in(cast.spokesperson).get(conference.get_absolute_url()).content.decode()
    assert "Say first under whose mandate it will be spoken." in words
    assert "Questions are written down from the announcement on." in words


def test_minutes_that_nobody_approved_are_not_read_by_all(cast: Cast) -> None:
    conference = do("minutes_write", held(cast), cast.press_officer, text="Bí mật")
    address = conference.get_absolute_url()
    for who, reads in (("press_officer", True), ("auditor", True), ("officer", False), ("unit_head", False)):
        client = signed_in(cast.people[who])
        assert ("Bí mật" in client.get(address).content.decode()) is reads, who
        assert client.get(f"{address}minutes.pdf").status_code == (200 if reads else 404)


def test_hostile_words_stay_words(cast: Cast) -> None:
    conference = held(cast, title=HOSTILE, place=HOSTILE, agenda=[{"at": "09:00", "title": HOSTILE}])
    question = asked(cast, conference, text=HOSTILE, asked_by=HOSTILE, outlet_name=HOSTILE)
    registered(cast, conference, name=HOSTILE, outlet_name=HOSTILE)
    do("minutes_write", conference, cast.press_officer, text=HOSTILE)
    client = signed_in(cast.press_officer)
    own = conference.get_absolute_url()
    for address in (ALL, own, f"{own}accreditations/", f"{own}minutes/", question.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page, address
        assert "49" not in page.replace("&#x27;", "").split("</header>")[-1] or "{{ 7*7 }}" in page


def test_queries_do_not_grow(cast: Cast, queries_do_not_grow: Any) -> None:
    client = signed_in(cast.press_officer)
    conference = held(cast)

    def more() -> None:
        other = announced(cast, held_at=hanoi(2026, 12, 1))
        asked(cast, other)
        asked(cast, conference)
        registered(cast, conference, name=f"Nhà báo {Accreditation.objects.count()}")

    more()
    for address in (ALL, conference.get_absolute_url(), f"{conference.get_absolute_url()}accreditations/"):
        queries_do_not_grow(lambda address=address: client.get(address), more)


def test_what_stands_beside_a_conference(cast: Cast) -> None:
    """The duty that it meets; a statement begins with what the conference knows; a step that is off says why."""
    desk, officer = signed_in(cast.press_officer), signed_in(cast.officer)
    assert 'href="/duties/"' in desk.get(ALL).content.decode()
    conference, coming = held(cast), announced(cast)
    begin = f"/statements/new/?conference={conference.pk}"
    assert f'href="{begin}"' in desk.get(conference.get_absolute_url()).content.decode()
    assert conference.title in desk.get(begin).content.decode()
    assert "/statements/new/" not in officer.get(conference.get_absolute_url()).content.decode()
    page = desk.get(coming.get_absolute_url()).content.decode()
    assert "/statements/new/" not in page
    assert "That it is held is recorded from the day of the conference on." in page
