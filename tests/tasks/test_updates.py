"""Progress reports and evidence."""

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from comms.core.errors import IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from tasks.models import Evidence, Task, TaskTransition, TaskUpdate
from tasks.services import EvidenceInput, evidence_add, task_update
from tests.cast import Cast
from tests.tasks.build import LINK, bring, do, pdf, task_of


def test_the_first_report_starts_the_task(cast: Cast) -> None:
    """The percent is kept on the task, every report stays as it was given."""
    task = bring(cast, task_of(cast), "accepted")
    first = task_update(actor=cast.officer, task_id=task.pk, text=" Đã dự thảo ", percent=40)
    second = task_update(actor=cast.unit_head, task_id=task.pk, percent=Decimal("55.5"))
    third = task_update(actor=cast.unit_head, task_id=task.pk, text="Chờ ý kiến")
    assert [(row.seq, row.text, row.percent) for row in (first, second, third)] == [
        (1, "Đã dự thảo", 40),
        (2, "", Decimal("55.5")),
        (3, "Chờ ý kiến", None),
    ]
    assert (first.actor_label, first.actor_unit) == (cast.officer.full_name, "C-PBGDPL-TGPL")
    task = Task.objects.get()
    assert (task.state, task.declared_percent) == ("in_progress", Decimal("55.5"))
    assert TaskTransition.objects.filter(verb="start").count() == 1


def test_a_report_raises_the_version_only_when_the_task_changes(cast: Cast) -> None:
    task = bring(cast, task_of(cast), "in_progress")
    task_update(actor=cast.officer, task_id=task.pk, text="Đang làm")
    assert Task.objects.get().version == task.version
    task_update(actor=cast.officer, task_id=task.pk, text="Đang làm", percent=10)
    assert Task.objects.get().version == task.version + 1
    with pytest.raises(StaleVersion):
        task_update(actor=cast.officer, task_id=task.pk, text="Cũ", version=task.version)


@pytest.mark.parametrize(
    "percent", [-1, 101, Decimal("100.01"), Decimal("NaN"), Decimal("Infinity"), "abc", True, 33.333, "1e99"]
)
def test_a_percent_lies_between_0_and_100(cast: Cast, percent: Any) -> None:
    """Anything else is refused and leaves no row; the task has not started."""
    task = bring(cast, task_of(cast), "accepted")
    with pytest.raises(Invalid) as refused:
        task_update(actor=cast.officer, task_id=task.pk, text="x", percent=percent)
    assert list(refused.value.errors) == ["percent"]
    assert not TaskUpdate.objects.exists()
    assert Task.objects.get().state == "accepted"


def test_a_report_says_something(cast: Cast) -> None:
    task = bring(cast, task_of(cast), "accepted")
    with pytest.raises(Invalid):
        task_update(actor=cast.officer, task_id=task.pk, text="  ")


@pytest.mark.parametrize("state", ["assigned", "returned", "submitted", "verified", "cancelled"])
def test_reports_are_given_while_a_task_is_worked_on(cast: Cast, state: str) -> None:
    task = bring(cast, task_of(cast), state)
    with pytest.raises(IllegalTransition):
        task_update(actor=cast.officer, task_id=task.pk, text="x", percent=1)
    with pytest.raises(IllegalTransition):
        evidence_add(actor=cast.officer, task_id=task.pk, kind="link", title="x", url=LINK.url)
    assert Task.objects.get().version == task.version


def test_a_blocked_task_is_reported_on_and_stays_blocked(cast: Cast) -> None:
    task = bring(cast, task_of(cast), "blocked")
    task_update(actor=cast.officer, task_id=task.pk, text="Vẫn chờ", percent=20)
    task = Task.objects.get()
    assert (task.state, task.declared_percent) == ("blocked", 20)


def test_only_the_lead_unit_reports(cast: Cast) -> None:
    task = bring(cast, task_of(cast), "accepted")
    for person in (cast.coordinator, cast.verifier, cast.leader, cast.administrator):
        with pytest.raises(NotAllowed):
            task_update(actor=person, task_id=task.pk, text="x")
        with pytest.raises(NotAllowed):
            evidence_add(actor=person, task_id=task.pk, kind="link", title="x", url=LINK.url)
    with pytest.raises(NotVisible):
        task_update(actor=cast.outsider, task_id=task.pk, text="x")


def test_a_verified_task_shows_100(cast: Cast) -> None:
    task = bring(cast, task_of(cast), "in_progress")
    task_update(actor=cast.officer, task_id=task.pk, percent=40)
    assert Task.objects.get().shown_percent == 40
    do("submit", task, cast.officer)
    assert do("verify", task, cast.verifier).shown_percent == 100


def test_a_file_and_a_link_as_evidence(cast: Cast) -> None:
    """With a report, or by themselves; a file without a title is called by its name."""
    task = bring(cast, task_of(cast), "accepted")
    report = task_update(actor=cast.officer, task_id=task.pk, text="Xong", evidence=[EvidenceInput(upload=pdf()), LINK])
    file, link = report.evidence.all()
    assert (file.kind, file.title, file.file.name) == ("file", "ket-qua.pdf", "ket-qua.pdf")
    assert (file.file.subject_type, file.file.subject_id) == ("tasks.task", task.pk)
    assert (link.kind, link.title, link.url) == ("link", "Bài đăng", LINK.url)
    alone = evidence_add(actor=cast.officer, task_id=task.pk, kind="file", title="Biên bản", upload=pdf("b.pdf"))
    assert (alone.seq, alone.title, alone.update) == (3, "Biên bản", None)


@pytest.mark.parametrize(
    "url",
    ["http://moj.gov.vn/", "javascript:alert(1)", "https://", "moj.gov.vn", "https://x y.vn/", "https://a.vn/\nb",
     "https://a.vn/" + "x" * 1000, "data:text/html,x", ""],
)  # fmt: skip
def test_a_link_is_a_complete_https_address(cast: Cast, url: str) -> None:
    task = bring(cast, task_of(cast), "accepted")
    with pytest.raises(Invalid):
        evidence_add(actor=cast.officer, task_id=task.pk, kind="link", title="x", url=url)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "file"},
        {"kind": "link"},
        {"kind": "link", "url": LINK.url, "object_id": uuid.uuid4()},
        {"kind": "release"},
        {"kind": "release", "object_id": uuid.uuid4(), "url": LINK.url},
        {"kind": "rumour", "object_id": uuid.uuid4()},
        {"kind": "link", "url": LINK.url, "title": "x" * 301},
    ],
)
def test_evidence_fits_its_kind(cast: Cast, given: dict[str, Any]) -> None:
    task = bring(cast, task_of(cast), "accepted")
    with pytest.raises(Invalid):
        evidence_add(actor=cast.officer, task_id=task.pk, **{"title": "x", **given})
    assert not Evidence.objects.exists()


def test_an_upper_room_reports_its_object_once(cast: Cast) -> None:
    """Whoever acts there, whatever the state of the task: its rights were checked upstairs."""
    task, release = bring(cast, task_of(cast), "verified"), uuid.uuid4()
    for _again in range(2):
        evidence = evidence_add(
            actor=cast.spokesperson, task_id=task.pk, kind="release", title="Thông cáo 01", object_id=release
        )
    assert Evidence.objects.get() == evidence
    assert (evidence.kind, evidence.object_id, evidence.actor_unit) == ("release", release, "VP")


@pytest.mark.parametrize("model", [TaskUpdate, TaskTransition])
def test_what_was_reported_and_what_happened_stays(cast: Cast, model: Any) -> None:
    """The database refuses to change or delete it."""
    task = bring(cast, task_of(cast), "accepted")
    task_update(actor=cast.officer, task_id=task.pk, text="x")
    for attempt in (lambda: model.objects.update(actor_label="y"), lambda: model.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
