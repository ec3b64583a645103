"""The import of an assignment table, step by step: upload, look at what was read, have it written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from comms.core.decisions import Action, require
from comms.core.records import found
from comms.web.actions import PageAction, Verb, page_actions
from comms.web.pages import FormPage, RecordPage
from plans.models import Plan
from plans.states import PlanState
from tasks import policies, services
from tasks.exporting.rows import COLUMNS
from tasks.forms.imports import ImportForm
from tasks.models import ImportRun
from tasks.states import ImportState

REFRESH_SECONDS = 2
RUNS_SHOWN = 10
RUNNING = (ImportState.READING, ImportState.APPLYING)
SHOWN = {
    "error": _("with errors"),
    "changed": pgettext_lazy("rows", "changed"),
    "new": pgettext_lazy("rows", "new"),
    "unchanged": pgettext_lazy("rows", "unchanged"),
}
COUNTED = {"error": "wrong", "changed": "changed", "new": "created", "unchanged": "unchanged"}
TONES = {"error": "bad", "changed": "warn", "new": "good", "unchanged": ""}


class ImportUpload(FormPage):
    """Where a table is given: what the file must look like, an empty one to fill, earlier imports."""

    template_name = "tasks/import.html"
    heading = _("Import an assignment table")
    form_class = ImportForm
    submit_label = _("Upload and read")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.plan = found(Plan.objects.visible_to(request.user), pk=kwargs["pk"])
        request.back_url = self.plan.get_absolute_url()  # type: ignore[attr-defined]  # for the page of a refusal
        require(policies.may_import(request.user, self.plan))
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Plans"), reverse("plans:list")), (self.plan.code, self.plan.get_absolute_url())]

    def save(self, form: forms.Form) -> ImportRun:
        return services.import_begin(actor=self.request.user, plan_id=self.plan.pk, upload=form.cleaned_data["file"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = list(ImportRun.objects.filter(plan=self.plan)[:RUNS_SHOWN])
        running = next((run for run in runs if run.state in RUNNING), None)
        return super().get_context_data(
            plan=self.plan,
            columns=COLUMNS,
            runs=runs,
            running=running,
            writes=self.plan.state == PlanState.DRAFT,
            **kwargs,
        )


class ImportPage(RecordPage):
    """One import: how far it is, what each cell was read as, what would be written."""

    template_name = "tasks/import_run.html"
    model = ImportRun
    id_argument = "run_id"
    context_object_name = "run"
    verbs = {
        "write": Verb(
            pgettext_lazy("import", "Write"),
            services.import_write,
            _("The table is being written."),
            confirm=_("All rows are written together, or none of them."),
            tone="primary",
        ),
        "retry": Verb(_("Read the file again"), services.import_retry, _("The file is read again.")),
        "discard": Verb(pgettext_lazy("import", "Discard"), services.import_discard, _("The import was discarded.")),
    }

    def rows(self) -> "QuerySet[ImportRun]":
        rows: QuerySet[ImportRun] = ImportRun.objects.visible_to(self.request.user)
        return rows.filter(plan=self.kwargs["plan"]).select_related("plan", "file")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        plan = self.record.plan
        return [
            (_("Plans"), reverse("plans:list")),
            (plan.code, plan.get_absolute_url()),
            (_("Import"), reverse("plans:import", args=[plan.pk])),
        ]

    def answers(self) -> Sequence[Action]:
        answers = []
        for verb in self.record.transitions:
            decision = policies.may_step_import(self.request.user, self.record, verb)
            answers.append(Action(verb=verb, allowed=decision.allowed, reason=str(decision.reason)))
        return answers

    def actions(self) -> list[PageAction]:
        """The button says how many tasks it writes."""
        report = self.record.report
        count = report.get("created", 0) + report.get("changed", 0)
        label = ngettext("Write %(n)s task", "Write %(n)s tasks", count) % {"n": count}
        verbs = {**self.verbs, "write": replace(self.verbs["write"], label=label)}
        return page_actions(self.record, self.answers(), verbs, bound=self.bound)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        if response.status_code == 200 and self.record.state in RUNNING and "stay" not in request.GET:
            # Without a script, and without the element of the page that screen readers stumble over.
            response["Refresh"] = str(REFRESH_SECONDS)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run: ImportRun = self.record
        report = run.report
        shown = self.request.GET.get("show", "")
        return super().get_context_data(
            heading=_("Import of “%(name)s”") % {"name": run.name},
            report=report,
            running=run.state in RUNNING,
            stays="stay" in self.request.GET,
            percent=100 * run.rows_done // run.rows_total if run.rows_total else None,
            filters=_filters(report, shown),
            rows=_rows(report, shown if shown in SHOWN else ""),
            general=[one for one in report.get("warnings", ()) if not one["column"]],
            elsewhere=_elsewhere(report),
            **kwargs,
        )


def _filters(report: Mapping[str, Any], shown: str) -> list[dict[str, Any]]:
    """Links that narrow the rows; each with its count."""
    known = [
        {"value": act, "label": label, "count": report.get(COUNTED[act], 0), "current": act == shown}
        for act, label in SHOWN.items()
        if report.get(COUNTED[act])
    ]
    everything = {"value": "", "label": _("all rows"), "count": report.get("rows", 0), "current": shown not in SHOWN}
    return [everything, *known] if len(known) > 1 else []


def _elsewhere(report: Mapping[str, Any]) -> list[Any]:
    """Errors in rows that are no tasks: two groups with one number, for example."""
    shown = {one["row"] for one in report.get("preview", ())}
    tasks_shown = report.get("wrong", 0) <= sum(one["act"] == "error" for one in report.get("preview", ()))
    return [one for one in report.get("errors", ()) if tasks_shown and one["row"] not in shown]


def _rows(report: Mapping[str, Any], shown: str) -> list[dict[str, Any]]:
    """The rows of the preview, with what is wrong with each cell; errors first."""
    wrong: dict[Any, list[Any]] = defaultdict(list)
    warned: dict[Any, list[Any]] = defaultdict(list)
    for one in report.get("errors", ()):
        wrong[one["row"]].append(one)
    for one in report.get("warnings", ()):
        if one["column"]:
            warned[one["row"]].append(one)
    return [
        {
            **one,
            "errors": wrong.get(one["row"], ()),
            "warnings": warned.get(one["row"], ()),
            "label": SHOWN[one["act"]],
            "tone": TONES[one["act"]],
        }
        for one in report.get("preview", ())
        if not shown or one["act"] == shown
    ]
