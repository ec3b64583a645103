"""Paging by key: a page begins after the last row of the one before, so that its cost does not grow with its number."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from comms.core.checks import storable
from comms.core.errors import Invalid


@dataclass(frozen=True)
class Page:
    """The rows of one page, and the addresses of its neighbours ("" where there is none)."""

    rows: list[Any]
    previous_url: str = ""
    next_url: str = ""

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows)


def keyset_page(rows: "models.QuerySet[Any]", request: HttpRequest, *, order: Sequence[str], size: int = 50) -> Page:
    """One page of `rows`, ordered by `order` (fields that are never null; "-" for falling) and then by key.

    Raises Invalid for a page mark that this list did not hand out.
    """
    names = [*order, *(() if {"pk", "id", "-pk", "-id"} & set(order) else ("pk",))]
    backward = "before" in request.GET and "after" not in request.GET
    mark = request.GET.get("before" if backward else "after")
    if backward:
        names = [_flipped(name) for name in names]
    if mark:
        rows = rows.filter(_beyond(rows.model, names, _read(rows, names, mark)))
    found = list(rows.order_by(*names)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backward:
        found.reverse()
    if not found:
        return Page([])
    has_previous, has_next = (more, True) if backward else (bool(mark), more)
    return Page(
        rows=found,
        previous_url=_address(request, "before", _mark(found[0], names)) if has_previous else "",
        next_url=_address(request, "after", _mark(found[-1], names)) if has_next else "",
    )


def _flipped(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(model: type[models.Model], names: Sequence[str], values: Sequence[Any]) -> models.Q:
    """Rows that come after `values` in the order of `names`."""
    steps = []
    for index, name in enumerate(names):
        bare, operator = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        equal = {other.lstrip("-"): value for other, value in zip(names[:index], values, strict=False)}
        steps.append(models.Q(**equal, **{f"{bare}__{operator}": values[index]}))
    return reduce(or_, steps)


def _mark(row: Any, names: Sequence[str]) -> str:
    values = []
    for name in names:
        value = row
        for part in name.lstrip("-").split("__"):
            value = getattr(value, part)
        if hasattr(value, "isoformat"):
            value = value.isoformat()  # to the microsecond, which Django's JSON encoder would cut
        values.append(value if isinstance(value, int) else str(value))
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _read(rows: "models.QuerySet[Any]", names: Sequence[str], mark: str) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        if not isinstance(values, list) or len(values) != len(names):
            raise ValueError(mark)
        fields = [_field(rows, name.lstrip("-")) for name in names]
        return [storable(field.to_python(value)) for field, value in zip(fields, values, strict=True)]
    except (ValueError, TypeError, ArithmeticError, RecursionError, ValidationError) as error:
        raise Invalid.field("after", _("This page mark is not known."), code="cursor") from error


def _field(rows: "models.QuerySet[Any]", path: str) -> Any:
    """The field of the model, or of what the rows are annotated with."""
    if path in rows.query.annotations:
        return rows.query.annotations[path].output_field
    model, field = rows.model, None
    for part in path.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = field.related_model or model
    return field


def _address(request: HttpRequest, name: str, mark: str) -> str:
    query = request.GET.copy()
    for other in ("after", "before"):
        query.pop(other, None)
    query[name] = mark
    return f"{request.path}?{query.urlencode()}"
