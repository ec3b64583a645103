"""The office that leads communications, and how a mandate is put into words."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from comms.core.clock import HANOI
from comms.org.selectors import acts_for, held_roles
from comms.org.selectors import holds_in_office as holds_in_office  # noqa: PLC0414  # many rooms of press take it from here
from press.mandates.models import PRESS_ROLES, Mandate


def holds_for(user: Any, unit_id: Any, *kinds: str) -> bool:
    """One of the roles in the office, or in the unit itself or a unit that succeeded it."""
    return holds_in_office(user, *kinds) or acts_for(user, unit_id, *kinds)


def press_unit(user: Any, mandate: Mandate) -> Any:
    """The unit that drafts: of the person's first press role, else the agency of the mandate."""
    return next((role.unit for role in held_roles(user) if role.kind in PRESS_ROLES), mandate.unit)


def when(instant: datetime) -> str:
    """«21/11/2026 14:05», Hanoi time."""
    return f"{instant.astimezone(HANOI):%d/%m/%Y %H:%M}"


def validity_words(mandate: Mandate) -> str:
    """The span of a mandate as a sentence part: from when to when, or when it was revoked."""
    words = {
        "start": when(mandate.valid_from),
        "end": when(mandate.valid_to) if mandate.valid_to else "",
        "revoked": when(mandate.revoked_at) if mandate.revoked_at else "",
    }
    if mandate.revoked_at:
        return _("valid from %(start)s, revoked at %(revoked)s") % words
    if mandate.valid_to:
        return _("valid from %(start)s to %(end)s") % words
    return _("valid from %(start)s, without an end") % words
