from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from comms.api.serializers import ReasonBody
from comms.api.verbs import child_list, verb_action
from comms.api.views import RecordViewSet
from comms.core import limits
from comms.core.records import found
from press.conferences import policies, printed, selectors, services
from press.conferences.api.filters import AccreditationFilters, ConferenceFilters, QuestionFilters
from press.conferences.api.serializers import (
    AccreditationBody,
    AccreditationSerializer,
    AnnounceBody,
    AttendBody,
    ConferenceBody,
    ConferenceChange,
    ConferenceQuestionBody,
    ConferenceSerializer,
    EndBody,
    HoldBody,
    ListAccreditedSerializer,
    ListBody,
    MinutesBody,
    MinutesVersionSerializer,
    QuestionAnswerBody,
    QuestionPromiseBody,
    QuestionRequestBody,
    QuestionSerializer,
    QuestionTaskBody,
    RescheduleBody,
)
from press.conferences.models import Accreditation, ConferenceQuestion, PressConference


class PressConferenceViewSet(RecordViewSet):
    """*Họp báo*: planned, announced, held, with who came, what was asked and the minutes."""

    model = PressConference
    policies = policies
    serializer_class = ConferenceSerializer
    write_serializer_class = ConferenceBody
    update_serializer_class = ConferenceChange
    create_service = services.conference_plan
    update_service = services.conference_edit
    filterset_class = ConferenceFilters
    search_fields = ["folded"]
    ordering_fields = ["held_at", "created_at"]

    invite = verb_action("invite", service=services.conference_invite)
    announce = verb_action("announce", service=services.conference_announce, serializer=AnnounceBody)
    reschedule = verb_action("reschedule", service=services.conference_reschedule, serializer=RescheduleBody)
    hold = verb_action("hold", service=services.conference_hold, serializer=HoldBody)
    end = verb_action("end", service=services.conference_end, serializer=EndBody)
    cancel = verb_action("cancel", service=services.conference_cancel, serializer=ReasonBody)
    write_minutes = verb_action("write_minutes", service=services.minutes_write, serializer=MinutesBody)
    approve_minutes = verb_action("approve_minutes", service=services.minutes_approve)
    minutes = child_list("minutes", rows=selectors.minutes_versions, serializer=MinutesVersionSerializer)

    def queryset_for(self, user: Any) -> Any:
        return selectors.conferences_shown_to(user).order_by("-held_at", "id")

    @extend_schema(request=ListBody, responses=ListAccreditedSerializer)
    @action(detail=True, methods=["post"], url_path="accredit_list", url_name="accredit-list")
    def accredit_list(self, request: Any, **kwargs: Any) -> Response:
        """Accredit every journalist of a distribution list; answers how many were added, known and skipped."""
        target = self.target_id()
        done = services.list_accredit(actor=request.user, **target, **self.read_body(ListBody))
        return Response(ListAccreditedSerializer(done).data)

    @extend_schema(responses={(200, "application/pdf"): bytes})
    def minutes_pdf(self, request: Any, **kwargs: Any) -> HttpResponse:
        """The minutes as a document; those that are not approved bear the mark of a draft."""
        return printed.minutes_pdf(limits.caller_of(request), request.user, self.get_object())


class OfConferenceViewSet(RecordViewSet):
    """What stands under one conference: not there for who does not see the conference."""

    policies = policies

    def conference(self) -> PressConference:
        seen = PressConference.objects.visible_to(self.request.user).select_related("mandate")
        return found(seen, pk=self.kwargs["conference"])

    def parents(self) -> dict[str, Any]:
        return {"pressconference_id": UUID(str(self.conference().pk))}


class AccreditationViewSet(OfConferenceViewSet):
    """Who of the press asked to come; personal data, so an empty list for who may not read the contacts."""

    model = Accreditation
    serializer_class = AccreditationSerializer
    write_serializer_class = AccreditationBody
    create_service = services.accreditation_register
    filterset_class = AccreditationFilters

    accredit = verb_action("accredit", service=services.accreditation_accredit)
    refuse = verb_action("refuse", service=services.accreditation_refuse, serializer=ReasonBody)
    attend = verb_action("attend", service=services.accreditation_attend, serializer=AttendBody)
    unattend = verb_action("unattend", service=services.accreditation_unattend)

    def queryset_for(self, user: Any) -> Any:
        rows = selectors.accreditations_shown_to(user, self.conference())
        return rows.order_by("requested_at", "id")


class QuestionViewSet(OfConferenceViewSet):
    """What was asked, in its order, and what came of it."""

    model = ConferenceQuestion
    serializer_class = QuestionSerializer
    write_serializer_class = ConferenceQuestionBody
    create_service = services.question_ask
    update_service = services.question_edit
    filterset_class = QuestionFilters

    answer_verb = verb_action("answer", service=services.question_answer, serializer=QuestionAnswerBody)
    promise = verb_action("promise", service=services.question_promise, serializer=QuestionPromiseBody)
    task = verb_action("task", service=services.question_task, serializer=QuestionTaskBody)
    as_request = verb_action("request", service=services.question_request, serializer=QuestionRequestBody)

    def queryset_for(self, user: Any) -> Any:
        return selectors.questions_shown_to(user).filter(conference=self.conference()).order_by("number", "id")
