"""Reading the values of a line: JSON as the API takes it becomes what the inner writes of tasks take."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comms.core.checks import line, text, within_calendar
from comms.core.errors import FieldError, Invalid
from comms.org.models import Unit
from plans.models import Objective, Plan, Topic
from plans.states import UnitGroup
from tasks.models import Task
from tasks.services.assignment import Coordinating
from tasks.states import DatePrecision

MOST_UNITS = 100
LONGEST_NOTE = 10_000
ANY_LENGTH = 2**31
"""How long a value may be is the business of its field."""


def task_fields(plan: Plan, values: Mapping[str, Any]) -> dict[str, Any]:
    """Keywords of `add_task` and `rewrite_task`.  Raises Invalid for a field that is unknown or of another form."""
    return _read(plan, values, _TASK)


def objective_fields(plan: Plan, values: Mapping[str, Any]) -> dict[str, Any]:
    return _read(plan, values, _OBJECTIVE)


def topic_fields(plan: Plan, values: Mapping[str, Any]) -> dict[str, Any]:
    return _read(plan, values, _TOPIC)


def require_printable(values: Mapping[str, Any]) -> None:
    """Every key and string of a line, however deep: what no database keeps is refused, not left out.

    Raises Invalid by the field that holds it, for the name of a field by `values`.
    """
    waiting: list[tuple[str, Any]] = []
    for name, value in values.items():
        _require_printable("values", name)
        waiting.append((name, value))
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, str):
            _require_printable(name, value)
        elif isinstance(value, Mapping):
            waiting += [(name, one) for pair in value.items() for one in pair]
        elif isinstance(value, list):
            waiting += [(name, one) for one in value]


def _require_printable(name: str, value: str) -> None:
    text(name, f"|{value}|", ANY_LENGTH)  # so that nothing is stripped from its ends before it is looked at


def require_values(values: Mapping[str, Any], *names: str) -> None:
    """Raises Invalid for what a new object cannot do without."""
    missing = [name for name in names if values.get(name) in (None, "")]
    if missing:
        raise Invalid({name: [FieldError("required", _("This is needed."))] for name in missing})


Reader = Callable[[Plan, str, Any], dict[str, Any]]


def _read(plan: Plan, values: Mapping[str, Any], readers: Mapping[str, Reader]) -> dict[str, Any]:
    if unknown := [name for name in values if name not in readers]:
        complaint = FieldError("unknown_field", _("There is no such field here."))
        raise Invalid({str(name)[:100]: [complaint] for name in unknown})
    fields: dict[str, Any] = {}
    for name, value in values.items():
        fields |= readers[name](plan, name, value)
    return fields


def _line_of(limit: int, *, empty: Any = "") -> Reader:
    def read(plan: Plan, name: str, value: Any) -> dict[str, Any]:
        return {name: line(name, _string(name, value), limit) or empty}

    return read


def _text(plan: Plan, name: str, value: Any) -> dict[str, Any]:
    return {name: text(name, _string(name, value), LONGEST_NOTE)}


def _string(name: str, value: Any) -> str:
    if value is not None and not isinstance(value, str):
        raise _wrong(name)
    return value or ""


def _flag(plan: Plan, name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, bool):
        raise _wrong(name)
    return {name: value}


def _as_it_is(plan: Plan, name: str, value: Any) -> dict[str, Any]:
    """What the inner write itself reads and refuses."""
    return {name: value}


def _day(plan: Plan, name: str, value: Any) -> dict[str, Any]:
    return {name: _day_of(name, value)}


def _day_of(name: str, value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        day = date.fromisoformat(value)
        within_calendar(day)
    except (TypeError, ValueError, ValidationError) as error:
        raise Invalid.field(name, _("Write a day as YYYY-MM-DD."), code="invalid") from error
    return day


def _choice_of(known: list[str]) -> Reader:
    def read(plan: Plan, name: str, value: Any) -> dict[str, Any]:
        if value not in known:
            raise Invalid.field(name, _("This is not one of the choices."), code="invalid_choice")
        return {name: value}

    return read


def _unit(plan: Plan, name: str, value: Any) -> dict[str, Any]:
    return {name: _unit_of(name, value)}


def _unit_of(name: str, value: Any) -> Unit:
    """By code or id."""
    given = _string(name, value)
    unit: Unit | None = Unit.objects.filter(_named(given, "code")).first() if given else None
    if unit is None:
        raise Invalid.field(name, _("There is no such unit."), code="does_not_exist")
    return unit


def _coordinating(plan: Plan, name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, list) or len(value) > MOST_UNITS or not all(isinstance(one, dict) for one in value):
        raise _wrong(name)
    wanted = []
    for one in value:
        if unknown := set(one) - {"unit", "deliverable", "due_on"}:
            detail = _("There is no such field here.")
            raise Invalid.field(f"{name}.{str(min(map(str, unknown)))[:60]}", detail, code="unknown_field")
        deliverable = text(name, _string(name, one.get("deliverable")), 2000)
        wanted.append(Coordinating(_unit_of(name, one.get("unit")), deliverable, _day_of(name, one.get("due_on"))))
    return {name: wanted}


def _groups(plan: Plan, name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, list) or len(value) > 1 or not all(one in UnitGroup.values for one in value):
        raise Invalid.field(name, _("This is not one of the choices."), code="invalid_choice")
    return {"coordinating_group": value[0] if value else ""}


def _objective(plan: Plan, name: str, value: Any) -> dict[str, Any]:
    """By the number of the plan's own, by id, or by the number of its scheme's."""
    if value is None:
        return {name: None}
    given = _string(name, value)
    own = Objective.objects.filter(plan=plan)
    of_scheme = Objective.objects.filter(scheme=plan.scheme_id) if plan.scheme_id else Objective.objects.none()
    for rows in (own.filter(no=given), own.filter(_named(given, "no")), of_scheme.filter(_named(given, "no"))):
        if found := rows.first():
            return {name: found}
    raise Invalid.field(name, _("There is no such objective in the plan or its scheme."), code="does_not_exist")


def _topics(plan: Plan, name: str, value: Any) -> dict[str, Any]:
    """A list of ids, of numbers, or of `kind/number`."""
    if not isinstance(value, list) or len(value) > MOST_UNITS or not all(isinstance(one, str) for one in value):
        raise _wrong(name)
    wanted: dict[UUID, Topic] = {}
    for one in value:
        kind, _slash, no = one.partition("/")
        found = list(Topic.objects.filter(Q(kind=kind, no=no) | _named(one, "no"), plan=plan)[:2])
        if len(found) != 1:
            detail = _("There is no topic “%(name)s” in the plan, or there are two.") % {"name": one[:60]}
            raise Invalid.field(name, detail, code="does_not_exist")
        wanted[found[0].pk] = found[0]
    return {name: list(wanted.values())}


def _named(given: str, other: str) -> Q:
    try:
        return Q(pk=UUID(given))
    except ValueError:
        return Q(**{other: given})


def _wrong(name: str) -> Invalid:
    return Invalid.field(name, _("This value has another form than the field."), code="invalid")


def _length(model: Any, name: str) -> int:
    return int(model._meta.get_field(name).max_length)


_SOURCED: dict[str, Reader] = {"source": _text, "illustrative": _as_it_is}
_TASK: dict[str, Reader] = {
    "objective": _objective,
    "no": _line_of(_length(Task, "no"), empty=None),
    "title": _line_of(_length(Task, "title")),
    "note": _text,
    "lead_unit": _unit,
    "coordinating": _coordinating,
    "coordinating_groups": _groups,
    "deliverable": _text,
    "timing_text": _line_of(_length(Task, "timing_text"), empty=None),
    "due_on": _day,
    "due_precision": _choice_of(DatePrecision.values),
    "weight": _as_it_is,
    "evidence_required": _flag,
    "topics": _topics,
    **_SOURCED,
}
_OBJECTIVE: dict[str, Reader] = {
    "no": _line_of(_length(Objective, "no")),
    "title": _line_of(_length(Objective, "title")),
    **_SOURCED,
}
_TOPIC: dict[str, Reader] = {
    "kind": _choice_of(Topic.Kind.values),
    "no": _line_of(_length(Topic, "no")),
    "text": _line_of(_length(Topic, "text")),
    **_SOURCED,
}
TASK_FIELDS, OBJECTIVE_FIELDS, TOPIC_FIELDS = tuple(_TASK), tuple(_OBJECTIVE), tuple(_TOPIC)
