"""Recording units, people, roles and tokens."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.errors import Invalid
from comms.org.models import ApiToken, Role, Unit, UnitSuccession, User
from comms.org.selectors import READS_EVERYTHING, reached, units_in_line

MINISTRY_WIDE = READS_EVERYTHING
SIGNING = (
    Role.Kind.UNIT_HEAD,
    Role.Kind.PRESS_OFFICER,
    Role.Kind.LEGAL_CHECKER,
    Role.Kind.SPOKESPERSON,
    Role.Kind.LEADERSHIP,
)


@transaction.atomic
def unit_record(*, actor: User | None, code: str, **fields: Any) -> Unit:
    """Record a unit, or bring an existing one up to date.  Idempotent by `code`; silent when nothing changes."""
    unit = Unit.objects.select_for_update().filter(code=code).first() or Unit(code=code)
    before = {name: getattr(unit, name) for name in fields}
    if unit._state.adding is False and before == fields:
        return unit
    for name, value in fields.items():
        setattr(unit, name, value)
    if unit.valid_to and unit.valid_to < unit.valid_from:
        raise Invalid.field("valid_to", _("A unit cannot end before it begins."), code="order")
    unit.fill_sort_key()
    unit.version += 0 if unit._state.adding else 1
    unit.updated_at = clock.now()
    unit.save()
    record(actor=actor, action="org.unit.recorded", target=unit, code=code)
    return unit


@transaction.atomic
def unit_succeeded(*, actor: User | None, predecessor: Unit, successors: Sequence[Unit], kind: str) -> None:
    """Link a unit to those that carry on its work; silent for a link that is there.

    Raises Invalid when the line would run in a circle.
    """
    # Of two links that would close a circle together, the second waits here and then sees the first.
    line = units_in_line([predecessor.pk, *(unit.pk for unit in successors)])
    list(Unit.objects.filter(pk__in=line).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    for successor in successors:
        if successor.pk == predecessor.pk or predecessor.pk in reached({successor.pk}, backward=False):
            raise Invalid.field("successors", _("A unit cannot come after itself."), code="circular")
        if UnitSuccession.objects.filter(predecessor=predecessor, successor=successor, kind=kind).exists():
            continue
        UnitSuccession.objects.update_or_create(predecessor=predecessor, successor=successor, defaults={"kind": kind})
        record(actor=actor, action="org.unit.succeeded", target=predecessor, successor=successor.code, kind=kind)


@transaction.atomic
def user_create(
    *, actor: User | None, username: str, full_name: str, password: str | None = None, email: str = ""
) -> User:
    """Create an account.  Raises Invalid for a taken name or a weak password."""
    if User.objects.filter(username=username).exists():
        raise Invalid.field("username", _("This user name is taken."), code="unique")
    if password is not None:
        try:
            validate_password(password, User(username=username, full_name=full_name))
        except ValidationError as error:
            raise Invalid.field("password", " ".join(error.messages), code="weak") from error
    user = User.objects.create_user(username, password, full_name=full_name, email=email)
    record(actor=actor, action="org.user.created", target=user, username=username)
    return user


@transaction.atomic
def role_grant(
    *, actor: User | None, user: User, unit: Unit, kind: str, starts: date, ends: date | None = None
) -> Role:
    """Give a person a role in a unit.  Idempotent for the same start.

    Raises Invalid where the role means nothing in such a unit, and for an administrator who would sign.
    """
    _lock_account(user)
    role = Role.objects.filter(user=user, unit=unit, kind=kind, starts=starts).first()
    if role is None:
        role = Role(user=user, unit=unit, kind=kind, starts=starts, ends=ends)
        _refuse_misplaced(role)
        _refuse_signing_administrator(role)
        role.save(force_insert=True)
        record(actor=actor, action="org.role.granted", target=user, **_described(role))
    user.forget_roles()
    return role


@transaction.atomic
def role_end(*, actor: User | None, role: Role, ends: date) -> None:
    """End a role with the last day on which it holds.  Raises Invalid for an administrator who would sign."""
    _lock_account(role.user)
    role.ends = ends
    _refuse_signing_administrator(role)
    role.save(update_fields=["ends"])
    record(actor=actor, action="org.role.ended", target=role.user, **_described(role))
    role.user.forget_roles()


def _lock_account(user: User) -> None:
    """Held while roles of the person are compared: two that exclude each other could come at once."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _refuse_misplaced(role: Role) -> None:
    if role.kind in MINISTRY_WIDE and role.unit.kind != Unit.Kind.MINISTRY:
        detail = _("This role holds for the whole ministry; it is granted in the ministry itself.")
        raise Invalid.field("unit", detail, code="ministry_only")
    if role.kind == Role.Kind.LEGAL_CHECKER and role.unit.kind == Unit.Kind.LOCAL:
        raise Invalid.field("unit", _("Legal checkers belong to a unit of the ministry."), code="not_local")


def _refuse_signing_administrator(role: Role) -> None:
    """The administrator signs nothing: the role and one that signs never hold on the same day."""
    if role.kind == Role.Kind.ADMINISTRATOR:
        excluded: Sequence[str] = SIGNING
    elif role.kind in SIGNING:
        excluded = (Role.Kind.ADMINISTRATOR,)
    else:
        return
    others = Role.objects.filter(user=role.user, kind__in=excluded).exclude(pk=role.pk)
    others = others.filter(Q(ends=None) | Q(ends__gte=role.starts))
    if role.ends is not None:
        others = others.filter(starts__lte=role.ends)
    if others.exists():
        detail = _("The administrator signs nothing: nobody holds this role and one that signs at the same time.")
        raise Invalid.field("kind", detail, code="administrator_signs")


def _described(role: Role) -> dict[str, Any]:
    """A role as its evidence keeps it."""
    return {
        "user": role.user.username,
        "unit": role.unit.code,
        "kind": role.kind,
        "starts": role.starts,
        "ends": role.ends,
    }


@transaction.atomic
def token_create(*, actor: User, name: str, scope: str = ApiToken.Scope.WRITE) -> str:
    """Make an API token for the actor.  The text is returned once and kept nowhere."""
    _token, text = ApiToken.objects.create(user=actor, name=name, scope=scope)
    record(actor=actor, action="org.token.created", name=name, scope=scope)
    return str(text)


@transaction.atomic
def session_opened(*, actor: User) -> None:
    """Keep as evidence that a person has signed in."""
    record(actor=actor, action="org.session.opened", target=actor)
