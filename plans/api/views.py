from typing import Any

from comms.api.serializers import ReasonBody
from comms.api.verbs import child_list, verb_action
from comms.api.views import RecordViewSet
from comms.core.records import found
from comms.org.api.serializers import UnitSerializer
from comms.org.models import Unit
from plans import policies, selectors, services
from plans.api.filters import IndicatorFilters, PlanFilters, TopicFilters
from plans.api.serializers import (
    ActualBody,
    ActualSerializer,
    IndicatorBody,
    IndicatorSerializer,
    IssueBody,
    PlanBody,
    PlanChange,
    PlanSerializer,
    SchemeBody,
    SchemeChange,
    SchemeSerializer,
    TargetBody,
    TargetSerializer,
    TopicBody,
    TopicSerializer,
    UnitBody,
)
from plans.models import Indicator, Plan, Scheme, Topic


def readers(user: Any, plan: Plan) -> Any:
    """The units on the plan's access list."""
    return (
        Unit.objects.filter(pk__in=plan.readers.values("unit"))
        .prefetch_related("successors")
        .order_by("name_sort", "code")
    )


class SchemeViewSet(RecordViewSet):
    """*Đề án*: what the ministry wants over several years."""

    model = Scheme
    serializer_class = SchemeSerializer
    write_serializer_class = SchemeBody
    update_serializer_class = SchemeChange
    create_service = services.scheme_create
    update_service = services.scheme_update
    search_fields = ["folded"]
    ordering_fields = ["code", "starts", "ends", "title"]


class PlanViewSet(RecordViewSet):
    """*Kế hoạch*: what is to be done, decided by a decision."""

    model = Plan
    policies = policies
    serializer_class = PlanSerializer
    write_serializer_class = PlanBody
    update_serializer_class = PlanChange
    create_service = services.plan_create
    update_service = services.plan_update
    filterset_class = PlanFilters
    search_fields = ["folded"]
    ordering_fields = ["code", "starts", "ends", "year", "decision_date", "title"]

    submit = verb_action("submit", service=services.plan_submit)
    return_ = verb_action("return", service=services.plan_return, serializer=ReasonBody)
    issue = verb_action("issue", service=services.plan_issue, serializer=IssueBody, needs_key=True)
    start = verb_action("start", service=services.plan_start)
    close = verb_action("close", service=services.plan_close)
    archive = verb_action("archive", service=services.plan_archive)
    open_to = verb_action("open_to", service=services.plan_open_to, serializer=UnitBody)
    close_to = verb_action("close_to", service=services.plan_close_to, serializer=UnitBody)
    readers = child_list("readers", rows=readers, serializer=UnitSerializer)


class TopicViewSet(RecordViewSet):
    """*Nội dung trọng tâm* and *thông điệp*: what a year's plan wants to be talked about."""

    model = Topic
    serializer_class = TopicSerializer
    update_serializer_class = TopicBody
    update_service = services.topic_update
    filterset_class = TopicFilters
    search_fields = ["folded"]

    def queryset_for(self, user: Any) -> Any:
        return Topic.objects.visible_to(user).order_by("plan_id", "kind", "position", "id")


class PlanTopics(TopicViewSet):
    """The plan's focus topics and key messages, each kind in its order."""

    write_serializer_class = TopicBody
    create_service = services.topic_create
    filterset_class = None

    def queryset_for(self, user: Any) -> Any:
        return super().queryset_for(user).filter(**self.parents())

    def parents(self) -> dict[str, Any]:
        return {"plan_id": found(Plan.objects.visible_to(self.request.user), pk=self.kwargs["plan"]).pk}

    def reverse_action(self, url_name: str, *args: Any, **kwargs: Any) -> str:
        return TopicViewSet.reverse_action(self, url_name, kwargs={"id": kwargs["kwargs"]["id"]})


class IndicatorViewSet(RecordViewSet):
    """*Chỉ tiêu* of a plan or of a scheme, with targets, what was reached, and the attainment."""

    model = Indicator
    serializer_class = IndicatorSerializer
    update_serializer_class = IndicatorBody
    update_service = services.indicator_update
    filterset_class = IndicatorFilters
    search_fields = ["folded"]

    targets = child_list(
        "targets",
        rows=lambda user, indicator: indicator.targets.order_by("starts", "ends", "id"),
        serializer=TargetSerializer,
        service=services.target_add,
        body=TargetBody,
    )
    actuals = child_list(
        "actuals",
        rows=lambda user, indicator: selectors.actuals_of(indicator),
        serializer=ActualSerializer,
        service=services.actual_declare,
        body=ActualBody,
    )

    def queryset_for(self, user: Any) -> Any:
        return Indicator.objects.visible_to(user).order_by("position", "id")


class PlanIndicators(IndicatorViewSet):
    """The plan's indicators, in its order."""

    write_serializer_class = IndicatorBody
    create_service = services.indicator_create
    filterset_class = None
    home: Any = Plan

    def queryset_for(self, user: Any) -> Any:
        return super().queryset_for(user).filter(**self.parents())

    def parents(self) -> dict[str, Any]:
        name = self.home._meta.model_name
        return {f"{name}_id": found(self.home.objects.visible_to(self.request.user), pk=self.kwargs[name]).pk}

    def reverse_action(self, url_name: str, *args: Any, **kwargs: Any) -> str:
        return IndicatorViewSet.reverse_action(self, url_name, kwargs={"id": kwargs["kwargs"]["id"]})


class SchemeIndicators(PlanIndicators):
    """The scheme's indicators, in its order."""

    home = Scheme
