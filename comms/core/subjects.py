"""The registry by which lower rooms speak of upper objects.

Audit rows, clocks, files and notices store `(subject_type, subject_id)`.  Each app registers its types in `ready()`;
an unregistered type is invisible to everybody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models


def of_no_unit(obj: Any) -> Iterable[Any]:
    """Of a type that is nobody's matter in particular."""
    return ()


@dataclass(frozen=True)
class SubjectType:
    """`visible(user)` gives the rows that the user may see; `label` and `url` word and place one of them; `units` are
    the ids of the units whose matter one of them is."""

    visible: Callable[[Any], "models.QuerySet[Any]"]
    label: Callable[[Any], str]
    url: Callable[[Any], str]
    units: Callable[[Any], Iterable[Any]] = of_no_unit


_types: dict[str, SubjectType] = {}


def register(
    name: str,
    *,
    visible: Callable[[Any], Any],
    label: Callable[[Any], str],
    url: Callable[[Any], str],
    units: Callable[[Any], Iterable[Any]] = of_no_unit,
) -> None:
    """Announce a subject type, named `app.model`."""
    _types[name] = SubjectType(visible=visible, label=label, url=url, units=units)


def names() -> list[str]:
    return sorted(_types)


def type_of(obj: models.Model) -> str:
    """The subject type of an object: `press.release`."""
    return f"{obj._meta.app_label}.{obj._meta.model_name}"


def find(user: Any, subject_type: str, subject_id: Any) -> Any | None:
    """The object, if its type is registered and this user may see it."""
    registered = _types.get(subject_type)
    return registered.visible(user).filter(pk=subject_id).first() if registered else None


def get(subject_type: str) -> SubjectType | None:
    return _types.get(subject_type)


def visible_rows(user: Any, rows: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    """Keep of `rows` (with `subject_type` and `subject_id`) those whose subject the user may see."""
    seen = models.Q(pk__in=[])
    for name, registered in _types.items():
        subject = registered.visible(user).filter(pk=models.OuterRef("subject_id"))
        seen |= models.Q(models.Exists(subject), subject_type=name)
    return rows.filter(seen)
