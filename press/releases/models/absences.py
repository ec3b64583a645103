"""Who is away, and who signs in that place."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.fields import Text
from comms.core.records import Record
from comms.org.models import User
from comms.org.selectors import reads_everything


class AbsenceQuerySet(models.QuerySet["SigningAbsence"]):
    def visible_to(self, user: Any) -> "AbsenceQuerySet":
        """The two people; leadership, auditor and administrator all."""
        if not getattr(user, "is_active", False):
            return self.none()
        return self if reads_everything(user) else self.filter(models.Q(absent=user) | models.Q(deputy=user))

    def on(self, day: date) -> "AbsenceQuerySet":
        """What holds on this day in Hanoi."""
        return self.filter(revoked_at=None, starts__lte=day, ends__gte=day)


class SigningAbsence(Record):
    """A signer is away, and another person signs in this place, from one day to another (both included, in Hanoi)."""

    absent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"))
    reason = Text(_("reason"))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = AbsenceQuerySet.as_manager()

    class Meta:
        db_table = "press_signing_absence"
        ordering = ["-starts", "id"]
        indexes = [models.Index(fields=["deputy", "starts", "ends"], name="press_absence_deputy")]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gte=models.F("starts")), name="press_absence_has_days"),
            models.CheckConstraint(
                condition=~models.Q(absent=models.F("deputy")), name="press_absence_needs_another_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absent_id} → {self.deputy_id}"

    def get_absolute_url(self) -> str:
        return reverse("press:absences")

    @property
    def is_over(self) -> bool:
        return self.revoked_at is not None or self.ends < clock.today()


def standing_in_for(user: Any) -> list[User]:
    """The people in whose place this person signs today.  Not transitive: only their own roles come along."""
    if not isinstance(user, User) or not user.is_active:
        return []
    rows = SigningAbsence.objects.on(clock.today()).filter(deputy=user).select_related("absent")
    return [row.absent for row in rows.order_by("absent__name_sort", "absent__username")]
