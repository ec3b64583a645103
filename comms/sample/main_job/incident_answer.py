"""The claim of the incident, its verdict, its refutation, and the release that carries the approved words."""

from collections.abc import Generator

from comms.deadlines.selectors import clocks_of
from comms.org.models import User
from comms.sample.main_job.release import CONTACT, ILLUSTRATIVE, RECIPIENTS, SIGNER, issue
from incidents.models import Claim, Incident, Refutation
from incidents.services import (
    claim_check,
    claim_evidence_add,
    claim_judge,
    claim_report,
    refutation_approve,
    refutation_check,
    refutation_create,
    refutation_publish,
    refutation_release,
    refutation_submit,
    sighting_add,
)
from incidents.states import STANDING, ClaimState, Means, RefutationState, SeenIn, Verdict
from press.releases.models import Release
from press.releases.services import release_update
from press.releases.states import State

CLAIM = "Cổng Thông tin điện tử phổ biến, giáo dục pháp luật quốc gia đã chuyển sang địa chỉ pbgdpl-quocgia.example."
SEEN = ("https://social.example/posts/4711", 1200), ("https://social.example/groups/88/posts/5", 340)
DECISION = "Quyết định số 1799/QĐ-BTP ngày 05/9/2022"
EVIDENCE = f"{DECISION}: Cổng PBGDPL có địa chỉ truy cập http://pbgdpl.gov.vn."
REFUTATION_TITLE = "Thông tin về địa chỉ truy cập của Cổng Thông tin điện tử phổ biến, giáo dục pháp luật quốc gia"
REFUTATION = (
    "Trên mạng xã hội xuất hiện thông tin cho rằng Cổng Thông tin điện tử phổ biến, giáo dục pháp luật quốc gia "
    "(Cổng PBGDPL) đã chuyển sang một địa chỉ khác. Thông tin này không đúng sự thật.\n\n"
    "Cổng PBGDPL có địa chỉ truy cập http://pbgdpl.gov.vn.\n\n"
    "Đề nghị người dân, doanh nghiệp không truy cập, không chia sẻ đường dẫn không chính thống."
)
PARTS = {
    "false_content": "Từ sáng nay, một số tài khoản nói Cổng PBGDPL đã chuyển sang địa chỉ khác (minh họa).",
    "effect": "Người dân có thể bị lừa cung cấp thông tin cá nhân, mất niềm tin vào Cổng (minh họa).",
    "true_nature": "Cổng PBGDPL có địa chỉ truy cập http://pbgdpl.gov.vn, chưa từng chuyển địa chỉ (minh họa).",
    "legal_grounds": f"{DECISION}.",
    "messages": "Chỉ truy cập Cổng tại địa chỉ chính thức; không cung cấp mã xác thực (minh họa).",
}


def answer(people: dict[str, User], incident: Incident) -> Generator[str, None, Claim]:
    """From the claim to its published refutation; goes on where it stands."""
    claim = yield from _judged(people, incident)
    if claim.state == ClaimState.JUDGED:
        refutation = yield from _approved(people, claim)
        release = yield from _issued(people, incident, refutation)
        refutation.refresh_from_db()
        refutation_publish(
            actor=people["press_officer"],
            refutation_id=refutation.pk,
            version=refutation.version,
            means=Means.RELEASE,
            release_id=release.pk,
        )
        yield "press_officer publishes the refutation: the claim has its page in the newsroom, with ClaimReview"
    claim.refresh_from_db()
    return claim


def _judged(people: dict[str, User], incident: Incident) -> Generator[str, None, Claim]:
    desk = people["press_officer"]
    claim: Claim | None = incident.claims.first()
    if claim is None:
        claim = claim_report(actor=desk, incident_id=incident.pk, text=CLAIM, first_seen_at=incident.detected_at)
        for url, reach in SEEN:
            sighting_add(actor=desk, claim_id=claim.pk, url=url, reach=reach, seen_in=SeenIn.SOCIAL, note="Minh họa.")
        yield f"press_officer reports the claim behind it, with {len(SEEN)} places where it was seen"
    if claim.state == ClaimState.REPORTED:
        claim = claim_check(actor=desk, claim_id=claim.pk, version=claim.version)
    if claim.state == ClaimState.CHECKING:
        if not claim.evidence_rows.exists():
            claim_evidence_add(actor=desk, claim_id=claim.pk, title=DECISION, note="Địa chỉ của Cổng.")
            claim.refresh_from_db()
        claim = claim_judge(
            actor=desk,
            claim_id=claim.pk,
            version=claim.version,
            verdict=Verdict.FALSE,
            evidence=EVIDENCE,
            legal_source=DECISION,
        )
        yield "press_officer checks the claim and judges it false, on the decision's public facts"
    return claim


def _approved(people: dict[str, User], claim: Claim) -> Generator[str, None, Refutation]:
    """The dossier of five parts: written, checked and approved by three people."""
    standing = Refutation.objects.filter(claim=claim, state__in=STANDING).first()
    refutation: Refutation = standing or refutation_create(
        actor=people["press_officer"],
        claim_id=claim.pk,
        title=REFUTATION_TITLE,
        public_text=REFUTATION,
        illustrative=["title", "public_text", *PARTS],
        **PARTS,
    )
    for state, username, verb in (
        (RefutationState.DRAFT, "press_officer", refutation_submit),
        (RefutationState.CHECKING, "legal_checker", refutation_check),
        (RefutationState.CHECKED, "spokesperson", refutation_approve),
    ):
        if refutation.state == state:
            refutation = verb(actor=people[username], refutation_id=refutation.pk, version=refutation.version)
            yield f"{username}: the refutation is now {refutation.get_state_display()}"
    return refutation


def _issued(people: dict[str, User], incident: Incident, refutation: Refutation) -> Generator[str, None, Release]:
    """The release with the approved words; its issue is the first statement and stops the legal clock."""
    desk = people["press_officer"]
    if refutation.release is None:
        refutation = refutation_release(actor=desk, refutation_id=refutation.pk, version=refutation.version)
        yield "press_officer makes a release of the approved words"
    release = Release.objects.get(refutations=refutation)
    if release.state == State.DRAFT and not release.signer_name:
        release_update(
            actor=desk,
            release_id=release.pk,
            version=release.version,
            recipients=RECIPIENTS,
            contact=CONTACT,
            illustrative=["title", "body", *ILLUSTRATIVE],
            **SIGNER,
        )
    issued = yield from issue(people, title=REFUTATION_TITLE, body=REFUTATION)
    stopped = clocks_of(incident)[0]
    if stopped.stopped_at is not None:
        yield f"it is the first statement and stops clock {stopped.rule.code}"
    return issued
