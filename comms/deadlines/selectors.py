"""Rules in force, the calendar, clocks, and the sum behind a deadline."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from comms.audit.models import AuditEvent
from comms.core import subjects
from comms.core.clock import HANOI
from comms.core.decisions import Action
from comms.core.errors import Invalid
from comms.deadlines import policies, wording
from comms.deadlines.calendar import Calendar, Override
from comms.deadlines.engine import Step, count
from comms.deadlines.models import CalendarDay, Clock, ClockQuerySet, Recount, Rule


@dataclass(frozen=True)
class SubjectLink:
    """An object that a clock runs on, in words and with its address."""

    label: str
    url: str


@dataclass(frozen=True)
class Explanation:
    """When a term ends, and how that was found: `steps` as data, `lines` in the active language."""

    due_at: datetime
    steps: list[Step]

    @property
    def lines(self) -> list[str]:
        return wording.worded(self.steps)


def rule_in_force(subject: str, day: date, code: str | None = None) -> Rule:
    """The rule on `subject` that holds on `day`, a date in Hanoi.

    Raises Invalid on the field `rule`: `no_rule` when none holds, `ambiguous_rule` when several do and the caller has
    to name one by `code` (as khoản 3 and khoản 4 Điều 7 NĐ 244/2026/NĐ-CP), `rule_not_in_force` when the named one does
    not.
    """
    rules = list(Rule.objects.in_force_on(day).filter(subject=subject).order_by("code"))
    if code is None and len(rules) == 1:
        return rules[0]
    named = next((rule for rule in rules if rule.code == code), None)
    if named is not None:
        return named
    values = {"day": f"{day:%d/%m/%Y}", "code": code, "holding": _holding(subject, day, rules)}
    if code is not None:
        detail = _("The rule %(code)s was not in force on %(day)s. %(holding)s") % values
        raise Invalid.field("rule", detail, code="rule_not_in_force")
    if not rules:
        detail = _("No legal deadline for this was in force on %(day)s. %(holding)s") % values
        raise Invalid.field("rule", detail, code="no_rule")
    detail = _("Several rules were in force on %(day)s; name one of them: %(holding)s") % values
    raise Invalid.field("rule", detail, code="ambiguous_rule")


def _holding(subject: str, day: date, rules: list[Rule]) -> str:
    """Which rules on the subject held on the day; where there was none, the first that came after it, if any did."""
    if rules:
        return ", ".join(f"{rule.code} ({rule.legal_basis})" for rule in rules) + "."
    later = Rule.objects.filter(subject=subject, valid_from__gt=day).order_by("valid_from", "code").first()
    if later is None:
        return ""
    values = {"code": later.code, "basis": later.legal_basis, "day": f"{later.valid_from:%d/%m/%Y}"}
    return _("The first is %(code)s (%(basis)s), from %(day)s.") % values


def working_calendar() -> Calendar:
    """The calendar with every decreed day: one query of a small table."""
    days = CalendarDay.objects.values_list("date", "working", "reason")
    return Calendar({day: Override(working, reason) for day, working, reason in days})


def explain(rule: Rule, start: datetime, calendar: Calendar | None = None) -> Explanation:
    """Count the rule's term from `start` (aware).  Raises Invalid for a year whose holidays are not known."""
    counted = count(rule.term, start, calendar or working_calendar())
    named: Step = {
        "step": "rule",
        "code": rule.code,
        "legal_basis": rule.legal_basis,
        "amount": rule.amount,
        "unit": rule.unit,
    }
    return Explanation(counted.due_at, [named, *counted.steps])


def hanoi_date(at: datetime) -> date:
    """The date in Hanoi on which the law of the case is chosen."""
    return at.astimezone(HANOI).date()


def clocks_visible_to(user: Any) -> ClockQuerySet:
    """The clocks on objects that the user may see, with their rules."""
    clocks: ClockQuerySet = Clock.objects.visible_to(user).select_related("rule")
    return clocks


def open_clocks(user: Any) -> ClockQuerySet:
    """What is still running, the next due first."""
    return clocks_visible_to(user).open().order_by("due_at", "id")


def subject_links(user: Any, clocks: Iterable[Clock]) -> dict[UUID, SubjectLink]:
    """Label and address of the clocks' objects, by their id: one query for each type."""
    ids: dict[str, set[UUID]] = defaultdict(set)
    for row in clocks:
        ids[row.subject_type].add(row.subject_id)
    links = {}
    for name, wanted in ids.items():
        if registered := subjects.get(name):
            for obj in registered.visible(user).filter(pk__in=wanted):
                links[obj.pk] = SubjectLink(registered.label(obj), registered.url(obj))
    return links


def events_of_clock(shown: Clock) -> "QuerySet[AuditEvent]":
    """What was recorded of one clock, newest first: it stands with the object that the clock runs on."""
    return AuditEvent.objects.filter(
        subject_type=shown.subject_type, subject_id=shown.subject_id, data__clock=str(shown.pk)
    ).order_by("-seq")


def recounts_of(shown: Clock) -> "QuerySet[Recount]":
    """How the due instant of one clock moved with the calendar or its rule, newest first."""
    return Recount.objects.filter(clock=shown).order_by("-at", "-id")


LogLine = tuple[UUID, datetime, datetime]
"""A clock, when it was due, and when it is due now."""


def log_digest(lines: Iterable[LogLine]) -> str:
    """SHA-256 over the log lines of one recount, whatever their order: the event of the change keeps it, so that a line
    that was altered or left out is seen."""
    # The same few instants come back in most lines.
    written = cache(lambda at: at.astimezone(HANOI).isoformat())
    text = "".join(sorted(f"{pk} {written(before)} {written(after)}\n" for pk, before, after in lines))
    return hashlib.sha256(text.encode()).hexdigest()


def clock_actions(user: Any, shown: Clock) -> list[Action]:
    """What the person may do to a clock, with the reason where not."""
    decision = policies.explainable(shown) and policies.may_explain_breach(user, shown)
    return [Action(verb="explain_breach", allowed=decision.allowed, reason=str(decision.reason))]


def clocks_of(obj: Model) -> ClockQuerySet:
    """All clocks of one object, in the order of their start.  The caller has fetched `obj` through visibility."""
    clocks: ClockQuerySet = Clock.objects.on(obj).select_related("rule").order_by("started_at", "id")
    return clocks
