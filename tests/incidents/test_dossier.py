"""The dossier on paper: the whole chain with its hashes, for one reader, printed once by a worker."""

import hashlib
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from comms.audit.models import AuditHead
from comms.audit.selectors import history
from comms.core import clock
from comms.core.records import found
from comms.files.models import StoredFile
from comms.outbox.services import drain
from incidents import services
from incidents.models import Incident, IncidentDossier, IncidentReview, ReviewAction, Sighting, SituationUpdate
from incidents.models.learning import CHANGED
from incidents.paper.content import content_sha256, dossier_of
from tests.api.conftest import client_of
from tests.cast import PEOPLE, Cast
from tests.conftest import TODAY
from tests.files.uploads import image
from tests.incidents.building import claimed, do, given, in_state, judged
from tests.incidents.building_handling import applied, asked, playbook
from tests.incidents.test_pages import signed_in
from tests.press.releases.building import draft, issued

pytestmark = pytest.mark.usefixtures("rules")

HOSTILE = "<img src=x onerror=alert(1)> {{ 7*7 }} 😀 \u202eetad"


def address(incident: Incident) -> str:
    return f"/api/v1/incidents/{incident.pk}/dossier.pdf"


def words(content: Any) -> str:
    """Everything that would be printed."""
    return repr(content)


def text_of(pdf: bytes) -> str:
    """The words of all pages, whatever the lines they were broken into."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def chain(cast: Cast) -> Incident:
    """An incident with clock, claim, evidence, release, statement, waiver, review and action."""
    incident = in_state(cast, "active", triage={"severity": 2, "legal_ground": "ND244-7.3"}, title="Tin sai về Cổng")
    claim = claimed(cast, incident)
    services.sighting_add(actor=cast.press_officer, claim_id=claim.pk, url="https://example.org/bai-1", reach=1200)
    judged(cast, claim)
    services.incident_link_release(actor=cast.press_officer, incident_id=incident.pk, release_id=issued(cast).pk)
    services.incident_link_statement(actor=cast.press_officer, incident_id=incident.pk, statement_id=given(cast).pk)
    do("waive", incident, cast.leader, reason="Đã trả lời riêng")
    do("close", incident, cast.press_officer)
    do("review", incident, cast.press_officer, text="Bài học chung", causes="Thiếu danh mục")
    services.review_action_add(
        actor=cast.press_officer, incident_id=incident.pk, text="Lập danh mục", unit=cast.units["CNTT"]
    )
    incident.refresh_from_db()
    return incident


def test_the_chain_and_the_hashes_stand_on_it(cast: Cast) -> None:
    """From the facts to the last lesson, with the hash of the waiver, of the release and of every event."""
    incident = chain(cast)
    said = words(dossier_of(cast.press_officer, incident))
    release = incident.release_links.get().release
    for expected in (
        str(incident.pk),
        "ND244-7.3",
        "Cổng thu phí người dân.",
        "https://example.org/bai-1",
        "QĐ 1799/QĐ-BTP",
        release.symbol,
        release.verify_code,
        incident.waiver_sha256,
        "đúng như khi ký",
        "Thiếu danh mục",
        "Lập danh mục",
    ):
        assert expected in said, expected
    for event in history(incident):
        assert event.hash in said


def test_it_is_printed_by_a_worker_and_then_always_the_same_bytes(cast: Cast) -> None:
    """503 with the time to come again until it is stored; later requests print nothing anew."""
    incident, api = chain(cast), client_of(cast.press_officer)
    drain()  # the release gets its document, whose hash is printed too
    pending = api.get(address(incident))
    assert (pending.status_code, pending["Retry-After"], pending.json()["code"]) == (503, "5", "document_pending")
    assert api.get(address(incident)).status_code == 503
    assert IncidentDossier.objects.count() == 1
    drain()
    first, second = api.get(address(incident)), api.get(address(incident))
    assert (first.status_code, first["Content-Type"], first["X-Content-Type-Options"]) == (
        200,
        "application/pdf",
        "nosniff",
    )
    assert first.content == second.content
    row = IncidentDossier.objects.get()
    assert row.file is not None
    assert row.file.sha256 == hashlib.sha256(first.content).hexdigest()
    printed = text_of(first.content)
    assert row.content_sha256[:20] in printed.replace(" ", "")
    assert AuditHead.objects.get().seq > 0
    assert "CHUỖI BẰNG CHỨNG" in printed
    assert (PdfReader(io.BytesIO(first.content)).trailer["/Root"])["/MarkInfo"]["/Marked"]


def test_another_state_is_another_dossier(cast: Cast) -> None:
    """The stored one stays as it was; what changed is printed as a new one."""
    incident = in_state(cast, "active")
    services.dossier_ask(actor=cast.press_officer, incident_id=incident.pk)
    drain()
    services.timeline_add(actor=cast.press_officer, incident_id=incident.pk, text="Thêm một việc")
    api = client_of(cast.press_officer)
    assert api.get(address(incident)).status_code == 503
    assert IncidentDossier.objects.count() == 2
    assert IncidentDossier.objects.exclude(file=None).count() == 1


def test_asking_does_not_change_what_is_printed(cast: Cast) -> None:
    """The event of the printing is of the dossier, so that asking again finds the same state."""
    incident = in_state(cast, "active")
    before = content_sha256(dossier_of(cast.press_officer, incident))
    services.dossier_ask(actor=cast.press_officer, incident_id=incident.pk)
    drain()
    assert content_sha256(dossier_of(cast.press_officer, incident)) == before


def test_two_readers_may_have_different_dossiers(cast: Cast) -> None:
    """A linked draft is on the paper of who sees it, and of nobody else; neither gets the file of the other."""
    incident = in_state(cast, "active", triage={"lead_unit": cast.units["C-PBGDPL-TGPL"]})
    hidden = draft(cast, title="Thông cáo chưa công bố", units=[cast.units["CTXD-VB"]])
    services.incident_link_release(actor=cast.press_officer, incident_id=incident.pk, release_id=hidden.pk)
    desk, officer = (words(dossier_of(person, incident)) for person in (cast.press_officer, cast.officer))
    assert "Thông cáo chưa công bố" in desk
    assert "Thông cáo chưa công bố" not in officer
    for person in (cast.press_officer, cast.officer):
        services.dossier_ask(actor=person, incident_id=incident.pk)
    drain()
    mine = IncidentDossier.objects.get(asked_by=cast.press_officer).file
    assert mine is not None
    assert list(StoredFile.objects.visible_to(cast.press_officer)) == [mine]
    assert mine not in StoredFile.objects.visible_to(cast.officer)
    assert mine not in StoredFile.objects.visible_to(cast.leader)


RESTRICTED_SEES = {"press_officer", "spokesperson", "leader", "auditor"}


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_a_restricted_incident_has_no_dossier_for_others(cast: Cast, who: str) -> None:
    incident = in_state(cast, "active", triage={"restricted": True})
    expected = 503 if who in RESTRICTED_SEES else 404
    assert client_of(cast.people[who]).get(address(incident)).status_code == expected
    page = signed_in(cast.people[who]).get(f"/incidents/{incident.pk}/dossier.pdf")
    assert page.status_code == expected


def test_who_lost_the_sight_of_it_gets_nothing_more(cast: Cast) -> None:
    """Neither from the worker, nor the file that was stored before."""
    incident = in_state(cast, "active", triage={"lead_unit": cast.units["C-PBGDPL-TGPL"]})
    services.dossier_ask(actor=cast.officer, incident_id=incident.pk)
    drain()
    stored = IncidentDossier.objects.get().file
    assert stored is not None
    services.timeline_add(actor=cast.press_officer, incident_id=incident.pk, text="Việc mới")
    services.dossier_ask(actor=cast.officer, incident_id=incident.pk)
    incident.refresh_from_db()
    services.incident_update(
        actor=cast.spokesperson, incident_id=incident.pk, version=incident.version, restricted=True
    )
    drain()
    assert IncidentDossier.objects.exclude(file=None).count() == 1
    assert client_of(cast.officer).get(address(incident)).status_code == 404
    assert signed_in(cast.officer).get(stored.get_absolute_url()).status_code == 404
    assert not StoredFile.objects.visible_to(cast.officer).exists()


def test_who_sees_it_again_may_ask_again(cast: Cast) -> None:
    """Printed for nobody while it was out of sight; afterwards it is owed once more instead of pending for ever."""
    incident = in_state(cast, "active", triage={"lead_unit": cast.units["C-PBGDPL-TGPL"]})
    row = services.dossier_ask(actor=cast.officer, incident_id=incident.pk)
    Incident.objects.filter(pk=incident.pk).update(restricted=True)
    drain()
    row.refresh_from_db()
    assert (row.file, row.failed) == (None, CHANGED)
    Incident.objects.filter(pk=incident.pk).update(restricted=False)
    with clock.frozen(TODAY + timedelta(minutes=1)):
        again = services.dossier_ask(actor=cast.officer, incident_id=incident.pk)
        assert (again.pk, again.failed) == (row.pk, "")
        drain()
    row.refresh_from_db()
    assert row.file is not None


def test_what_changed_before_the_worker_came_is_said(cast: Cast) -> None:
    """The worker prints only what was asked for; asked again in that state, it is owed once more."""
    incident = in_state(cast, "active")
    row = services.dossier_ask(actor=cast.press_officer, incident_id=incident.pk)
    services.timeline_add(actor=cast.press_officer, incident_id=incident.pk, text="Việc mới")
    drain()
    row.refresh_from_db()
    assert (row.file, row.failed) == (None, CHANGED)
    assert "ask for it again" in row.failed_words


def test_printing_twice_stores_one(cast: Cast) -> None:
    incident = in_state(cast, "active")
    row = services.dossier_ask(actor=cast.press_officer, incident_id=incident.pk)
    first = services.dossier_print(dossier_id=row.pk)
    second = services.dossier_print(dossier_id=row.pk)
    assert first is not None
    assert second is not None
    assert first.file == second.file
    assert StoredFile.objects.count() == 1


def test_hostile_words_are_printed_as_words(cast: Cast) -> None:
    """Markup is text, and a character without a sign stands by its number; nothing refuses the dossier."""
    incident = in_state(cast, "active", title=HOSTILE)
    claim = claimed(cast, incident, text=HOSTILE)
    services.sighting_add(actor=cast.press_officer, claim_id=claim.pk, url=f"javascript:{HOSTILE}", note=HOSTILE)
    services.dossier_ask(actor=cast.press_officer, incident_id=incident.pk)
    drain()
    answer = client_of(cast.press_officer).get(address(incident))
    assert answer.status_code == 200
    printed = text_of(answer.content)
    assert "<img src=x onerror=alert(1)>" in printed
    assert "{{ 7*7 }}" in printed
    assert "[U+1F600]" in printed
    assert b"/URI" not in answer.content


def test_evidence_is_printed_with_its_hash(cast: Cast) -> None:
    incident = in_state(cast, "active")
    claim = claimed(cast, incident)
    upload = SimpleUploadedFile("bai.png", image("PNG"))
    sighting = services.sighting_add(
        actor=cast.press_officer, claim_id=claim.pk, url="https://example.org/1", upload=upload
    )
    assert sighting.sha256
    assert sighting.sha256 in words(dossier_of(cast.press_officer, incident))


def test_decisions_agreements_and_ticks_stand_in_the_chain(cast: Cast) -> None:
    """Whatever hangs on the incident and has events of its own."""
    incident = applied(cast, in_state(cast, "active"), playbook(cast))
    decision = services.decision_make(
        actor=cast.press_officer, incident_id=incident.pk, kind="speak", reason="Dư luận chờ"
    )
    agreement = asked(cast, incident)
    step = incident.checklist.first()
    services.item_tick(actor=cast.press_officer, checklistitem_id=step.pk, version=step.version)
    said = words(dossier_of(cast.press_officer, incident))
    for row in (decision, agreement, step):
        [event] = history(row)
        assert event.hash in said, event.action


def test_more_rows_than_are_printed_are_counted(cast: Cast) -> None:
    """Not only that there is one more: how many there are."""
    incident = in_state(cast, "active")
    ReviewAction.objects.bulk_create(
        ReviewAction(incident=incident, text=f"Việc {number}", unit=cast.units["CNTT"], author=cast.press_officer)
        for number in range(150)
    )
    SituationUpdate.objects.bulk_create(
        SituationUpdate(incident=incident, situation="x", done="y", next_steps="z", author=cast.press_officer)
        for _number in range(120)
    )
    IncidentReview.objects.bulk_create(
        IncidentReview(incident=incident, no=number, summary="x", author=cast.press_officer) for number in range(1, 103)
    )
    said = words(dossier_of(cast.press_officer, incident))
    for expected in (
        "In 100 trên tổng số 150 dòng.",
        "In 100 trên tổng số 120 dòng.",
        "In 100 trên tổng số 102 mục.",
    ):
        assert expected in said, expected


def test_a_large_incident_is_bounded_and_says_so(cast: Cast) -> None:
    """200 sightings of a claim, 300 in all, long texts cut: the paper tells how much it leaves out, and is rendered."""
    incident = in_state(cast, "active", summary="x" * 10_000)
    for number in range(3):
        claim = claimed(cast, incident, text=f"Thông tin {number}")
        Sighting.objects.bulk_create(
            Sighting(
                incident=incident,
                claim=claim,
                url=f"https://example.org/{number}/{index}",
                captured_at=claim.first_seen_at,
                sha256="a" * 64,
                recorded_by=cast.press_officer,
            )
            for index in range(1000)
        )
    content = dossier_of(cast.press_officer, incident)
    said = words(content)
    assert "In 200 trên tổng số 1.000 dòng." in said
    assert "In 100 trên tổng số 1.000 dòng." in said
    assert "1.000 lần, không in vì giới hạn của hồ sơ." in said
    assert "[lược bớt 7.000 ký tự]" in said
    row = services.dossier_ask(actor=cast.press_officer, incident_id=incident.pk)
    printed = services.dossier_print(dossier_id=row.pk)
    assert printed is not None
    assert printed.failed == ""
    assert printed.file is not None


def test_more_rows_ask_no_more(cast: Cast, queries_do_not_grow: Callable[[Any, Any], None]) -> None:
    """Sightings, entries and links cost no query each."""
    incident = chain(cast)
    person = found(type(cast.press_officer).objects, pk=cast.press_officer.pk)

    def grow() -> None:
        claim = incident.claims.get()
        Sighting.objects.bulk_create(
            Sighting(
                incident=incident,
                claim=claim,
                url="https://example.org/x",
                captured_at=claim.first_seen_at,
                recorded_by=cast.press_officer,
            )
            for _number in range(5)
        )
        for number in range(3):
            services.timeline_add(actor=cast.press_officer, incident_id=incident.pk, text=f"Việc {number}")
            services.review_action_add(
                actor=cast.press_officer, incident_id=incident.pk, text=f"Việc {number}", unit=cast.units["CNTT"]
            )

    queries_do_not_grow(lambda: dossier_of(person, Incident.objects.get(pk=incident.pk)), grow)


def test_the_page_says_that_it_is_being_printed(cast: Cast) -> None:
    """With a way back and a way on; afterwards the incident lists what was printed for this reader."""
    incident, client = in_state(cast, "active"), signed_in(cast.press_officer)
    pending = client.get(f"{incident.get_absolute_url()}dossier.pdf")
    assert (pending.status_code, pending["Retry-After"]) == (503, "5")
    assert incident.get_absolute_url() in pending.content.decode()
    assert "being printed" in client.get(incident.get_absolute_url()).content.decode()
    drain()
    assert client.get(f"{incident.get_absolute_url()}dossier.pdf")["Content-Type"] == "application/pdf"
    stored = IncidentDossier.objects.get().file
    assert stored is not None
    assert stored.get_absolute_url() in client.get(incident.get_absolute_url()).content.decode()
    other = signed_in(cast.spokesperson).get(incident.get_absolute_url()).content.decode()
    assert stored.get_absolute_url() not in other
