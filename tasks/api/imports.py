"""An assignment table in, and out again, over the API."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from comms.api.parsers import MultiPartParser
from comms.api.problems import ProblemResponse
from comms.api.serializers import BodySerializer
from comms.api.views import ContractView
from comms.core.errors import Invalid
from comms.core.records import found
from plans.models import Plan
from tasks import services
from tasks.exporting import downloads


class ImportBody(BodySerializer):
    """The table as XLSX, CSV or DOCX."""

    file = serializers.FileField()


class ImportProblemSerializer(serializers.Serializer[Any]):
    """`column` is the field as the API names it, `heading` as the file does."""

    row = serializers.IntegerField(allow_null=True)
    column = serializers.CharField()
    heading = serializers.CharField()
    value = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class ImportUnitSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    abbr = serializers.CharField()
    name = serializers.CharField()


class ImportTimingSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    precision = serializers.CharField(allow_null=True)
    recurrence = serializers.CharField()
    words = serializers.CharField()


class ImportRowSerializer(serializers.Serializer[Any]):
    """What the cells of a row were read as, and what the row would do: new, changed, unchanged, error."""

    row = serializers.IntegerField()
    act = serializers.CharField()
    task = serializers.UUIDField(allow_null=True)
    no = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    objective = serializers.CharField(allow_null=True)
    lead_unit = ImportUnitSerializer(allow_null=True)
    coordinating = ImportUnitSerializer(many=True)
    group = serializers.CharField()
    timing = ImportTimingSerializer(allow_null=True)
    deliverable = serializers.CharField()
    note = serializers.CharField()
    changes = serializers.ListField(child=serializers.CharField())


class ImportObjectivesSerializer(serializers.Serializer[Any]):
    created = serializers.IntegerField()
    changed = serializers.IntegerField()


class ImportMissingSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    no = serializers.CharField(allow_null=True)
    title = serializers.CharField()


class ImportReportSerializer(serializers.Serializer[Any]):
    """`missing` are tasks of the plan that the table does not have: they stay.  `preview` has the first 200 rows."""

    sheet = serializers.CharField()
    rows = serializers.IntegerField()
    created = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    wrong = serializers.IntegerField()
    objectives = ImportObjectivesSerializer()
    missing = ImportMissingSerializer(many=True)
    errors = ImportProblemSerializer(many=True)
    warnings = ImportProblemSerializer(many=True)
    preview = ImportRowSerializer(many=True)


class PlanImport(ContractView):
    """The plan's assignment table as XLSX, CSV or DOCX.

    With `?dry_run=true` nothing is written and the answer says what each row was read as.  Without it the whole table
    is written into a draft, or nothing: 400 `rows_invalid` names what is wrong by row and column.
    """

    parser_classes = [MultiPartParser]
    query_parameters = ("dry_run",)

    @extend_schema(
        request=ImportBody,
        responses={200: ImportReportSerializer, 201: ImportReportSerializer},
        operation_id="plan_import",
    )
    def post(self, request: Any, plan: Any) -> Response | ProblemResponse:
        dry = request.query_params.get("dry_run", "false")
        if dry not in ("true", "false"):
            raise Invalid.field("dry_run", _("Write true or false."), code="invalid_choice")
        # Before the body is judged: who may not know of the plan learns nothing from it.
        found(Plan.objects.visible_to(request.user), pk=plan)
        body = ImportBody(data=request.data)
        body.is_valid(raise_exception=True)
        service = services.table_check if dry == "true" else services.table_import
        try:
            report = service(actor=request.user, plan_id=plan, upload=body.validated_data["file"])
        except services.RowsRefused as refused:
            errors = {
                name: [{"code": one.code, "detail": str(one.detail)} for one in complaints]
                for name, complaints in refused.errors.items()
            }
            return ProblemResponse(400, refused.code, refused.detail, errors=errors, report=refused.report)
        wrote = dry == "false" and (report["created"] or report["changed"] or any(report["objectives"].values()))
        return Response(report, status=201 if wrote else 200)


class PlanExport(ContractView):
    """The plan's assignment table as a file, as far as the caller may read it."""

    ending = "xlsx"

    @extend_schema(responses={200: OpenApiTypes.BINARY})
    def get(self, request: Any, plan: Any) -> HttpResponse:
        """The table in the shape in which it is imported; the PDF takes at most 400 rows."""
        return downloads.table_file(request.user, found(Plan.objects.visible_to(request.user), pk=plan), self.ending)
