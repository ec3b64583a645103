"""Step 5: a false claim as an incident, its legal clock, its answer and what is learned; and a second incident whose
clock still runs.

Both incidents are invented (*minh họa*); what refutes the first one is a public fact: the portal's address.
"""

from collections.abc import Generator
from datetime import timedelta

from comms.core import clock
from comms.deadlines.selectors import clocks_of
from comms.org.models import User
from comms.sample.main_job.incident_again import take_report_of_the_same
from comms.sample.main_job.incident_answer import answer
from comms.sample.main_job.incident_lessons import learn
from comms.sample.main_job.incident_redress import ask_for_redress
from incidents.models import Incident, Playbook
from incidents.services import (
    incident_activate,
    incident_close,
    incident_contain,
    incident_link_task,
    incident_report,
    incident_triage,
    item_tick,
    playbook_apply,
    role_assign,
    update_give,
)
from incidents.states import Field, IncidentKind, IncidentState, LegalGround, Priority, RoleKind, Severity
from tasks.models import Task

TITLE = "Đường dẫn giả mạo Cổng PBGDPL quốc gia lan truyền trên mạng xã hội (minh họa)"
OPEN_TITLE = "Ý kiến trái chiều về một dự thảo chính sách (minh họa)"
INVENTED = ["title", "received_at"]
PARTS = {
    RoleKind.LEAD: "press_officer",
    RoleKind.SPOKESPERSON: "spokesperson",
    RoleKind.LEGAL: "legal_checker",
}
UPDATE = {
    "situation": "Đường dẫn giả mạo được chia sẻ khoảng 1.200 lượt (minh họa).",
    "done": "Đã lưu bằng chứng, đã đối chiếu với quyết định công bố địa chỉ của Cổng (minh họa).",
    "next_steps": "Soạn nội dung phản bác, trình thẩm định pháp lý và phê duyệt (minh họa).",
}


def handle_false_address(people: dict[str, User], task: Task) -> Generator[str, None, Incident]:
    """From the report to what is learned from it."""
    desk = people["press_officer"]
    incident = yield from _triaged(
        people,
        title=TITLE,
        field=Field.SCAM,
        ground=LegalGround.ND244_7_3,
        hours_ago=2,
        kind=IncidentKind.FALSE_INFORMATION,
        reason="Đường dẫn được chia sẻ nhiều, có thể gây thiệt hại cho người dân (minh họa).",
    )
    incident = yield from _handled(people, incident)
    if incident.state == IncidentState.ACTIVE:
        if not incident.task_links.filter(task=task).exists():
            incident_link_task(actor=desk, incident_id=incident.pk, task_id=task.pk)
        claim = yield from answer(people, incident)
        yield from take_report_of_the_same(people, incident, claim)
        yield from ask_for_redress(people, incident, claim)
        incident.refresh_from_db()
        incident = incident_contain(actor=desk, incident_id=incident.pk, version=incident.version)
    if incident.state == IncidentState.CONTAINED:
        incident = incident_close(actor=desk, incident_id=incident.pk, version=incident.version)
        yield "press_officer closes the incident, which has its answer"
    yield from learn(people, incident)
    return incident


def _handled(people: dict[str, User], incident: Incident) -> Generator[str, None, Incident]:
    """Who does what, by which steps, and the first word to leadership."""
    desk = people["press_officer"]
    if incident.state == IncidentState.TRIAGED:
        for kind, username in PARTS.items():
            if not incident.role_rows.filter(kind=kind).exists():
                role_assign(actor=desk, incident_id=incident.pk, kind=kind, person=people[username])
        incident.refresh_from_db()
        playbook = Playbook.objects.filter(kind=IncidentKind.FALSE_INFORMATION, active=True).first()
        if playbook is not None and incident.playbook_id is None:
            incident = playbook_apply(
                actor=desk, incident_id=incident.pk, version=incident.version, playbook_id=playbook.pk
            )
            first = incident.checklist.order_by("position")[0]
            item_tick(actor=desk, checklistitem_id=first.pk, version=first.version)
            yield f"press_officer names {len(PARTS)} parts and applies a playbook; its first step is done"
        incident.refresh_from_db()
        incident = incident_activate(actor=desk, incident_id=incident.pk, version=incident.version)
    if incident.state == IncidentState.ACTIVE and not incident.updates.exists():
        update_give(actor=desk, incident_id=incident.pk, **UPDATE)
        incident.refresh_from_db()
        yield "press_officer tells leadership of the situation; the next update is due by the playbook"
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
    people: dict[str, User],
    *,
    title: str,
    field: Field,
    ground: LegalGround,
    hours_ago: int,
    reason: str,
    kind: str = "",
) -> Generator[str, None, Incident]:
    """Reported by an officer, triaged by the press desk: the decision that starts the legal clock."""
    incident = Incident.objects.filter(title=title).first()
    if incident is None:
        received_at = clock.now() - timedelta(hours=hours_ago)
        incident = incident_report(
            actor=people["officer"], title=title, field=field, received_at=received_at, illustrative=INVENTED
        )
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
            kind=kind,
            extent=3,
            spread=2,
            impact_determined_at=incident.received_at if ground == LegalGround.ND244_7_4 else None,
        )
        started = clocks_of(incident)[0]
        yield (
            "press_officer decides severity and legal ground: "
            f"clock {started.rule.code} of {started.rule.amount} hours runs"
        )
    return incident
