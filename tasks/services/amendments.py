"""Amendments: drafted line by line, shown with their effect, confirmed by a decision; or all in one act."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.decisions import require
from comms.core.errors import Conflict, IllegalTransition, Invalid, ServiceError
from comms.core.records import found, locked
from comms.core.states import change, move, require_version
from comms.org.models import User
from plans import policies as plan_policies
from plans import validation
from plans.models import Plan
from tasks.models import Amendment, AmendmentLine
from tasks.selectors.amendments import figures_told
from tasks.services.amendments_apply import Ground, Held, apply_line, apply_lines, lock_named, of_line
from tasks.services.amendments_values import require_printable
from tasks.services.common import lock_plan
from tasks.states import AmendmentState, LineAct, LineSubject

MOST_LINES = 500
"""Of an amendment in one act; a draft, which people write and read line by line, has at most MOST_DRAFTED."""
MOST_DRAFTED = 50


@dataclass(frozen=True)
class LineInput:
    """One line as a caller gives it: `target` is the id of the task, objective or topic, None for a new one."""

    subject: str
    act: str
    target: UUID | None = None
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Effect:
    """What the lines do: each with its `before` and `after`, the progress of the plan before and after (as the ledger
    keeps it), or the `problem` for which they cannot be carried out."""

    lines: list[AmendmentLine]
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    problem: ServiceError | None = None


@transaction.atomic
def amendment_open(*, actor: User, plan_id: UUID) -> Amendment:
    """Begin a draft.  Raises NotAllowed, IllegalTransition (the plan is not open), Conflict (`draft_open`)."""
    plan: Plan = locked(Plan.objects.visible_to(actor), plan_id)
    require(plan_policies.may_prepare_amendment(actor, plan))
    amendment = _begin(actor, plan)
    record(actor=actor, action="tasks.amendment.opened", target=amendment, plan=plan.code)
    return amendment


@transaction.atomic
def amendment_describe(
    *,
    actor: User,
    amendment_id: UUID,
    version: int,
    decision_number: str = "",
    decision_date: date | None = None,
    reason: str = "",
) -> Amendment:
    """Say in a draft which decision amends the plan, and why; what is not known yet may stay empty.

    Raises NotAllowed, IllegalTransition, Invalid, StaleVersion (as everything that writes a draft).
    """
    amendment = _lock_draft(actor, amendment_id, version)
    wanted = {"decision_number": decision_number.strip(), "decision_date": decision_date, "reason": reason.strip()}
    changed = validation.differences(amendment, wanted)
    if not changed:
        return amendment
    described = validation.changes_described(amendment, changed)
    for name, value in changed.items():
        setattr(amendment, name, value)
    _check_words(amendment)
    change(amendment, expected_version=version, **changed)
    record(actor=actor, action="tasks.amendment.described", target=amendment, changes=described)
    return amendment


@transaction.atomic
def amendment_line_add(
    *,
    actor: User,
    amendment_id: UUID,
    version: int,
    subject: str,
    act: str,
    target: UUID | None = None,
    values: dict[str, Any] | None = None,
) -> AmendmentLine:
    """Add a line to a draft.  It is tried at once, alone or else on top of the others, so that what cannot be is
    refused here; whether all can be together, `amendment_effect` tells.  Of `values` only what differs is kept.

    Raises also Invalid (also `unchanged`, and `twice` for an object that has a line) and Conflict (`task_ended`, …).
    """
    others = list(AmendmentLine.objects.filter(amendment=amendment_id))
    line = _line(
        LineInput(subject, act, target, values or {}), position=max([0, *(one.position for one in others)]) + 1
    )
    require_printable(line.values)
    held = lock_named(actor, _plan_of(actor, amendment_id), [*others, line])
    amendment = _lock_draft(actor, amendment_id, version)
    _require_once([*others, line])
    if len(others) >= MOST_DRAFTED:
        detail = _("A draft has at most %(most)s lines.") % {"most": MOST_DRAFTED}
        raise Invalid.field("lines", detail, code="max_length")
    try:
        _try(_ground(actor, amendment, held), [], line)
    except ServiceError:
        # It may need what another line brings.  What was tried has marked the rows: they are fetched anew.
        _try(_ground(actor, amendment, lock_named(actor, amendment.plan_id, [*others, line])), others, line)
    if act == LineAct.CHANGE:
        said = {*(line.after or {}), *(["due_on"] if "timing_text" in (line.after or {}) else [])}
        line.values = {name: value for name, value in line.values.items() if name in said}
    line.amendment, line.before, line.after = amendment, None, None
    if act == LineAct.ADD:
        line.task = line.objective = line.topic = None
    line.save(force_insert=True)
    change(amendment, expected_version=version)
    record(actor=actor, action="tasks.amendment.line_added", target=amendment, subject=subject, act=act)
    return line


@transaction.atomic
def amendment_line_remove(*, actor: User, amendment_id: UUID, version: int, line_id: UUID) -> Amendment:
    """Take a line out of a draft.  Raises NotVisible for a line of another."""
    amendment = _lock_draft(actor, amendment_id, version)
    line = found(amendment.lines.all(), pk=line_id)
    told = {"subject": line.subject, "act": line.act, "values": line.values}
    line.delete()
    change(amendment, expected_version=version)
    record(actor=actor, action="tasks.amendment.line_removed", target=amendment, **told)
    return amendment


@transaction.atomic
def amendment_discard(*, actor: User, amendment_id: UUID, version: int) -> Amendment:
    """Give a draft up; it stays as a row without a number."""
    amendment = _lock_draft(actor, amendment_id, version)
    move(amendment, "discard", expected_version=version)
    record(actor=actor, action="tasks.amendment.discarded", target=amendment)
    return amendment


@transaction.atomic
def amendment_effect(*, actor: User, amendment_id: UUID) -> Effect:
    """What confirming the draft would do, found by doing it and taking it back.  Units are looked at on the decision's
    day, or today while it is not given."""
    amendment: Amendment = found(Amendment.objects.visible_to(actor).select_related("plan"), pk=amendment_id)
    lines = list(amendment.lines.select_related("task", "objective", "topic"))
    try:
        with transaction.atomic():
            held = lock_named(actor, amendment.plan_id, lines)
            amendment.plan = lock_plan(amendment.plan_id)
            before, after = _carry_out(_ground(actor, amendment, held), lines)
            transaction.set_rollback(True)
    except ServiceError as refused:
        return Effect(lines, problem=refused)
    return Effect(lines, before, after)


@transaction.atomic
def amendment_confirm(*, actor: User, amendment_id: UUID, version: int) -> Amendment:
    """Carry the draft out: every line, or none.  From then on it never changes.

    Raises NotAllowed, IllegalTransition (confirmed or discarded before, plan not open), Invalid (no decision, no line,
    a line that cannot be), Conflict, StaleVersion.
    """
    lines = list(AmendmentLine.objects.filter(amendment=amendment_id))
    held = lock_named(actor, _plan_of(actor, amendment_id), lines)
    amendment = _lock_draft(actor, amendment_id, version)
    require(plan_policies.may_amend(actor, amendment.plan))
    _confirm(actor, amendment, lines, held)
    return amendment


@transaction.atomic
def plan_amend(*, actor: User, plan_id: UUID, version: int, **given: Any) -> Plan:
    """Amend an issued plan in one act.  `given`: decision_number, decision_date, reason, lines (of `LineInput`).

    Raises NotVisible, NotAllowed, IllegalTransition, StaleVersion, Conflict (`draft_open`, what a line meets), Invalid
    (`lines.<number>.<field>` for a line).
    """
    amendment, _lines = _amend(actor, plan_id, version, **given)
    return amendment.plan


@transaction.atomic
def plan_amend_effect(*, actor: User, plan_id: UUID, version: int, **given: Any) -> Effect:
    """The same act, taken back: what it would do.  Raises what it would raise."""
    amendment, lines = _amend(actor, plan_id, version, **given)
    transaction.set_rollback(True)
    return Effect(lines, amendment.progress_before, amendment.progress_after)


def _amend(
    actor: User,
    plan_id: UUID,
    version: int,
    *,
    decision_number: str,
    decision_date: date,
    reason: str,
    lines: Sequence[LineInput],
) -> tuple[Amendment, list[AmendmentLine]]:
    written = [_line(one, position=position) for position, one in enumerate(lines, start=1)]
    for line in written:
        try:
            require_printable(line.values)
        except Invalid as refused:
            raise of_line(line, refused) from refused
    held = lock_named(actor, plan_id, written)
    plan: Plan = locked(Plan.objects.visible_to(actor), plan_id)
    require(plan_policies.may_amend(actor, plan))
    require_version(plan, version)
    words = {"decision_number": decision_number.strip(), "decision_date": decision_date, "reason": reason.strip()}
    amendment = _begin(actor, plan, **words)
    _require_once(written)
    for line in written:
        line.amendment = amendment
    AmendmentLine.objects.bulk_create(written)
    _confirm(actor, amendment, written, held)
    return amendment, written


def _begin(actor: User, plan: Plan, **words: Any) -> Amendment:
    """A draft of the locked plan."""
    if plan.state not in plan.transitions.sources("amend"):
        raise IllegalTransition(_("Only an issued plan is amended; a draft is simply changed."))
    if Amendment.objects.filter(plan=plan, state=AmendmentState.DRAFT).exists():
        detail = _("An amendment of this plan is being drafted; confirm or discard it first.")
        raise Conflict(detail, code="draft_open")
    amendment = Amendment(plan=plan, prepared_by=actor.pk, prepared_label=actor.audit_label(), **words)
    _check_words(amendment)
    amendment.save(force_insert=True)
    return amendment


def _confirm(actor: User, amendment: Amendment, lines: list[AmendmentLine], held: Held) -> None:
    """Carry out, number, keep and tell: plan, amendment and all that the lines touch are locked."""
    plan = amendment.plan
    _require_decision(amendment)
    if not lines:
        raise Invalid.field("lines", _("An amendment changes something: add a line."), code="required")
    move(plan, "amend", expected_version=None)
    ground = _ground(actor, amendment, held)
    before, after = _carry_out(ground, lines)
    AmendmentLine.objects.bulk_update(lines, ["before", "after", "task", "objective", "topic"])
    last = Amendment.objects.filter(plan=plan).aggregate(last=Max("no"))["last"] or 0
    move(
        amendment,
        "confirm",
        expected_version=None,
        no=last + 1,
        confirmed_by=actor.pk,
        confirmed_label=actor.audit_label(),
        confirmed_at=clock.now(),
        progress_before=before,
        progress_after=after,
    )
    by_decision = {"amendment": str(amendment.pk), "amendment_no": amendment.no}
    for action, target, data in ground.told:
        record(actor=actor, action=action, target=target, **data, **by_decision)
    record(
        actor=actor,
        action="plans.plan.amended",
        target=plan,
        number=amendment.decision_number,
        date=amendment.decision_date,
        lines={act: sum(one.act == act for one in lines) for act in LineAct.values},
        **by_decision,
    )


def _carry_out(ground: Ground, lines: list[AmendmentLine]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Apply the lines: the progress of the plan before and after."""
    before = figures_told(ground.plan)
    apply_lines(ground, lines)
    return before, figures_told(ground.plan)


def _try(ground: Ground, others: list[AmendmentLine], line: AmendmentLine) -> None:
    """Carry out `line` on top of the others and take it back.  Others that cannot be any more are passed over: the
    page of the draft tells of them."""
    with transaction.atomic():
        for one in others:
            try:
                with transaction.atomic():
                    apply_line(ground, one)
            except ServiceError:
                continue
        apply_line(ground, line)
        transaction.set_rollback(True)


def _ground(actor: User, amendment: Amendment, held: Held) -> Ground:
    day = amendment.decision_date or clock.today()
    reason = f"{amendment.decision_number} ({day:%d/%m/%Y}): {amendment.reason}"
    return Ground(actor=actor, plan=amendment.plan, day=day, reason=reason, held=held)


def _plan_of(actor: User, amendment_id: UUID) -> UUID:
    return UUID(str(found(Amendment.objects.visible_to(actor), pk=amendment_id).plan_id))


def _lock_draft(actor: User, amendment_id: UUID, version: int) -> Amendment:
    """The plan and then the draft, locked.  Raises NotVisible, NotAllowed, StaleVersion, IllegalTransition."""
    plan = lock_plan(_plan_of(actor, amendment_id))
    amendment: Amendment = locked(Amendment.objects.visible_to(actor), amendment_id)
    amendment.plan = plan
    require(plan_policies.may_prepare_amendment(actor, plan))
    require_version(amendment, version)
    if amendment.state != AmendmentState.DRAFT:
        raise IllegalTransition(_("Only a draft can be changed, confirmed or discarded."))
    return amendment


def _line(given: LineInput, *, position: int) -> AmendmentLine:
    """The row of a line; its target is looked for when the locks are taken."""
    if given.subject not in LineSubject.values or given.act not in LineAct.values:
        raise Invalid.field("act", _("Add, change or drop a task, an objective or a topic."), code="invalid_choice")
    if (given.act == LineAct.ADD) != (given.target is None):
        raise Invalid.field("target", _("What changes or falls away is named; what is new is not."), code="target")
    named = {f"{given.subject}_id": given.target} if given.target else {}
    return AmendmentLine(subject=given.subject, act=given.act, position=position, values=given.values, **named)


def _require_once(lines: list[AmendmentLine]) -> None:
    targets = [one.task_id or one.objective_id or one.topic_id for one in lines if one.act != LineAct.ADD]
    if len(set(targets)) != len(targets):
        raise Invalid.field("target", _("This already has a line in this amendment."), code="twice")


def _check_words(amendment: Amendment) -> None:
    validation.require_fields(amendment)
    if len(amendment.reason) > validation.LONGEST_REASON:
        detail = _("At most %(limit)s characters.") % {"limit": validation.LONGEST_REASON}
        raise Invalid.field("reason", detail, code="max_length")
    day, plan = amendment.decision_date, amendment.plan
    if day is not None and day > clock.today():
        raise Invalid.field("decision_date", _("A decision cannot bear a date that is still to come."), code="future")
    if day is not None and plan.decision_date is not None and day < plan.decision_date:
        decided = {"day": f"{plan.decision_date:%d/%m/%Y}"}
        detail = _("The plan itself was decided on %(day)s; an amendment comes later.") % decided
        raise Invalid.field("decision_date", detail, code="before_plan")


def _require_decision(amendment: Amendment) -> None:
    detail = _("A plan is amended by a decision, for a reason: give number, date and reason.")
    for name in ("decision_number", "decision_date", "reason"):
        if not getattr(amendment, name):
            raise Invalid.field(name, detail, code="required")
