"""The pages of incidents: everything that the API does, by forms, in a browser without scripts."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from incidents.models import Claim, ClaimMatch, Incident, Sighting, TimelineEntry
from tests.cast import PEOPLE, Cast
from tests.files.uploads import image
from tests.incidents.building import claimed, do, given, hanoi, in_state, judged, reported
from tests.incidents.test_matching import AGAIN, SAID
from tests.press.releases.building import issued

pytestmark = pytest.mark.usefixtures("rules")

HOSTILE = "<script>alert(1)</script>\"'{{ 7*7 }}"
HOSTILE_URL = "javascript:alert(document.cookie)"
SOURCES = {"source-TOTAL_FORMS": "3", "source-INITIAL_FORMS": "0"}


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def page_of(client: Client, obj: Any, rest: str = "") -> str:
    response = client.get(f"{obj.get_absolute_url()}{rest}")
    assert response.status_code == 200
    return response.content.decode()


def send(client: Client, obj: Any, verb: str, **values: Any) -> Any:
    """POST a verb's form as the page drew it: with the version of the object."""
    obj.refresh_from_db()
    response = client.post(f"{obj.get_absolute_url()}{verb}/", {"version": obj.version, **values})
    obj.refresh_from_db()
    return response


SEES = {"press_officer", "spokesperson", "officer", "unit_head", "leader", "auditor", "administrator"}
ADDRESSES = ["", "edit/", "claims/new/", "timeline/new/", "releases/new/", "statements/new/", "tasks/new/"]


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_reaches_which_page(cast: Cast, who: str) -> None:
    """404 without sight of it; nobody gets an error page from a form that they may not send."""
    incident = in_state(cast, "active", triage={"lead_unit": cast.units["C-PBGDPL-TGPL"]})
    claim = claimed(cast, incident)
    client, expected = signed_in(cast.people[who]), 200 if who in SEES else 404
    found = {rest: client.get(f"{incident.get_absolute_url()}{rest}").status_code for rest in ADDRESSES}
    assert found == dict.fromkeys(ADDRESSES, expected)
    assert client.get(claim.get_absolute_url()).status_code == expected
    assert client.get(f"{claim.get_absolute_url()}sightings/new/").status_code == expected
    assert client.get("/incidents/").status_code == 200
    assert client.get("/incidents/report/").status_code == 200


def test_a_report_with_what_is_said_and_where(cast: Cast) -> None:
    """One form makes the incident, the claim and the sighting."""
    client = signed_in(cast.officer)
    values = {
        "title": "Tin sai về Cổng",
        "field": "scam",
        "unit": str(cast.units["C-PBGDPL-TGPL"].pk),
        "occurred_at": "20/11/2026 20:00",
        "claim": "Cổng thu phí.",
        **SOURCES,
        "source-0-url": HOSTILE_URL,
        "source-0-seen_in": "social",
        "source-1-upload": SimpleUploadedFile("anh.png", image("PNG"), content_type="image/png"),
    }
    response = client.post("/incidents/report/", values)
    incident = Incident.objects.get()
    assert (response.status_code, response["Location"]) == (302, incident.get_absolute_url())
    claim, (first, second) = Claim.objects.get(), Sighting.objects.order_by("-url")
    assert (claim.text, first.url, first.seen_in, first.claim) == ("Cổng thu phí.", HOSTILE_URL, "social", claim)
    assert (second.url, second.sha256) == ("", second.file.sha256)


def test_a_report_of_what_was_said_before_leads_to_the_earlier_claim(cast: Cast) -> None:
    """To the page of the claim, where the earlier one and its refutation stand; not of one that the person may not
    see."""
    values = {"title": "Tin", "field": "scam", "unit": str(cast.units["C-PBGDPL-TGPL"].pk), **SOURCES}
    hidden = claimed(cast, reported(cast, actor=cast.leader, restricted=True), actor=cast.leader, text=SAID)
    sent = signed_in(cast.officer).post("/incidents/report/", values | {"claim": AGAIN})
    assert sent["Location"] == Incident.objects.get(title="Tin").get_absolute_url()
    assert ClaimMatch.objects.get().earlier == hidden
    claimed(cast, reported(cast), text=SAID)
    sent = signed_in(cast.officer).post("/incidents/report/", values | {"title": "Tin khác", "claim": AGAIN})
    assert sent["Location"] == Claim.objects.get(incident__title="Tin khác").get_absolute_url()


def test_a_wrong_report_leaves_nothing(cast: Cast) -> None:
    """A claim of invisible characters is refused only after the incident was written: all of it is taken back."""
    client = signed_in(cast.officer)
    values = {
        "title": "Tin",
        "field": "scam",
        "unit": str(cast.units["C-PBGDPL-TGPL"].pk),
        "claim": "\u200b",
        **SOURCES,
    }
    response = client.post("/incidents/report/", values)
    assert response.status_code == 400
    assert not Incident.objects.exists()
    later = client.post("/incidents/report/", values | {"claim": "", "occurred_at": "22/11/2026 20:00"})
    assert later.status_code == 400
    assert "lies in the future" in later.content.decode()
    assert not Incident.objects.exists()


def test_from_the_triage_to_the_end_by_forms(cast: Cast) -> None:
    """The desk does every step on the page; the clock, the claim and the answer show there."""
    incident, client = reported(cast), signed_in(cast.press_officer)
    triage = {"severity": "3", "priority": "high", "legal_ground": "ND244-7.3", "reason": "Lan nhanh"}
    assert send(client, incident, "triage", **triage).status_code == 302
    assert (incident.state, incident.severity, incident.lead_unit) == ("triaged", 3, cast.units["VP"])
    assert "How this deadline was counted" in page_of(client, incident)
    assert send(client, incident, "activate", reason="").status_code == 302
    client.post(f"{incident.get_absolute_url()}claims/new/", {"text": "Cổng thu phí."})
    claim = Claim.objects.get()
    assert send(client, claim, "check", reason="").status_code == 302
    assert send(client, claim, "judge", verdict="false", evidence="QĐ 1799/QĐ-BTP").status_code == 302
    release = issued(cast)
    assert send(client, claim, "refute", release=str(release.pk)).status_code == 302
    assert send(client, claim, "publish").status_code == 302
    assert release.title in page_of(client, claim)
    refused = send(client, incident, "waive", reason="x")
    assert refused.status_code == 403
    assert send(client, incident, "close", reason="Xong").status_code == 302
    shown = page_of(client, incident)
    assert incident.state == "closed"
    assert "false news" in shown
    assert release.title in shown
    assert send(client, incident, "review", text="Nhanh hơn nữa").status_code == 302
    assert "Nhanh hơn nữa" in page_of(client, incident)


def test_an_undetermined_severity_stays_undetermined(cast: Cast) -> None:
    incident, client = reported(cast), signed_in(cast.press_officer)
    send(client, incident, "triage", severity="", priority="normal", legal_ground="", reason="Chưa rõ")
    assert (incident.state, incident.severity) == ("triaged", None)
    assert "The severity is undetermined" in page_of(client, incident)


def test_the_second_look_begins_with_what_was_decided(cast: Cast) -> None:
    """The form shows the present decision; sending it unchanged changes nothing but the record of the look."""
    incident = in_state(cast, "active", triage={"severity": 2, "legal_ground": "ND244-7.3", "priority": "high"})
    client = signed_in(cast.press_officer)
    shown = page_of(client, incident)
    for name, value in (("severity", "2"), ("legal_ground", "ND244-7.3"), ("priority", "high")):
        select = re.search(rf'<select name="{name}" id="assess_{name}".*?</select>', shown, re.DOTALL)
        if select is None:
            select = re.search(rf'<select[^>]*id="assess_{name}".*?</select>', shown, re.DOTALL)
        assert select is not None, name
        assert f'value="{value}" selected' in select.group()
    values = {"severity": "2", "legal_ground": "ND244-7.3", "priority": "urgent", "reason": "Lan rộng"}
    assert send(client, incident, "assess", **values).status_code == 302
    assert (incident.severity, incident.priority, incident.lead_unit) == (2, "urgent", cast.units["VP"])


def test_forms_show_minutes_and_keep_seconds(cast: Cast) -> None:
    """Neither the second look nor an edit of the title moves the instant from which the clock counts."""
    determined = hanoi(2026, 11, 20, 15, 30, 42)
    decision = {"legal_ground": "ND244-7.4", "impact_determined_at": determined, "severity": 2}
    incident = in_state(cast, "active", triage=decision, received_at=hanoi(2026, 11, 20, 15, 0, 7))
    client = signed_in(cast.press_officer)
    look = {"severity": "2", "legal_ground": "ND244-7.4", "priority": "urgent", "reason": "Lan rộng"}
    assert send(client, incident, "assess", **look, impact_determined_at="20/11/2026 15:30").status_code == 302
    edit = {
        "title": "Tiêu đề mới",
        "field": "policy",
        "detected_at": "20/11/2026 15:00",
        "received_at": "20/11/2026 15:00",
    }
    assert send(client, incident, "edit", **edit).status_code == 302
    assert (incident.title, incident.priority) == ("Tiêu đề mới", "urgent")
    assert (incident.impact_determined_at, incident.received_at) == (determined, hanoi(2026, 11, 20, 15, 0, 7))
    assert send(client, incident, "assess", **look, impact_determined_at="20/11/2026 15:31").status_code == 409


def test_a_refused_form_comes_back_open_with_its_words(cast: Cast) -> None:
    """The service names the field; what was typed is still there."""
    incident, client = reported(cast), signed_in(cast.press_officer)
    response = send(client, incident, "triage", priority="normal", legal_ground="ND244-7.4", reason="Trái chiều")
    shown = response.content.decode()
    assert response.status_code == 400
    assert "On this legal ground the time counts from here" in shown
    assert "Trái chiều" in shown
    assert incident.state == "reported"


def test_an_old_page_is_told_so(cast: Cast) -> None:
    incident, client = reported(cast), signed_in(cast.press_officer)
    do("triage", incident, cast.press_officer)
    response = client.post(f"{incident.get_absolute_url()}close/", {"version": 1})
    assert response.status_code == 412


def test_links_and_entries(cast: Cast) -> None:
    incident, client = in_state(cast, "active"), signed_in(cast.press_officer)
    statement, release = given(cast), issued(cast)
    base = incident.get_absolute_url()
    for name, obj in (("release", release), ("statement", statement)):
        response = client.post(f"{base}{name}s/new/", {name: str(obj.pk), "purpose": "update"})
        assert (response.status_code, response["Location"]) == (302, base)
    again = client.post(f"{base}releases/new/", {"release": str(release.pk), "purpose": "update"})
    assert again.status_code == 400
    client.post(f"{base}timeline/new/", {"kind": "contact", "text": "Đã gọi tòa soạn", "at": "21/11/2026 08:30"})
    shown = page_of(client, incident)
    for words in (release.title, statement.topic, "Đã gọi tòa soạn", "Call or message"):
        assert words in shown
    assert TimelineEntry.objects.filter(kind="contact").count() == 1


def test_a_captured_picture(cast: Cast) -> None:
    claim, client = claimed(cast, in_state(cast, "active")), signed_in(cast.press_officer)
    upload = SimpleUploadedFile("anh.png", image("PNG"), content_type="image/png")
    values = {"url": HOSTILE_URL, "reach": "1200", "upload": upload}
    assert client.post(f"{claim.get_absolute_url()}sightings/new/", values).status_code == 302
    seen = Sighting.objects.get()
    assert seen.sha256 == seen.file.sha256
    shown = page_of(client, claim)
    assert seen.file.get_absolute_url() in shown
    assert f"{HOSTILE_URL}</span>" in shown
    assert 'href="javascript' not in shown


def test_hostile_words_are_only_words(cast: Cast) -> None:
    """Nowhere on the pages does a title, a claim or an entry become markup."""
    incident = reported(cast, title=HOSTILE, summary=HOSTILE)
    do("triage", incident, cast.press_officer, reason=HOSTILE)
    claim = judged(cast, claimed(cast, incident, text=HOSTILE))
    client = signed_in(cast.press_officer)
    for address in ("/incidents/", incident.get_absolute_url(), claim.get_absolute_url(), "/incidents/?search=script"):
        shown = client.get(address).content.decode()
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert" in shown
        assert "{{ 7*7 }}" in shown


def test_the_board_counts_and_the_filters_narrow(cast: Cast) -> None:
    in_state(cast, "active", title="Đang nóng")
    in_state(cast, "closed", title="Đã nguội")
    client = signed_in(cast.leader)
    board = client.get("/incidents/").content.decode()
    assert board.count("Đang nóng") == 2
    assert board.count("Đã nguội") == 1
    narrowed = client.get("/incidents/?state=closed").content.decode()
    assert "Đang nóng" not in narrowed
    assert "Đã nguội" in narrowed
    assert "No incidents here" in client.get("/incidents/?search=khongco").content.decode()
