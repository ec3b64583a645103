"""Transition tables, and the one statement that changes a versioned row."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import models

from comms.core import clock
from comms.core.errors import IllegalTransition, StaleVersion
from comms.core.fields import FoldedField


class Transitions:
    """The verbs of one kind of object: verb → (states it starts from, state it leads to).

    A target of None means that the verb leaves the state as it is (a signature, for example).
    """

    def __init__(self, table: Mapping[str, tuple[Iterable[str], str | None]]) -> None:
        self._table = {verb: (frozenset(sources), target) for verb, (sources, target) in table.items()}

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def sources(self, verb: str) -> frozenset[str]:
        return self._table[verb][0]

    def target(self, verb: str, state: str) -> str:
        return self._table[verb][1] or state


def require_version(obj: Any, held: int) -> None:
    """Raise StaleVersion unless the locked `obj` is still the version that the caller has read."""
    if obj.version != held:
        raise StaleVersion(current=obj.version, target=obj, held=held)


def change(obj: Any, *, expected_version: int | None, **changes: Any) -> None:
    """Write `changes` and raise the version, if the row still has `expected_version`; else StaleVersion.

    `expected_version=None` takes the version just read under lock: for a change that follows from another
    one in the same transaction, where no caller holds a version.
    """
    version = obj.version if expected_version is None else expected_version
    for name, value in changes.items():
        setattr(obj, name, value)
    for field in obj._meta.local_concrete_fields:
        if isinstance(field, FoldedField) and field.is_fed_by(changes):
            changes[field.name] = field.fold_from(obj)
    changes["updated_at"] = clock.now()
    changed = type(obj)._base_manager.filter(pk=obj.pk, version=version).update(version=version + 1, **changes)
    if not changed:
        current = type(obj)._base_manager.values_list("version", flat=True).get(pk=obj.pk)
        raise StaleVersion(current=current, target=obj, held=version)
    obj.version = version + 1
    obj.updated_at = changes["updated_at"]


def move(obj: Any, verb: str, *, expected_version: int | None, **changes: Any) -> None:
    """Do `verb` on the locked `obj`: check the version, then the state, then write both with `changes`.

    Raises StaleVersion before IllegalTransition: a caller with an old version has not seen the present state.
    """
    if expected_version is not None:
        require_version(obj, expected_version)
    transitions: Transitions = obj.transitions
    if obj.state not in transitions.sources(verb):
        raise IllegalTransition
    change(obj, expected_version=expected_version, state=transitions.target(verb, obj.state), **changes)


def state_check(choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """A constraint that refuses a state outside `choices`, whoever writes it."""
    return models.CheckConstraint(condition=models.Q(state__in=choices.values), name=name)
