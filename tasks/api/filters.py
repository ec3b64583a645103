from typing import Any

import django_filters

from comms.api.filters import BooleanFilter, ChoicesFilter, DateFilter, FilterSet
from comms.api.views import uuid_or_none
from comms.core import clock
from comms.org.api.filters import UnitFilter
from comms.org.models import Unit
from plans.api.filters import CodeFilter
from tasks.models import overdue_condition
from tasks.selectors import work_units
from tasks.states import TaskState


def unit_named(value: str) -> Unit | None:
    """A unit by its id or its code."""
    pk = uuid_or_none(value)
    found: Unit | None = Unit.objects.filter(pk=pk).first() if pk else Unit.objects.filter(code=value).first()
    return found


class ObjectiveFilters(FilterSet):
    plan = CodeFilter(field_name="plan")
    scheme = CodeFilter(field_name="scheme")


class TaskFilters(FilterSet):
    """`unit`: leads or coordinates, with the work that the unit carries on from its predecessors; `lead_unit` and
    `coordinating_unit`: exactly this unit, named or as a member of a group.  Before and after: without the day."""

    plan = CodeFilter(field_name="plan")
    objective = django_filters.UUIDFilter(field_name="objective_id")
    topic = django_filters.UUIDFilter(field_name="topics")
    unit = django_filters.CharFilter(method="of_unit")
    lead_unit = UnitFilter(field_name="lead_unit")
    coordinating_unit = django_filters.CharFilter(method="coordinated_by")
    state = ChoicesFilter(choices=TaskState.choices)
    overdue = BooleanFilter(method="is_overdue")
    due_before = DateFilter(field_name="due_on", lookup_expr="lt")
    due_after = DateFilter(field_name="due_on", lookup_expr="gt")

    def of_unit(self, queryset: Any, name: str, value: str) -> Any:
        unit = unit_named(value)
        return queryset.of_units(work_units(unit.pk)) if unit else queryset.none()

    def coordinated_by(self, queryset: Any, name: str, value: str) -> Any:
        unit = unit_named(value)
        return queryset.coordinated_by(unit) if unit else queryset.none()

    def is_overdue(self, queryset: Any, name: str, value: bool) -> Any:
        condition = overdue_condition(clock.today())
        return queryset.filter(condition) if value else queryset.exclude(condition)
