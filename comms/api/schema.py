"""The OpenAPI document says what every operation has in common, so that no view repeats it."""

from typing import Any

from django_filters import MultipleChoiceFilter
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.permissions import AllowAny
from rest_framework.serializers import ListSerializer

from comms.api.filters import BooleanFilter
from comms.api.pagination import CursorPagination
from comms.api.serializers import ProblemSerializer
from comms.api.verbs import Child, Verb

_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The version that the caller has read, as the ETag header gave it.",
    "schema": {"type": "string", "pattern": '^"[1-9][0-9]{0,8}"$'},
}
_ETAG = {"description": "The version of the object.", "schema": {"type": "string", "pattern": '^"[1-9][0-9]*"$'}}
_LOCATION = {"description": "The address of the new object.", "schema": {"type": "string", "format": "uri"}}
_FIELDS = {
    "name": "fields",
    "in": "query",
    "required": False,
    "description": "Only these fields, separated by commas.",
    "schema": {"type": "string"},
}
_WORDS = {
    "400": "The request is not valid.",
    "401": "No or bad credentials.",
    "403": "Not allowed; `detail` is the reason.",
    "404": "Not there, or not visible to the caller.",
    "409": "Not possible in the present state, or the same request is running.",
    "412": "The object has another version; `current_version` is it.",
    "413": "The body is too large.",
    "415": "The type of the body is not accepted.",
    "422": "The idempotency key came with another request.",
    "428": "If-Match is missing.",
    "429": "Too many requests of this kind; try again after `Retry-After` seconds.",
    "503": "Busy; try again after `Retry-After` seconds.",
}


class ContractSchema(AutoSchema):
    """Adds to each operation its problems, If-Match, Idempotency-Key, ETag and `?fields=`."""

    view: Any

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        self._add_parameters(operation)
        self._add_headers(operation)
        self._add_problems(operation)
        return operation

    @property
    def contract(self) -> Verb | Child | None:
        return self.view.contract() if hasattr(self.view, "contract") else None

    @property
    def is_resource(self) -> bool:
        return hasattr(self.view, "do_verb")

    def is_versioned(self) -> bool:
        """Does the operation need If-Match?"""
        return self.is_resource and (self.view.action == "partial_update" or isinstance(self.contract, Verb))

    def get_request_serializer(self) -> Any:
        if contract := self.contract:
            return contract.body
        if self.is_resource and self.view.action == "create":
            return self.view.write_serializer_class
        if self.is_resource and self.view.action == "partial_update":
            return self.view.update_serializer_class or self.view.write_serializer_class
        return super().get_request_serializer()

    def get_response_serializers(self) -> Any:
        contract = self.contract
        if isinstance(contract, Verb):
            return {contract.status: self.view.serializer_class}
        if isinstance(contract, Child):
            return {201: contract.serializer} if self.method == "POST" else _many(contract.serializer)
        if self.is_resource and self.view.action == "create":
            return {201: self.view.serializer_class}
        answers = getattr(getattr(self.view, getattr(self.view, "action", None) or "", None), "answers", None)
        return _many(answers) if answers else super().get_response_serializers()

    def get_filter_backends(self) -> list[Any]:
        own_list = not self.is_resource or self.view.action == "list"
        return super().get_filter_backends() if own_list else []

    def get_tags(self) -> list[str]:
        return [next((part for part in self._tokenize_path()), "api")]

    def _get_paginator(self) -> Any:
        return CursorPagination() if self._is_list_view() else None

    def _add_parameters(self, operation: dict[str, Any]) -> None:
        parameters: list[Any] = operation.setdefault("parameters", [])
        named = {item["name"] for item in parameters}
        if self.is_versioned():
            parameters.append(_IF_MATCH)
        if self.method == "POST" and AllowAny not in self.view.permission_classes:
            needed = getattr(self.contract, "needs_key", False)
            parameters.append(
                {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "required": needed,
                    "description": "The same key with the same body is done once and answered alike for 48 hours.",
                    "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
                }
            )
        if self.is_resource and self.view.action in {"list", "retrieve"}:
            parameters.append(_FIELDS)
        parameters.extend(
            {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}
            for name in getattr(self.view, "query_parameters", ())
            if name not in named
        )
        if isinstance(child := self.contract, Child) and child.filterset and self.method == "GET":
            parameters.extend(_filter_parameter(name, item) for name, item in child.filterset.base_filters.items())
        if not parameters:
            del operation["parameters"]

    def _add_headers(self, operation: dict[str, Any]) -> None:
        if not self.is_resource or self._is_list_view():
            return
        for status in ("200", "201"):
            if status in operation["responses"]:
                headers = operation["responses"][status].setdefault("headers", {})
                headers.setdefault("ETag", _ETAG)
                if status == "201" and self.contract is None:
                    headers.setdefault("Location", _LOCATION)

    def _add_problems(self, operation: dict[str, Any]) -> None:
        problem = {"application/problem+json": {"schema": self.resolve_serializer(ProblemSerializer(), "response").ref}}
        statuses = {"400", "503"}
        if AllowAny not in self.view.permission_classes:
            statuses |= {"401", "403"}
        if "{" in self.path:
            statuses.add("404")
        if self.method not in {"GET", "HEAD"}:
            statuses |= {"409", "413", "415"}
        if self.method == "POST":
            statuses.add("422")
        if self.is_versioned():
            statuses |= {"412", "428"}
        if self.view.throttle_classes:
            statuses.add("429")
        for status in sorted(statuses):
            operation["responses"].setdefault(status, {"description": _WORDS[status], "content": problem})


def _filter_parameter(name: str, item: Any) -> dict[str, Any]:
    """A filter of a child, which no backend describes."""
    schema: dict[str, Any] = {"type": "boolean" if isinstance(item, BooleanFilter) else "string"}
    if choices := [str(value) for value, _words in item.extra.get("choices", ())]:
        schema["enum"] = choices
    if isinstance(item, MultipleChoiceFilter):
        schema = {"type": "array", "items": schema}
    return {"name": name, "in": "query", "required": False, "description": str(item.label or ""), "schema": schema}


def _many(serializer: Any) -> ListSerializer[Any]:
    listed: ListSerializer[Any] = serializer(many=True)
    return listed


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "comms.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        text = "`Authorization: Token …`"
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": text}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "comms.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


class VisibleFieldSchema(OpenApiSerializerFieldExtension):
    target_class = "comms.api.fields.VisibleField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, str]:
        named = self.target.code and direction == "request"
        return {"type": "string"} if named else {"type": "string", "format": "uuid"}
