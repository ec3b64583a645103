"""Who may act for which unit."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from comms.core import clock
from comms.org.models import Role, Unit, UnitSuccession, User

Kind = Role.Kind
READS_EVERYTHING = (Kind.LEADERSHIP, Kind.AUDITOR, Kind.ADMINISTRATOR)


def held_roles(user: Any, day: date | None = None) -> list[Role]:
    """The roles that hold on `day` (today in Hanoi when None); none for somebody who is not signed in."""
    return user.held_roles(day) if isinstance(user, User) else []


def holds(user: Any, *kinds: str) -> bool:
    """Does the person hold one of the roles today, in any unit?"""
    return any(role.kind in kinds for role in held_roles(user))


def holds_in_office(user: Any, *kinds: str) -> bool:
    """Does the person hold one of the roles in the office that leads communications (a unit of the kind *office*)?"""
    return any(role.kind in kinds and role.unit.kind == Unit.Kind.OFFICE for role in held_roles(user))


def holders(*kinds: str, **of_role: Any) -> "QuerySet[User]":
    """The open accounts that hold one of the roles today, in the order of names; `of_role` narrows the roles:
    `unit__in=…`, `unit__kind=…`."""
    day = clock.today()
    roles = Role.objects.filter(Q(ends=None) | Q(ends__gte=day), user=OuterRef("pk"), kind__in=kinds, starts__lte=day)
    people: QuerySet[User] = User.objects.filter(Exists(roles.filter(**of_role)), is_active=True)
    return people


def reads_everything(user: Any) -> bool:
    """Leadership, auditor and administrator see every object (what is restricted by law has its own rule)."""
    return holds(user, *READS_EVERYTHING)


def accounts_visible_to(user: Any) -> "QuerySet[User]":
    """Accounts as subjects of evidence: every one for administrator and auditor, for anybody else the own."""
    if holds(user, Kind.ADMINISTRATOR, Kind.AUDITOR):
        return User.objects.all()
    return User.objects.filter(pk=user.pk) if getattr(user, "is_active", False) else User.objects.none()


def units_acted_for(user: Any, *kinds: str) -> set[UUID]:
    """Ids of the units in which the person holds one of the roles (any role when none is named), with every unit
    that these units have succeeded: roles in a unit's present successors act on its open work."""
    own = {role.unit_id for role in held_roles(user) if not kinds or role.kind in kinds}
    return own | reached(own, backward=True) if own else set()


def acts_for(user: Any, unit_id: Any, *kinds: str) -> bool:
    """Does the person hold one of the roles in this unit or in a unit that has succeeded it?"""
    return unit_id is not None and unit_id in units_acted_for(user, *kinds)


def units_in_line(unit_ids: Iterable[UUID]) -> set[UUID]:
    """The units, everything they succeeded and everything that succeeded them."""
    start = set(unit_ids)
    return start | reached(start, backward=True) | reached(start, backward=False)


def same_line(first: Any, second: Any) -> bool:
    """Are the two units the same, or one a predecessor of the other?"""
    return first is not None and second is not None and second in units_in_line([first])


def present_successors(unit: Unit, day: date | None = None) -> list[Unit]:
    """The units valid on `day` (today) that carry on this unit's work: itself while it is valid."""
    day = day or clock.today()
    if unit.is_valid_on(day):
        return [unit]
    return list(Unit.objects.valid_on(day).filter(pk__in=reached({unit.pk}, backward=False)))


def units_held(unit_ids: Iterable[UUID]) -> dict[UUID, Unit]:
    """The units as they are now, held until the transaction ends: nobody closes or renames them meanwhile, while others
    may hold them too (FOR SHARE; on SQLite there is one writer anyway)."""
    wanted = set(unit_ids)
    if not wanted:
        return {}
    rows: Iterable[Unit] = Unit.objects.filter(pk__in=wanted).order_by("pk")
    if connection.vendor == "postgresql":
        statement, values = rows.query.sql_with_params()  # type: ignore[attr-defined]  # of a QuerySet
        rows = Unit.objects.raw(f"{statement} FOR SHARE", values)
    return {unit.pk: unit for unit in rows}


def reached(start: set[UUID], *, backward: bool) -> set[UUID]:
    """Ids reached from `start` over successions, in any number of steps.  The table is small: one query."""
    steps: dict[UUID, set[UUID]] = defaultdict(set)
    for predecessor, successor in UnitSuccession.objects.values_list("predecessor_id", "successor_id"):
        if backward:
            steps[successor].add(predecessor)
        else:
            steps[predecessor].add(successor)
    found: set[UUID] = set()
    edge = set(start)
    while edge:
        edge = {step for unit in edge for step in steps[unit]} - found
        found |= edge
    return found


def lineage_of(unit: Unit) -> list[UnitSuccession]:
    """Every step of the unit's line, oldest first: what it came from and what came of it.  `predecessor` and
    `successor` are loaded."""
    line = units_in_line([unit.pk])
    steps = UnitSuccession.objects.filter(predecessor__in=line, successor__in=line)
    return sorted(
        steps.select_related("predecessor", "successor"),
        key=lambda step: (step.took_place_on, step.predecessor.name_sort),
    )


def roles_in(unit: Unit, day: date | None = None) -> list[Role]:
    """The roles held in the unit on `day` (today), with their people, ordered by role and name."""
    day = day or clock.today()
    roles = [role for role in unit.roles.select_related("user") if role.starts <= day <= (role.ends or day)]
    order = list(Kind.values)
    return sorted(
        (role for role in roles if role.user.is_active), key=lambda role: (order.index(role.kind), role.user.name_sort)
    )
