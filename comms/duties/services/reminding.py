"""Notices before a duty is due, and when it was missed: each told once."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.duties.models import Duty
from comms.duties.states import DutyState
from comms.notify.models import Notification
from comms.notify.services import notify
from comms.org.models import Role, Unit, User
from press.mandates.models import PRESS_ROLES

SOON, MISSED = "duties.due_soon", "duties.missed"
AT_ONCE = 100


@transaction.atomic
def duties_remind() -> int:
    """Tell the press officers and the spokesperson of the office what is due within `DUTIES_WARN_DAYS` days, and them
    and the leadership what was missed; returns of how many periods.

    A period that was over when it was entered is not told as missed.
    """
    now = clock.now()
    until = now + timedelta(days=settings.DUTIES_WARN_DAYS)
    open_now = Duty.objects.filter(state=DutyState.OPEN).select_related("rule")
    soon = open_now.filter(due_at__gte=now, due_at__lte=until)
    missed = open_now.filter(due_at__lt=now, due_at__gte=F("created_at"))
    told = 0
    for kind, rows in ((SOON, soon), (MISSED, missed)):
        untold = _untold(kind, rows.order_by("-due_at")[:AT_ONCE])
        if not untold:
            continue
        people = _people(leadership=kind == MISSED)
        for duty in untold:
            _tell(kind, duty, people)
        told += len(untold)
    return told


def _untold(kind: str, duties: Iterable[Duty]) -> list[Duty]:
    """A period is told again only when it is due at another instant."""
    keys = {_key(kind, duty): duty for duty in duties}
    known = set(Notification.objects.filter(kind=kind, key__in=keys).values_list("key", flat=True))
    return [duty for key, duty in keys.items() if key not in known]


def _key(kind: str, duty: Duty) -> str:
    return f"{kind}:{duty.pk}:{duty.due_at:%Y%m%d%H%M}"


def _people(*, leadership: bool) -> list[User]:
    """Who holds a press role in the office today, and the leadership where it is to know."""
    today = clock.today()
    roles = Role.objects.select_related("user", "unit").filter(starts__lte=today, user__is_active=True)
    kinds = [*PRESS_ROLES, Role.Kind.LEADERSHIP] if leadership else [*PRESS_ROLES]
    held = [role for role in roles.filter(kind__in=kinds).order_by("user_id") if (role.ends or today) >= today]
    of_office = [r for r in held if r.kind == Role.Kind.LEADERSHIP or r.unit.kind == Unit.Kind.OFFICE]
    return list(dict.fromkeys(role.user for role in of_office))


_TITLES: dict[str, Any] = {
    SOON: _("A legal duty is due: {duty}"),
    MISSED: _("A legal duty was missed: {duty}"),
}


def _tell(kind: str, duty: Duty, people: list[User]) -> None:
    for person in people:
        notify(
            person=person,
            kind=kind,
            key=_key(kind, duty),
            title=format_lazy(_TITLES[kind], duty=duty),
            body=format_lazy(
                _("Due: {due} ({basis}). Link what met it, or have the period waived with its reason."),
                due=duty.due_words,
                basis=duty.rule.legal_basis,
            ),
            url=duty.get_absolute_url(),
            subject=("duties.duty", duty.pk),
        )
