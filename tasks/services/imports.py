"""Importing an assignment table: at once over the API, or step by step in the background with a look in between.

Reading writes nothing.  Writing is all or nothing, in one transaction that holds the tasks and then the plan.
"""

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core.decisions import require
from comms.core.errors import Conflict, FieldError, Invalid
from comms.core.records import found, locked
from comms.core.states import move
from comms.files.names import clean_name
from comms.files.services import file_store
from comms.org.models import User
from comms.outbox.services import outbox
from plans.models import Plan
from plans.services import require_draft
from tasks import policies
from tasks.importing import files
from tasks.importing.comparing import compare
from tasks.importing.lines import Line, LineReader
from tasks.importing.report import report_of
from tasks.importing.table import Table, find_table
from tasks.models import ImportRun
from tasks.services.importing import write_comparison
from tasks.services.timing import plan_tasks_lock
from tasks.states import ImportState

REPORT_EVERY = 200
"""So many rows are read between two notes of how far a run is."""


class RowsRefused(Invalid):
    """Rows that cannot be written; nothing was.  `report` is the whole answer, `errors` the first ones by row."""

    code = "rows_invalid"

    def __init__(self, report: dict[str, Any]) -> None:
        self.report = report
        errors: dict[str, list[FieldError]] = {}
        for one in report["errors"]:
            name = f"rows.{one['row']}.{one['column']}"
            errors.setdefault(name, []).append(FieldError(one["code"], one["detail"]))
        super().__init__(errors, _("Nothing was written: rows of the table cannot be read."))


def read_lines(plan: Plan, table: Table, progress: Callable[[int, int], None] | None = None) -> list[Line]:
    """What the rows say in the words of the plan, before they are held against its tasks.  `progress(done, total)`
    is told now and then."""
    reader = LineReader(plan, table)
    lines: list[Line] = []
    for line in reader.lines():
        lines.append(line)
        if progress is not None and len(lines) % REPORT_EVERY == 0:
            progress(len(lines), len(table.tasks))
    lines[0].problems[:0] = reader.group_problems()
    return lines


def table_check(*, actor: User, plan_id: UUID, upload: File) -> dict[str, Any]:
    """What an import would do, row by row; writes nothing.  Raises NotVisible, NotAllowed, Invalid for `file`."""
    plan = found(Plan.objects.visible_to(actor), pk=plan_id)
    require(policies.may_import(actor, plan))
    table = find_table(files.open_grids(_bytes_of(upload), clean_name(upload.name or "")))
    return report_of(table, compare(plan, table, read_lines(plan, table)))


@transaction.atomic
def table_import(*, actor: User, plan_id: UUID, upload: File) -> dict[str, Any]:
    """Write a table into a draft, all of it or nothing; returns the report of `table_check`.

    Into an issued plan nothing is written: a table that would change nothing is answered, another one is refused.
    Raises NotVisible, NotAllowed, Invalid for `file`, RowsRefused, Conflict (`use_amendment`, `plan_not_open`).
    """
    plan = found(Plan.objects.visible_to(actor), pk=plan_id)
    require(policies.may_import(actor, plan))
    content, name = _bytes_of(upload), clean_name(upload.name or "")
    table = find_table(files.open_grids(content, name))
    plan_tasks_lock(plan.pk)
    plan = locked(Plan.objects.visible_to(actor), plan_id)
    require(policies.may_import(actor, plan))
    comparison = compare(plan, table, read_lines(plan, table))
    report = report_of(table, comparison)
    if comparison.problems:
        raise RowsRefused(report)
    if comparison.changes_nothing:
        return report
    require_draft(plan)
    write_comparison(plan, comparison, actor=actor)
    record_applied(actor, plan, name, hashlib.sha256(content).hexdigest(), report)
    return report


@transaction.atomic
def import_begin(*, actor: User, plan_id: UUID, upload: File) -> ImportRun:
    """Keep the file and have it read in the background.

    A text file in UTF-16 is kept in UTF-8; the evidence names the hash of what was sent.
    Raises NotVisible, NotAllowed, Conflict (`import_running`), Invalid for `file`.
    """
    plan = locked(Plan.objects.visible_to(actor), plan_id)
    require(policies.may_import(actor, plan))
    _require_none_running(plan)
    content, name = _bytes_of(upload), clean_name(upload.name or "")
    kept = ContentFile(files.storable(content, name), name=name)
    run = ImportRun(plan=plan, name=name, actor_id=actor.pk, actor_label=actor.audit_label())
    run.file = file_store(actor=actor, upload=kept, subject=run)
    run.save(force_insert=True)
    owe_reading(run)
    record(
        actor=actor,
        action="tasks.import.begun",
        target=plan,
        file=name,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return run


@transaction.atomic
def import_write(*, actor: User, run_id: UUID, version: int) -> ImportRun:
    """Have a table that was read without errors written in the background; the person who says so answers for it.

    Raises NotVisible, NotAllowed, Conflict (`use_amendment`, `plan_not_open`, `nothing_to_write`, `import_running`),
    IllegalTransition, StaleVersion.
    """
    run = _locked_run(actor, run_id)
    require_draft(run.plan)
    _require_turn(run, "write")
    if run.state == ImportState.READY and run.report.get("changes_nothing"):
        raise Conflict(policies.NOTHING_TO_WRITE, code="nothing_to_write")
    changes = {"actor_id": actor.pk, "actor_label": actor.audit_label(), "rows_done": 0}
    move(run, "write", expected_version=version, **changes)
    outbox("tasks.import.write", key=f"import:{run.pk}:write:{run.version}", run_id=run.pk)
    return run


@transaction.atomic
def import_retry(*, actor: User, run_id: UUID, version: int) -> ImportRun:
    """Read the same file once more, against the plan as it is now.  Raises as `import_write`, Conflict
    (`import_running`)."""
    run = _locked_run(actor, run_id)
    _require_turn(run, "retry")
    move(run, "retry", expected_version=version, rows_done=0, rows_total=0)
    owe_reading(run)
    return run


@transaction.atomic
def import_discard(*, actor: User, run_id: UUID, version: int | None) -> ImportRun:
    """Leave it: nothing of the file is written.  What is being written at this moment is waited for, and then it is
    too late.  Raises as `import_write`."""
    run = _locked_run(actor, run_id)
    move(run, "discard", expected_version=version)
    return run


def _locked_run(actor: User, run_id: UUID) -> ImportRun:
    """The run and then its plan, locked: one run of a plan goes on at a time."""
    run: ImportRun = locked(ImportRun.objects.visible_to(actor), run_id)
    run.plan = locked(Plan.objects.visible_to(actor), run.plan_id)
    require(policies.may_import(actor, run.plan))
    return run


def _require_turn(run: ImportRun, verb: str) -> None:
    """No other run of the plan goes on; what the state forbids anyway is left to the transition."""
    if run.state in run.transitions.sources(verb):
        _require_none_running(run.plan)


def _require_none_running(plan: Plan) -> None:
    if ImportRun.objects.filter(plan=plan, state__in=(ImportState.READING, ImportState.APPLYING)).exists():
        detail = _("Another table is being read or written for this plan. Wait until it is done, or discard it.")
        raise Conflict(detail, code="import_running")


def owe_reading(run: ImportRun) -> None:
    outbox("tasks.import.read", key=f"import:{run.pk}:read:{run.version}", run_id=run.pk)


def _bytes_of(upload: File) -> bytes:
    """Raises Invalid for `file` before a byte too many is read."""
    files.require_size(upload.size or 0)
    upload.seek(0)
    content: bytes = upload.read()
    return content


def record_applied(actor: User, plan: Plan, name: str, sha256: str, report: dict[str, Any]) -> None:
    counts = {key: report[key] for key in ("rows", "created", "changed", "unchanged", "objectives")}
    # Counts only: whoever sees one task of the plan reads its history.
    missing = len(report["missing"])
    record(actor=actor, action="tasks.import.applied", target=plan, file=name, sha256=sha256, **counts, missing=missing)
