"""Lines and figures of an amendment as a page shows them: field by field, before beside after, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from comms.org.models import Unit
from comms.web.templatetags.comms import day, number
from plans.models import Objective, Plan, Topic
from plans.states import UnitGroup
from tasks.models import AmendmentLine
from tasks.selectors.amendments import told
from tasks.states import DatePrecision, LineAct, LineSubject, Recurrence, TaskState

FIELDS = {
    "state": gettext_lazy("State"),
    "no": gettext_lazy("Number"),
    "kind": gettext_lazy("Kind"),
    "title": gettext_lazy("Title"),
    "text": gettext_lazy("Text"),
    "objective": gettext_lazy("Objective"),
    "lead_unit": gettext_lazy("Lead unit"),
    "coordinating": gettext_lazy("Coordinating units"),
    "coordinating_groups": gettext_lazy("Group that coordinates"),
    "deliverable": gettext_lazy("Deliverable"),
    "timing_text": gettext_lazy("Timing as written"),
    "due_on": gettext_lazy("Due on"),
    "due_precision": gettext_lazy("Precision of the due date"),
    "recurrence": gettext_lazy("Recurrence"),
    "weight": gettext_lazy("Weight"),
    "evidence_required": gettext_lazy("Evidence required"),
    "topics": gettext_lazy("Topics"),
    "note": gettext_lazy("Note"),
    "source": gettext_lazy("Source"),
    "carried_by": gettext_lazy("Tasks that carried it"),
}
HEADS = {
    (LineSubject.TASK, LineAct.ADD): gettext_lazy("New task"),
    (LineSubject.TASK, LineAct.CHANGE): gettext_lazy("Task changes"),
    (LineSubject.TASK, LineAct.DROP): gettext_lazy("Task falls away"),
    (LineSubject.OBJECTIVE, LineAct.ADD): gettext_lazy("New objective"),
    (LineSubject.OBJECTIVE, LineAct.CHANGE): gettext_lazy("Objective changes"),
    (LineSubject.OBJECTIVE, LineAct.DROP): gettext_lazy("Objective falls away"),
    (LineSubject.TOPIC, LineAct.ADD): gettext_lazy("New topic"),
    (LineSubject.TOPIC, LineAct.CHANGE): gettext_lazy("Topic changes"),
    (LineSubject.TOPIC, LineAct.DROP): gettext_lazy("Topic falls away"),
}
TONES = {LineAct.ADD: "good", LineAct.CHANGE: "info", LineAct.DROP: "warn"}
CHOICES: Mapping[str, Any] = {
    "state": TaskState,
    "kind": Topic.Kind,
    "due_precision": DatePrecision,
    "recurrence": Recurrence,
}


_NAME = {"no", "title", "text"}
_UNSAID: Mapping[str, set[str]] = {
    LineAct.ADD: _NAME,
    LineAct.CHANGE: set(),
    # A task that falls away stays as it is, cancelled.
    LineAct.DROP: set(FIELDS) - {"state", "carried_by"},
}
"""What a line does not repeat: its name stands above, and nothing else of what falls away changes."""


@dataclass(frozen=True)
class Difference:
    label: Any
    before: list[str]
    after: list[str]


@dataclass(frozen=True)
class ShownLine:
    """One line; `url` leads to its task where there is one."""

    line: AmendmentLine
    head: Any
    tone: str
    name: str
    url: str
    differences: list[Difference]
    tried: bool
    """Is it known what stood there before?"""


@dataclass(frozen=True)
class FigureRow:
    """One figure before and after."""

    label: Any
    before: Any
    after: Any
    weight_before: Any
    weight_after: Any
    whole: bool = False

    @property
    def differs(self) -> bool:
        return (self.before, self.weight_before) != (self.after, self.weight_after)


class Words:
    """Says the values of lines in words; what they name is looked up once.

    `withheld` counts the lines about tasks that the reader does not see.
    """

    def __init__(self, plan: Plan, lines: Iterable[AmendmentLine]) -> None:
        lines = list(lines)
        self.lines = [line for line in lines if getattr(line, "seen", True)]
        self.withheld = len(lines) - len(self.lines)
        self.units = {unit.code: unit.name for unit in Unit.objects.filter(code__in=self._codes())}
        self.objectives: dict[str, str] = {}
        self.names: dict[Any, str] = {topic.pk: str(topic) for topic in Topic.objects.filter(plan=plan)}
        for one in Objective.objects.filter(plan=plan):
            self.objectives[one.no] = self.names[one.pk] = str(one)
        if plan.scheme_id:
            self.objectives |= {str(one.pk): str(one) for one in Objective.objects.filter(scheme=plan.scheme_id)}

    def shown(self) -> list[ShownLine]:
        return [self._line(one) for one in self.lines]

    def _line(self, line: AmendmentLine) -> ShownLine:
        as_told = told(line)
        before, after = as_told["before"] or {}, as_told["after"] or {}
        # Until it is confirmed or tried, a line shows what is wanted.
        tried = line.before is not None or line.after is not None
        if not tried:
            after = line.values
        names = [name for name in FIELDS if (name in before or name in after) and name not in _UNSAID[line.act]]
        if "due_on" in names and "due_precision" in names:
            names.remove("due_precision")
        return ShownLine(
            line=line,
            head=HEADS[LineSubject(line.subject), LineAct(line.act)],
            tone=TONES[LineAct(line.act)],
            name=self._name(line, before, after),
            url=line.task.get_absolute_url() if line.task_id and line.act != LineAct.ADD and line.task else "",
            tried=tried,
            differences=[
                Difference(FIELDS[name], self.say(name, before), self.say(name, after))
                for name in names
                if before.get(name) != after.get(name)
            ],
        )

    def _name(self, line: AmendmentLine, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
        if line.act == LineAct.CHANGE or (line.act == LineAct.DROP and not before):
            if line.task is not None:
                return str(line.task)
            return self.names.get(line.objective_id or line.topic_id, "")
        values = after if line.act == LineAct.ADD else before
        words = values.get("title") or values.get("text") or ""
        return f"{values['no']}. {words}" if values.get("no") else str(words)

    def say(self, name: str, values: Mapping[str, Any]) -> list[str]:
        """A value in words, line by line; nothing for nothing."""
        value = values.get(name)
        if value in (None, "", []):
            return []
        if name in CHOICES:
            return [str(CHOICES[name](value).label)]
        match name:
            case "lead_unit":
                return [self.units.get(value, value)]
            case "objective":
                return [self.objectives.get(value, value)]
            case "due_on":
                precision = values.get("due_precision") or DatePrecision.DAY
                exact = precision == DatePrecision.DAY
                return [_say_day(value) if exact else f"{_say_day(value)} ({DatePrecision(precision).label})"]
            case "weight":
                return [number(Decimal(str(value)).normalize())]
            case "evidence_required":
                return [_("yes") if value else _("no")]
            case "coordinating":
                return [self._part(part) for part in value]
            case "coordinating_groups":
                return [str(UnitGroup(one).label) for one in value]
            case "topics":
                return [_say_topic(one) for one in value]
        return [str(one) for one in value] if isinstance(value, list) else [str(value)]

    def _part(self, part: Mapping[str, Any]) -> str:
        more = [part.get("deliverable") or "", _say_day(part["due_on"]) if part.get("due_on") else ""]
        said = "; ".join(word for word in more if word)
        name = self.units.get(part["unit"], part["unit"])
        return f"{name} ({said})" if said else name

    def _codes(self) -> set[str]:
        codes: set[str] = set()
        for line in self.lines:
            for values in (line.values, line.before or {}, line.after or {}):
                codes.add(values.get("lead_unit") or "")
                codes |= {part["unit"] for part in values.get("coordinating") or []}
        return codes


def figure_rows(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FigureRow]:
    """The plan's own figures and those of each objective, matched by number."""
    rows = [_figures(_("The whole plan"), before, after, whole=True)]
    then = {one["no"]: one for one in before["by_objective"]}
    now = {one["no"]: one for one in after["by_objective"]}
    for no in [*then, *(no for no in now if no not in then)]:
        one = now.get(no) or then[no]
        label = f"{no}. {one['title']}" if no is not None else _("Tasks without an objective")
        rows.append(_figures(label, then.get(no), now.get(no)))
    return rows


def _figures(label: str, before: Any, after: Any, *, whole: bool = False) -> FigureRow:
    def pair(one: Any) -> Any:
        return one and {
            "declared": one["declared_percent"],
            "verified": one["verified_percent"],
            "counts": one["counts"],
        }

    def weight(one: Any) -> Any:
        return Decimal(one["weight"]) if one else None

    return FigureRow(label, pair(before), pair(after), weight(before), weight(after), whole)


def _say_day(value: str) -> str:
    return day(date.fromisoformat(value))


def _say_topic(reference: str) -> str:
    kind, _slash, no = reference.partition("/")
    return f"{Topic.Kind(kind).label} {no}" if kind in Topic.Kind.values else reference


CONFIRM = pgettext_lazy("amendment", "Confirm the amendment")
