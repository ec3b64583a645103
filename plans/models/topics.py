"""What a year's plan wants to be talked about: its focus topics and key messages."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core.fields import FoldedField, Line
from plans.models.schemes import Plan, Sourced


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, user: Any) -> "TopicQuerySet":
        """Whoever sees the plan sees its topics."""
        return self.filter(models.Exists(Plan.objects.visible_to(user).filter(pk=models.OuterRef("plan_id"))))


class Topic(Sourced):
    """*Nội dung trọng tâm* or *thông điệp*: one focus topic or key message of a plan; tasks link to it."""

    class Kind(models.TextChoices):
        FOCUS_TOPIC = "focus_topic", _("focus topic")
        KEY_MESSAGE = "key_message", pgettext_lazy("plan", "key message")

    plan = models.ForeignKey(Plan, verbose_name=_("plan"), on_delete=models.PROTECT, related_name="topics")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    no = Line(_("number"), max_length=20)
    text = Line(_("text"), max_length=1000)
    position = models.PositiveIntegerField(editable=False, default=0)
    folded = FoldedField(sources=("no", "text"))

    objects: ClassVar[Any] = TopicQuerySet.as_manager()

    class Meta:
        db_table = "plans_topic"
        verbose_name = _("topic")
        ordering = ["kind", "position", "no"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["focus_topic", "key_message"]), name="plans_topic_kind_known"
            ),
            models.UniqueConstraint(fields=["plan", "kind", "no"], name="plans_topic_no_in_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.no}. {self.text}"

    def get_absolute_url(self) -> str:
        return f"{self.plan.get_absolute_url()}#topic-{self.pk}"
