"""The timeline: without machine noise, put right by another entry, pinned, read page by page, taken out as a file."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from comms.core import clock
from comms.core.errors import Conflict, Invalid, NotAllowed, NotVisible
from incidents import services
from incidents.models import Incident, TimelineEntry
from incidents.states import NOISE, EntryKind
from tests.api.conftest import client_of
from tests.cast import PEOPLE, Cast
from tests.incidents.building import claimed, do_claim, drafted, in_state
from tests.incidents.building_handling import LEAD_UNIT, answered, asked, named
from tests.press.releases.building import draft

pytestmark = pytest.mark.usefixtures("rules")

WRITES = {"press_officer", "spokesperson", "unit_head", "officer", "leader"}


@pytest.fixture
def incident(cast: Cast) -> Incident:
    return in_state(cast, "active", triage={"lead_unit": cast.units[LEAD_UNIT]})


def note(cast: Cast, incident: Incident, text: str = "Đã gọi tòa soạn", **fields: Any) -> TimelineEntry:
    return services.timeline_add(actor=cast.press_officer, incident_id=incident.pk, text=text, **fields)


def pin(cast: Cast, entry: TimelineEntry, verb: str = "pin", who: Any = None) -> Any:
    service = getattr(services, f"timeline_{verb}")
    return service(actor=who or cast.press_officer, incident_id=entry.incident_id, entry_id=entry.pk)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def shown(client: Client, incident: Incident, query: str = "") -> str:
    response = client.get(f"/incidents/{incident.pk}/timeline/{query}")
    assert response.status_code == 200
    return response.content.decode()


# --- corrections -----------------------------------------------------------------------------------


def test_a_mistake_is_put_right_beside_it(cast: Cast, incident: Incident) -> None:
    """Both stay; the page strikes the first and links the two, the API says which is which."""
    wrong = note(cast, incident, "Đã gọi lúc 9 giờ")
    right = note(cast, incident, "Đã gọi lúc 10 giờ", corrects=wrong.pk)
    page = shown(signed_in(cast.press_officer), incident)
    assert "<s>Đã gọi lúc 9 giờ</s>" in page
    assert f"#entry-{right.pk}" in page
    assert f"#entry-{wrong.pk}" in page
    rows = client_of(cast.officer).get(f"/api/v1/incidents/{incident.pk}/timeline/?written=true").json()["results"]
    assert [(row["corrects"], row["corrected_by"]) for row in rows] == [(str(wrong.pk), None), (None, str(right.pk))]


def test_only_an_entry_of_the_same_incident_is_put_right(cast: Cast, incident: Incident) -> None:
    elsewhere = note(cast, in_state(cast, "active"))
    with pytest.raises(Invalid) as refused:
        note(cast, incident, corrects=elsewhere.pk)
    assert "corrects" in refused.value.errors
    answer = client_of(cast.officer).post(
        f"/api/v1/incidents/{incident.pk}/timeline/", {"text": "x", "corrects": str(elsewhere.pk)}
    )
    assert answer.status_code == 400


def test_the_form_of_a_correction_shows_what_it_puts_right(cast: Cast, incident: Incident) -> None:
    wrong = note(cast, incident, "Nhầm giờ")
    client = signed_in(cast.officer)
    address = f"/incidents/{incident.pk}/timeline/new/?corrects={wrong.pk}"
    assert "Nhầm giờ" in client.get(address).content.decode()
    assert client.post(address, {"kind": "note", "text": "Đúng giờ"}).status_code == 302
    assert TimelineEntry.objects.get(text="Đúng giờ").corrects == wrong
    elsewhere = note(cast, in_state(cast, "active"))
    assert client.get(f"/incidents/{incident.pk}/timeline/new/?corrects={elsewhere.pk}").status_code == 404
    assert client.get(f"/incidents/{incident.pk}/timeline/new/?corrects=nothing").status_code == 404


# --- noise and filters -------------------------------------------------------------------------------


def test_without_noise_until_somebody_asks(cast: Cast, incident: Incident) -> None:
    """Facts edited and checks begun are left out of the room and of the page; one switch shows everything."""
    services.incident_update(
        actor=cast.press_officer, incident_id=incident.pk, version=incident.version, summary="Tóm tắt mới"
    )
    do_claim("check", claimed(cast, incident), cast.press_officer)
    client = signed_in(cast.officer)
    quiet, everything = shown(client, incident), shown(client, incident, "?everything=on")
    for words in ("Facts edited", "Claim being checked"):
        assert words not in _list_of(quiet)
        assert words in _list_of(everything)
    assert "Handling began" in _list_of(quiet)


def _list_of(page: str) -> str:
    start = page.index('<ol class="timeline">')
    return page[start : page.index("</ol>", start)]


def test_noise_is_never_what_people_wrote() -> None:
    assert not set(NOISE) & {EntryKind.NOTE, EntryKind.DECISION, EntryKind.CONTACT, EntryKind.SITUATION}


def test_filters_over_http(cast: Cast, incident: Incident) -> None:
    pin(cast, note(cast, incident))
    note(cast, incident, kind="contact")
    officer, path = client_of(cast.officer), f"/api/v1/incidents/{incident.pk}/timeline/"

    def kinds(query: str) -> list[str]:
        response = officer.get(f"{path}?{query}")
        assert response.status_code == 200, response.content
        return sorted(row["kind"] for row in response.json()["results"])

    assert kinds("") == ["activated", "contact", "note", "reported", "triaged"]
    assert kinds("written=true") == ["contact", "note"]
    assert kinds("written=false") == ["activated", "reported", "triaged"]
    assert kinds("kind=note&kind=triaged") == ["note", "triaged"]
    assert kinds("pinned=true") == ["note"]
    assert len(kinds("pinned=false")) == 4
    assert kinds("noise=true") == []
    for wrong in ("kind=nothing", "pinned=yes", "other=1", "written=true&written=false"):
        assert officer.get(f"{path}?{wrong}").status_code == 400, wrong


# --- pins -------------------------------------------------------------------------------------------


def test_at_most_five_are_pinned(cast: Cast, incident: Incident) -> None:
    entries = [note(cast, incident, f"Ghi chú {number}") for number in range(6)]
    for entry in entries[:5]:
        pin(cast, entry)
    with pytest.raises(Conflict) as many:
        pin(cast, entries[5])
    assert many.value.code == "too_many_pins"
    with pytest.raises(Conflict) as twice:
        pin(cast, entries[0])
    assert twice.value.code == "already_pinned"
    pin(cast, entries[0], "unpin")
    pin(cast, entries[5])
    with pytest.raises(Conflict) as gone:
        pin(cast, entries[0], "unpin")
    assert gone.value.code == "not_pinned"


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_pins(cast: Cast, incident: Incident, who: str) -> None:
    entry = note(cast, incident)
    if who in WRITES:
        pin(cast, entry, who=cast.people[who])
        return
    with pytest.raises(NotAllowed if who in {"auditor", "administrator"} else NotVisible):
        pin(cast, entry, who=cast.people[who])


def test_an_entry_of_another_incident_is_not_found(cast: Cast, incident: Incident) -> None:
    elsewhere = note(cast, in_state(cast, "active"))
    with pytest.raises(NotVisible):
        services.timeline_pin(actor=cast.press_officer, incident_id=incident.pk, entry_id=elsewhere.pk)


def test_pinned_stands_on_top_of_the_room(cast: Cast, incident: Incident) -> None:
    entry = note(cast, incident, "Rất quan trọng")
    client = signed_in(cast.press_officer)
    client.post(f"/incidents/{incident.pk}/timeline/{entry.pk}/pin/")
    page = client.get(incident.get_absolute_url()).content.decode()
    assert f'id="pinned-{entry.pk}"' in page
    client.post(f"/incidents/{incident.pk}/timeline/{entry.pk}/unpin/")
    assert f'id="pinned-{entry.pk}"' not in client.get(incident.get_absolute_url()).content.decode()


# --- pages of many entries, files -----------------------------------------------------------------


def test_earlier_entries_stand_on_further_pages(cast: Cast, incident: Incident) -> None:
    """120 entries of one instant: none is lost between the pages, none comes twice."""
    for number in range(120):
        note(cast, incident, f"Ghi chú {number:03d}.")
    client, address, seen = signed_in(cast.officer), f"/incidents/{incident.pk}/timeline/?kind=note", []
    while address:
        response = client.get(address)
        seen += [moment.entry.text for moment in response.context["moments"]]
        address = response.context["page"].next_url
    assert seen == [f"Ghi chú {number:03d}." for number in reversed(range(120))]


def test_more_entries_ask_no_more(
    cast: Cast, incident: Incident, queries_do_not_grow: Callable[[Any, Any], None]
) -> None:
    client = signed_in(cast.press_officer)
    wrong = note(cast, incident)
    note(cast, incident, corrects=wrong.pk)
    pin(cast, wrong)

    def grow() -> None:
        for number in range(12):
            entry = note(cast, incident, f"Ghi chú {number}", corrects=wrong.pk)
            if number < 4:
                pin(cast, entry)

    queries_do_not_grow(lambda: shown(client, incident), grow)


def rows_of(response: Any) -> list[dict[str, str]]:
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_a_file_of_what_the_reader_may_see(cast: Cast, incident: Incident) -> None:
    """Oldest first; of a draft that is hidden only that there was one; no cell becomes a formula."""
    statement = drafted(cast, topic="Chưa công bố")
    services.incident_link_statement(
        actor=cast.press_officer, incident_id=incident.pk, statement_id=statement.pk, purpose="update"
    )
    release = draft(cast, title="Bản nháp kín")
    services.incident_link_release(
        actor=cast.press_officer, incident_id=incident.pk, release_id=release.pk, purpose="update"
    )
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        note(cast, incident, "=1+1")
    address = f"/incidents/{incident.pk}/timeline.csv?everything=on"
    mine = signed_in(cast.press_officer).get(address)
    theirs = signed_in(cast.officer).get(address)
    assert [row["Kind"] for row in rows_of(mine)][-1] == "note"
    assert rows_of(mine)[-1]["What happened"] == "'=1+1"
    assert "Bản nháp kín" in mine.content.decode()
    assert "Bản nháp kín" not in theirs.content.decode()
    assert "(not visible to you)" in theirs.content.decode()
    assert "attachment" in mine["Content-Disposition"]
    book = signed_in(cast.officer).get(f"/incidents/{incident.pk}/timeline.xlsx")
    assert book.content.startswith(b"PK")
    assert signed_in(cast.outsider).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_the_file_keeps_the_filters(cast: Cast, incident: Incident) -> None:
    note(cast, incident)
    client = signed_in(cast.officer)
    rows = rows_of(client.get(f"/incidents/{incident.pk}/timeline.csv?kind=note"))
    assert [row["Kind"] for row in rows] == ["note"]
    assert rows_of(client.get(f"/incidents/{incident.pk}/timeline.csv?kind=nothing")) == []


def test_what_is_kept_is_in_the_language_of_the_office(cast: Cast, incident: Incident) -> None:
    """The timeline is never translated when it is read, so that an actor who works in English writes no English."""
    with translation.override("en"):
        part = named(cast, incident, cast.officer)
        services.role_end(actor=cast.press_officer, incident_id=incident.pk, role_id=part.pk)
        decision = services.decision_make(
            actor=cast.leader, incident_id=incident.pk, kind="silence", reason="Chờ thêm", review_on=clock.today()
        )
        services.decision_review(
            actor=cast.leader, responsedecision_id=decision.pk, version=decision.version, note="Vẫn đúng"
        )
        answered(cast, asked(cast, incident))
        answered(cast, asked(cast, incident, agency="Bộ Y tế"), "withdraw")
    kept = "\n".join(incident.timeline.values_list("text", flat=True))
    assert not {word for word in ("lead:", "stay silent", "agreed", "withdrawn") if word in kept}
    assert "chủ trì: " in kept
    assert kept.count("chủ động không phát ngôn: ") == 2
