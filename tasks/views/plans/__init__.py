"""Pages of schemes and plans, a module for each topic."""

from tasks.views.plans.content import (
    ContentPage,
    ObjectiveCreate,
    ObjectiveEdit,
    PartStep,
    PlanCreate,
    PlanEdit,
    TopicCreate,
    TopicEdit,
)
from tasks.views.plans.indicators import (
    IndicatorEdit,
    IndicatorPage,
    PlanIndicatorCreate,
    SchemeIndicatorCreate,
)
from tasks.views.plans.leadership import PlanLeadership, SchemeLeadership, WhyList
from tasks.views.plans.lists import PlanList
from tasks.views.plans.plan import PlanPage
from tasks.views.plans.readers import PlanReaders, ReaderOff
from tasks.views.plans.schemes import SchemePage
from tasks.views.plans.table import PlanTable
from tasks.views.plans.tasks import TaskCreate, TaskEdit
from tasks.views.plans.timeline import PlanTimeline

__all__ = [
    "ContentPage",
    "IndicatorEdit",
    "IndicatorPage",
    "ObjectiveCreate",
    "ObjectiveEdit",
    "PartStep",
    "PlanCreate",
    "PlanEdit",
    "PlanIndicatorCreate",
    "PlanLeadership",
    "PlanList",
    "PlanPage",
    "PlanReaders",
    "PlanTable",
    "PlanTimeline",
    "ReaderOff",
    "SchemeIndicatorCreate",
    "SchemeLeadership",
    "SchemePage",
    "TaskCreate",
    "TaskEdit",
    "TopicCreate",
    "TopicEdit",
    "WhyList",
]
