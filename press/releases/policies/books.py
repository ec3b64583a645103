"""Who reads the registers of numbers, and who opens and changes the books."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Decision, deny
from comms.org.models import Role
from comms.org.selectors import holds, reads_everything

Kind = Role.Kind
_READERS = (Kind.PRESS_OFFICER, Kind.LEGAL_CHECKER, Kind.SPOKESPERSON, Kind.UNIT_HEAD)


def may_read_books(user: Any) -> Decision:
    """A register names what the reader may see anyway; the rest of it is numbers."""
    if reads_everything(user) or holds(user, *_READERS):
        return ALLOW
    return deny(_("The number books are read by the press roles, the heads, leadership, auditor and administrator."))


def may_configure_books(user: Any) -> Decision:
    return ALLOW if holds(user, Kind.ADMINISTRATOR) else deny(_("The number books are set by an administrator."))
