"""The dated rules: loaded from the file of the law, added and amended by an administrator."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Min, Q
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core.columns import chosen, cleaned, required
from comms.core.decisions import require
from comms.core.errors import Conflict, FieldError, Invalid
from comms.core.records import found
from comms.core.states import change, require_version
from comms.deadlines import policies
from comms.deadlines.engine import Term
from comms.deadlines.events import calendar_changed
from comms.deadlines.models import Clock, Rule
from comms.deadlines.selectors import hanoi_date
from comms.deadlines.services.recount import Recounted, hold_rules, recount
from comms.deadlines.states import Unit
from comms.deadlines.words import SUBJECTS, TRIGGERS
from comms.org.models import User

RULE_FIELDS = ("subject", "valid_from", "valid_to", "amount", "unit", "trigger", "legal_basis", "note", "confidence")


@transaction.atomic
def rules_load(rows: Iterable[Mapping[str, str]], *, actor: User | None = None) -> int:
    """Record the rows of a rules file (columns of `deadline_rules.csv`); returns how many were new or changed.

    All or nothing: raises Invalid that names the wrong rows.  Idempotent by the column `id`.  When a rule is corrected,
    its open clocks are counted again.
    """
    require(policies.may_set_calendar(actor))
    parsed: dict[str, dict[str, Any]] = {}
    errors = []
    for number, row in enumerate(rows, start=1):
        try:
            code, fields = _parsed(row)
            if code in parsed:
                raise ValueError(code)
            parsed[code] = fields
        except (ValueError, KeyError, TypeError, Invalid) as error:
            detail = _("Row %(number)s is wrong: %(error)s") % {"number": number, "error": error}
            errors.append(FieldError("row", detail))
    if errors:
        raise Invalid({"rows": errors})
    held = hold_rules()
    known = {rule.code: rule for rule in held.values()}
    recorded: list[Rule] = []
    counted: dict[str, Recounted] = {}
    for code, fields in parsed.items():
        rule = known.get(code)
        if rule is None:
            known[code] = rule = Rule.objects.create(code=code, **fields)
        elif any(getattr(rule, name) != value for name, value in fields.items()):
            change(rule, expected_version=None, **fields)
            counted[code] = recount(actor, Clock.objects.filter(rule=rule), held, rule.legal_basis)
        else:
            continue
        recorded.append(rule)
    if recorded:
        calendar_changed.send(sender=Rule, actor=actor, since=None)
    for rule in recorded:
        more = counted[rule.code].evidence() if rule.code in counted else {}
        record(actor=actor, action="deadlines.rule.recorded", target=rule, code=rule.code, **more)
    return len(recorded)


@transaction.atomic
def rule_record(
    *,
    actor: User | None,
    code: str,
    subject: str,
    valid_from: date,
    amount: str,
    unit: str,
    trigger: str,
    legal_basis: str,
    valid_to: date | None = None,
    note: str = "",
    confidence: str = Rule.Confidence.CONFIRMED,
) -> Rule:
    """Add a legal deadline, which then counts for every case whose start lies in its days.

    `amount` is a number, or month and day ("12-19") of a yearly date.  Raises NotAllowed, Conflict (the code is taken),
    Invalid: an unknown subject, trigger or unit, an impossible amount, validity out of order, or days on which another
    rule already counts the same duty from the same event.
    """
    require(policies.may_set_calendar(actor))
    hold_rules()
    fields = {
        "code": required(Rule, "code", code),
        "subject": _known("subject", subject, SUBJECTS),
        "valid_from": valid_from,
        "valid_to": valid_to,
        "amount": amount,
        "unit": unit,
        "trigger": trigger,
        "legal_basis": legal_basis,
        "note": note,
        "confidence": confidence,
    }
    if Rule.objects.filter(code=fields["code"]).exists():
        raise Conflict(_("A rule with this code is recorded already."), code="rule_exists")
    rule = Rule(**fields)
    _check(rule)
    rule.save(force_insert=True)
    calendar_changed.send(sender=Rule, actor=actor, since=rule.valid_from)
    record(actor=actor, action="deadlines.rule.recorded", target=rule, **_told(rule))
    return rule


@transaction.atomic
def rule_amend(*, actor: User | None, rule_id: UUID, version: int, **changes: Any) -> Rule:
    """Put a rule right, or end it (`valid_to`); its open clocks are counted again, with log lines.

    Code and subject stay.  Raises what `rule_record` raises, StaleVersion, and Invalid when a clock that counts by this
    rule would start outside its days.
    """
    require(policies.may_set_calendar(actor))
    held = hold_rules()
    rule = held.get(rule_id) or found(Rule.objects.all(), pk=rule_id)
    require_version(rule, version)
    before, since = _told(rule), rule.valid_from
    for name, value in changes.items():
        setattr(rule, name, value)
    _check(rule)
    values = {name: getattr(rule, name) for name in changes}
    change(rule, expected_version=version, **values)
    counted = recount(actor, Clock.objects.filter(rule=rule), held, rule.legal_basis)
    calendar_changed.send(sender=Rule, actor=actor, since=min(since, rule.valid_from))
    after = _told(rule)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    record(
        actor=actor,
        action="deadlines.rule.amended",
        target=rule,
        code=rule.code,
        changes=changed,
        **counted.evidence(),
    )
    return rule


def _check(rule: Rule) -> None:
    """Raises Invalid; brings the texts of the rule into the form that is stored."""
    chosen("unit", rule.unit, Unit)
    chosen("confidence", rule.confidence, Rule.Confidence)
    _known("trigger", rule.trigger, TRIGGERS)
    rule.amount = required(Rule, "amount", rule.amount)
    rule.legal_basis = required(Rule, "legal_basis", rule.legal_basis)
    rule.note = cleaned(Rule, "note", rule.note)
    Term(rule.amount, rule.unit)
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        raise Invalid.field("valid_to", _("The last day lies before the first."), code="order")
    _refuse_second(rule)
    _refuse_orphans(rule)


def _refuse_second(rule: Rule) -> None:
    """Two rules on one duty hold on one day only where they start from different events (Điều 7 NĐ 244/2026/NĐ-CP)."""
    others = Rule.objects.filter(subject=rule.subject, trigger=rule.trigger).exclude(pk=rule.pk)
    others = others.filter(Q(valid_to=None) | Q(valid_to__gte=rule.valid_from))
    if rule.valid_to is not None:
        others = others.filter(valid_from__lte=rule.valid_to)
    if other := others.order_by("valid_from").first():
        raise Invalid.field(
            "valid_from",
            _("The rule %(code)s already counts this on some of these days: end it first.") % {"code": other.code},
            code="overlap",
        )


def _refuse_orphans(rule: Rule) -> None:
    """A clock counts by the law of the day of its start, for good."""
    starts = Clock.objects.filter(rule=rule).aggregate(first=Min("started_at"), last=Max("started_at"))
    for name, at in (("valid_from", starts["first"]), ("valid_to", starts["last"])):
        if at is not None and not rule.is_in_force_on(hanoi_date(at)):
            raise Invalid.field(
                name,
                _("A clock that started on %(day)s counts by this rule.") % {"day": f"{hanoi_date(at):%d/%m/%Y}"},
                code="clocks",
            )


def _known(name: str, value: str, words: Mapping[str, Any]) -> str:
    if value not in words:
        raise Invalid.field(name, _("“%(value)s” is not one of the choices.") % {"value": value}, code="invalid_choice")
    return value


def _told(rule: Rule) -> dict[str, Any]:
    return {"code": rule.code} | {name: getattr(rule, name) for name in RULE_FIELDS}


def _parsed(row: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """One row of the file: the code, and the fields of the rule.  Raises ValueError, KeyError or Invalid."""
    fields: dict[str, Any] = {name: row[name].strip() for name in RULE_FIELDS}
    fields["valid_from"] = date.fromisoformat(fields["valid_from"])
    fields["valid_to"] = date.fromisoformat(fields["valid_to"]) if fields["valid_to"] else None
    if fields["confidence"] not in Rule.Confidence.values:
        raise ValueError(fields["confidence"])
    if fields["valid_to"] and fields["valid_to"] < fields["valid_from"]:
        raise ValueError(f"{fields['valid_from']} > {fields['valid_to']}")
    Term(fields["amount"], fields["unit"])
    code = row["id"].strip()
    if not (code and fields["subject"] and fields["legal_basis"]):
        raise ValueError(code)
    return code, fields
