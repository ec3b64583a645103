"""Every write of objectives."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.records import locked
from comms.core.states import change, require_version
from comms.org.models import User
from plans import policies, validation
from plans.models import Objective, Plan, Scheme
from plans.services.common import move_among, prepare, require_draft, require_one_home


@transaction.atomic
def objective_record(
    *, actor: User | None, no: str, scheme: Scheme | None = None, plan: Plan | None = None, **fields: Any
) -> Objective:
    """Load an objective of exactly one of `scheme` and `plan` once, by its number.  `actor=None` is the system."""
    require_one_home(scheme, plan)
    siblings = Objective.objects.filter(scheme=scheme, plan=plan)
    existing = siblings.filter(no=no).first()
    if existing is not None:
        return existing
    last = siblings.aggregate(last=Max("position"))["last"] or 0
    objective = Objective(scheme=scheme, plan=plan, no=no, position=last + 1, **fields)
    validation.require_fields(objective)
    objective.save(force_insert=True)
    record(actor=actor, action="plans.objective.recorded", target=objective, no=no)
    return objective


@transaction.atomic
def objective_create(
    *, actor: User, no: str, scheme_id: UUID | None = None, plan_id: UUID | None = None, **fields: Any
) -> Objective:
    """Add an objective.  Raises NotAllowed, Conflict for a plan that is not open to changes, Invalid."""
    # Before any lock: a plan is locked before its scheme everywhere else, and here only one of them is.
    require_one_home(scheme_id, plan_id)
    scheme = locked(Scheme.objects.visible_to(actor), scheme_id) if scheme_id else None
    plan = locked(Plan.objects.visible_to(actor), plan_id) if plan_id else None
    if plan is not None:
        require(policies.may_edit(actor, plan))
        require_draft(plan)
    if scheme is not None:
        require(policies.may_edit_scheme(actor, scheme))
    if Objective.objects.filter(scheme=scheme, plan=plan, no=no).exists():
        raise Invalid.field("no", _("This number is taken."), code="unique")
    return objective_record(actor=actor, scheme=scheme, plan=plan, no=no, **fields)


@transaction.atomic
def objective_update(*, actor: User, objective_id: UUID, version: int, **fields: Any) -> Objective:
    """Change number, title, source or marks of an objective.  Raises NotAllowed, Conflict, Invalid, StaleVersion."""
    objective = _writable(actor, objective_id)
    changed, described = prepare(objective, version, fields)
    if not changed:
        return objective
    siblings = Objective.objects.filter(scheme=objective.scheme_id, plan=objective.plan_id).exclude(pk=objective.pk)
    if "no" in changed and siblings.filter(no=changed["no"]).exists():
        raise Invalid.field("no", _("This number is taken."), code="unique")
    validation.require_fields(objective)
    change(objective, expected_version=version, **changed)
    record(actor=actor, action="plans.objective.changed", target=objective, changes=described)
    return objective


@transaction.atomic
def objective_move(*, actor: User, objective_id: UUID, version: int, up: bool) -> Objective:
    """Put an objective one place up or down among those of its plan or scheme.  Raises as `objective_update`."""
    objective = _writable(actor, objective_id)
    require_version(objective, version)
    siblings = Objective.objects.filter(scheme=objective.scheme_id, plan=objective.plan_id)
    if move_among(siblings, objective, up=up):
        record(actor=actor, action="plans.objective.moved", target=objective, up=up)
    return objective


@transaction.atomic
def objective_delete(*, actor: User, objective_id: UUID, version: int) -> Plan | Scheme:
    """Take out an objective under which no task stands or stood.  Returns its plan or scheme.  Raises as the others,
    and Conflict while tasks need it."""
    objective = _writable(actor, objective_id)
    require_version(objective, version)
    home = objective.plan or objective.scheme
    try:
        objective.delete()
    except ProtectedError as error:
        raise Conflict(_("Tasks stand under this objective; move them first."), code="in_use") from error
    record(actor=actor, action="plans.objective.deleted", target=home, no=objective.no, title=objective.title)
    return home  # type: ignore[return-value]  # a check constraint: one of the two


def _writable(actor: User, objective_id: UUID) -> Objective:
    """The objective under its locked plan or scheme, which the person may write."""
    objective = locked(Objective.objects.visible_to(actor), objective_id)
    if objective.plan_id:
        objective.plan = locked(Plan.objects.visible_to(actor), objective.plan_id)
    require(policies.may_edit_objective(actor, objective))
    if objective.plan is not None:
        require_draft(objective.plan)
    return objective
