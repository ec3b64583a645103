from datetime import date, datetime
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from comms.api.filters import FilterSet, InstantFilter
from comms.core.checks import within_calendar
from comms.org.api.filters import UnitFilter
from press.mandates.states import Capacity, MandateState, Span

_instant = InstantFilter.field_class()


class _InstantOrDay(forms.Field):
    default_validators = [within_calendar]

    def to_python(self, value: Any) -> datetime | date | None:
        if value in (None, ""):
            return None
        if len(value) <= 10:
            try:
                day = parse_date(value)
            except ValueError:
                day = None
            if day is None:
                raise ValidationError(_("Write YYYY-MM-DD, or an instant with its offset."), code="invalid")
            return day
        instant: datetime | None = _instant.to_python(value)
        return instant


@extend_schema_field({"type": "string"})
class AtFilter(django_filters.Filter):
    """Mandates that hold at an instant, or at some instant of a day in Hanoi."""

    field_class = _InstantOrDay

    def filter(self, qs: Any, value: datetime | date | None) -> Any:
        if value is None:
            return qs
        if isinstance(value, datetime):
            return qs.valid_at(value)
        return qs.on_day(value)


class SpanFilter(django_filters.ChoiceFilter):
    """Where the mandate stands today: it holds, is to come, or has ended."""

    def filter(self, qs: Any, value: Any) -> Any:
        return qs.in_span(value) if value else qs


class MandateFilters(FilterSet):
    at = AtFilter(label="Mandates that hold at this instant (with offset) or on this day.")
    capacity = django_filters.ChoiceFilter(choices=Capacity.choices)
    span = SpanFilter(choices=Span.choices)
    published = django_filters.BooleanFilter(field_name="published_at", lookup_expr="isnull", exclude=True)
    state = django_filters.ChoiceFilter(choices=MandateState.choices)
    unit = UnitFilter(field_name="unit")
    person = django_filters.UUIDFilter(field_name="person_id")
