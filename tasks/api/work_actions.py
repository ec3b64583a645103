"""The sub-paths of a task for the work on it: periods, extensions, contributions, officers in charge, comments."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from comms.api.parsers import JSONParser, MultiPartParser
from comms.api.preconditions import etag, expected_version
from comms.api.serializers import ReasonBody
from comms.api.verbs import Verb, child_list, verb_action
from comms.api.views import UUID_PATTERN
from comms.core.errors import NotVisible
from comms.core.records import found
from tasks import services
from tasks.api.filters import unit_named
from tasks.api.work import (
    ContributionSerializer,
    DeliverBody,
    ExtensionBody,
    ExtensionSerializer,
    InChargeBody,
    TaskCommentBody,
    TaskCommentSerializer,
    TaskPeriodSerializer,
)
from tasks.models import Extension, Participation, Task, TaskComment, TaskPeriod

FORMS = [JSONParser, MultiPartParser]
EXTENSION = rf"extensions/(?P<extension>{UUID_PATTERN})"
CONTRIBUTION = r"contributions/(?P<unit>[A-Za-z0-9_.-]+)"


def period_rows(user: Any, task: Task) -> Any:
    return TaskPeriod.objects.filter(task=task).order_by("starts", "id")


def extension_rows(user: Any, task: Task) -> Any:
    return Extension.objects.filter(task=task).order_by("-seq", "id")


def contribution_rows(user: Any, task: Task) -> Any:
    return Participation.objects.filter(task=task).select_related("unit", "person").order_by("position", "id")


def comment_rows(user: Any, task: Task) -> Any:
    return TaskComment.objects.filter(task=task).prefetch_related("mentions__person").order_by("seq", "id")


class WorkActions:
    """Mixed into the viewset of tasks."""

    periods = child_list("periods", rows=period_rows, serializer=TaskPeriodSerializer)
    extensions = child_list(
        "extensions",
        rows=extension_rows,
        serializer=ExtensionSerializer,
        service=services.extension_request,
        body=ExtensionBody,
    )
    contributions = child_list("contributions", rows=contribution_rows, serializer=ContributionSerializer)
    comments = child_list(
        "comments",
        rows=comment_rows,
        serializer=TaskCommentSerializer,
        service=services.comment_add,
        body=TaskCommentBody,
    )
    in_charge = verb_action("in-charge", service=services.person_in_charge, serializer=InChargeBody)

    @extend_schema(responses=ExtensionSerializer)
    @action(detail=True, methods=["post"], url_path=f"{EXTENSION}/approve", url_name="extension-approve")
    def approve_extension(self, request: Any, **kwargs: Any) -> Response:
        """Grant the extension: the task is due on the new date.  If-Match is the extension's."""
        return self._decide()

    @extend_schema(responses=ExtensionSerializer)
    @action(detail=True, methods=["post"], url_path=f"{EXTENSION}/refuse", url_name="extension-refuse")
    def refuse_extension(self, request: Any, **kwargs: Any) -> Response:
        """Refuse the extension: the due date stays.  If-Match is the extension's."""
        return self._decide()

    @action(
        detail=True,
        methods=["post"],
        url_path=f"{CONTRIBUTION}/deliver",
        url_name="contribution-deliver",
        parser_classes=FORMS,
    )
    def deliver_contribution(self, request: Any, **kwargs: Any) -> Response:
        """Hand in a coordinating unit's part.  If-Match is the task's."""
        return self._contribute()

    @action(detail=True, methods=["post"], url_path=f"{CONTRIBUTION}/confirm", url_name="contribution-confirm")
    def confirm_contribution(self, request: Any, **kwargs: Any) -> Response:
        """Take the part as delivered.  If-Match is the task's."""
        return self._contribute()

    @action(detail=True, methods=["post"], url_path=f"{CONTRIBUTION}/send_back", url_name="contribution-send-back")
    def send_back_contribution(self, request: Any, **kwargs: Any) -> Response:
        """The part does not do: the unit delivers again.  If-Match is the task's."""
        return self._contribute()

    # What the grammar of verbs reads: the body, and that If-Match is needed.
    approve_extension.contract = Verb(services.extension_approve)
    refuse_extension.contract = Verb(services.extension_refuse, ReasonBody)
    deliver_contribution.contract = Verb(services.contribution_deliver, DeliverBody)
    confirm_contribution.contract = Verb(services.contribution_confirm)
    send_back_contribution.contract = Verb(services.contribution_send_back, ReasonBody)

    def _decide(self) -> Response:
        view: Any = self
        task_id = view.target_id()["task_id"]
        visible = Extension.objects.visible_to(view.request.user)
        extension_id = found(visible, pk=view.kwargs["extension"], task=task_id).pk
        version = expected_version(view.request)
        verb = view.contract()
        body = view.read_body(verb.body)
        extension = verb.service(actor=view.request.user, extension_id=extension_id, version=version, **body)
        return Response(ExtensionSerializer(extension).data, headers={"ETag": etag(extension)})

    def _contribute(self) -> Response:
        view: Any = self
        target = view.target_id()
        unit = unit_named(view.kwargs["unit"])
        if unit is None:
            raise NotVisible
        version = expected_version(view.request)
        verb = view.contract()
        body = view.read_body(verb.body)
        return view.answer(verb.service(actor=view.request.user, version=version, unit=unit, **target, **body))
