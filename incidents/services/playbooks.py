"""Playbooks: kept by the press desk, applied to an incident."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import chosen, cleaned, field_names, required
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.records import found, locked
from comms.core.states import change, require_version
from comms.org.models import User
from incidents.models import ChecklistItem, Incident, Playbook, PlaybookStep
from incidents.policies import handling as policies
from incidents.services.cadence import follow
from incidents.services.common import entry, locked_incident, refuse_closed
from incidents.states import EntryKind, IncidentKind, RoleKind, Severity

MOST_STEPS = 50
MOST_MINUTES = 60 * 24 * 30
MOST_HOURS = 24 * 30
FIELDS = (
    "title",
    "kind",
    "severity",
    "roles",
    "holding_statement",
    "update_every_hours",
    "target_hours",
    "active",
)


@transaction.atomic
def playbook_create(
    *,
    actor: User,
    title: str,
    steps: Sequence[Mapping[str, Any]] = (),
    illustrative: Sequence[str] = (),
    **fields: Any,
) -> Playbook:
    """Write a playbook: any of FIELDS; `steps` are `{text, within_minutes, role}` in their order.

    Raises NotAllowed, Invalid, Conflict (`playbook_exists`: one in force for each kind and severity).
    """
    require(policies.may_keep_playbooks(actor))
    playbook = Playbook(author=actor, **_checked({"title": title, **fields}))
    playbook.illustrative = field_names(Playbook, illustrative)
    lines = _steps(steps)
    _refuse_second(playbook)
    playbook.save(force_insert=True)
    _write(playbook, lines)
    record(actor=actor, action="incidents.playbook.written", target=playbook, steps=len(lines))
    return playbook


@transaction.atomic
def playbook_edit(*, actor: User, playbook_id: UUID, version: int, **changes: Any) -> Playbook:
    """Change any of FIELDS, or the `steps` as a whole.  Incidents keep the checklist that they were given.

    Raises NotAllowed, StaleVersion, Invalid, Conflict (`playbook_exists`).
    """
    playbook = locked(Playbook.objects.visible_to(actor), playbook_id)
    require(policies.may_keep_playbooks(actor))
    require_version(playbook, version)
    lines = _steps(changes.pop("steps")) if "steps" in changes else None
    fields = {name: value for name, value in _checked(changes).items() if getattr(playbook, name) != value}
    for name, value in fields.items():
        setattr(playbook, name, value)
    _refuse_second(playbook)
    change(playbook, expected_version=version, **fields)
    if lines is not None:
        playbook.steps.all().delete()
        _write(playbook, lines)
    changed = sorted([*fields, *(["steps"] if lines is not None else [])])
    record(actor=actor, action="incidents.playbook.edited", target=playbook, fields=changed)
    return playbook


@transaction.atomic
def playbook_apply(*, actor: User, incident_id: UUID, version: int, playbook_id: UUID) -> Incident:
    """Give the incident the checklist, cadence and aim of a playbook in force; drills too.

    The minutes count from the beginning of the handling, or from now where it has not begun.  Applied again, or with
    another one, what was done stays; what was not done gives way.  Raises NotAllowed, StaleVersion, Invalid, Conflict.
    """
    incident = locked_incident(actor, incident_id)
    require(policies.may_apply(actor, incident))
    require_version(incident, version)
    refuse_closed(incident)
    playbook = Playbook.objects.filter(pk=playbook_id, active=True).first()
    if playbook is None:
        raise Invalid.field("playbook", _("Choose a playbook that is in force."), code="invalid_choice")
    change(incident, expected_version=version, playbook=playbook)
    added = _checklist(incident, playbook)
    follow(incident)
    entry(incident, EntryKind.PLAYBOOK_APPLIED, actor=actor, text=playbook.title)
    record(actor=actor, action="incidents.playbook.applied", target=incident, playbook=playbook.pk, items=added)
    return incident


@transaction.atomic
def item_tick(*, actor: User, checklistitem_id: UUID, version: int, note: str = "") -> ChecklistItem:
    """Mark an item of the checklist as done.

    Raises NotAllowed, StaleVersion, Conflict (`item_done`, `incident_ended`), Invalid.
    """
    item = _item(actor, checklistitem_id, version)
    if item.done_at is not None:
        raise Conflict(_("This was done already."), code="item_done")
    note = cleaned(ChecklistItem, "note", note)
    change(item, expected_version=version, done_by=actor, done_at=clock.now(), note=note)
    text = "\n".join(part for part in (item.text, note) if part)
    entry(item.incident, EntryKind.CHECKLIST_DONE, actor=actor, text=text, about=item)
    record(
        actor=actor,
        action="incidents.checklist.done",
        target=item,
        incident=item.incident_id,
        item=item.text,
        note=note,
    )
    return item


@transaction.atomic
def item_untick(*, actor: User, checklistitem_id: UUID, version: int, reason: str) -> ChecklistItem:
    """It was not done after all: the entry that said so is corrected by another.

    Raises NotAllowed, StaleVersion, Conflict (`item_open`, `incident_ended`), Invalid without a reason.
    """
    item = _item(actor, checklistitem_id, version)
    if item.done_at is None:
        raise Conflict(_("This is not done yet."), code="item_open")
    reason = required(ChecklistItem, "note", reason, field="reason")
    change(item, expected_version=version, done_by=None, done_at=None, note="")
    said = item.incident.timeline.filter(kind=EntryKind.CHECKLIST_DONE, subject_id=item.pk)
    entry(item.incident, EntryKind.NOTE, actor=actor, text=f"{item.text}\n{reason}", corrects=said.last())
    record(
        actor=actor,
        action="incidents.checklist.undone",
        target=item,
        incident=item.incident_id,
        item=item.text,
        reason=reason,
    )
    return item


def _item(actor: User, checklistitem_id: UUID, version: int) -> ChecklistItem:
    """The incident first, then the item, whose version is checked."""
    seen = found(ChecklistItem.objects.visible_to(actor), pk=checklistitem_id)
    incident = locked_incident(actor, seen.incident_id)
    item: ChecklistItem = locked(ChecklistItem.objects.visible_to(actor), checklistitem_id)
    item.incident = incident
    require(policies.may_tick(actor, item))
    refuse_closed(incident)
    require_version(item, version)
    return item


def _checklist(incident: Incident, playbook: Playbook) -> int:
    """Replace what is not done; a step that was done is not asked for again.  Returns how many items were added."""
    items = ChecklistItem.objects.filter(incident=incident)
    items.filter(done_at=None).delete()
    done = list(items.values_list("text", "role"))
    last = items.aggregate(last=models.Max("position"))["last"] or 0
    start = _began(incident)
    steps = [step for step in playbook.steps.all() if (step.text, step.role) not in done]
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            incident=incident,
            position=last + number,
            text=step.text,
            role=step.role,
            due_at=start + timedelta(minutes=step.within_minutes) if step.within_minutes is not None else None,
        )
        for number, step in enumerate(steps, start=1)
    )
    return len(steps)


def _began(incident: Incident) -> datetime:
    began = incident.timeline.filter(kind=EntryKind.ACTIVATED).values_list("at", flat=True).first()
    return began or clock.now()


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"not a field of a playbook: {', '.join(sorted(unknown))}")
    return {name: _value(name, value) for name, value in values.items()}


def _value(name: str, value: Any) -> Any:
    match name:
        case "title":
            return required(Playbook, name, value)
        case "holding_statement":
            return cleaned(Playbook, name, value)
        case "kind":
            return chosen(name, value, IncidentKind) if value else ""
        case "severity":
            if value is not None and value not in Severity.values:
                raise Invalid.field(name, _("Severity is 1 to 4, or undetermined."), code="invalid_choice")
            return value
        case "roles":
            return list(dict.fromkeys(chosen(name, role, RoleKind) for role in value))
        case "active":
            return bool(value)
        case _:
            return _within(name, value, MOST_HOURS)


def _steps(steps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if len(steps) > MOST_STEPS:
        detail = _("A checklist has at most %(most)s steps.") % {"most": MOST_STEPS}
        raise Invalid.field("steps", detail, code="too_many")
    return [
        {
            "text": required(PlaybookStep, "text", step.get("text", ""), field="steps"),
            "within_minutes": _within("steps", step.get("within_minutes"), MOST_MINUTES),
            "role": chosen("steps", step["role"], RoleKind) if step.get("role") else "",
        }
        for step in steps
    ]


def _within(name: str, value: int | None, most: int) -> int | None:
    if value is not None and not 0 <= value <= most:
        detail = _("This lies between 0 and %(most)s.") % {"most": most}
        raise Invalid.field(name, detail, code="invalid")
    return value


def _write(playbook: Playbook, lines: Sequence[Mapping[str, Any]]) -> None:
    PlaybookStep.objects.bulk_create(
        PlaybookStep(playbook=playbook, position=position, **line) for position, line in enumerate(lines, start=1)
    )


def _refuse_second(playbook: Playbook) -> None:
    """Ahead of the constraint, with a sentence: of two writers at once the second meets the constraint itself."""
    same = Playbook.objects.filter(active=True, kind=playbook.kind, severity=playbook.severity).exclude(pk=playbook.pk)
    if playbook.active and same.exists():
        detail = _("There is a playbook in force for this kind and severity: change that one, or end it first.")
        raise Conflict(detail, code="playbook_exists")
