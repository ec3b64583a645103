"""What the worker does with an import: read it, and later write it.  Both may run twice, and both look again at the
run, at the person and at the plan before they change anything."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from comms.core import clock
from comms.core.decisions import require
from comms.core.errors import Invalid, ServiceError
from comms.core.records import found, locked
from comms.files.services import stored_bytes
from comms.org.models import User
from plans.models import Plan
from plans.services import require_draft
from tasks import policies
from tasks.importing import files
from tasks.importing.comparing import Comparison, compare
from tasks.importing.report import report_of
from tasks.importing.table import Table, find_table
from tasks.models import ImportRun
from tasks.services.importing import write_comparison
from tasks.services.imports import owe_reading, read_lines, record_applied
from tasks.services.timing import plan_tasks_lock
from tasks.states import ImportState


def run_read(*, run_id: UUID) -> None:
    """Read the file of a run and keep what it would do.  Nothing happens to a run that is no longer to be read."""
    run = ImportRun.objects.filter(pk=run_id, state=ImportState.READING).select_related("file").first()
    if run is None:
        return
    actor = User.objects.get(pk=run.actor_id)
    with override(actor.language):
        try:
            plan = _plan_for(actor, run)
            table = find_table(files.open_grids(stored_bytes(run.file), run.name))
            lines = read_lines(plan, table, lambda done, total: _progress(run, done, total))
            comparison = compare(plan, table, lines)
            state = ImportState.REFUSED if comparison.problems else ImportState.READY
            rows = len(lines)
            report = _report(table, comparison, plan)
            if run.report.get("stale"):
                report["stale"] = True
        except ServiceError as error:
            state, rows, report = ImportState.REFUSED, 0, _refusal(error)
    _end(run, ImportState.READING, state=state, rows_done=rows, rows_total=rows, report=report)


def run_write(*, run_id: UUID) -> None:
    """Write a run that a person has confirmed.

    The right, the state of the plan and what would be written are looked at again under the locks.  When the plan says
    something else than it did at the preview, nothing is written and the file is read anew.
    """
    run = ImportRun.objects.filter(pk=run_id, state=ImportState.APPLYING).select_related("file").first()
    if run is None:
        return
    actor = User.objects.get(pk=run.actor_id)
    with override(actor.language):
        try:
            plan = _plan_for(actor, run)
            table = find_table(files.open_grids(stored_bytes(run.file), run.name))
            lines = read_lines(plan, table, lambda done, total: _progress(run, done, total))
            _write(actor, run, plan.version, table, lines)
        except ServiceError as error:
            _end(run, ImportState.APPLYING, state=ImportState.FAILED, report={**run.report, **_refusal(error)})


@transaction.atomic
def _write(actor: User, run: ImportRun, plan_version: int, table: Table, lines: Any) -> None:
    run = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if run.state != ImportState.APPLYING:
        return
    plan_tasks_lock(run.plan_id)
    plan = locked(Plan.objects.visible_to(actor), run.plan_id)
    require(policies.may_import(actor, plan))
    require_draft(plan)
    comparison = compare(plan, table, lines)
    if plan.version != plan_version or comparison.problems or comparison.digest != run.report.get("digest"):
        _end(run, ImportState.APPLYING, state=ImportState.READING, rows_done=0, rows_total=0, report={"stale": True})
        run.version += 1
        owe_reading(run)
        return
    report = _report(table, comparison, plan)
    write_comparison(plan, comparison, actor=actor)
    rows = len(comparison.entries)
    _end(run, ImportState.APPLYING, state=ImportState.APPLIED, rows_done=rows, rows_total=rows, report=report)
    file = {"sha256": run.file.sha256, "name": run.name}
    record_applied(actor, plan, report=report, **file)


def _plan_for(actor: User, run: ImportRun) -> Plan:
    plan: Plan = found(Plan.objects.visible_to(actor), pk=run.plan_id)
    require(policies.may_import(actor, plan))
    return plan


def _report(table: Table, comparison: Comparison, plan: Plan) -> dict[str, Any]:
    """What the pages show; `digest` names what was looked at."""
    return {
        **report_of(table, comparison, of_each=True),
        "digest": comparison.digest,
        "changes_nothing": comparison.changes_nothing,
        "plan_version": plan.version,
    }


def _refusal(error: ServiceError) -> dict[str, Any]:
    details = [str(error.detail)]
    if isinstance(error, Invalid):
        details = [str(one.detail) for complaints in error.errors.values() for one in complaints] or details
    return {"refused": " ".join(details) or _("The file cannot be read.")}


def _progress(run: ImportRun, done: int, total: int) -> None:
    """Told outside of any transaction, so that the page sees it; the version stays."""
    ImportRun.objects.filter(pk=run.pk, state=run.state).update(
        rows_done=done, rows_total=total, updated_at=clock.now()
    )


def _end(run: ImportRun, before: str, **changes: Any) -> None:
    """Leave `before`, unless somebody has discarded the run in the meantime."""
    ImportRun.objects.filter(pk=run.pk, state=before, version=run.version).update(
        version=F("version") + 1, updated_at=clock.now(), **changes
    )
