"""Reports by the public in the API."""

import django_filters

from comms.api.filters import ChoicesFilter, FilterSet, InstantFilter
from comms.api.serializers import ReasonBody
from comms.api.verbs import verb_action
from comms.api.views import RecordViewSet
from incidents import services
from incidents.api.serializers.public_reports import AnswerBody, PublicReportSerializer, TakeBody
from incidents.models import PublicReport
from incidents.policies import intake as policies
from incidents.states import PublicReportState


class PublicReportFilters(FilterSet):
    state = ChoicesFilter(choices=PublicReportState.choices)
    incident = django_filters.UUIDFilter(field_name="incident_id")
    received_after = InstantFilter(field_name="received_at", lookup_expr="gt")
    received_before = InstantFilter(field_name="received_at", lookup_expr="lt")


class PublicReportViewSet(RecordViewSet):
    """What people outside report by the form of the newsroom; for the press desk of the office and leadership."""

    model = PublicReport
    policies = policies
    serializer_class = PublicReportSerializer
    filterset_class = PublicReportFilters
    search_fields = ["folded"]
    ordering_fields = ["received_at", "created_at"]

    take = verb_action("take", service=services.public_report_take, serializer=TakeBody)
    dismiss = verb_action("dismiss", service=services.public_report_dismiss, serializer=ReasonBody)
    answer_sender = verb_action("answer", service=services.public_report_answer, serializer=AnswerBody)
    forget = verb_action("forget", service=services.public_report_forget)
