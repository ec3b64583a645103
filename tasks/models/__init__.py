"""Tasks, who takes part in them, what is told about them, how they stood on a day, how they are changed."""

from tasks.models.amendments import Amendment, AmendmentLine
from tasks.models.handovers import Handover, HandoverLine
from tasks.models.imports import ImportRun
from tasks.models.reminders import Reminder, UnitDigest
from tasks.models.standing import TaskStanding
from tasks.models.story import CommentMention, Evidence, Happening, TaskComment, TaskTransition, TaskUpdate
from tasks.models.task import (
    Participation,
    Task,
    TaskFacts,
    TaskTopic,
    counted_percent,
    due_soon_condition,
    overdue_condition,
)
from tasks.models.timing import Extension, TaskPeriod

__all__ = [
    "Amendment",
    "AmendmentLine",
    "CommentMention",
    "Evidence",
    "Extension",
    "Handover",
    "HandoverLine",
    "Happening",
    "ImportRun",
    "Participation",
    "Reminder",
    "Task",
    "TaskComment",
    "TaskFacts",
    "TaskPeriod",
    "TaskStanding",
    "TaskTopic",
    "TaskTransition",
    "TaskUpdate",
    "UnitDigest",
    "counted_percent",
    "due_soon_condition",
    "overdue_condition",
]
