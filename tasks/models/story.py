"""What is told about a task, line by line: reports, steps, evidence, comments."""

import uuid

from django.db import models
from django.db.models import Q

from comms.core import clock
from comms.core.fields import Line, Text
from comms.org.models import Unit, User
from tasks.models.task import Task
from tasks.states import EvidenceKind, TaskState


class Happening(models.Model):
    """A dated line about a task, with the person kept by value; `seq` counts the lines of one task."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField(default=clock.now)
    actor_id = models.UUIDField(null=True)
    actor_label = Line(max_length=200)
    actor_unit = Line(max_length=50, blank=True)

    class Meta:
        abstract = True


class TaskUpdate(Happening):
    """What a unit reported, as it reported it.  Never changed, never deleted (triggers in the migration)."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="updates")
    text = Text()
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)

    class Meta:
        db_table = "tasks_update"
        ordering = ["-seq"]
        constraints = [
            models.UniqueConstraint(fields=["task", "seq"], name="tasks_update_seq"),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__gte=0, percent__lte=100), name="tasks_update_percent_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} #{self.seq}"


class TaskTransition(Happening):
    """One step of a task, with the unit that led it afterwards.  Never changed, never deleted (triggers)."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, choices=TaskState.choices)
    lead_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = Text(blank=True)

    class Meta:
        db_table = "tasks_transition"
        ordering = ["-seq"]
        constraints = [
            models.UniqueConstraint(fields=["task", "seq"], name="tasks_transition_seq"),
            models.CheckConstraint(condition=Q(to_state__in=TaskState.values), name="tasks_transition_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} #{self.seq} {self.verb}"


class Evidence(Happening):
    """What proves the work: a file, a link, or an object of an upper room (by `object_id`, without a foreign key)."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="evidence")
    update = models.ForeignKey(TaskUpdate, null=True, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=20, choices=EvidenceKind.choices)
    title = Line(max_length=300)
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    url = models.URLField(max_length=1000, blank=True)
    object_id = models.UUIDField(null=True)

    class Meta:
        db_table = "tasks_evidence"
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["task", "seq"], name="tasks_evidence_seq"),
            models.UniqueConstraint(
                fields=["task", "kind", "object_id"],
                condition=Q(object_id__isnull=False),
                name="tasks_evidence_object_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=EvidenceKind.FILE, file__isnull=False, url="", object_id=None)
                | Q(kind=EvidenceKind.LINK, file=None, url__startswith="https://", object_id=None)
                | (
                    Q(file=None, url="", object_id__isnull=False)
                    & Q(kind__in=[kind for kind in EvidenceKind.values if kind not in ("file", "link")])
                ),
                name="tasks_evidence_fits_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TaskComment(Happening):
    """A remark of somebody who sees the task.  Never changed, never deleted (triggers)."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="comments")
    text = Text()

    class Meta:
        db_table = "tasks_comment"
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["task", "seq"], name="tasks_comment_seq")]

    def __str__(self) -> str:
        return f"{self.task_id} #{self.seq}"


class CommentMention(models.Model):
    """A person whom a comment names, who sees the task."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    comment = models.ForeignKey(TaskComment, on_delete=models.PROTECT, related_name="mentions")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "tasks_comment_mention"
        constraints = [models.UniqueConstraint(fields=["comment", "person"], name="tasks_mention_once")]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.person_id}"
