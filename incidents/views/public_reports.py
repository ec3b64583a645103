"""What the public reports: the open form with its receipt, and the queue of the press desk."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views import View

from comms.core import limits
from comms.core.decisions import require
from comms.core.errors import Invalid, NotVisible, TooMany
from comms.core.records import found
from comms.core.text import fold
from comms.web.actions import Verb
from comms.web.forms import ReasonForm
from comms.web.pages import ListPage, RecordPage
from incidents import services
from incidents.forms.public_reports import AnswerForm, PublicReportFilters, PublicReportForm, TakeForm
from incidents.models import PublicReport
from incidents.policies import intake as policies
from incidents.selectors.public_reports import address
from incidents.selectors.refutations import conclusions_after_answer
from incidents.states import PublicReportState
from incidents.views.matching import Found, candidates
from incidents.views.parts import incident_crumbs
from press.newsroom.addresses import PREFIXES
from press.newsroom.views import SharedView


@method_decorator(login_not_required, name="dispatch")
class OwnView(SharedView):
    """A page of the newsroom that is one reader's own: no cache keeps it, no search finds it, no link tells of it."""

    folder = "incidents/newsroom"

    def dispatch(self, request: HttpRequest, *args: Any, language: str = "vi", **kwargs: Any) -> HttpResponseBase:
        self.language = language
        with translation.override(language):
            try:
                response = View.dispatch(self, request, *args, **kwargs)
            except NotVisible:
                response = self.page("missing", {"heading": _("Page not found")}, status=404)
            except TooMany as refused:
                response = self.page("too_many", {"heading": _("Too many attempts"), "refused": refused}, status=429)
                response["Retry-After"] = str(refused.wait)
        response["Content-Language"] = language
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "same-origin"
        return response


class ReportForm(OwnView):
    """Anybody may report false information; a person of the press desk looks at it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(PublicReportForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        limits.spend("public_report", limits.caller_of(request))
        form = PublicReportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=400)
        try:
            report = services.public_report_receive(language=self.language, **form.values())
        except Invalid as refused:
            form.take_errors(refused)
            return self.show(form, status=400)
        return HttpResponseRedirect(address("receipt", self.language, report.code))

    def show(self, form: PublicReportForm, *, status: int = 200) -> HttpResponse:
        context = {
            "heading": _("Report false information"),
            "form": form,
            "csrf_token": get_token(self.request),
            "languages": {each: address("report", each) for each in PREFIXES},
        }
        return self.page("report", context, status=status)


class Receipt(OwnView):
    """What became of a report, for whoever has its code.  Nothing of the incident it went into is said."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        limits.spend("public_receipt", limits.caller_of(request))
        report = found(PublicReport.objects.all(), code=code.upper())
        context = {
            "heading": _("Your report"),
            "report": report,
            "changed": list(conclusions_after_answer(report)),
            "receipt_url": request.build_absolute_uri(request.path),
            "languages": {each: address("receipt", each, report.code) for each in PREFIXES},
        }
        response = self.page("receipt", context)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response


class PublicReportList(ListPage):
    """The queue of the press desk, the latest first."""

    template_name = "incidents/public_report_list.html"
    heading = gettext_lazy("Reports by the public")
    filter_form = PublicReportFilters
    order = ("-received_at",)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require(policies.may_read_queue(request.user))
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return incident_crumbs()

    def rows(self) -> "QuerySet[PublicReport]":
        rows: QuerySet[PublicReport] = PublicReport.objects.visible_to(self.request.user)
        return rows.select_related("incident", "handled_by")

    def narrow(self, rows: "QuerySet[PublicReport]", chosen: Mapping[str, Any]) -> "QuerySet[PublicReport]":
        for word in fold(chosen["search"]).split():
            rows = rows.filter(folded__contains=word)
        return rows.filter(state=chosen["state"]) if chosen["state"] else rows


class PublicReportPage(RecordPage):
    """One report, and what the desk does with it."""

    template_name = "incidents/public_report.html"
    model = PublicReport
    policies = policies
    id_argument = "publicreport_id"
    context_object_name = "report"

    @property
    def verbs(self) -> Mapping[str, Verb]:  # type: ignore[override]  # one form knows the person
        take: Any = partial(TakeForm, user=self.request.user, likely=[one.claim.pk for one in self.candidates])
        return {
            "take": Verb(
                pgettext_lazy("public report", "Take up"),
                services.public_report_take,
                gettext_lazy("The report was taken up."),
                form=take,
                tone="primary",
            ),
            "answer": Verb(
                gettext_lazy("Answer the sender"),
                services.public_report_answer,
                gettext_lazy("The answer was recorded."),
                form=AnswerForm,
                tone="primary",
            ),
            "dismiss": Verb(
                gettext_lazy("Dismiss"),
                services.public_report_dismiss,
                gettext_lazy("The report was dismissed."),
                form=ReasonForm,
                tone="danger",
            ),
            "forget": Verb(
                gettext_lazy("Blank name and address"),
                services.public_report_forget,
                gettext_lazy("Name and address were blanked."),
                confirm=gettext_lazy("They cannot be brought back, and no answer can be mailed any more."),
                tone="danger",
            ),
        }

    @cached_property
    def candidates(self) -> list[Found]:
        """Until it is answered: earlier claims that say the same, and what refuted them."""
        report = getattr(self, "record", None) or self.find()
        return [] if report.state == PublicReportState.ANSWERED else candidates(self.request.user, report.text)

    def rows(self) -> "QuerySet[PublicReport]":
        rows: QuerySet[PublicReport] = PublicReport.objects.visible_to(self.request.user)
        return rows.select_related("incident", "claim", "file", "handled_by", "answered_by")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return incident_crumbs((_("Reports by the public"), reverse("incidents:public-reports")))

    def arguments(self, verb: str, form: forms.Form | None) -> dict[str, Any]:
        return form.values() if isinstance(form, TakeForm) else super().arguments(verb, form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=_("Report by the public"), candidates=self.candidates, **kwargs)
