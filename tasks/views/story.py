"""The history of a task in words: what was done by whom, and what it changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from comms.audit.actions import wording
from comms.audit.models import AuditEvent
from comms.org.models import Unit, User
from comms.web.templatetags.comms import NOTHING, day, percent
from plans.models import Objective
from plans.states import UnitGroup
from tasks.models import Task
from tasks.views.amendment_words import FIELDS, Words


@dataclass
class Told:
    """One event; `changes` are (label, before, after) in words, `facts` are (label, value)."""

    at: datetime
    words: str
    by: str
    unit: str
    said: str
    changes: list[tuple[Any, str, str]] = field(default_factory=list)
    facts: list[tuple[Any, str]] = field(default_factory=list)


class Story:
    """Words the events of one task; units, people and objectives that they name are looked up once."""

    def __init__(self, task: Task, events: Iterable[AuditEvent]) -> None:
        self.events = list(events)
        texts = {text for event in self.events for text in _texts(event.data)}
        self.words = Words(task.plan, [])
        self.words.units = {unit.code: unit.name for unit in Unit.objects.filter(code__in=texts)}
        self.words.objectives |= {str(one.pk): str(one) for one in Objective.objects.filter(pk__in=_ids(self.events))}
        people = User.objects.filter(username__in=texts)
        self.names = {user.username: user.full_name for user in people} | self.words.units

    def told(self) -> list[Told]:
        return [self._one(event) for event in self.events]

    def _one(self, event: AuditEvent) -> Told:
        data = event.data
        told = Told(
            at=event.at,
            words=wording(event.action),
            by=event.actor_label if event.actor_id else _("the system"),
            unit=event.actor_unit,
            said=next((str(data[name]) for name in ("reason", "comment", "text") if data.get(name)), ""),
        )
        for name, (before, after) in _pairs(data):
            told.changes.append((self._label(name), self._say(name, before), self._say(name, after)))
        if data.get("percent") is not None:
            told.facts.append((_("Percent"), percent(data["percent"])))
        if data.get("period"):
            told.facts.append((_("Period"), " – ".join(day(date.fromisoformat(one)) for one in data["period"])))
        if data.get("unit") in self.words.units:
            told.facts.append((_("Unit"), self.words.units[data["unit"]]))
        if event.action == "tasks.evidence.added" and data.get("title"):
            told.facts.append((_("Evidence"), str(data["title"])))
        if data.get("mentions"):
            told.facts.append((_("Mentioned"), ", ".join(self.names.get(one, one) for one in data["mentions"])))
        return told

    def _label(self, name: str) -> Any:
        if name == "person":
            return _("Officer in charge")
        return {"coordinating_group": FIELDS["coordinating_groups"], "from_to": _("Work")}.get(name) or FIELDS.get(
            name, name
        )

    def _say(self, name: str, value: Any) -> str:
        if name in ("person", "from_to"):
            return self.names.get(value, value) or NOTHING
        if name == "coordinating_group":
            return str(UnitGroup(value).label) if value else NOTHING
        if name == "illustrative":
            return ", ".join(str(FIELDS.get(one, one)) for one in value) or NOTHING
        return "; ".join(self.words.say(name, {name: value})) or NOTHING


def _pairs(data: Mapping[str, Any]) -> list[tuple[str, tuple[Any, Any]]]:
    """Everything in an event's data that is told as before and after."""
    pairs = [(name, tuple(pair)) for name, pair in (data.get("changes") or {}).items() if len(pair) == 2]
    pairs += [(name, tuple(data[name])) for name in ("due_on", "person", "from_to") if _is_pair(data.get(name))]
    if data.get("from_unit") and data.get("from_unit") != data.get("to_unit"):
        pairs.append(("lead_unit", (data["from_unit"], data.get("to_unit"))))
    order = {name: place for place, name in enumerate(FIELDS)}
    return sorted(pairs, key=lambda pair: order.get(pair[0], len(order)))


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2


def _texts(value: Any) -> Iterable[str]:
    """Every short text within an event's data: what may be a code or a user name."""
    if isinstance(value, str):
        if len(value) <= 60:
            yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _ids(events: Iterable[AuditEvent]) -> set[str]:
    """Keys of objectives that events of change name."""
    pairs = [(event.data.get("changes") or {}).get("objective") or [] for event in events]
    return {one for pair in pairs for one in pair if isinstance(one, str) and len(one) == 36}
