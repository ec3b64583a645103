"""Reads that others use: progress and the tasks behind a figure, who takes part, what a person may do."""

from tasks.selectors.participants import actions, group_units, work_units
from tasks.selectors.progress import (
    COUNT_NAMES,
    FIGURES,
    Counts,
    Figures,
    ObjectiveProgress,
    Progress,
    UnitProgress,
    progress,
    progress_by_plan,
    tasks_behind,
    with_weight,
)

__all__ = [
    "COUNT_NAMES",
    "FIGURES",
    "Counts",
    "Figures",
    "ObjectiveProgress",
    "Progress",
    "UnitProgress",
    "actions",
    "group_units",
    "progress",
    "progress_by_plan",
    "tasks_behind",
    "with_weight",
    "work_units",
]
