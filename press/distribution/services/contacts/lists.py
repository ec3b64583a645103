"""Distribution lists and their members."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import checks as core_checks
from comms.core.decisions import require
from comms.core.errors import Invalid
from comms.core.records import found, locked
from comms.core.states import change, require_version
from comms.org.models import User
from press.distribution.models import DistributionList, Journalist, ListMember, MediaOutlet
from press.distribution.policies import contacts as policies
from press.distribution.services.contacts import checks

FIELDS = ("name", "language", "active", "embargo_trusted", "note", "illustrative")


@transaction.atomic
def list_create(
    *,
    actor: User,
    name: str,
    language: str = "vi",
    active: bool = True,
    embargo_trusted: bool = False,
    note: str = "",
    illustrative: Sequence[str] = (),
) -> DistributionList:
    """Make an empty list.  `embargo_trusted`: its members may have a release before its embargo ends.

    Raises NotAllowed, Invalid (also for a name that is taken).
    """
    require(policies.may_keep(actor))
    values = _fields(
        {
            "name": name,
            "language": language,
            "active": active,
            "embargo_trusted": embargo_trusted,
            "note": note,
            "illustrative": illustrative,
        }
    )
    _refuse_taken(values["name"])
    made = DistributionList.objects.create(**values)
    record(actor=actor, action="press.list.created", target=made, name=made.name, embargo_trusted=embargo_trusted)
    return made


@transaction.atomic
def list_update(*, actor: User, distributionlist_id: UUID, version: int, **changes: Any) -> DistributionList:
    """Change any of FIELDS.  Raises NotAllowed, StaleVersion, Invalid."""
    checks.only(changes, FIELDS)
    kept = _taken(actor, distributionlist_id)
    require_version(kept, version)
    values = checks.changed(kept, _fields(changes))
    if not values:
        return kept
    if "name" in values:
        _refuse_taken(values["name"], kept.pk)
    said = {name: [getattr(kept, name), value] for name, value in values.items()}
    change(kept, expected_version=version, **values)
    record(actor=actor, action="press.list.updated", target=kept, changes=said)
    return kept


@transaction.atomic
def list_member_add(
    *, actor: User, distributionlist_id: UUID, outlet_id: UUID | None = None, journalist_id: UUID | None = None
) -> ListMember:
    """Put one outlet or one journalist on the list.  Who may not receive may stand on it, and is skipped.

    Raises NotAllowed, NotVisible, Invalid: neither or both given, on the list already, or forgotten.
    """
    kept = _taken(actor, distributionlist_id)
    name, member = _member(actor, outlet_id, journalist_id)
    if ListMember.objects.filter(list=kept, **member).exists():
        raise Invalid.field(name, _("This is on the list already."), code="unique")
    made = ListMember.objects.create(list=kept, **member)
    record(actor=actor, action="press.list.member_added", target=kept, **{name: member[name].pk})
    return made


@transaction.atomic
def list_member_remove(
    *,
    actor: User,
    distributionlist_id: UUID,
    version: int,
    outlet_id: UUID | None = None,
    journalist_id: UUID | None = None,
) -> DistributionList:
    """Take one outlet or one journalist off the list.

    Raises NotAllowed, NotVisible, StaleVersion, Invalid for one who is not on it.
    """
    kept = _taken(actor, distributionlist_id)
    require_version(kept, version)
    name, member = _member(actor, outlet_id, journalist_id)
    gone, _rows = ListMember.objects.filter(list=kept, **member).delete()
    if not gone:
        raise Invalid.field(name, _("This is not on the list."), code="not_member")
    change(kept, expected_version=version)
    record(actor=actor, action="press.list.member_removed", target=kept, **{name: member[name].pk})
    return kept


def _taken(actor: User, list_id: UUID) -> DistributionList:
    kept: DistributionList = locked(DistributionList.objects.visible_to(actor), list_id)
    require(policies.may_keep(actor, kept))
    return kept


def _member(actor: User, outlet_id: UUID | None, journalist_id: UUID | None) -> tuple[str, dict[str, Any]]:
    if (outlet_id is None) == (journalist_id is None):
        raise Invalid.field("journalist", _("Name one outlet or one journalist."), code="one_member")
    if outlet_id is not None:
        return "outlet", {"outlet": found(MediaOutlet.objects.visible_to(actor), pk=outlet_id)}
    journalist: Journalist = found(Journalist.objects.visible_to(actor), pk=journalist_id)
    if journalist.forgotten:
        raise Invalid.field("journalist", _("This person was taken out on request."), code="forgotten")
    return "journalist", {"journalist": journalist}


def _refuse_taken(name: str, but: UUID | None = None) -> None:
    if any(pk != but for pk in DistributionList.objects.filter(name=name).values_list("pk", flat=True)):
        raise Invalid.field("name", _("There is a list of this name already."), code="unique")


def _fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they are stored.  Raises Invalid."""
    values = dict(given)
    for name, value in given.items():
        match name:
            case "name":
                values[name] = checks.required_line(DistributionList, name, value)
            case "language":
                values[name] = checks.language(value)
            case "note":
                values[name] = core_checks.text(name, value, checks.LONGEST_NOTE)
            case "illustrative":
                values[name] = checks.field_names(DistributionList, value)
    return values
