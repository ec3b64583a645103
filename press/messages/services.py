"""Every write of this room: drafting, approving, replacing and withdrawing message lines.

Locks: the line, the line that it replaces, the head of the audit chain.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import checks, clock
from comms.core.columns import field_names, required
from comms.core.decisions import require
from comms.core.errors import Conflict, IllegalTransition, Invalid
from comms.core.records import found, locked
from comms.core.states import change, move, require_version
from comms.core.text import fold
from comms.notify.services import notify
from comms.org.models import Unit, User
from press.messages import policies, selectors
from press.messages.models import MessageLine
from press.messages.states import LineState

FIELDS = ("topic", "text", "qa", "avoid", "valid_from", "valid_to")
MOST_ROWS = 50
QUESTION_LIMIT, ANSWER_LIMIT, PHRASE_LIMIT = 500, 5000, 200


@transaction.atomic
def line_draft(
    *,
    actor: User,
    topic: str,
    text: str,
    valid_from: date,
    owner_unit: Unit,
    valid_to: date | None = None,
    qa: Sequence[Mapping[str, Any]] = (),
    avoid: Sequence[str] = (),
    replaces_id: UUID | None = None,
    illustrative: Sequence[str] = (),
) -> MessageLine:
    """Draft what is to be said on a topic from `valid_from` to `valid_to` (Hanoi days, both included).

    `qa` is [{"question", "answer"}], `avoid` wordings that contradict the line; `replaces_id` an approved line that
    ends when this one is approved.  Raises NotAllowed, Invalid, NotVisible for a line out of sight.
    """
    require(policies.may_draft(actor, owner_unit.pk))
    if not owner_unit.is_valid_on(clock.today()):
        raise Invalid.field("owner_unit", _("This unit does not exist today."), code="unit_ended")
    fields = _fields(
        {"topic": topic, "text": text, "qa": qa, "avoid": avoid, "valid_from": valid_from, "valid_to": valid_to}
    )
    _check_span(fields["valid_from"], fields["valid_to"])
    old = None if replaces_id is None else found(MessageLine.objects.visible_to(actor), pk=replaces_id)
    if old is not None:
        require(policies.may_replace(actor, old))
        _check_replaces(old, fields["valid_from"])
    line = MessageLine.objects.create(
        owner_unit=owner_unit,
        author=actor,
        replaces=old,
        illustrative=field_names(MessageLine, illustrative),
        **fields,
    )
    record(actor=actor, action="press.messageline.drafted", target=line, replaces=old.pk if old else None)
    return line


@transaction.atomic
def line_replace(*, actor: User, messageline_id: UUID, version: int, **changes: Any) -> MessageLine:
    """Draft the line that takes the place of this one: `valid_from`, and of FIELDS what differs.

    Approving the draft ends this line on the day before.  Raises as `line_draft`, StaleVersion, IllegalTransition.
    """
    old = locked(MessageLine.objects.visible_to(actor), messageline_id)
    require(policies.may_replace(actor, old))
    require_version(old, version)
    if old.state != LineState.APPROVED:
        raise IllegalTransition
    kept = {"topic": old.topic, "text": old.text, "qa": old.qa, "avoid": old.avoid, "owner_unit": old.owner_unit}
    return line_draft(actor=actor, replaces_id=old.pk, **(kept | changes))


@transaction.atomic
def line_update(*, actor: User, messageline_id: UUID, version: int, **changes: Any) -> MessageLine:
    """Edit a draft: any of FIELDS, `owner_unit`, `replaces_id`.  Whoever wrote at it never approves it.

    Raises NotAllowed, IllegalTransition once approved (replace it then), StaleVersion, Invalid.
    """
    line = locked(MessageLine.objects.visible_to(actor), messageline_id)
    require(policies.may_edit(actor, line))
    require_version(line, version)
    if line.state != LineState.DRAFT:
        raise IllegalTransition(_("An approved line is replaced, not edited."))
    fields = _fields({name: value for name, value in changes.items() if name in FIELDS})
    if "owner_unit" in changes:
        require(policies.may_draft(actor, changes["owner_unit"].pk))
        fields["owner_unit"] = changes["owner_unit"]
    if "replaces_id" in changes:
        fields["replaces"] = _replaced(actor, changes["replaces_id"])
    start = fields.get("valid_from", line.valid_from)
    _check_span(start, fields.get("valid_to", line.valid_to))
    old = fields.get("replaces", line.replaces)
    if old is not None:
        _check_replaces(old, start)
    changed = sorted(name for name, value in fields.items() if getattr(line, name) != value)
    if not changed:
        return line
    change(line, expected_version=version, **fields)
    record(actor=actor, action="press.messageline.edited", target=line, fields=changed)
    return line


@transaction.atomic
def line_approve(*, actor: User, messageline_id: UUID, version: int) -> MessageLine:
    """The line is to be used.  One that it replaces ends on the day before it begins.

    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid when its last day has passed, Conflict
    (`already_replaced`) when another line took that place meanwhile.
    """
    line = locked(MessageLine.objects.visible_to(actor), messageline_id)
    require(policies.may_approve(actor, line))
    require_version(line, version)
    if line.valid_to is not None and line.valid_to < clock.today():
        raise Invalid.field("valid_to", _("The last day of this line has passed."), code="lapsed")
    old = None
    if line.replaces_id is not None:
        old = locked(MessageLine.objects.all(), line.replaces_id)
        _check_replaces(old, line.valid_from)
    move(line, "approve", expected_version=version, approved_by=actor, approved_at=clock.now())
    if old is not None:
        eve = line.valid_from - timedelta(days=1)
        if old.valid_to is None or old.valid_to > eve:
            change(old, expected_version=None, valid_to=eve)
        record(actor=actor, action="press.messageline.replaced", target=old, by=line.pk, valid_to=old.valid_to)
    record(actor=actor, action="press.messageline.approved", target=line)
    return line


@transaction.atomic
def line_withdraw(*, actor: User, messageline_id: UUID, version: int, reason: str) -> MessageLine:
    """The line is to be used no longer, at once.  Raises NotAllowed, IllegalTransition, StaleVersion, Invalid."""
    line = locked(MessageLine.objects.visible_to(actor), messageline_id)
    require(policies.may_withdraw(actor, line))
    reason = checks.required("reason", reason, 2000)
    move(line, "withdraw", expected_version=version, withdraw_reason=reason)
    record(actor=actor, action="press.messageline.withdrawn", target=line, reason=reason)
    return line


def lines_remind() -> int:
    """Tell the owners, once, of each line that lapses within `selectors.SOON`.  Returns the number of notices."""
    written = 0
    for line in selectors.lapsing(MessageLine.objects.all(), selectors.SOON).order_by("valid_to", "id"):
        title = format_lazy(
            _("The message line “{topic}” lapses after {day}"), topic=line.topic, day=f"{line.valid_to:%d/%m/%Y}"
        )
        with transaction.atomic():
            for person in selectors.owners_of(line):
                notice = notify(
                    person=person,
                    kind="press.line_lapses",
                    key=f"line-lapses:{line.pk}:{line.valid_to}",
                    title=title,
                    body=_("Draft a line that replaces it, if it is still to be said."),
                    url=line.get_absolute_url(),
                    subject=("press.messageline", line.pk),
                )
                written += notice is not None
    return written


def _replaced(actor: User, line_id: UUID | None) -> MessageLine | None:
    if line_id is None:
        return None
    old: MessageLine = found(MessageLine.objects.visible_to(actor), pk=line_id)
    require(policies.may_replace(actor, old))
    return old


def _check_span(start: date, end: date | None) -> None:
    if end is not None and end < start:
        raise Invalid.field("valid_to", _("The last day lies before the first."), code="order")


def _check_replaces(old: MessageLine, start: date) -> None:
    if old.state != LineState.APPROVED:
        raise Conflict(_("Only a line that was approved is replaced."), code="not_approved")
    if MessageLine.objects.filter(replaces=old, state=LineState.APPROVED).exists():
        raise Conflict(_("Another line has replaced that one already."), code="already_replaced")
    if start <= old.valid_from:
        raise Invalid.field(
            "valid_from",
            _("The line that it replaces is valid from %(day)s; this one begins later.")
            % {"day": f"{old.valid_from:%d/%m/%Y}"},
            code="order",
        )


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they will be stored.  Raises Invalid."""
    fields: dict[str, Any] = {}
    for name, value in values.items():
        match name:
            case "topic" | "text":
                fields[name] = required(MessageLine, name, value)
            case "qa":
                fields[name] = _questions(value)
            case "avoid":
                fields[name] = _phrases(value)
            case _:
                fields[name] = value
    return fields


def _questions(rows: Any) -> list[dict[str, str]]:
    if len(rows) > MOST_ROWS:
        raise Invalid.field("qa", _("At most %(limit)s rows.") % {"limit": MOST_ROWS}, code="too_many")
    kept = []
    for row in rows:
        question = checks.line("qa", row.get("question"), QUESTION_LIMIT)
        answer = checks.text("qa", row.get("answer"), ANSWER_LIMIT)
        if bool(question) != bool(answer):
            raise Invalid.field("qa", _("A question stands with its answer."), code="required")
        if question:
            kept.append({"question": question, "answer": answer})
    return kept


def _phrases(phrases: Any) -> list[str]:
    if len(phrases) > MOST_ROWS:
        raise Invalid.field("avoid", _("At most %(limit)s rows.") % {"limit": MOST_ROWS}, code="too_many")
    kept: dict[str, str] = {}
    for given in phrases:
        phrase = checks.line("avoid", given, PHRASE_LIMIT)
        if any(char.isalnum() for char in phrase):
            kept.setdefault(fold(phrase), phrase)
    return list(kept.values())
