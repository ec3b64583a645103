"""Reads that others use: progress and the tasks behind a figure, who takes part, what a person may do."""

from tasks.selectors.amendments import carriable, carried, ledger, open_draft
from tasks.selectors.balance import UnitBalance, balance, balance_rule
from tasks.selectors.incidents import incident_links
from tasks.selectors.participants import (
    ShownEvidence,
    actions,
    assignment_table,
    evidence_of,
    extension_action,
    group_units,
    report_action,
    shown,
    work_units,
)
from tasks.selectors.people import names_of, people_of_unit, people_who_see, with_units
from tasks.selectors.progress import (
    COUNT_NAMES,
    FIGURES,
    RULE,
    Counts,
    Figures,
    ObjectiveProgress,
    Progress,
    UnitProgress,
    figure_condition,
    progress,
    progress_by_plan,
    tasks_behind,
    with_weight,
)
from tasks.selectors.rows import TaskRow, as_rows, filled, in_full
from tasks.selectors.timing import timing_of, unread_timings

__all__ = [
    "COUNT_NAMES",
    "FIGURES",
    "RULE",
    "Counts",
    "Figures",
    "ObjectiveProgress",
    "Progress",
    "ShownEvidence",
    "TaskRow",
    "UnitBalance",
    "UnitProgress",
    "actions",
    "as_rows",
    "assignment_table",
    "balance",
    "balance_rule",
    "carriable",
    "carried",
    "evidence_of",
    "extension_action",
    "figure_condition",
    "filled",
    "group_units",
    "in_full",
    "incident_links",
    "ledger",
    "names_of",
    "open_draft",
    "people_of_unit",
    "people_who_see",
    "progress",
    "progress_by_plan",
    "report_action",
    "shown",
    "tasks_behind",
    "timing_of",
    "unread_timings",
    "with_units",
    "with_weight",
    "work_units",
]
