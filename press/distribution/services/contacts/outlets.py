"""Outlets: press agencies, and where releases are posted to them."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import checks as core_checks
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.records import locked
from comms.core.states import change, require_version
from comms.org.models import User
from press.distribution.models import MediaOutlet
from press.distribution.policies import contacts as policies
from press.distribution.services.contacts import checks
from press.distribution.states import OutletKind

FIELDS = ("name", "kind", "email", "language", "website", "webhook_url", "active", "note", "illustrative")


@transaction.atomic
def outlet_create(
    *,
    actor: User,
    name: str,
    kind: str,
    email: str = "",
    language: str = "vi",
    website: str = "",
    webhook_url: str = "",
    active: bool = True,
    note: str = "",
    illustrative: Sequence[str] = (),
) -> MediaOutlet:
    """Enter a press agency.  `webhook_url` is https; what signs its posts is made here and told by `outlet_new_secret`.

    Raises NotAllowed, Invalid (also for a name that is taken).
    """
    require(policies.may_keep(actor))
    values = _fields(
        {
            "name": name,
            "kind": kind,
            "email": email,
            "language": language,
            "website": website,
            "webhook_url": webhook_url,
            "active": active,
            "note": note,
            "illustrative": illustrative,
        }
    )
    _refuse_taken(values["name"])
    outlet = MediaOutlet(**values)
    outlet.webhook_secret = _new_secret() if outlet.webhook_url else ""
    outlet.save(force_insert=True)
    record(actor=actor, action="press.outlet.created", target=outlet, name=outlet.name, kind=outlet.kind)
    return outlet


@transaction.atomic
def outlet_update(*, actor: User, mediaoutlet_id: UUID, version: int, **changes: Any) -> MediaOutlet:
    """Change any of FIELDS.  Another hook has another secret.

    Raises NotAllowed, StaleVersion, Invalid.
    """
    checks.only(changes, FIELDS)
    outlet: MediaOutlet = locked(MediaOutlet.objects.visible_to(actor), mediaoutlet_id)
    require(policies.may_keep(actor, outlet))
    require_version(outlet, version)
    values = checks.changed(outlet, _fields(changes))
    if not values:
        return outlet
    if "name" in values:
        _refuse_taken(values["name"], outlet.pk)
    said = {name: [getattr(outlet, name), value] for name, value in values.items()}
    if "webhook_url" in values:
        values["webhook_secret"] = _new_secret() if values["webhook_url"] else ""
    change(outlet, expected_version=version, **values)
    record(actor=actor, action="press.outlet.updated", target=outlet, changes=said)
    return outlet


@transaction.atomic
def outlet_new_secret(*, actor: User, mediaoutlet_id: UUID, version: int) -> tuple[MediaOutlet, str]:
    """The outlet and a new secret of its hook: this is the only time that it is told.

    Raises NotAllowed, StaleVersion, Conflict for an outlet without a hook.
    """
    outlet: MediaOutlet = locked(MediaOutlet.objects.visible_to(actor), mediaoutlet_id)
    require(policies.may_keep(actor, outlet))
    require_version(outlet, version)
    if not outlet.webhook_url:
        raise Conflict(_("This outlet has no webhook."), code="no_webhook")
    secret = _new_secret()
    change(outlet, expected_version=version, webhook_secret=secret)
    record(actor=actor, action="press.outlet.secret_renewed", target=outlet)
    return outlet, secret


def _new_secret() -> str:
    return secrets.token_urlsafe(32)


def _refuse_taken(name: str, but: UUID | None = None) -> None:
    if any(pk != but for pk in MediaOutlet.objects.filter(name=name).values_list("pk", flat=True)):
        raise Invalid.field("name", _("There is an outlet of this name already."), code="unique")


def _fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they are stored.  Raises Invalid."""
    values = dict(given)
    for name, value in given.items():
        match name:
            case "name":
                values[name] = checks.required_line(MediaOutlet, name, value)
            case "kind":
                if value not in OutletKind.values:
                    raise Invalid.field(name, _("This is not one of the choices."), code="invalid_choice")
            case "email":
                values[name] = checks.email(value, blank=True)
            case "language":
                values[name] = checks.language(value)
            case "website":
                values[name] = checks.address(name, value, ("https", "http"))
            case "webhook_url":
                values[name] = checks.address(name, value, ("https",))
            case "note":
                values[name] = core_checks.text(name, value, checks.LONGEST_NOTE)
            case "illustrative":
                values[name] = checks.field_names(MediaOutlet, value)
    return values
