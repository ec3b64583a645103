"""Views of three lines: translate, call a service or selector, translate back."""

import uuid
from collections.abc import Mapping
from functools import partial
from types import FunctionType, ModuleType
from typing import Any, ClassVar

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_filters import MultipleChoiceFilter
from django_filters.utils import translate_validation
from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from comms.api import idempotency
from comms.api.filters import FilterSet, ordering_columns
from comms.api.parsers import refuse_unreadable
from comms.api.preconditions import etag, expected_version
from comms.api.problems import Problem, told
from comms.api.serializers import EmptyBody, HistorySerializer, check_asked
from comms.api.verbs import Child, Verb
from comms.audit.selectors import history
from comms.core.decisions import actions_for
from comms.core.errors import FieldError, Invalid
from comms.core.records import found

UUID_PATTERN = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
PAGING = frozenset({"page_size", "cursor"})


class ContractView(APIView):
    """Base of every view of the API: strict parameters, whole bodies, one transaction a write, idempotency keys.

    `query_parameters` names the parameters that this view reads itself.  A write runs in one transaction; a refusal,
    raised or answered, leaves no row.
    """

    query_parameters: ClassVar[tuple[str, ...]] = ()
    http_method_names = ["get", "head", "post", "patch", "delete"]

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        refuse_unreadable(request, self.parser_classes)
        super().initial(request, *args, **kwargs)
        _speak_to(request)
        self.check_parameters(request)
        name = request.method.lower()
        handler = getattr(self, name, None)
        if request.method in SAFE_METHODS or handler is None:
            return
        request.data  # noqa: B018  # read before the transaction begins: a slow sender must not hold its locks
        # DRF takes the handler from the view after `initial`, so that this is what it finds.
        setattr(self, name, partial(self.run_write, handler))

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response

    def run_write(self, handler: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        work = partial(handler, request, *args, **kwargs)
        key = idempotency.key_of(request) if request.method == "POST" and request.user.is_authenticated else None
        if key is not None:
            return idempotency.once(request, key, work)
        if getattr(self.contract(), "needs_key", False):
            detail = _("Send an Idempotency-Key: this step must not happen twice.")
            raise Problem(400, "idempotency_key_missing", detail)
        return idempotency.atomically(work)

    def contract(self) -> Verb | Child | None:
        """What the reached method was declared as, if it was."""
        return getattr(getattr(self, getattr(self, "action", None) or "", None), "contract", None)

    def known_parameters(self) -> frozenset[str]:
        return frozenset(self.query_parameters)

    def repeatable_parameters(self) -> frozenset[str]:
        return frozenset()

    def check_parameters(self, request: Any) -> None:
        """A parameter that is not known is refused, and so are two values where one is read."""
        known, repeatable = self.known_parameters(), self.repeatable_parameters()
        complaints: dict[str, list[FieldError]] = {}
        for name, values in request.query_params.lists():
            if name not in known:
                complaints[name[:100]] = [FieldError("unknown_parameter", _("There is no such parameter here."))]
            elif len(values) > 1 and name not in repeatable:
                complaints[name] = [FieldError("repeated_parameter", _("Give this parameter once."))]
            elif any(char < " " or char == "\x7f" for value in values for char in value):
                complaints[name] = [FieldError("control", _("Control characters are not allowed here."))]
        if complaints:
            raise Invalid(complaints)


class RecordViewSet(GenericViewSet[Any], ContractView):
    """A resource: list, detail, history, and what it declares of create, update, verbs and children.

    Declare `model`, `serializer_class`; where they exist `policies` (for `actions`), `write_serializer_class` with
    `create_service` and `update_service`, `filterset_class`, `search_fields`, `ordering_fields`.
    """

    model: ClassVar[Any] = None
    policies: ClassVar[ModuleType | None] = None
    write_serializer_class: ClassVar[type[BaseSerializer[Any]] | None] = None
    update_serializer_class: ClassVar[type[BaseSerializer[Any]] | None] = None
    create_service: ClassVar[Any] = None
    update_service: ClassVar[Any] = None
    create_needs_key: ClassVar[bool] = False
    filterset_class: ClassVar[type[FilterSet] | None] = None
    search_fields: ClassVar[Any] = ()
    ordering_fields: ClassVar[Any] = ()
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    lookup_value_regex = UUID_PATTERN

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name in ("create_service", "update_service"):
            if isinstance(service := cls.__dict__.get(name), FunctionType):
                setattr(cls, name, staticmethod(service))
        if cls.model is not None and cls.queryset is None:
            cls.queryset = cls.model.objects.none()  # for the schema; reading goes through queryset_for

    # --- what an app may override ---------------------------------------------------------------

    def queryset_for(self, user: Any) -> "models.QuerySet[Any]":
        """The rows that the user may see; add `select_related` and the like here."""
        return self.model.objects.visible_to(user)

    def actions_of(self, obj: Any) -> list[Any]:
        """The verbs of one object for the caller."""
        if self.policies is None or not hasattr(obj, "transitions"):
            return []
        return list(actions_for(self.request.user, obj, obj.transitions, self.policies))

    def lookup(self) -> dict[str, Any]:
        """How the address names the object."""
        return {self.lookup_field: self.kwargs[self.lookup_url_kwarg]}

    # --- methods --------------------------------------------------------------------------------

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Objects that the caller may see, page by page."""
        return self.paged(self.filter_queryset(self.get_queryset()), self.serializer_class)

    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """One object, with what the caller may do to it."""
        return self.answer(self.get_object())

    def create(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Make a new object."""
        body = self.read_body(self.write_serializer_class)
        return self.answer(type(self).create_service(actor=request.user, **self.parents(), **body), status=201)

    def partial_update(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Change the fields that are given; the others stay."""
        target = self.target_id()
        version = expected_version(request)
        body = self.read_body(self.update_serializer_class or self.write_serializer_class, partial=True)
        if not body:
            raise Invalid({}, _("The request changes nothing."))
        return self.answer(type(self).update_service(actor=request.user, version=version, **target, **body))

    @action(detail=True, url_path="history")
    def history(self, request: Any, **kwargs: Any) -> Response:
        """What was done to the object, newest first."""
        rows = self.paginate_queryset(history(self.get_object()))
        return self.get_paginated_response([told(event) for event in rows or ()])

    history.answers = HistorySerializer  # type: ignore[attr-defined]  # read by the schema

    def do_verb(self, verb: Verb) -> Response:
        """Call the service of a verb with the caller, the id, the version of If-Match and the body."""
        target = self.target_id()
        version = expected_version(self.request)
        body = self.read_body(verb.body)
        return self.answer(verb.service(actor=self.request.user, version=version, **target, **body), status=verb.status)

    def do_child(self, child: Child) -> Response:
        """List what hangs on the object, or add to it."""
        if self.request.method != "POST":
            rows = child.rows(self.request.user, self.get_object())
            return self.paged(self.narrowed(child, rows), child.serializer)
        target = self.target_id()
        body = self.read_body(child.body)
        made = child.service(actor=self.request.user, **target, **body)  # type: ignore[misc]  # POST is routed only with one
        serializer = child.serializer(made, context=self.get_serializer_context())
        headers = {"ETag": etag(made)} if hasattr(made, "version") else {}
        return Response(serializer.data, status=201, headers=headers)

    def narrowed(self, child: Child, rows: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
        """What the filters of a child leave of its rows.  Raises the validation error of a filter."""
        if child.filterset is None:
            return rows
        filters = child.filterset(self.request.query_params, queryset=rows, request=self.request)
        if not filters.is_valid():
            raise translate_validation(filters.errors)
        return filters.qs

    # --- what methods, also an app's own, are built from ----------------------------------------

    def get_queryset(self) -> "models.QuerySet[Any]":
        return self.queryset_for(self.request.user)

    def get_object(self) -> Any:
        """The object of the address, through visibility.  Raises NotVisible."""
        return found(self.get_queryset(), **self.lookup())

    def target_id(self) -> dict[str, Any]:
        """`{"<model>_id": …}` for the service; NotVisible before anything else is looked at."""
        rows = self.get_queryset().order_by().select_related(None).prefetch_related(None).filter(**self.lookup())
        return {f"{self.model._meta.model_name}_id": found(rows.only("pk")).pk}

    def parents(self) -> dict[str, Any]:
        """Ids from the address beside the object's own, for the service of a nested resource."""
        return {}

    def read_body(self, serializer: type[BaseSerializer[Any]] | None, *, partial: bool = False) -> dict[str, Any]:
        """The checked body as keywords of a service."""
        reader = (serializer or EmptyBody)(
            data=self.request.data, context=self.get_serializer_context(), partial=partial
        )
        reader.is_valid(raise_exception=True)
        return dict(reader.validated_data)

    def answer(self, obj: Any, *, status: int = 200) -> Response:
        """The object as this resource shows it, with its ETag; with 201 also its address."""
        if self.request.method not in SAFE_METHODS:
            # Read again through visibility, so that the answer is the one that a GET would give.
            obj = self.get_queryset().filter(pk=obj.pk).first() or obj
        serializer = self.get_serializer(obj)
        headers = {"ETag": etag(obj)}
        if status == 201:
            own = {**self.kwargs, self.lookup_url_kwarg: str(obj.pk)}
            headers["Location"] = self.reverse_action("detail", kwargs=own)
        return Response(serializer.data, status=status, headers=headers)

    def paged(self, rows: "models.QuerySet[Any]", serializer: Any) -> Response:
        """One page of the rows."""
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(serializer(page, many=True, context=self.get_serializer_context()).data)

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if self.request is None or getattr(self, "swagger_fake_view", False):
            return context
        if self.action in {"list", "retrieve"}:
            known = self.serializer_class(context=context).fields if "fields" in self.request.query_params else {}
            context["asked_fields"] = check_asked(self.request.query_params.get("fields"), known)
        if self.action != "list" and not isinstance(self.contract(), Child):
            context["actions_of"] = self.actions_of
        return context

    def known_parameters(self) -> frozenset[str]:
        known = super().known_parameters()
        if self.action == "list":
            filters = self.filterset_class.known() if self.filterset_class else set()
            known |= PAGING | filters | {"fields"}
            known |= {"search"} if self.search_fields else set()
            known |= {"ordering"} if ordering_columns(self) else set()
        elif self.action == "retrieve":
            known |= {"fields"}
        elif self.action == "history":
            known |= PAGING
        elif isinstance(child := self.contract(), Child) and self.request.method == "GET":
            known |= PAGING | (child.filterset.known() if child.filterset else set())
        return known

    def repeatable_parameters(self) -> frozenset[str]:
        child = self.contract()
        filterset = child.filterset if isinstance(child, Child) else self.filterset_class
        filters: Mapping[str, Any] = filterset.base_filters if filterset else {}
        return frozenset(name for name, item in filters.items() if isinstance(item, MultipleChoiceFilter))


def uuid_or_none(text: str) -> uuid.UUID | None:
    """For resources that answer to another name as well."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _speak_to(request: Any) -> None:
    """Without Accept-Language (which the language middleware follows) an answer is in the person's own language."""
    if "HTTP_ACCEPT_LANGUAGE" not in request.META and request.user.is_authenticated:
        translation.activate(request.user.language)
