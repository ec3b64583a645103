"""Who may be put in charge of a unit's part, and who may be mentioned in a comment."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from comms.core import clock
from comms.org.models import Role, User
from comms.org.selectors import reached
from tasks.models import Task
from tasks.selectors.participants import group_units


def people_of_unit(unit_id: UUID) -> QuerySet[User]:
    """The people who hold a role today in the unit or in one that carries on its work, by name."""
    return _people(Q(unit__in={unit_id} | reached({unit_id}, backward=False)))


def people_who_see(task: Task) -> QuerySet[User]:
    """The people who see the task because of their work, by name: of the units that take part, own the plan or verify,
    and the leadership.  The task has its plan."""
    units = set(task.participations.values_list("unit_id", flat=True))
    units |= set(group_units(task).values_list("pk", flat=True))
    units |= {pk for pk in (task.plan.owner_unit_id, task.plan.verifying_unit_id) if pk is not None}
    return _people(Q(unit__in=units | reached(units, backward=False)) | Q(kind=Role.Kind.LEADERSHIP))


def with_units(people: QuerySet[User]) -> list[tuple[User, str]]:
    """Each person with the short names of the units in which they hold a role today.  Two queries."""
    found = list(people)
    units: dict[UUID, list[str]] = defaultdict(list)
    held = _held(Q(user__in=found)).order_by("unit__name_sort", "unit__code")
    for user_id, unit in held.values_list("user_id", "unit__abbr"):
        if unit not in units[user_id]:
            units[user_id].append(unit)
    return [(user, ", ".join(units[user.pk])) for user in found]


def names_of(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of accounts, also closed ones, by id."""
    wanted = {pk for pk in ids if pk is not None}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "full_name")) if wanted else {}


def _people(condition: Q) -> QuerySet[User]:
    held = _held(condition).filter(user=OuterRef("pk"))
    people: QuerySet[User] = User.objects.filter(Exists(held), is_active=True).order_by("name_sort", "username")
    return people


def _held(condition: Q) -> QuerySet[Role]:
    today = clock.today()
    held: QuerySet[Role] = Role.objects.filter(condition, Q(ends=None) | Q(ends__gte=today), starts__lte=today)
    return held
