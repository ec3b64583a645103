"""How the limit of a rule is counted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Unit(models.TextChoices):
    """`calendar_month` is a duty of each calendar month; `calendar_months` is a term of months from an event."""

    HOURS = "hours", _("hours")
    DAYS = "days", _("days")
    WORKING_DAYS = "working_days", _("working days")
    CALENDAR_MONTH = "calendar_month", _("calendar month")
    CALENDAR_MONTHS = "calendar_months", _("months")
    DAY_OF_NEXT_MONTH = "day_of_next_month", _("day of the next month")
    YEARLY_DATE = "yearly_date", _("date of every year")


# A day off moves the end of these; hours pass as they do, and the other units name a date.
ROLLING = (Unit.DAYS, Unit.WORKING_DAYS, Unit.CALENDAR_MONTHS)
