"""One row a notice and person."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core import subjects
from comms.core.fields import Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from comms.notify import kinds
from comms.notify.states import NOTICE_TRANSITIONS, NoticeState
from comms.org.models import User

WITHHELD = _("This notice is about something that you may no longer see.")


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: Any) -> "NotificationQuerySet":
        """A person's own, and nobody else's."""
        return self.filter(person_id=user.pk) if getattr(user, "is_active", False) else self.none()

    def unread(self) -> "NotificationQuerySet":
        return self.filter(state=NoticeState.UNREAD)

    def judged_for(self, user: Any) -> "NotificationQuerySet":
        """Annotate `withheld`: the notice is about an object that the user may not see, or not any longer."""
        seen = subjects.visible_rows(user, Notification.objects.filter(pk=OuterRef("pk")))
        return self.annotate(
            withheld=models.Case(
                models.When(Q(subject_type="") | Q(Exists(seen)), then=models.Value(False)),
                default=models.Value(True),
                output_field=models.BooleanField(),
            )
        )


class Notification(Record):
    """What one person was told, in the language that the person read then.  `key` is told to a person once.

    The texts are read as `shown_title`, `shown_body` and `shown_url`: of rows that `judged_for` found withheld they say
    nothing of what the notice was about.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notifications", db_index=False)
    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(max_length=200)
    title = Line(_("title"), max_length=300)
    body = Text(_("text"), blank=True)
    url = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.UUIDField(null=True)
    state = models.CharField(_("state"), max_length=10, choices=NoticeState.choices, default=NoticeState.UNREAD)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = NotificationQuerySet.as_manager()
    transitions = NOTICE_TRANSITIONS
    withheld: bool

    class Meta:
        db_table = "notify_notification"
        verbose_name = _("notice")
        ordering = ["-created_at", "-id"]
        constraints = [
            state_check(NoticeState, "notify_state_known"),
            models.UniqueConstraint(fields=["person", "key"], name="notify_told_once"),
            models.CheckConstraint(
                condition=Q(subject_type="", subject_id=None) | (~Q(subject_type="") & Q(subject_id__isnull=False)),
                name="notify_subject_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=NoticeState.UNREAD, read_at=None) | Q(state=NoticeState.READ, read_at__isnull=False),
                name="notify_read_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="notify_newest"),
            models.Index(fields=["person"], name="notify_unread", condition=Q(state="unread")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def get_absolute_url(self) -> str:
        """Notices stand in a list; this is its place there."""
        return f"{reverse('notify:list')}#{self.pk}"

    @property
    def kind_words(self) -> str:
        return kinds.wording(self.kind)

    @property
    def shown_title(self) -> str:
        return str(WITHHELD) if self.withheld else self.title

    @property
    def shown_body(self) -> str:
        return "" if self.withheld else self.body

    @property
    def shown_url(self) -> str:
        return "" if self.withheld else self.url
