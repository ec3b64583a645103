from typing import Any

import django_filters

from comms.api.filters import BooleanFilter, DateFilter, FilterSet, InstantFilter


class ClockFilters(FilterSet):
    open = BooleanFilter(method="only_open", label="Still running.")
    breached = BooleanFilter(method="only_breached", label="Stopped too late, or still running after the due instant.")
    before = InstantFilter(field_name="due_at", lookup_expr="lt", label="Due before this instant.")
    subject = django_filters.UUIDFilter(field_name="subject_id", label="The object that the clock runs on.")
    subject_type = django_filters.CharFilter(label="The kind of that object: press.pressrequest, incidents.incident …")
    rule = django_filters.CharFilter(field_name="rule__code", label="Counted by the rule with this code.")
    duty = django_filters.CharFilter(field_name="rule__subject", label="What the rule is about: first_statement …")

    def only_open(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.filter(stopped_at__isnull=value)

    def only_breached(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.breached() if value else queryset.kept()


class RuleFilters(FilterSet):
    at = DateFilter(method="in_force", label="In force on this day, a date in Hanoi.")
    duty = django_filters.CharFilter(field_name="subject", label="What the rule is about: first_statement …")
    subject = django_filters.CharFilter(field_name="subject", label="The same as duty.")

    def in_force(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.in_force_on(value)
