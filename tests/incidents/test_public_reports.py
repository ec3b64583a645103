"""What the public reports: the open form, the receipt, and what the press desk does with it."""

import re
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import override_settings

from comms.audit.models import AuditEvent
from comms.core.decisions import actions_for
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from comms.files.models import StoredFile
from comms.outbox.models import OutboxMessage
from comms.outbox.services import drain
from incidents import services
from incidents.models import Incident, PublicReport, Sighting
from incidents.policies import intake as policies
from incidents.states import PUBLIC_REPORT, PublicReportState
from tests.cast import PEOPLE, Cast
from tests.files.uploads import PDF, image
from tests.incidents.building import claimed, do_claim, given, judged, reported
from tests.incidents.building import in_state as incident_in_state
from tests.incidents.building_intake import PATHS, come, done, in_state
from tests.incidents.test_matching import AGAIN, SAID
from tests.incidents.test_pages import send, signed_in

pytestmark = pytest.mark.usefixtures("rules")

FORM, NAME, EMAIL = "/newsroom/report/", "Nguyễn Văn Minh Họa", "nguoi-gui@example.org"
SENT = {"text": "Trên mạng nói Cổng thu phí.", "url": "javascript:alert(1)", "name": NAME, "email": EMAIL}

# --- states and rights ----------------------------------------------------------------------------

LEADS_TO = {
    "received": {"take": "taken", "dismiss": "dismissed", "forget": "received"},
    "taken": {"answer": "answered", "forget": "taken"},
    "dismissed": {"answer": "answered", "forget": "dismissed"},
    "answered": {"forget": "answered"},
}


def test_every_state_is_in_the_table() -> None:
    assert set(LEADS_TO) == set(PublicReportState.values) == set(PATHS)


@pytest.mark.parametrize("verb", list(PUBLIC_REPORT))
@pytest.mark.parametrize("state", sorted(LEADS_TO))
def test_the_transition_table(cast: Cast, state: str, verb: str) -> None:
    report = in_state(state, cast.press_officer, name=NAME)
    target = LEADS_TO[state].get(verb)
    if target is None:
        with pytest.raises(IllegalTransition):
            done(verb, report, cast.press_officer)
        report.refresh_from_db()
        assert report.state == state
        return
    assert done(verb, report, cast.press_officer).state == target
    stale: Any = getattr(services, f"public_report_{verb}")
    with pytest.raises(StaleVersion):
        stale(
            actor=cast.press_officer,
            publicreport_id=report.pk,
            version=1,
            **({"text": "x"} if verb == "answer" else {"reason": "x"} if verb == "dismiss" else {}),
        )


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_reads_and_who_handles(cast: Cast, who: str) -> None:
    """The desk of the office handles, leadership reads; for all others it does not exist."""
    report, actor = come(name=NAME), cast.people[who]
    sees, handles = who in {"press_officer", "spokesperson", "leader"}, who in {"press_officer", "spokesperson"}
    assert PublicReport.objects.visible_to(actor).exists() is sees
    if not handles:
        with pytest.raises(NotAllowed if sees else NotVisible):
            done("dismiss", report, actor)
    client = signed_in(actor)
    assert client.get("/incidents/public-reports/").status_code == (200 if sees else 403)
    assert client.get(report.get_absolute_url()).status_code == (200 if sees else 404)
    allowed = {action["verb"] for action in actions_for(actor, report, PUBLIC_REPORT, policies) if action["allowed"]}
    assert allowed == ({"take", "dismiss", "forget"} if handles else set())


# --- the open form --------------------------------------------------------------------------------


@pytest.mark.parametrize(("prefix", "language"), [("", "vi"), ("/en", "en")])
def test_from_the_form_to_the_answer(cast: Cast, prefix: str, language: str) -> None:
    """Sent without an account; the receipt tells of the state, later of the answer, which is mailed once."""
    public = Client()
    assert public.get(f"{prefix}{FORM}").status_code == 200
    sent = public.post(f"{prefix}{FORM}", SENT)
    report = PublicReport.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, f"{prefix}{FORM}{report.code}/")
    assert (report.language, report.url, report.name) == (language, "javascript:alert(1)", NAME)
    receipt = public.get(sent["Location"])
    assert (receipt.status_code, receipt["Cache-Control"]) == (200, "no-store")
    assert "noindex" in receipt["X-Robots-Tag"]
    assert 'name="robots" content="noindex' in receipt.content.decode()
    taken = done("take", report, cast.press_officer)
    assert (taken.incident.title, taken.incident.received_at) == ("Tin sai về phí", report.received_at)
    done("answer", report, cast.press_officer)
    shown = public.get(sent["Location"]).content.decode()
    assert "Bộ Tư pháp xin cảm ơn ông/bà." in shown
    for hidden in ("Tin sai về phí", str(taken.incident_id), NAME, EMAIL):
        assert hidden not in shown
    drain()
    services.public_answer_mail(report_id=report.pk)
    (message,) = mail.outbox
    assert (message.to, message.body.startswith("Bộ Tư pháp xin cảm ơn ông/bà.")) == ([EMAIL], True)
    assert ("Ministry of Justice" in message.subject) is (language == "en")
    report.refresh_from_db()
    assert report.mailed_at is not None


def test_without_an_address_nothing_is_mailed(cast: Cast) -> None:
    in_state("answered", cast.press_officer)
    assert not OutboxMessage.objects.filter(topic="incidents.public_answer").exists()


def test_what_is_forgotten_before_the_mail_is_not_mailed(cast: Cast) -> None:
    report = in_state("answered", cast.press_officer, name=NAME, email=EMAIL)
    done("forget", report, cast.press_officer)
    drain()
    assert mail.outbox == []


def test_the_form_wants_its_token() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(FORM, SENT).status_code == 403
    page = client.get(FORM)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert token is not None
    assert page["Cache-Control"] == "no-store"


def test_the_form_takes_its_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(FORM).content.decode())
    assert client.post(FORM, SENT | {"csrfmiddlewaretoken": token[1]}).status_code == 302  # type: ignore[index]  # it was found


def test_programs_fill_what_people_do_not_see(db: Any) -> None:
    assert Client().post(FORM, SENT | {"website": "https://spam.example"}).status_code == 400
    assert not PublicReport.objects.exists()


def test_too_many_from_one_address(cast: Cast) -> None:
    """The sixth in a minute: a page in the language of its address, 429, and nothing is kept."""
    client = Client()
    answers = [client.post(f"/en{FORM}", SENT) for _time in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert "Too many" in answers[-1].content.decode()
    assert PublicReport.objects.count() == 5


@override_settings(REQUESTS_A_MINUTE={"public_receipt": 3})
def test_codes_are_not_guessed_in_a_row(db: Any) -> None:
    statuses = [Client().get(f"{FORM}ABCDEFGHJK0000000000/").status_code for _time in range(4)]
    assert statuses == [404, 404, 404, 429]


@pytest.mark.parametrize(
    ("upload", "status"),
    [
        (("ảnh.png", image("PNG")), 302),
        (("a.pdf", PDF), 400),
        (("a.png", b"\x89PNG\r\n\x1a\nbroken"), 400),
        (("a.png", b"<svg onload=alert(1)>"), 400),
    ],
)
def test_only_pictures_written_anew(db: Any, upload: tuple[str, bytes], status: int) -> None:
    sent = Client().post(FORM, SENT | {"upload": SimpleUploadedFile(*upload)})
    assert sent.status_code == status
    assert PublicReport.objects.exists() is StoredFile.objects.exists() is (status == 302)
    if status == 302:
        report = PublicReport.objects.get()
        assert report.received_sha256 != report.file.sha256


@override_settings(PUBLIC_PICTURE_MAX_BYTES=50)
def test_a_large_picture_is_refused(db: Any) -> None:
    upload = SimpleUploadedFile("a.png", image("PNG"))
    assert Client().post(FORM, SENT | {"upload": upload}).status_code == 400
    upload.seek(0)
    with pytest.raises(Invalid) as refused:
        come(upload=upload)
    assert refused.value.errors["file"][0].code == "too_large"


# --- what becomes of it ---------------------------------------------------------------------------


def test_taken_into_what_is_known(cast: Cast) -> None:
    """Its words and its picture become a sighting of the claim; who handles that sees the picture, not the sender."""
    incident = incident_in_state(cast, "active", triage={"lead_unit": cast.units["C-PBGDPL-TGPL"]})
    claim = claimed(cast, incident)
    report = come(name=NAME, email=EMAIL, upload=SimpleUploadedFile("a.png", image("PNG")))
    done("take", report, cast.press_officer, claim_id=claim.pk, title="")
    seen = Sighting.objects.get()
    assert (seen.incident, seen.claim, seen.url, seen.note) == (incident, claim, report.url, report.text)
    assert (seen.file.sha256, seen.received_sha256) == (seen.sha256, report.received_sha256)
    assert StoredFile.objects.visible_to(cast.officer).filter(pk=seen.file_id).exists()
    assert not StoredFile.objects.visible_to(cast.officer).filter(pk=report.file_id).exists()
    page = signed_in(cast.officer).get(incident.get_absolute_url()).content.decode()
    assert NAME not in page
    assert EMAIL not in page


def test_two_of_the_desk_at_once(cast: Cast) -> None:
    """The second one holds an old version and makes no second incident."""
    report = come()
    values: dict[str, Any] = {"publicreport_id": report.pk, "version": 1, "title": "Tin sai"}
    services.public_report_take(actor=cast.press_officer, **values)
    with pytest.raises(StaleVersion):
        services.public_report_take(actor=cast.spokesperson, **values)
    assert Incident.objects.count() == 1


def test_taken_into_a_restricted_incident_it_is_as_hidden(cast: Cast) -> None:
    """The press officer of the office does not see what another unit leads restrictedly, nor the report in it."""
    incident = reported(cast, actor=cast.leader, restricted=True)
    triage = {"lead_unit": cast.units["C-PBGDPL-TGPL"], "restricted": True, "reason": "Kín", "severity": 1}
    services.incident_triage(actor=cast.spokesperson, incident_id=incident.pk, version=1, **triage)
    report = come()
    done("take", report, cast.spokesperson, incident_id=incident.pk, title="")
    assert not PublicReport.objects.visible_to(cast.press_officer).exists()
    assert PublicReport.objects.visible_to(cast.spokesperson).exists()


def test_nobody_takes_it_into_what_they_do_not_see(cast: Cast) -> None:
    incident = reported(cast, actor=cast.leader, restricted=True)
    triage = {"lead_unit": cast.units["C-PBGDPL-TGPL"], "restricted": True, "reason": "Kín", "severity": 1}
    services.incident_triage(actor=cast.spokesperson, incident_id=incident.pk, version=1, **triage)
    with pytest.raises(NotVisible):
        done("take", come(), cast.press_officer, incident_id=incident.pk)


def test_the_evidence_holds_nothing_of_the_sender(cast: Cast) -> None:
    """Neither name, address, words nor code, in whatever was written; and after forgetting the row has none either."""
    report = in_state("answered", cast.press_officer, name=NAME, email=EMAIL)
    code = report.code
    done("forget", report, cast.press_officer)
    evidence = str(list(AuditEvent.objects.values_list("data", flat=True)))
    for hidden in (NAME, EMAIL, code, report.text):
        assert hidden not in evidence
    report.refresh_from_db()
    assert (report.name, report.email, report.forgotten_at is not None) == ("", "", True)
    with pytest.raises(Conflict) as refused:
        done("forget", report, cast.press_officer)
    assert refused.value.code == "nothing_to_forget"


def test_the_desk_works_by_forms(cast: Cast) -> None:
    report, client = come(), signed_in(cast.press_officer)
    assert send(client, report, "take", title="", field="policy").status_code == 400
    assert send(client, report, "take", title="Tin sai về phí", field="policy").status_code == 302
    assert send(client, report, "answer", text="Cảm ơn").status_code == 302
    assert (report.state, report.incident.title) == ("answered", "Tin sai về phí")
    listed = client.get("/incidents/public-reports/?state=answered&search=cong").content.decode()
    assert report.text in listed


def test_the_newsroom_leads_to_the_form(db: Any) -> None:
    assert f'href="{FORM}"' in Client().get("/newsroom/").content.decode()
    assert f'href="/en{FORM}"' in Client().get("/en/newsroom/").content.decode()


def test_the_desk_is_offered_what_was_said_and_refuted_before(cast: Cast) -> None:
    """The page of a report names the earlier claim and its refutation; it can be taken into that claim, also by the
    form, however many claims came after it."""
    earlier = judged(cast, claimed(cast, incident_in_state(cast, "active"), text=SAID))
    statement = given(cast)
    do_claim("refute", earlier, cast.press_officer, statement_id=statement.pk)
    report, client = come(text=AGAIN), signed_in(cast.press_officer)
    with patch("incidents.forms.parts.OFFERED", 0):
        page = client.get(report.get_absolute_url()).content.decode()
        assert "Earlier claims that say the same" in page
        assert statement.get_absolute_url() in page
        assert f'value="{earlier.pk}"' in page
        assert send(client, report, "take", claim=str(earlier.pk), title="").status_code == 302
    assert (report.claim, report.incident) == (earlier, earlier.incident)


def test_the_desk_is_offered_no_restricted_claim(cast: Cast) -> None:
    """What another unit leads restrictedly is not named to the press officer of the office."""
    hidden = reported(cast, actor=cast.leader, restricted=True)
    triage = {"lead_unit": cast.units["C-PBGDPL-TGPL"], "restricted": True, "reason": "Kín", "severity": 1}
    services.incident_triage(actor=cast.spokesperson, incident_id=hidden.pk, version=1, **triage)
    claimed(cast, hidden, actor=cast.spokesperson, text=SAID)
    report = come(text=AGAIN)
    for who, seen in ((cast.press_officer, False), (cast.spokesperson, True)):
        assert (SAID in signed_in(who).get(report.get_absolute_url()).content.decode()) is seen
