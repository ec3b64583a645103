"""Pages that stay put while rows come and go: the next page begins after the last row seen, not at a number.

The order is that of the queryset (`order_by`), made total by the primary key; empty values come last.
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from comms.api.problems import field_problem
from comms.core.checks import storable

PAGE_SIZE = 50
MAX_PAGE_SIZE = 200


@dataclass(frozen=True)
class Column:
    """One part of the order.  `path` is as in `order_by`, `field` its model field, or None for an annotation."""

    path: str
    descending: bool
    field: "models.Field[Any, Any] | None"
    nullable: bool

    def read(self, row: Any) -> Any:
        if isinstance(row, dict):
            return row[self.path]
        for name in self.path.split("__"):
            row = getattr(row, name, None)
        return row

    def understood(self, value: Any) -> Any:
        """The value of a cursor as the database takes it.

        Raises ValueError or ValidationError for one that was never given out.
        """
        if value is None:
            if self.nullable:
                return None
            raise ValueError
        return storable(self.field.to_python(value) if self.field else value)

    def ordering(self, *, reverse: bool) -> Any:
        """Empty values last, also where the database would put them first; first when read backwards."""
        descending = self.descending != reverse
        expression = models.F(self.path)
        if not self.nullable:
            return expression.desc() if descending else expression.asc()
        nulls = {"nulls_first": True} if reverse else {"nulls_last": True}
        return expression.desc(**nulls) if descending else expression.asc(**nulls)


def columns_of(queryset: "models.QuerySet[Any]") -> list[Column]:
    """The order of a queryset, with the primary key at its end."""
    names = [str(name) for name in queryset.query.order_by or queryset.model._meta.ordering]
    columns = [_column(queryset.model, name) for name in names]
    key = queryset.model._meta.pk
    if not any(column.field is key for column in columns):
        columns.append(_column(queryset.model, ("-" if columns and columns[0].descending else "") + key.name))
    return columns


def _column(model: type[models.Model], name: str) -> Column:
    path = name.lstrip("-")
    field, nullable, owner = None, False, model
    for part in path.split("__"):
        try:
            field = owner._meta.pk if part == "pk" else owner._meta.get_field(part)
        except FieldDoesNotExist:
            return Column(path, name.startswith("-"), None, nullable=True)
        nullable = nullable or field.null
        owner = field.related_model or owner
    return Column(path, name.startswith("-"), field, nullable)


def beyond(columns: list[Column], values: list[Any], *, reverse: bool) -> models.Q:
    """Rows that come after `values` in this order (before, when reversed)."""
    (column, *rest), (value, *others) = columns, values
    further = beyond(rest, others, reverse=reverse) if rest else None
    path = column.path
    if value is None:
        same = models.Q(**{f"{path}__isnull": True})
        equal = (same & further) if further is not None else models.Q(pk__in=[])
        return (models.Q(**{f"{path}__isnull": False}) | equal) if reverse else equal
    word = "lt" if column.descending != reverse else "gt"
    after = models.Q(**{f"{path}__{word}": value})
    if further is not None:
        # `f >= v AND (f > v OR …)` rather than `f > v OR (f = v AND …)`: the first half is a range of the index.
        after = models.Q(**{f"{path}__{word}e": value}) & (after | further)
    if column.nullable and not reverse:
        after |= models.Q(**{f"{path}__isnull": True})
    return after


class CursorPagination(BasePagination):
    """`{"next", "previous", "results"}`."""

    request: Any
    next_cursor: str | None = None
    previous_cursor: str | None = None

    def paginate_queryset(self, queryset: "models.QuerySet[Any]", request: Any, view: Any = None) -> list[Any]:
        self.request = request
        size = page_size(request)
        columns = columns_of(queryset)
        order = ",".join(("-" if column.descending else "") + column.path for column in columns)
        start = _decoded(request.query_params.get("cursor"), order, columns)
        reverse = start is not None and start[0]
        queryset = queryset.order_by(*(column.ordering(reverse=reverse) for column in columns))
        if start is not None:
            queryset = queryset.filter(beyond(columns, start[1], reverse=reverse))
        rows = list(queryset[: size + 1])
        more, rows = len(rows) > size, rows[:size]
        if reverse:
            rows.reverse()
        if rows and (more or reverse):
            self.next_cursor = _encoded(order, columns, rows[-1], reverse=False)
        if rows and (more if reverse else start is not None):
            self.previous_cursor = _encoded(order, columns, rows[0], reverse=True)
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {"next": self._link(self.next_cursor), "previous": self._link(self.previous_cursor), "results": data}
        )

    def _link(self, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        query = self.request.query_params.copy()
        query["cursor"] = cursor
        return str(self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}"))

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE}
        return [
            {"name": "page_size", "in": "query", "required": False, "schema": size},
            {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"}},
        ]


def page_size(request: Any) -> int:
    """`?page_size=`, 1 to 200; anything else is refused."""
    asked = request.query_params.get("page_size", str(PAGE_SIZE))
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 3 and 1 <= int(asked) <= MAX_PAGE_SIZE):
        detail = _("A page has 1 to %(most)s entries.") % {"most": MAX_PAGE_SIZE}
        raise field_problem("page_size", "page_size", detail)
    return int(asked)


def _encoded(order: str, columns: list[Column], row: Any, *, reverse: bool) -> str:
    values = [_told(column.read(row)) for column in columns]
    return base64.urlsafe_b64encode(orjson.dumps([int(reverse), order, values])).decode().rstrip("=")


def _told(value: Any) -> Any:
    return value if value is None or isinstance(value, (int, float, str)) else str(value)


def _decoded(cursor: str | None, order: str, columns: list[Column]) -> tuple[bool, list[Any]] | None:
    if cursor is None:
        return None
    try:
        raw = base64.b64decode(cursor.encode("ascii") + b"==", altchars=b"-_", validate=False)
        reverse, its_order, values = orjson.loads(raw)
        if reverse not in (0, 1) or its_order != order or len(values) != len(columns):
            raise ValueError
        return bool(reverse), [column.understood(value) for column, value in zip(columns, values, strict=True)]
    except (ValueError, TypeError, ArithmeticError, binascii.Error, ValidationError) as error:
        raise field_problem("cursor", "cursor", _("This cursor does not belong to this list.")) from error
