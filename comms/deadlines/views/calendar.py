"""The working calendar by year, and the decreed days that an administrator enters, corrects and takes out."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.errors import Invalid
from comms.deadlines import policies
from comms.deadlines.calendar import FIRST_YEAR, LAST_YEAR, Override
from comms.deadlines.forms import CalendarDayForm, DecreeForm
from comms.deadlines.models import CalendarDay
from comms.deadlines.preview import would_move
from comms.deadlines.selectors import working_calendar
from comms.deadlines.services import calendar_day_remove, calendar_day_set
from comms.deadlines.views.clocks import CLOCKS
from comms.deadlines.views.rules import SettingsPage
from comms.deadlines.wording import WEEKDAYS, day_words
from comms.web.forms import ReasonForm, take_errors
from comms.web.pages import EditPage, PageView, way

CALENDAR = (_("Working calendar"), "deadlines:calendar")


class CalendarPage(PageView):
    """What of a year is no plain weekday or weekend: holidays, swapped days, decreed days."""

    template_name = "deadlines/calendar.html"

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(CLOCKS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        year = self.kwargs.get("year", today.year)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Http404
        entered = {row.date: row for row in CalendarDay.objects.visible_to(self.request.user).filter(date__year=year)}
        calendar = working_calendar()
        days = [
            {
                "day": day,
                "weekday": WEEKDAYS[day.weekday()],
                "found": found,
                "why": day_words(found),
                "row": entered.get(day),
            }
            for day, found in calendar.of_note(year)
        ]
        shown = {
            "heading": _("Working calendar of %(year)s") % {"year": year},
            "year": year,
            "neighbours": [near for near in (year - 1, year + 1) if FIRST_YEAR <= near <= LAST_YEAR],
            "days": days,
            "working_days": calendar.working_days_in(year),
            "is_to_come": year > today.year,
            "may_set": policies.may_set_calendar(self.request.user),
        }
        return super().get_context_data(**kwargs | shown)


class DayPage(SettingsPage):
    """A form about a decreed day.  Sent as a preview it says how many open clocks would move, and changes nothing."""

    template_name = "deadlines/day_form.html"

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(CLOCKS, CALENDAR)

    def preview(self, form: forms.Form) -> int:
        """How many open clocks would move."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.make_form(request.POST)
        try:
            context = {"preview": self.preview(form)} if form.is_valid() else {}
        except Invalid as refused:
            take_errors(form, refused)
            context = {}
        return self.show(form, status=200 if context else 400, **context)


class DayCreate(DayPage):
    heading, form_class = _("Decreed day"), CalendarDayForm
    done, submit_label = _("The day is in the calendar; running clocks were counted again."), _("Enter the day")

    def preview(self, form: forms.Form) -> int:
        told = form.cleaned_data
        return would_move(told["day"], Override(told["working"], told["reason"]))

    def save(self, form: forms.Form) -> CalendarDay:
        if CalendarDay.objects.filter(date=form.cleaned_data["day"]).exists():
            raise Invalid.field("day", _("This day is entered already: correct it in the calendar."), code="entered")
        return calendar_day_set(actor=self.request.user, **form.cleaned_data)  # type: ignore[arg-type]  # signed in


class DayEdit(DayPage, EditPage):
    model, form_class = CalendarDay, DecreeForm
    done, submit_label = _("The day is corrected; running clocks were counted again."), _("Correct the day")

    def initial(self) -> dict[str, Any]:
        row = self.record
        return {"working": "worked" if row.working else "off", "reason": row.reason, "source": row.source}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = _("Correct the decreed day %(day)s") % {"day": self.record}
        return super().get_context_data(**{"heading": heading, **kwargs})

    def preview(self, form: forms.Form) -> int:
        told = form.cleaned_data
        return would_move(self.record.date, Override(told["working"], told["reason"]))

    def save(self, form: forms.Form) -> CalendarDay:
        return calendar_day_set(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            day=self.record.date,
            version=self.version,
            **form.cleaned_data,
        )


class DayRemove(DayPage, EditPage):
    """The computed calendar holds again; what stood there stays in the evidence."""

    model, form_class = CalendarDay, ReasonForm
    done, submit_label = _("The day was taken out; running clocks were counted again."), _("Take the day out")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = _("Take out the decreed day %(day)s") % {"day": self.record}
        return super().get_context_data(
            **{"heading": heading, "removes": True, "preview": would_move(self.record.date, None)} | kwargs
        )

    def save(self, form: forms.Form) -> date:
        day: date = self.record.date
        calendar_day_remove(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            calendarday_id=self.record.pk,
            version=self.version,
            reason=form.cleaned_data["reason"],
        )
        return day

    def success_url(self, saved: date) -> str:
        return reverse("deadlines:calendar_year", args=[saved.year])
