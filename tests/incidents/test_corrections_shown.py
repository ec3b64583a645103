"""Correction requests and reports to a competent body by pages and API, and of restricted incidents nowhere."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comms.audit.models import AuditEvent
from comms.core import clock, subjects
from comms.deadlines.selectors import open_clocks
from comms.files.models import StoredFile
from incidents import selectors
from incidents.models import CentreReport, CorrectionRequest, CorrectionRound, CorrectionWriter, Incident
from press.distribution.models import MediaOutlet
from tests.api.conftest import client_of
from tests.cast import PEOPLE, Cast
from tests.files.uploads import image
from tests.incidents.building import hanoi, mandate
from tests.incidents.building_redress import (
    MET,
    SENT,
    answered,
    case,
    destination,
    drafted,
    published,
    reported_to,
    sent,
)
from tests.incidents.test_pages import page_of, send, signed_in

pytestmark = pytest.mark.usefixtures("rules")

SECRET = "Bài kín của báo"
HIDDEN = ("press_officer", "officer", "unit_head", "administrator", "outsider", "coordinator")


def outlet() -> MediaOutlet:
    return MediaOutlet.objects.create(name="Báo Minh Họa", kind=MediaOutlet._meta.get_field("kind").choices[0][0])


# --- pages ----------------------------------------------------------------------------------------


def test_a_request_goes_its_whole_way_by_pages(cast: Cast) -> None:
    """Drafted by the press desk, sent by the spokesperson, answered, closed."""
    mandate(cast)
    incident, desk, voice = case(cast), signed_in(cast.press_officer), signed_in(cast.spokesperson)
    values = {
        "outlet": str(outlet().pk),
        "medium": "online",
        "article_title": "Cổng pháp luật thu phí",
        "article_on": "20/06/2026",
        "passage": "Thu phí mỗi lượt.",
        "truth": "Không thu phí.",
        "ground": "ND244-7.6",
    }
    assert desk.post(f"{incident.get_absolute_url()}corrections/new/", values).status_code == 302
    correction = CorrectionRequest.objects.get()
    assert correction.outlet_name == "Báo Minh Họa"
    assert "You wrote or edited these words" in page_of(desk, correction)
    assert send(voice, correction, "send", sent_at="02/11/2026 09:00").status_code == 302
    assert (correction.state, correction.sent_at) == ("sent", SENT)
    upload = SimpleUploadedFile("tra-loi.png", image("PNG"), "image/png")
    response = send(
        desk, correction, "answer", text="Đã cải chính", outcome="corrected", published_at="10/11/2026 08:00",
        published_text="Cổng không thu phí.", form=list(MET), upload=upload,
    )  # fmt: skip
    assert response.status_code == 302
    page = page_of(desk, correction)
    assert "<ins>" in page
    assert "The outlet did what was demanded." in page
    assert StoredFile.objects.get().subject_id == correction.pk
    assert send(desk, correction, "close", outcome="corrected").status_code == 302
    assert correction.state == "closed"


def test_a_refused_form_comes_back_with_its_reason(cast: Cast) -> None:
    correction = sent(cast)
    response = send(signed_in(cast.press_officer), correction, "answer", text="", outcome="")
    assert response.status_code == 400
    assert "Say what came back" in response.content.decode()


def test_once_sent_the_page_of_the_edit_offers_the_next_letter_alone(cast: Cast) -> None:
    correction, client = sent(cast), signed_in(cast.press_officer)
    form = client.get(f"{correction.get_absolute_url()}edit/").context["form"]
    assert list(form.fields) == ["ground", "letter"]
    response = send(client, correction, "edit", ground="ND244-7.6", letter="Lần hai")
    assert (response.status_code, correction.letter) == (302, "Lần hai")


def test_who_reads_no_contacts_keeps_the_outlet_unseen(cast: Cast) -> None:
    """An officer edits a draft of the desk: the outlet that the form did not offer stays."""
    correction, client = drafted(cast, outlet_id=outlet().pk), signed_in(cast.officer)
    form = client.get(f"{correction.get_absolute_url()}edit/").context["form"]
    values = {name: form.initial[name] or "" for name in form.initial} | {"outlet": "", "article_on": "20/06/2026"}
    response = send(client, correction, "edit", **(values | {"truth": "Không thu phí nào."}))
    assert (response.status_code, correction.truth) == (302, "Không thu phí nào.")
    assert correction.outlet is not None


def test_the_page_says_that_the_letters_are_used_up(cast: Cast) -> None:
    correction = answered(cast, sent(cast, hanoi(2026, 7, 1, 9)), answered_at=hanoi(2026, 7, 2))
    correction = answered(cast, sent(cast, SENT, correction=correction))
    page = page_of(signed_in(cast.spokesperson), correction)
    assert 'id="rounds-used"' in page
    assert "the next step is to escalate" in page


def test_the_register_is_narrowed_and_leaves_as_csv(cast: Cast) -> None:
    sent(cast, article_title="=Bài muộn")
    drafted(cast, article_title="Bài nháp")
    client = signed_in(cast.press_officer)
    with clock.frozen(hanoi(2026, 11, 25)):
        page = client.get("/incidents/corrections/?overdue=on").content.decode()
        rows = client.get("/incidents/corrections/register.csv?overdue=on").content.decode("utf-8-sig")
    assert ("Bài muộn" in page, "Bài nháp" in page) == (True, False)
    assert ("'=Bài muộn" in rows, "Bài nháp" in rows) == (True, False)
    assert "Bài nháp" in client.get("/incidents/corrections/?state=draft").content.decode()


def test_a_letter_is_a_pdf_for_the_draft_and_each_round(cast: Cast) -> None:
    correction, client = sent(cast), signed_in(cast.officer)
    for rest, status in (("letter.pdf", 200), ("letter.pdf?round=1", 200), ("letter.pdf?round=2", 404)):
        response = client.get(f"{correction.get_absolute_url()}{rest}")
        assert response.status_code == status
        if status == 200:
            assert response.content.startswith(b"%PDF")
    assert client.get(f"{correction.get_absolute_url()}letter.pdf?round=x").status_code == 400


def test_a_report_is_recorded_and_answered_by_pages(cast: Cast) -> None:
    incident, body, client = case(cast), destination(cast), signed_in(cast.officer)
    address = f"{incident.get_absolute_url()}centre-reports/new/"
    assert "sends nothing itself" in client.get(address).content.decode()
    response = client.post(address, {"destination": str(body.pk), "text": "Đề nghị xử lý", "reference": "01"})
    assert response.status_code == 302
    report = CentreReport.objects.get()
    assert "Đề nghị xử lý" in page_of(client, report)
    assert send(client, report, "answer", text="Đã nhận", label="false").status_code == 302
    assert "Its answer has been recorded" in page_of(client, report)


def test_the_register_of_bodies_by_pages(cast: Cast) -> None:
    keeper, reader = signed_in(cast.administrator), signed_in(cast.officer)
    values = {"name": "Nơi nhận tin", "kind": "police", "valid_from": "01/07/2026"}
    assert reader.post("/incidents/destinations/new/", values).status_code == 403
    assert keeper.post("/incidents/destinations/new/", values).status_code == 302
    assert "Nơi nhận tin" in reader.get("/incidents/destinations/").content.decode()


def test_a_long_register_and_a_full_room_cost_no_more_queries(cast: Cast, queries_do_not_grow: Any) -> None:
    incident, client = case(cast), signed_in(cast.press_officer)
    body = destination(cast)

    def grow() -> None:
        for _number in range(4):
            sent(cast, incident=incident)
            reported_to(cast, incident, destination_id=body.pk)

    grow()
    api = client_of(cast.press_officer)
    for address in ("/incidents/corrections/", incident.get_absolute_url()):
        queries_do_not_grow(lambda address=address: client.get(address), grow)
    for address in ("/api/v1/correction-requests/", "/api/v1/centre-reports/"):
        queries_do_not_grow(lambda address=address: api.get(address), grow)


# --- the API --------------------------------------------------------------------------------------


def test_the_contract_of_a_request(cast: Cast) -> None:
    correction = published(cast, sent(cast))
    shown = client_of(cast.officer).get(f"/api/v1/correction-requests/{correction.pk}/").json()
    assert (shown["outcome"], shown["rounds_left"], shown["overdue"]) == ("corrected", 1, False)
    assert shown["due"].startswith("2026-11-24T00:00")
    (letter,) = shown["rounds"]
    assert (letter["number"], letter["ground"], letter["form"]["heading"]) == (1, "ND244-7.6", True)
    assert {row["verb"] for row in shown["actions"]} == {"send", "answer", "escalate", "close"}
    compared = client_of(cast.officer).get(f"/api/v1/correction-requests/{correction.pk}/comparison/").json()
    assert [row["number"] for row in compared] == [1]


def test_the_filters_of_the_api(cast: Cast) -> None:
    late, known = sent(cast), outlet()
    draft = drafted(cast, outlet_id=known.pk)
    api = client_of(cast.press_officer)

    def found(query: str) -> set[str]:
        return {row["id"] for row in api.get(f"/api/v1/correction-requests/?{query}").json()["results"]}

    with clock.frozen(hanoi(2026, 11, 25)):
        assert found("overdue=true") == {str(late.pk)}
        assert found("overdue=false") == {str(draft.pk)}
    assert found("state=draft") == {str(draft.pk)}
    assert found(f"outlet={known.pk}") == {str(draft.pk)}
    assert found(f"incident={late.incident_id}") == {str(late.pk)}


def test_the_outlet_is_named_and_its_contact_shown_to_who_reads_contacts(cast: Cast) -> None:
    known = outlet()
    correction = drafted(cast, outlet_id=known.pk)
    for person, expected in ((cast.press_officer, str(known.pk)), (cast.officer, None)):
        shown = client_of(person).get(f"/api/v1/correction-requests/{correction.pk}/").json()
        assert (shown["outlet"], shown["outlet_name"]) == (expected, "Báo Minh Họa")


def test_conflicts_carry_their_code(cast: Cast) -> None:
    correction = sent(cast)
    response = client_of(cast.spokesperson).post(
        f"/api/v1/correction-requests/{correction.pk}/send/", {}, format="json", HTTP_IF_MATCH=f'"{correction.version}"'
    )
    assert (response.status_code, response.json()["code"]) == (409, "clock_running")


def test_an_answer_with_a_file_and_its_form_comes_as_multipart(cast: Cast) -> None:
    correction = sent(cast)
    response = client_of(cast.press_officer).post(
        f"/api/v1/correction-requests/{correction.pk}/answer/",
        {
            "published_text": "Cổng không thu phí.",
            "published_at": "2026-11-10T08:00:00+07:00",
            "form": ["heading", "right_part"],
            "file": SimpleUploadedFile("tra-loi.png", image("PNG"), "image/png"),
        },
        format="multipart",
        HTTP_IF_MATCH=f'"{correction.version}"',
    )
    assert response.status_code == 200, response.json()
    assert {name for name, met in response.json()["rounds"][0]["form"].items() if met} == {"heading", "right_part"}


# --- restricted incidents -------------------------------------------------------------------------


@pytest.fixture
def secret(cast: Cast) -> Incident:
    """With a sent request, an answered one with a file, and a report; restricted afterwards, led by another unit."""
    incident = case(cast)
    sent(cast, incident=incident, article_title=SECRET)
    answered(
        cast,
        sent(cast, incident=incident, article_title=SECRET),
        upload=SimpleUploadedFile("a.png", image("PNG"), "image/png"),
    )
    reported_to(cast, incident, text=SECRET)
    Incident.objects.filter(pk=incident.pk).update(restricted=True)
    incident.refresh_from_db()
    return incident


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_of_a_restricted_incident_nothing_is_anywhere(cast: Cast, secret: Incident, who: str) -> None:
    """Rows, letters, writers, clocks, files, the registry, lists, search, the export: the same answer by every way."""
    actor = cast.people[who]
    sees = Incident.objects.visible_to(actor).exists()
    assert sees is (who in ("spokesperson", "leader", "auditor"))
    correction, report = CorrectionRequest.objects.first(), CentreReport.objects.get()
    client, api = signed_in(actor), client_of(actor)
    ways = {
        "request": CorrectionRequest.objects.visible_to(actor).exists(),
        "letter": CorrectionRound.objects.visible_to(actor).exists(),
        "writer": CorrectionWriter.objects.visible_to(actor).exists(),
        "report": selectors.centre_reports_shown_to(actor).exists(),
        "clock": open_clocks(actor).exists(),
        "file": StoredFile.objects.visible_to(actor).exists(),
        "registry": subjects.find(actor, "incidents.correctionrequest", correction.pk) is not None,
        "registry of reports": subjects.find(actor, "incidents.centrereport", report.pk) is not None,
        "list": SECRET in client.get("/incidents/corrections/").content.decode(),
        "export": SECRET in client.get("/incidents/corrections/register.csv").content.decode("utf-8-sig"),
        "search": bool(api.get("/api/v1/correction-requests/?search=bài").json()["results"]),
        "page": client.get(correction.get_absolute_url()).status_code == 200,
        "page of the report": client.get(report.get_absolute_url()).status_code == 200,
        "letter as PDF": client.get(f"{correction.get_absolute_url()}letter.pdf?round=9").status_code == 200,
        "api": api.get(f"/api/v1/centre-reports/{report.pk}/").status_code == 200,
    }
    assert ways == dict.fromkeys(ways, sees) | {"letter as PDF": False}


def test_the_evidence_of_others_does_not_name_what_is_restricted(cast: Cast, secret: Incident) -> None:
    """What the audit kept stands with the request itself, which only who sees the incident finds."""
    kept = AuditEvent.objects.filter(action__startswith="incidents.correction")
    assert set(kept.values_list("subject_type", flat=True)) == {"incidents.correctionrequest"}
    for person in HIDDEN:
        assert not subjects.visible_rows(cast.people[person], kept).exists()
