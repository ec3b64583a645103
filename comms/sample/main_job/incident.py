"""Step 5: a false claim as an incident, its legal clock, the refutation; and a second incident whose clock still runs.

Both incidents are invented (*minh họa*); what refutes the first one is a public fact: the portal's address.
"""

from collections.abc import Generator
from datetime import timedelta

from comms.core import clock
from comms.deadlines.selectors import clocks_of
from comms.org.models import User
from comms.sample.main_job.release import issue
from incidents.models import Claim, Incident
from incidents.services import (
    claim_check,
    claim_judge,
    claim_publish,
    claim_refute,
    claim_report,
    incident_activate,
    incident_close,
    incident_contain,
    incident_link_release,
    incident_link_task,
    incident_report,
    incident_triage,
    sighting_add,
)
from incidents.states import ClaimState, Field, IncidentState, LegalGround, Priority, Purpose, Severity, Verdict
from press.releases.models import Release
from tasks.models import Task

TITLE = "Đường dẫn giả mạo Cổng PBGDPL quốc gia lan truyền trên mạng xã hội (minh họa)"
CLAIM = "Cổng Thông tin điện tử phổ biến, giáo dục pháp luật quốc gia đã chuyển sang địa chỉ pbgdpl-quocgia.example."
REFUTATION_TITLE = "Thông tin về địa chỉ truy cập của Cổng Thông tin điện tử phổ biến, giáo dục pháp luật quốc gia"
REFUTATION = (
    "Trên mạng xã hội xuất hiện thông tin cho rằng Cổng Thông tin điện tử phổ biến, giáo dục pháp luật quốc gia "
    "(Cổng PBGDPL) đã chuyển sang một địa chỉ khác. **Thông tin này không đúng sự thật.**\n\n"
    "Cổng PBGDPL có địa chỉ truy cập http://pbgdpl.gov.vn.\n\n"
    "Đề nghị người dân, doanh nghiệp không truy cập, không chia sẻ đường dẫn không chính thống."
)
EVIDENCE = "Quyết định số 1799/QĐ-BTP ngày 05/9/2022: Cổng PBGDPL có địa chỉ truy cập http://pbgdpl.gov.vn."
OPEN_TITLE = "Ý kiến trái chiều về một dự thảo chính sách (minh họa)"


def handle_false_address(people: dict[str, User], task: Task) -> Generator[str, None, Incident]:
    """From the report to the closed incident."""
    desk = people["press_officer"]
    incident = yield from _triaged(
        people,
        title=TITLE,
        field=Field.SCAM,
        ground=LegalGround.ND244_7_3,
        hours_ago=2,
        reason="Đường dẫn được chia sẻ nhiều, có thể gây thiệt hại cho người dân (minh họa).",
    )
    claim = incident.claims.first()
    if claim is None:
        claim = claim_report(actor=desk, incident_id=incident.pk, text=CLAIM, first_seen_at=incident.detected_at)
        sighting_add(actor=desk, claim_id=claim.pk, url="https://social.example/posts/4711", reach=1200)
        incident_link_task(actor=desk, incident_id=incident.pk, task_id=task.pk)
        yield "press_officer reports the claim behind it, with where it was seen, and links the task it touches"
    if incident.state == IncidentState.TRIAGED:
        incident = incident_activate(actor=desk, incident_id=incident.pk, version=incident.version)
    claim = yield from _judged(people, claim)
    release = yield from issue(people, title=REFUTATION_TITLE, body=REFUTATION, invented=["title", "body"])
    claim = yield from _refuted(people, incident, claim, release)
    incident.refresh_from_db()
    if incident.state == IncidentState.ACTIVE:
        incident = incident_contain(actor=desk, incident_id=incident.pk, version=incident.version)
        incident = incident_close(actor=desk, incident_id=incident.pk, version=incident.version)
        yield "press_officer closes the incident, which has its answer"
    return incident


def report_open_incident(people: dict[str, User]) -> Generator[str, None, Incident]:
    """An incident of divided opinion that waits for its first statement."""
    return (
        yield from _triaged(
            people,
            title=OPEN_TITLE,
            field=Field.POLICY,
            ground=LegalGround.ND244_7_4,
            hours_ago=3,
            reason="Vụ việc có thể ảnh hưởng đến dư luận (minh họa).",
        )
    )


def _triaged(
    people: dict[str, User], *, title: str, field: Field, ground: LegalGround, hours_ago: int, reason: str
) -> Generator[str, None, Incident]:
    """Reported by an officer, triaged by the press desk: the decision that starts the legal clock."""
    incident = Incident.objects.filter(title=title).first()
    if incident is None:
        received_at = clock.now() - timedelta(hours=hours_ago)
        incident = incident_report(actor=people["officer"], title=title, field=field, received_at=received_at)
        yield f"officer reports an incident: {title}"
    if incident.state == IncidentState.REPORTED:
        incident = incident_triage(
            actor=people["press_officer"],
            incident_id=incident.pk,
            version=incident.version,
            reason=reason,
            severity=Severity.HIGH,
            priority=Priority.HIGH,
            legal_ground=ground,
            impact_determined_at=incident.received_at if ground == LegalGround.ND244_7_4 else None,
        )
        started = clocks_of(incident)[0]
        yield (
            "press_officer decides severity and legal ground: "
            f"clock {started.rule.code} of {started.rule.amount} hours runs"
        )
    return incident


def _judged(people: dict[str, User], claim: Claim) -> Generator[str, None, Claim]:
    desk = people["press_officer"]
    if claim.state == ClaimState.REPORTED:
        claim = claim_check(actor=desk, claim_id=claim.pk, version=claim.version)
    if claim.state == ClaimState.CHECKING:
        claim = claim_judge(
            actor=desk, claim_id=claim.pk, version=claim.version, verdict=Verdict.FALSE, evidence=EVIDENCE
        )
        yield "press_officer checks the claim and judges it false, on the decision's public facts"
    return claim


def _refuted(
    people: dict[str, User], incident: Incident, claim: Claim, release: Release
) -> Generator[str, None, Claim]:
    desk = people["press_officer"]
    if not incident.release_links.filter(release=release).exists():
        incident_link_release(actor=desk, incident_id=incident.pk, release_id=release.pk, purpose=Purpose.REFUTATION)
        stopped = clocks_of(incident)[0]
        yield f"the refutation is linked; it is the first statement and stops clock {stopped.rule.code}"
    if claim.state == ClaimState.JUDGED:
        claim = claim_refute(actor=desk, claim_id=claim.pk, version=claim.version, release_id=release.pk)
    if claim.state == ClaimState.REFUTED:
        claim = claim_publish(actor=desk, claim_id=claim.pk, version=claim.version)
    return claim
