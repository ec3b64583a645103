"""Schemes, plans, objectives; topics; indicators."""

from plans.models.indicators import Indicator, IndicatorActual, IndicatorTarget
from plans.models.schemes import Objective, Plan, PlanAccess, PlanReader, Scheme, Sourced, group_has_one_of
from plans.models.topics import Topic

__all__ = [
    "Indicator",
    "IndicatorActual",
    "IndicatorTarget",
    "Objective",
    "Plan",
    "PlanAccess",
    "PlanReader",
    "Scheme",
    "Sourced",
    "Topic",
    "group_has_one_of",
]
