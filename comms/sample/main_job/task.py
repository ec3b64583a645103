"""Step 2: task 6 of the plan, from acceptance to verification by another unit."""

from collections.abc import Generator

from django.core.files.base import ContentFile

from comms.core.errors import NotAllowed, NotVisible
from comms.core.records import found
from comms.org.models import User
from tasks.models import Task
from tasks.services import evidence_add, task_accept, task_submit, task_update, task_verify
from tasks.states import EvidenceKind, TaskState

REPORT = "Đã soạn dự thảo thông cáo báo chí và kế hoạch đăng tải (ví dụ minh họa)."
EVIDENCE = "BÁO CÁO KẾT QUẢ (minh họa)\n\nThông cáo báo chí về Cổng PBGDPL đã được soạn và gửi các cơ quan báo chí.\n"


def do_task(people: dict[str, User]) -> Generator[str, None, Task]:
    task = Task.objects.get(plan__code="KH-1799", no="6")
    officer = people["officer"]
    if task.state == TaskState.ASSIGNED:
        task = task_accept(actor=officer, task_id=task.pk, version=task.version)
        yield "officer accepts task 6; the lead unit of 2022 is carried on by the officer's unit of today"
    if task.state == TaskState.ACCEPTED:
        task_update(actor=officer, task_id=task.pk, text=REPORT, percent=40)
        yield "officer reports 40 %"
    task.refresh_from_db()
    if task.state == TaskState.IN_PROGRESS:
        if not task.evidence.filter(kind=EvidenceKind.FILE).exists():
            report = ContentFile(EVIDENCE.encode(), name="bao-cao-ket-qua.txt")
            evidence_add(actor=officer, task_id=task.pk, kind=EvidenceKind.FILE, title="Báo cáo kết quả", upload=report)
        task.refresh_from_db()
        task = task_submit(actor=officer, task_id=task.pk, version=task.version)
        yield "officer submits the result with a file as evidence"
    if task.state == TaskState.SUBMITTED:
        try:
            task_verify(actor=people["unit_head"], task_id=task.pk, version=task.version)
        except NotAllowed as refusal:
            yield f"unit_head may not verify: {refusal.detail}"
        try:
            found(Task.objects.visible_to(people["outsider"]), pk=task.pk)
        except NotVisible as refusal:
            yield f"outsider asks for the task: {refusal.detail}"
        task = task_verify(actor=people["verifier"], task_id=task.pk, version=task.version)
        yield "verifier, of the plan's verifying unit, verifies the result"
    return task
