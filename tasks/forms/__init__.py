"""Forms of the pages of plans and tasks."""

from tasks.forms.lists import FIGURE_NAMES, MINE, PlanFilters, TaskFilters
from tasks.forms.steps import AssignForm, IssueForm, ReportForm

__all__ = ["FIGURE_NAMES", "MINE", "AssignForm", "IssueForm", "PlanFilters", "ReportForm", "TaskFilters"]
