"""Forms of the pages of plans and tasks."""

from tasks.forms.lists import FIGURE_NAMES, MINE, PlanFilters, TaskFilters, UnitChoice
from tasks.forms.plans import ActualForm, IndicatorForm, ObjectiveForm, PlanForm, TopicForm
from tasks.forms.steps import AssignForm, IssueForm, ReportForm
from tasks.forms.tasks import TaskForm

__all__ = [
    "FIGURE_NAMES",
    "MINE",
    "ActualForm",
    "AssignForm",
    "IndicatorForm",
    "IssueForm",
    "ObjectiveForm",
    "PlanFilters",
    "PlanForm",
    "ReportForm",
    "TaskFilters",
    "TaskForm",
    "TopicForm",
    "UnitChoice",
]
