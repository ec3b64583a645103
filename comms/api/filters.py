"""Filters that refuse what they do not know, and values in one form only."""

import re
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.filters import BaseFilterBackend

from comms.api.problems import field_problem
from comms.core.checks import within_calendar
from comms.core.text import fold

LONGEST_SEARCH = 200
_LOST_PLUS = re.compile(r" (\d\d:\d\d)$")


class StrictFilterBackend(DjangoFilterBackend):
    """The view's `filterset_class`.  Which parameters are known at all is checked by the view, for every method."""


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """`?state=a&state=b`: one of these values in a column of the row itself, so that no row comes twice.

    django-filter would ask for DISTINCT rows, which makes the database sort the whole list for each page.
    """

    def filter(self, queryset: Any, value: Any) -> Any:
        return queryset.filter(**{f"{self.field_name}__in": value}) if value else queryset


class FoldedSearchFilter(BaseFilterBackend):
    """`?search=`: every word, without marks and case, stands in one of the view's `search_fields` (folded columns)."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        columns = getattr(view, "search_fields", ())
        text = request.query_params.get("search", "")
        if not columns or not text:
            return queryset
        if len(text) > LONGEST_SEARCH:
            detail = _("A search has at most %(most)s characters.") % {"most": LONGEST_SEARCH}
            raise field_problem("search", "max_length", detail)
        for word in fold(text).split():
            found = models.Q()
            for column in columns:
                found |= models.Q(**{f"{column}__contains": word})
            queryset = queryset.filter(found)
        return queryset

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        if not getattr(view, "search_fields", ()):
            return []
        schema = {"type": "string", "maxLength": LONGEST_SEARCH}
        return [{"name": "search", "in": "query", "required": False, "schema": schema}]


class StrictOrderingFilter(BaseFilterBackend):
    """`?ordering=name,-due_on`: names of the view's `ordering_fields` (a list, or public name → column)."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        asked = request.query_params.get("ordering")
        if asked is None:
            return queryset
        columns, names = ordering_columns(view), asked.split(",")
        bare = [name.removeprefix("-") for name in names]
        if not set(bare) <= set(columns) or len(set(bare)) < len(bare):
            detail = _("Lists can be ordered by: %(names)s.") % {"names": ", ".join(columns)}
            raise field_problem("ordering", "unknown_ordering", detail)
        return queryset.order_by(*("-" * name.startswith("-") + columns[name.removeprefix("-")] for name in names))

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        if not (names := ordering_columns(view)):
            return []
        text = f"Fields, separated by commas, “-” for descending: {', '.join(names)}."
        return [
            {"name": "ordering", "in": "query", "required": False, "description": text, "schema": {"type": "string"}}
        ]


def ordering_columns(view: Any) -> dict[str, str]:
    """Public name → column of the orderings that the view offers."""
    fields = getattr(view, "ordering_fields", ())
    return dict(fields) if isinstance(fields, dict) else {name: name for name in fields}


class _TrueOrFalse(forms.Field):
    def to_python(self, value: Any) -> bool | None:
        if value in (None, ""):
            return None
        if value not in ("true", "false"):
            raise ValidationError(_("Write true or false."), code="invalid")
        return bool(value == "true")


class BooleanFilter(django_filters.BooleanFilter):
    """`true` or `false`; django-filter's own takes anything else for no filter at all."""

    field_class = _TrueOrFalse


class DateFilter(django_filters.DateFilter):
    """`YYYY-MM-DD`, whatever the language of the reader."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [within_calendar])
        super().__init__(*args, input_formats=["%Y-%m-%d"], localize=False, **kwargs)


class _Instant(forms.Field):
    default_validators = [within_calendar]

    def to_python(self, value: Any) -> datetime | None:
        if value in (None, ""):
            return None
        try:
            # "+07:00" comes out of an address that was not escaped as " 07:00".
            instant = parse_datetime(_LOST_PLUS.sub(r"+\1", value))
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            detail = _("Give the instant with its offset, for example 2026-11-21T09:00:00+07:00.")
            raise ValidationError(detail, code="invalid")
        return instant


class InstantFilter(django_filters.Filter):
    """ISO 8601 with an offset."""

    field_class = _Instant


class FilterSet(django_filters.FilterSet):
    """Base of the filters of a resource; declare each filter, with the classes of this module."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        # Only what was asked for is copied and checked: a list has twenty filters, a request uses two.
        self.base_filters = {name: item for name, item in type(self).base_filters.items() if name in (data or ())}
        super().__init__(data, *args, **kwargs)

    @classmethod
    def known(cls) -> set[str]:
        return set(cls.base_filters)
