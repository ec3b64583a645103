from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from comms.api.serializers import ReasonBody
from comms.api.verbs import verb_action
from comms.api.views import ContractView, RecordViewSet
from comms.core.errors import Invalid
from comms.duties import policies, selectors, services
from comms.duties.api.filters import DutyFilters, ReportFilters
from comms.duties.api.serializers import (
    DutySerializer,
    FiguresSerializer,
    MeetBody,
    ReportBody,
    ReportSerializer,
    ReportWordsBody,
    SubmitBody,
    UnlinkBody,
)
from comms.duties.models import AnnualReport, Duty
from comms.duties.paper import downloads
from comms.duties.selectors.reports import Shown, report_shown, year_of

YEAR = OpenApiParameter("year", int, required=False, description="The year of the window; this year's when left out.")


class DutyViewSet(RecordViewSet):
    """*Nghĩa vụ định kỳ*: what the law asks of the ministry in each period, and what met it."""

    model = Duty
    policies = policies
    serializer_class = DutySerializer
    filterset_class = DutyFilters
    ordering_fields = ["due_at", "starts", "ends"]

    meet = verb_action("meet", service=services.duty_meet, serializer=MeetBody)
    unlink = verb_action("unlink", service=services.duty_unlink, serializer=UnlinkBody)
    waive = verb_action("waive", service=services.duty_waive, serializer=ReasonBody)
    reopen = verb_action("reopen", service=services.duty_reopen, serializer=ReasonBody)

    def queryset_for(self, user: Any) -> Any:
        rows = Duty.objects.visible_to(user).select_related("rule", "unit").prefetch_related("links")
        return rows.order_by("due_at", "subject", "id")

    def get_serializer_context(self) -> dict[str, Any]:
        return super().get_serializer_context() | {"links_of": self._things}

    def _things(self, duty: Duty) -> list[selectors.Thing]:
        """The links of one duty; of a list the whole page is read at once."""
        if not hasattr(self, "_seen"):
            page = getattr(self, "_page", None) or [duty]
            found = selectors.things(self.request.user, [link for row in page for link in row.links.all()])
            self._seen: dict[Any, list[selectors.Thing]] = {}
            for thing in found:
                self._seen.setdefault(thing.link.duty_id if thing.link else None, []).append(thing)
        return self._seen.get(duty.pk, [])

    def paginate_queryset(self, queryset: Any) -> Any:
        self._page = super().paginate_queryset(queryset)
        return self._page


class ReportViewSet(RecordViewSet):
    """*Báo cáo năm*: the words of the annual report on information to the press, and its submission."""

    model = AnnualReport
    policies = policies
    serializer_class = ReportSerializer
    write_serializer_class = ReportBody
    update_serializer_class = ReportWordsBody
    create_service = services.report_begin
    update_service = services.report_update
    filterset_class = ReportFilters
    ordering_fields = ["year"]

    submit = verb_action("submit", service=services.report_submit, serializer=SubmitBody)

    def queryset_for(self, user: Any) -> Any:
        return AnnualReport.objects.visible_to(user).select_related("unit").order_by("-year")


class FiguresView(ContractView):
    """The six figures of the annual report."""

    query_parameters = ("year",)

    @extend_schema(parameters=[YEAR], responses=FiguresSerializer)
    def get(self, request: Any) -> Response:
        """Computed from the records of the window, with the lists behind them as far as the caller may see them; of a
        submitted report as it kept them."""
        shown = _shown(request)
        answer = {
            "year": shown.figures.year,
            "starts": shown.figures.starts,
            "ends": shown.figures.ends,
            "frozen": shown.figures.frozen,
            "report": shown.report.pk if shown.report else None,
            "figures": shown.figures.figures,
            "former": shown.figures.former,
        }
        return Response(FiguresSerializer(answer).data)


class FileView(ContractView):
    """The annual report as a file in the administrative form."""

    query_parameters = ("year",)
    ending = ""

    @extend_schema(parameters=[YEAR], responses={200: OpenApiTypes.BINARY})
    def get(self, request: Any) -> HttpResponse:
        """Marked as a draft while it is not submitted.  503 with Retry-After while too many others are rendered."""
        return downloads.report_file(request.user, _shown(request), self.ending)


class PdfView(FileView):
    """The annual report as PDF."""

    ending = "pdf"


class DocxView(FileView):
    """The annual report as DOCX."""

    ending = "docx"


def _shown(request: Any) -> Shown:
    year = year_of(request.query_params.get("year", ""))
    if year is None:
        raise Invalid.field("year", _("Write the year with four digits."), code="invalid")
    return report_shown(request.user, year)
