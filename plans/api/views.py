from comms.api.serializers import ReasonBody
from comms.api.verbs import verb_action
from comms.api.views import RecordViewSet
from plans import policies, services
from plans.api.filters import PlanFilters
from plans.api.serializers import (
    IssueBody,
    PlanBody,
    PlanChange,
    PlanSerializer,
    SchemeBody,
    SchemeChange,
    SchemeSerializer,
)
from plans.models import Plan, Scheme


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
