from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from comms.api.serializers import ReasonBody
from comms.api.verbs import child_list, verb_action
from comms.api.views import ContractView, RecordViewSet, uuid_or_none
from comms.core import checks
from comms.core.errors import Invalid
from comms.core.records import found
from comms.org.models import Unit
from plans import services as plan_services
from plans.models import Objective, Plan, Scheme
from tasks import policies, selectors, services
from tasks.api.figures import BalanceSerializer, ProgressSerializer, progress_told
from tasks.api.filters import ObjectiveFilters, TaskFilters, unit_named
from tasks.api.serializers import (
    AssignBody,
    EvidenceBody,
    EvidenceSerializer,
    NamingIncidentSerializer,
    ObjectiveBody,
    ObjectiveChange,
    ObjectiveSerializer,
    TaskBody,
    TaskChange,
    TaskSerializer,
    UpdateBody,
    UpdateSerializer,
)
from tasks.api.work_actions import FORMS, WorkActions
from tasks.models import Evidence, Task, TaskUpdate


def update_rows(user: Any, task: Task) -> Any:
    return TaskUpdate.objects.filter(task=task).prefetch_related("evidence__file").order_by("-seq")


def evidence_rows(user: Any, task: Task) -> Any:
    return Evidence.objects.filter(task=task).select_related("file").order_by("seq")


class TaskViewSet(WorkActions, RecordViewSet):
    """*Nhiệm vụ*: one line of a plan's assignment table.  In the order of the plan with `?plan=` or `?objective=`,
    otherwise by due date, those without one last."""

    model = Task
    policies = policies
    serializer_class = TaskSerializer
    write_serializer_class = TaskBody
    update_serializer_class = TaskChange
    create_service = services.task_create
    update_service = services.task_edit
    filterset_class = TaskFilters
    search_fields = ["folded"]
    ordering_fields = {
        "due_on": "due_sort",
        "position": "position",
        "created_at": "created_at",
        "updated_at": "updated_at",
        "state": "state",
    }

    accept = verb_action("accept", service=services.task_accept)
    return_ = verb_action("return", service=services.task_return, serializer=ReasonBody)
    assign = verb_action("assign", service=services.task_assign, serializer=AssignBody)
    start = verb_action("start", service=services.task_start)
    block = verb_action("block", service=services.task_block, serializer=ReasonBody)
    unblock = verb_action("unblock", service=services.task_unblock)
    submit = verb_action("submit", service=services.task_submit)
    verify = verb_action("verify", service=services.task_verify)
    reject = verb_action("reject", service=services.task_reject, serializer=ReasonBody)
    cancel = verb_action("cancel", service=services.task_cancel, serializer=ReasonBody)
    reopen = verb_action("reopen", service=services.task_reopen, serializer=ReasonBody)
    updates = child_list(
        "updates",
        rows=update_rows,
        serializer=UpdateSerializer,
        service=services.task_update,
        body=UpdateBody,
        parser_classes=FORMS,
    )
    evidence = child_list(
        "evidence",
        rows=evidence_rows,
        serializer=EvidenceSerializer,
        service=services.evidence_add,
        body=EvidenceBody,
        parser_classes=FORMS,
    )

    incidents = child_list("incidents", rows=selectors.incident_links, serializer=NamingIncidentSerializer)

    def queryset_for(self, user: Any) -> Any:
        return self.shaped(Task.objects.visible_to(user))

    def shaped(self, rows: Any) -> Any:
        """With what the serializer shows, in the order of the list asked for."""
        asked = self.request.query_params
        order = ("plan_id", "position") if "plan" in asked or "objective" in asked else ("due_sort", "id")
        return selectors.in_full(rows).order_by(*order)

    def paginate_queryset(self, queryset: Any) -> Any:
        """A page of the list is made of rows; what hangs on one task is shown as it comes."""
        if self.action != "list":
            return super().paginate_queryset(queryset)
        return selectors.filled(super().paginate_queryset(selectors.as_rows(queryset)) or [])


class WhyView(TaskViewSet):
    """The tasks behind a figure of `progress/`: `?figure=overdue&plan=…`."""

    filterset_class = None
    search_fields = ()
    ordering_fields = ()
    query_parameters = ("plan", "scheme", "unit", "figure", "as_of")

    def queryset_for(self, user: Any) -> Any:
        figure = self.request.query_params.get("figure", "")
        if figure not in selectors.FIGURES:
            known = ", ".join(selectors.FIGURES)
            raise Invalid.field("figure", _("The figures are: %(known)s.") % {"known": known}, code="unknown_figure")
        return self.shaped(
            selectors.tasks_behind(figure, user=user, as_of=day_asked(self.request), **narrowing(self.request))
        )


class ObjectiveViewSet(RecordViewSet):
    """*Nhóm nhiệm vụ / mục tiêu* of a plan or of a scheme."""

    model = Objective
    serializer_class = ObjectiveSerializer
    write_serializer_class = ObjectiveBody
    update_serializer_class = ObjectiveChange
    create_service = plan_services.objective_create
    update_service = plan_services.objective_update
    filterset_class = ObjectiveFilters
    search_fields = ["folded"]

    def queryset_for(self, user: Any) -> Any:
        return selectors.with_weight(Objective.objects.visible_to(user)).order_by("position", "id")


class PlanObjectives(ObjectiveViewSet):
    """The plan's own objectives."""

    write_serializer_class = ObjectiveChange
    filterset_class = None

    def queryset_for(self, user: Any) -> Any:
        plan = found(Plan.objects.visible_to(user), pk=self.kwargs["plan"])
        return super().queryset_for(user).filter(plan=plan)

    def parents(self) -> dict[str, Any]:
        return {"plan_id": found(Plan.objects.visible_to(self.request.user), pk=self.kwargs["plan"]).pk}

    def reverse_action(self, url_name: str, *args: Any, **kwargs: Any) -> str:
        return ObjectiveViewSet.reverse_action(self, url_name, kwargs={"id": kwargs["kwargs"]["id"]})


class ProgressView(ContractView):
    """Figures of the tasks of a plan, of a scheme's plans, led by a unit, or of everything that the caller sees.

    `plan` and `scheme` by id or code, `unit` by id or code; `as_of` is a day (today by default; what was true at its
    end); `units` is `historical` (default) or `current`.
    """

    query_parameters = ("plan", "scheme", "unit", "as_of", "units")

    @extend_schema(responses=ProgressSerializer)
    def get(self, request: Any, **kwargs: Any) -> Response:
        units = request.query_params.get("units", "historical")
        if units not in ("historical", "current"):
            raise Invalid.field("units", _("Write historical or current."), code="invalid_choice")
        wanted = narrowing(request, **kwargs)
        figures = selectors.progress(user=request.user, as_of=day_asked(request), units=units, **wanted)
        return Response(progress_told(figures))


class PlanProgress(ProgressView):
    """Figures of one plan, by objective and by unit."""

    query_parameters = ("unit", "as_of", "units")


class SchemeProgress(ProgressView):
    """Figures of a scheme's plans, by objective and by unit."""

    query_parameters = ("unit", "as_of", "units")


class BalanceView(ContractView):
    """How the work of a plan, of a scheme's plans or of everything that the caller sees is spread over the units that
    lead it: load, on-time rate, and who has gone silent."""

    query_parameters = ("plan", "scheme")

    @extend_schema(responses=BalanceSerializer)
    def get(self, request: Any) -> Response:
        rows = selectors.balance(user=request.user, **narrowing(request))
        return Response(BalanceSerializer({"rule": selectors.balance_rule(), "by_unit": rows}).data)


def day_asked(request: Any) -> date | None:
    """The day of `?as_of=`, None without one.  Raises Invalid for what is no day."""
    text = request.query_params.get("as_of")
    return None if text is None else checks.day("as_of", text)


def narrowing(request: Any, *, plan: UUID | str = "", scheme: UUID | str = "") -> dict[str, Any]:
    """The plan, scheme and unit that the address and its parameters name, found through visibility."""
    asked, wanted = request.query_params, {}
    if name := plan or asked.get("plan"):
        wanted["plan"] = _named(Plan.objects.visible_to(request.user), str(name))
    if name := scheme or asked.get("scheme"):
        wanted["scheme"] = _named(Scheme.objects.visible_to(request.user), str(name))
    if name := asked.get("unit"):
        unit: Unit | None = unit_named(name)
        if unit is None:
            raise Invalid.field("unit", _("There is no such unit."), code="does_not_exist")
        wanted["unit"] = unit
    return wanted


def _named(visible: Any, name: str) -> Any:
    pk = uuid_or_none(name)
    return found(visible, **({"pk": pk} if pk else {"code": name}))
