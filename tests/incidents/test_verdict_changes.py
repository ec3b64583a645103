"""A conclusion that changes: its history, and word to everybody who had the earlier one."""

from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client
from pytest_django import Settings

from comms.core import clock
from comms.core.errors import Invalid, NotAllowed, NotVisible
from comms.notify.models import Notification
from comms.outbox.services import drain
from incidents import services
from incidents.models import Claim, ClaimEvidence, ClaimVerdict, Incident, PublicReport, VerdictNotice
from incidents.policies import closing_warnings
from incidents.selectors.public_reports import address
from incidents.selectors.refutations import conclusions_after_answer, notices_shown_to
from press.distribution.models import Delivery, Journalist
from tests.cast import Cast
from tests.incidents.building import claimed, do, do_claim, given
from tests.incidents.building_refutations import led, refutable
from tests.press.releases.building import issued
from tests.races import at_once, needs_postgresql

pytestmark = pytest.mark.usefixtures("rules")


def again(cast: Cast, claim: Claim, verdict: str = "true") -> Claim:
    """Verified again, with another conclusion."""
    do_claim("check", claim, cast.press_officer, reason="Bằng chứng mới")
    return do_claim("judge", claim, cast.press_officer, verdict=verdict, evidence="Văn bản mới")


def to(kind: str) -> list[VerdictNotice]:
    return list(VerdictNotice.objects.filter(to=kind))


def delivered(release: Any, address: str, **fields: Any) -> Delivery:
    values = {
        "release": release,
        "document_sha256": "a" * 64,
        "purpose": "release",
        "transport": "mail",
        "name": address,
        "address": address,
        "state": "accepted",
        "accepted_at": clock.now(),
        "key": f"{release.pk}:{address}:{fields}",
    }
    return Delivery.objects.create(**(values | fields))


def answered_report(claim: Claim, cast: Cast, email: str = "dan@example.org", **fields: Any) -> PublicReport:
    values = {
        "code": f"M{PublicReport.objects.count()}",
        "text": "Tôi thấy tin này",
        "email": email,
        "incident": claim.incident,
        "claim": claim,
        "answer": "Tin giả",
        "answered_by": cast.press_officer,
        "answered_at": clock.now(),
        "state": "answered",
    }
    return PublicReport.objects.create(**(values | fields))


def by_release(cast: Cast) -> tuple[Claim, Any]:
    claim, release = refutable(cast), issued(cast)
    return do_claim("refute", claim, cast.press_officer, release_id=release.pk), release


# --- history --------------------------------------------------------------------------------------


def test_each_conclusion_is_kept(cast: Cast) -> None:
    """Numbered from 1, never changed."""
    claim = again(cast, refutable(cast), "misleading")
    rows = list(claim.verdicts.values_list("no", "verdict", "evidence"))
    assert rows == [(1, "false", "QĐ 1799/QĐ-BTP"), (2, "misleading", "Văn bản mới")]
    with pytest.raises(DatabaseError), transaction.atomic():
        ClaimVerdict.objects.update(verdict="true")


def test_evidence_is_added_by_who_handles(cast: Cast) -> None:
    """And stays as it was."""
    claim = claimed(cast, led(cast))
    row = services.claim_evidence_add(
        actor=cast.officer, claim_id=claim.pk, title="Quyết định", url="http://127.0.0.1/"
    )
    assert (row.url, row.added_by) == ("http://127.0.0.1/", cast.officer)
    for actor, refusal in ((cast.leader, NotAllowed), (cast.outsider, NotVisible)):
        with pytest.raises(refusal):
            services.claim_evidence_add(actor=actor, claim_id=claim.pk, title="Khác")
    with pytest.raises(Invalid):
        services.claim_evidence_add(actor=cast.officer, claim_id=claim.pk, title=" ")
    with pytest.raises(DatabaseError), transaction.atomic():
        ClaimEvidence.objects.update(title="Khác")


def test_what_was_answered_is_taken_back_with_a_reason_by_who_leads(cast: Cast) -> None:
    claim, _release = by_release(cast)
    with pytest.raises(NotAllowed):
        do_claim("check", claim, cast.officer, reason="Bằng chứng mới")
    with pytest.raises(Invalid) as refused:
        do_claim("check", claim, cast.unit_head, reason=" ")
    assert list(refused.value.errors) == ["reason"]
    done = do_claim("check", claim, cast.unit_head, reason="Bằng chứng mới")
    assert (done.state, done.refuting_release, done.verdict) == ("checking", None, None)


# --- who is told ----------------------------------------------------------------------------------


def test_the_same_conclusion_again_tells_nobody(cast: Cast) -> None:
    claim, release = by_release(cast)
    delivered(release, "toasoan@example.org")
    again(cast, claim, "false")
    assert not VerdictNotice.objects.exists()


def test_people_of_the_ministry_are_told_once(cast: Cast) -> None:
    """Who leads, reported, verified; as far as they see the claim.  Not who concluded."""
    claim = again(cast, refutable(cast))
    told = {notice.person.username for notice in to("person") if notice.person}
    assert told == {"officer", "unit_head", "spokesperson"}
    assert {notice.state for notice in to("person")} == {"sent"}
    notices = Notification.objects.filter(kind="incidents.verdict_changed")
    assert sorted(notices.values_list("person__username", flat=True)) == sorted(told)
    assert claim.incident.timeline.filter(kind="verdict_changed").count() == 1


def test_of_a_restricted_incident_only_who_sees_it_is_told(cast: Cast, settings: Settings) -> None:
    """And nothing leaves the house by itself: all others are owed to a person."""
    settings.MAIL_IS_SENT = True
    claim, release = by_release(cast)
    delivered(release, "toasoan@example.org")
    answered_report(claim, cast)
    do("assess", claim.incident, cast.spokesperson, restricted=True)
    do_claim("check", claim, cast.spokesperson, reason="Bằng chứng mới")
    do_claim("judge", claim, cast.spokesperson, verdict="true", evidence="Văn bản mới")
    assert {notice.person.username for notice in to("person") if notice.person} <= {"unit_head", "leader"}
    assert {notice.state for notice in [*to("delivery"), *to("reporter")]} == {"owed"}
    drain()
    assert [message for message in mail.outbox if "toasoan@example.org" in message.to] == []


def test_recipients_of_the_release_get_a_mail_each(cast: Cast, settings: Settings) -> None:
    """Those whom it reached, once; a webhook is owed to a person, who unsubscribed is left alone."""
    settings.MAIL_IS_SENT = True
    claim, release = by_release(cast)
    gone = Journalist.objects.create(name="Thôi nhận", email="thoi@example.org", unsubscribed_at=clock.now())
    delivered(release, "toasoan@example.org")
    delivered(release, "TOASOAN@example.org", purpose="embargoed")
    delivered(release, "https://example.org/hook", transport="webhook")
    delivered(release, "bounced@example.org", state="bounced")
    delivered(release, "thoi@example.org", journalist=gone)
    again(cast, claim)
    assert sorted((notice.label, notice.state) for notice in to("delivery")) == [
        ("https://example.org/hook", "owed"),
        ("toasoan@example.org", "owed"),
    ]
    drain()
    drain()
    message = next(each for each in mail.outbox if each.to == ["toasoan@example.org"])
    assert sum(each.to == ["toasoan@example.org"] for each in mail.outbox) == 1
    assert release.title in message.subject
    assert claim.text not in message.body
    assert [notice.state for notice in to("delivery") if "@" in notice.label] == ["sent"]


def test_who_unsubscribes_before_the_mail_goes_gets_none(cast: Cast, settings: Settings) -> None:
    settings.MAIL_IS_SENT = True
    claim, release = by_release(cast)
    person = Journalist.objects.create(name="Nhà báo", email="nb@example.org")
    delivered(release, "nb@example.org", journalist=person)
    again(cast, claim)
    Journalist.objects.update(unsubscribed_at=clock.now())
    drain()
    assert [each for each in mail.outbox if each.to == ["nb@example.org"]] == []
    assert [notice.state for notice in to("delivery")] == ["owed"]


def test_the_public_who_reported_it_is_told(cast: Cast, settings: Settings) -> None:
    """By mail, or on the page of the receipt; whoever asked to be forgotten gets nothing."""
    settings.MAIL_IS_SENT = True
    claim = refutable(cast)
    report, silent = answered_report(claim, cast), answered_report(claim, cast, email="")
    forgotten = answered_report(claim, cast, email="quen@example.org")
    answered_report(claim, cast, email="x@example.org", state="received", answered_at=None)
    again(cast, claim)
    PublicReport.objects.filter(pk=forgotten.pk).update(email="", forgotten_at=clock.now())
    drain()
    assert [each.to for each in mail.outbox if each.to[0].endswith("example.org")] == [["dan@example.org"]]
    states = {notice.about_id: notice.state for notice in to("reporter")}
    assert states == {report.pk: "sent", silent.pk: "sent", forgotten.pk: "owed"}
    assert {notice.email for notice in to("reporter")} == {""}
    assert conclusions_after_answer(silent).get().after.verdict == "true"


def test_the_receipt_says_that_the_conclusion_changed(cast: Cast, client: Client) -> None:
    """Of a restricted incident it says nothing, and who left no address is then owed to a person."""
    claim = refutable(cast)
    silent = answered_report(claim, cast, email="", code="MINHHOAMINHHOAMINHH2")
    again(cast, claim)
    page = client.get(address("receipt", "vi", silent.code)).content.decode()
    assert "không còn giá trị" in page
    assert "Tin xác thực" in page or "tin xác thực" in page
    Incident.objects.filter(pk=claim.incident_id).update(restricted=True)
    page = client.get(address("receipt", "vi", silent.code)).content.decode()
    assert "không còn giá trị" not in page
    claim.refresh_from_db()
    do_claim("check", claim, cast.spokesperson, reason="Lại có bằng chứng")
    do_claim("judge", claim, cast.spokesperson, verdict="misleading", evidence="Văn bản khác")
    assert VerdictNotice.objects.get(to="reporter", after__no=3).state == "owed"


def test_whoever_was_not_told_is_named_before_the_end_and_told_after_it(cast: Cast, client: Client) -> None:
    """Closing warns; the page of the claim keeps its button."""
    claim, release = by_release(cast)
    delivered(release, "https://example.org/hook", transport="webhook")
    again(cast, claim)
    incident = Incident.objects.get(pk=claim.incident_id)
    assert "was not told" in " ".join(check.words for check in closing_warnings(incident))
    do("close", incident, cast.press_officer)
    client.force_login(cast.press_officer)
    notice = to("delivery")[0]
    assert f"/verdict-notices/{notice.pk}/" in client.get(claim.get_absolute_url()).content.decode()
    services.verdict_notice_told(actor=cast.press_officer, verdictnotice_id=notice.pk, version=1, note="Đã gọi")
    assert "was not told" not in " ".join(check.words for check in closing_warnings(incident))


def test_of_a_drill_no_mail_leaves(cast: Cast, settings: Settings) -> None:
    """Everybody outside is owed to a person, as of a restricted incident."""
    settings.MAIL_IS_SENT = True
    claim, release = by_release(cast)
    delivered(release, "toasoan@example.org")
    Incident.objects.filter(pk=claim.incident_id).update(drill=True)
    again(cast, claim)
    drain()
    assert [each for each in mail.outbox if each.to == ["toasoan@example.org"]] == []
    assert [notice.state for notice in to("delivery")] == ["owed"]


def test_a_drill_declared_after_the_conclusion_holds_the_mail_back(cast: Cast, settings: Settings) -> None:
    settings.MAIL_IS_SENT = True
    claim, release = by_release(cast)
    delivered(release, "toasoan@example.org")
    again(cast, claim)
    Incident.objects.filter(pk=claim.incident_id).update(drill=True)
    drain()
    assert [each for each in mail.outbox if each.to == ["toasoan@example.org"]] == []


def test_a_claim_that_repeats_it_is_told_to_who_leads_there(cast: Cast) -> None:
    """A reader of this claim who does not see that one learns nothing of it."""
    claim = refutable(cast)
    other = claimed(cast, led(cast, title="Vụ khác"), text="Cổng thu tiền.")
    Claim.objects.filter(pk=other.pk).update(repeats=claim)
    do("assess", other.incident, cast.spokesperson, restricted=True)
    again(cast, claim)
    assert [notice.about_id for notice in to("claim")] == [other.pk]
    assert not notices_shown_to(cast.officer, claim).filter(to="claim").exists()
    assert notices_shown_to(cast.spokesperson, claim).filter(to="claim").exists()
    about_other = Notification.objects.filter(kind="incidents.verdict_changed", subject_id=other.pk)
    assert set(about_other.values_list("person__username", flat=True)) == {"spokesperson"}


def test_a_person_tells_whom_the_service_does_not_reach(cast: Cast) -> None:
    claim, release = by_release(cast)
    delivered(release, "https://example.org/hook", transport="webhook")
    again(cast, claim)
    notice = to("delivery")[0]
    with pytest.raises(NotAllowed):
        services.verdict_notice_told(
            actor=cast.leader, verdictnotice_id=notice.pk, version=notice.version, note="Đã gọi"
        )
    with pytest.raises(Invalid):
        services.verdict_notice_told(actor=cast.officer, verdictnotice_id=notice.pk, version=1, note=" ")
    done = services.verdict_notice_told(actor=cast.officer, verdictnotice_id=notice.pk, version=1, note="Đã gọi")
    assert (done.state, done.told_by, done.note) == ("told", cast.officer, "Đã gọi")


def test_an_answer_without_a_dossier_reaches_its_recipients_too(cast: Cast) -> None:
    """Also those of a release that another one replaced."""
    claim, first = by_release(cast)
    delivered(first, "mot@example.org")
    do_claim("refute", claim, cast.press_officer, statement_id=given(cast).pk)
    again(cast, claim)
    assert [notice.label for notice in to("delivery")] == ["mot@example.org"]


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_conclusions_at_once_tell_nobody_twice(cast: Cast) -> None:
    """Of two who conclude in one instant one finds the claim changed."""
    claim, release = by_release(cast)
    delivered(release, "toasoan@example.org")
    claim = do_claim("check", claim, cast.press_officer, reason="Bằng chứng mới")

    def conclude(actor: Any) -> Any:
        return services.claim_judge(
            actor=actor, claim_id=claim.pk, version=claim.version, verdict="true", evidence="Mới"
        )

    results = at_once(lambda: conclude(cast.press_officer), lambda: conclude(cast.spokesperson))
    assert sum(isinstance(result, Claim) for result in results) == 1
    assert len(to("delivery")) == 1
    assert ClaimVerdict.objects.filter(claim=claim).count() == 2
