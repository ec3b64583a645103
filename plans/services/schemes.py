"""Every write of schemes."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core.decisions import require
from comms.core.errors import Invalid
from comms.core.records import locked
from comms.core.states import change
from comms.org.models import Unit, User
from plans import policies
from plans.models import Scheme
from plans.services.common import check_scheme, check_within_scheme, prepare


@transaction.atomic
def scheme_record(*, actor: User | None, code: str, **fields: Any) -> Scheme:
    """Load a decided scheme once: an existing code is left as it is.  `actor=None` is the system itself."""
    existing = Scheme.objects.filter(code=code).first()
    if existing is not None:
        return existing
    scheme = Scheme(code=code, **fields)
    check_scheme(scheme)
    scheme.save(force_insert=True)
    record(actor=actor, action="plans.scheme.recorded", target=scheme, code=code)
    return scheme


@transaction.atomic
def scheme_create(*, actor: User, code: str, owner_unit: Unit, **fields: Any) -> Scheme:
    """Record a scheme.  Raises NotAllowed, Invalid (also for a taken code)."""
    require(policies.may_record_scheme(actor, owner_unit.pk))
    if Scheme.objects.filter(code=code).exists():
        raise Invalid.field("code", _("This code is taken."), code="unique")
    return scheme_record(actor=actor, code=code, owner_unit=owner_unit, **fields)


@transaction.atomic
def scheme_update(*, actor: User, scheme_id: UUID, version: int, **fields: Any) -> Scheme:
    """Change a scheme.  Its plans must stay within its years.  Raises NotAllowed, Invalid, StaleVersion."""
    scheme = locked(Scheme.objects.visible_to(actor), scheme_id)
    require(policies.may_edit_scheme(actor, scheme))
    if "owner_unit" in fields:
        require(policies.may_record_scheme(actor, fields["owner_unit"].pk))
    changed, described = prepare(scheme, version, fields)
    if changed:
        check_scheme(scheme)
        for plan in scheme.plans.all():
            plan.scheme = scheme
            check_within_scheme(plan)
        change(scheme, expected_version=version, **changed)
        record(actor=actor, action="plans.scheme.changed", target=scheme, changes=described)
    return scheme
