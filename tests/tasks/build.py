"""Tasks as the tests need them, built through the services."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from plans.models import Plan
from plans.states import UnitGroup
from tasks import services
from tasks.models import Task
from tasks.services import Coordinating, EvidenceInput
from tasks.states import TaskState
from tests.cast import Cast
from tests.plans.build import plan_of_2022

LINK = EvidenceInput(title="Bài đăng", url="https://moj.gov.vn/bai-dang")
PATHS = {
    "assigned": [],
    "accepted": ["accept"],
    "returned": ["return"],
    "in_progress": ["accept", "start"],
    "blocked": ["accept", "start", "block"],
    "submitted": ["accept", "start", "submit"],
    "verified": ["accept", "start", "submit", "verify"],
    "cancelled": ["cancel"],
}
ACTORS = {
    "verify": "verifier",
    "reject": "verifier",
    "assign": "unit_head",
    "cancel": "unit_head",
    "reopen": "unit_head",
}
NEEDS_REASON = {"return", "block", "reject", "cancel", "reopen"}


def pdf(name: str = "ket-qua.pdf") -> SimpleUploadedFile:
    """The smallest file that a reader of PDF opens."""
    content = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
        b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
        b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
    )
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def task_of(cast: Cast, plan: Plan | None = None, **fields: Any) -> Task:
    """Task 6 of the plan of 2022: led by the unit of then, with one named unit and the ministry's units."""
    plan = plan or plan_of_2022(cast)
    given: dict[str, Any] = {
        "title": "Thông cáo báo chí về Cổng PBGDPL",
        "no": "6",
        "lead_unit": cast.units["V-PBGDPL"],
        "coordinating": [Coordinating(cast.units["CNTT"])],
        "coordinating_group": UnitGroup.MINISTRY_UNITS,
    }
    return services.task_record(actor=None, plan=plan, **{**given, **fields})


def alone(cast: Cast, plan: Plan | None = None, **fields: Any) -> Task:
    """A task without anybody who coordinates."""
    return task_of(cast, plan, **{"coordinating": [], "coordinating_group": "", **fields})


def do(verb: str, task: Task, actor: Any, **changes: Any) -> Task:
    """One verb by its service, with a reason where it needs one."""
    arguments: dict[str, Any] = {"version": Task.objects.get(pk=task.pk).version}
    if verb in NEEDS_REASON:
        arguments["reason"] = "Theo ý kiến của lãnh đạo"
    service = getattr(services, f"task_{verb}")
    done: Task = service(actor=actor, task_id=task.pk, **{**arguments, **changes})
    return done


def bring(cast: Cast, task: Task, state: str) -> Task:
    """Walk the task to a state through its verbs, by those who may."""
    for verb in PATHS[TaskState(state)]:
        do(verb, task, getattr(cast, ACTORS.get(verb, "officer")))
    return Task.objects.get(pk=task.pk)


def at(day: int, month: int = 11, year: int = 2026) -> date:
    return date(year, month, day)
