"""Message lines as others read them: in force, lapsing, in words."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comms.core import clock
from comms.org.models import Role, User
from comms.org.selectors import holders, reached
from press.messages.models import MessageLine
from press.messages.states import LineState

SOON = timedelta(days=7)


def lines_in_force(user: Any, day: date | None = None) -> "QuerySet[MessageLine]":
    """The lines that are to be used on `day` (today), the newest first."""
    return _read(MessageLine.objects.visible_to(user).in_force_on(day or clock.today()))


def lines_lapsing(user: Any, within: timedelta = SOON) -> "QuerySet[MessageLine]":
    """Lines in force whose last day comes within that time and that nothing replaces yet, the first to lapse on top."""
    rows: QuerySet[MessageLine] = lapsing(MessageLine.objects.visible_to(user), within)
    return rows.select_related("owner_unit").order_by("valid_to", "id")


def lapsing(rows: Any, within: timedelta) -> Any:
    """Of the rows, those of `lines_lapsing`."""
    today = clock.today()
    successor = MessageLine.objects.filter(replaces=OuterRef("pk"), state=LineState.APPROVED)
    return rows.in_force_on(today).filter(~Exists(successor), valid_to__lte=today + within)


def owners_of(line: MessageLine) -> list[User]:
    """Who is told about a line: its author, and the heads and press roles of the unit that owns it today."""
    units = {line.owner_unit_id} | reached({line.owner_unit_id}, backward=False)
    kinds = (Role.Kind.UNIT_HEAD, Role.Kind.PRESS_OFFICER, Role.Kind.SPOKESPERSON)
    return list(holders(*kinds, unit__in=units) | User.objects.filter(pk=line.author_id, is_active=True))


def validity_words(line: MessageLine, day: date | None = None) -> str:
    """Whether the line is to be used, as the reader reads it."""
    day = day or clock.today()
    if line.state == LineState.WITHDRAWN:
        return _("withdrawn")
    span = {"start": f"{line.valid_from:%d/%m/%Y}", "end": f"{line.valid_to:%d/%m/%Y}" if line.valid_to else ""}
    if line.valid_to is not None and line.valid_to < day:
        return _("lapsed on %(end)s") % span
    if line.state == LineState.DRAFT:
        return _("not yet approved")
    if line.valid_from > day:
        return _("from %(start)s on") % span
    if line.valid_to is None:
        return _("in force")
    left = (line.valid_to - day).days
    if left == 0:
        return _("lapses after today")
    if left > SOON.days:
        return _("in force until %(end)s") % span
    return ngettext("lapses in %(days)s day", "lapses in %(days)s days", left) % {"days": left}


def validity_tone(line: MessageLine, day: date | None = None) -> str:
    day = day or clock.today()
    if line.is_in_force_on(day):
        return "warn" if line.valid_to is not None and line.valid_to - day <= SOON else "good"
    return "info" if line.state == LineState.APPROVED and line.valid_from > day else ""


def _read(rows: Any) -> "QuerySet[MessageLine]":
    found: QuerySet[MessageLine] = rows.select_related("owner_unit").order_by("-valid_from", "id")
    return found
