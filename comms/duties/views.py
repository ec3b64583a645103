"""Pages: the compliance board, one duty, earlier periods, the annual report."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from comms.core import clock
from comms.core.decisions import require
from comms.core.errors import NotVisible
from comms.duties import policies, selectors, services
from comms.duties.forms import BackfillForm, MeetForm, ReportForm, SubmitForm, UnlinkForm
from comms.duties.models import AnnualReport, Duty
from comms.duties.paper import downloads
from comms.duties.selectors.board import Cell
from comms.duties.selectors.links import Thing
from comms.duties.selectors.reports import report_shown, year_now, year_of
from comms.duties.states import Subject
from comms.web.actions import Verb
from comms.web.forms import ReasonForm
from comms.web.pages import EditPage, FormPage, PageView, RecordPage, way

BOARD = (_("Legal duties"), "duties:board")
FIRST_REPORT = 2026


class BoardPage(PageView):
    """Duty by month of one year, each period with its state in words."""

    template_name = "duties/board.html"
    heading = _("Legal duties")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("year", "")
        year = (year_of(asked) if asked else None) or clock.today().year
        return super().get_context_data(
            board=selectors.board(self.request.user, year),
            years=selectors.years(),
            columns=[label for _subject, label in Subject.choices],
            may_keep=policies.may_keep(self.request.user),
            first_day=selectors.first_day(),
            **kwargs,
        )


class DutyPage(RecordPage):
    """One period: what met it or could, how its due instant was counted, what may be done."""

    template_name = "duties/duty.html"
    model = Duty
    policies = policies
    id_argument = "duty_id"
    context_object_name = "duty"

    @cached_property
    def linked(self) -> list[Thing]:
        return selectors.linked(self.request.user, self.record)

    @cached_property
    def offered(self) -> list[Thing]:
        if not policies.may_keep(self.request.user):
            return []
        return selectors.candidates(self.request.user, self.record)

    @property
    def verbs(self) -> Mapping[str, Verb]:  # type: ignore[override]  # its forms know the duty
        known = hasattr(self, "record")
        meet: Any = partial(MeetForm, duty=getattr(self, "record", None), offered=self.offered if known else ())
        unlink: Any = partial(UnlinkForm, linked=self.linked if known else ())
        return {
            "meet": Verb(
                _("Link what met it"), services.duty_meet, _("What met the duty was linked."), form=meet, tone="primary"
            ),
            "unlink": Verb(_("Take a link back"), services.duty_unlink, _("The link was taken back."), form=unlink),
            "waive": Verb(
                _("Waive the period"),
                services.duty_waive,
                _("The period was waived."),
                form=ReasonForm,
                confirm=_("The duty then is not met in this period. Your name and the reason stand on the board."),
                tone="danger",
            ),
            "reopen": Verb(
                _("Take the waiver back"), services.duty_reopen, _("The waiver was taken back."), form=ReasonForm
            ),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()  # the forms of the verbs offer what belongs to this duty
        return super().post(request, *args, **kwargs)

    def rows(self) -> "QuerySet[Duty]":
        rows: QuerySet[Duty] = Duty.objects.visible_to(self.request.user).select_related("rule", "unit")
        return rows

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(BOARD)

    def arguments(self, verb: str, form: forms.Form | None) -> dict[str, Any]:
        given = super().arguments(verb, form)
        if verb == "meet" and (named := given.pop("thing", "")):
            kind, _colon, pk = named.partition(":")
            given[kind] = next(thing.obj for thing in self.offered if thing.kind == kind and str(thing.obj.pk) == pk)
            given["at"] = None if not given["title"] else given["at"]
        return given

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=str(self.record),
            cell=Cell(self.record),
            linked=self.linked,
            offered=self.offered,
            may_meet=bool(policies.may_meet(self.request.user, self.record)),
            **kwargs,
        )


class Backfill(FormPage):
    """Entering the periods before the service was set up."""

    heading, form_class, done, submit_label = (
        _("Enter earlier periods"),
        BackfillForm,
        _("The earlier periods stand on the board."),
        _("Enter the periods"),
    )

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(policies.may_keep(request.user))
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(BOARD)

    def save(self, form: forms.Form) -> int:
        actor: Any = self.request.user
        return services.duties_backfill(actor=actor, **form.cleaned_data)

    def success_url(self, saved: int) -> str:
        return reverse("duties:board")


class ReportPage(RecordPage):
    """The six figures of a year, each with the list behind it; the words of the report once somebody has begun it."""

    template_name = "duties/annual_report.html"
    model = AnnualReport
    policies = policies
    id_argument = "annualreport_id"
    lookup = "year"
    context_object_name = "report"
    verbs = {
        "submit": Verb(
            _("Submit the report"),
            services.report_submit,
            _("The report was submitted."),
            form=SubmitForm,
            confirm=_("The figures and their lists then stay as they are now, and the duty of the year is met."),
            tone="primary",
        ),
    }

    def find(self) -> AnnualReport | None:
        """None until the report is begun; who posts to it then gets NotVisible."""
        self.shown = report_shown(self.request.user, checked_year(self.kwargs["year"]))
        self.record = self.shown.report
        if self.record is None and self.request.method == "POST":
            raise NotVisible
        return self.record

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(BOARD)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "heading": _("Annual report on information to the press, %(year)s") % {"year": self.shown.figures.year},
            "shown": self.shown,
            "years": sorted({*range(FIRST_REPORT, year_now() + 1), self.shown.figures.year}),
            "may_keep": policies.may_keep(self.request.user),
            **kwargs,
        }
        page = super() if self.record else super(RecordPage, self)
        return page.get_context_data(**context)


class ReportBegin(FormPage):
    heading, form_class, done = _("Begin the report"), ReportForm, _("The report was begun.")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(policies.may_keep(request.user))
        self.year = checked_year(kwargs["year"])
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [*way(BOARD), (_("Annual report"), reverse("duties:annual-report-of", args=[self.year]))]

    def save(self, form: forms.Form) -> AnnualReport:
        actor: Any = self.request.user
        return services.report_begin(actor=actor, year=self.year, **form.cleaned_data)


class ReportEdit(EditPage):
    model, lookup, heading, form_class, done = (
        AnnualReport,
        "year",
        _("Edit the report"),
        ReportForm,
        _("The report was saved."),
    )

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [*way(BOARD), (_("Annual report"), self.record.get_absolute_url())]

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in ReportForm.base_fields}

    def save(self, form: forms.Form) -> AnnualReport:
        actor: Any = self.request.user
        return services.report_update(
            actor=actor, annualreport_id=self.record.pk, version=self.version, **form.cleaned_data
        )


@require_safe
def report_now(request: HttpRequest) -> HttpResponse:
    """To the report of the window that holds today."""
    return HttpResponseRedirect(reverse("duties:annual-report-of", args=[year_now()]))


@require_safe
def report_export(request: HttpRequest, year: int, ending: str) -> HttpResponse:
    """The report as PDF or DOCX."""
    if ending not in downloads.TYPES:
        raise Http404
    request.back_url = reverse("duties:annual-report-of", args=[year])  # type: ignore[attr-defined]  # for the page of a refusal
    return downloads.report_file(request.user, report_shown(request.user, checked_year(year)), ending)


def checked_year(year: int) -> int:
    """A year that has windows; anything else is no page."""
    if year_of(str(year)) is None:
        raise Http404
    return year
