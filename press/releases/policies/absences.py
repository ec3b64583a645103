"""Who declares that a signer is away."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Decision, deny
from comms.org.models import User
from comms.org.selectors import holds, reads_everything
from press.releases.models import SigningAbsence
from press.releases.policies.common import NOT_ADMINISTRATOR, Kind

SIGNING = (Kind.UNIT_HEAD, Kind.LEGAL_CHECKER, Kind.SPOKESPERSON)
NOT_YOURS = _("An absence is declared by the person who is away, or by an administrator.")


def may_open_absences(user: Any) -> Decision:
    """Has the navigation an entry for them: who signs, and who sees all of them?  A deputy comes by the overview."""
    concerned = holds(user, *SIGNING) or reads_everything(user)
    return ALLOW if concerned else deny(_("This person holds no role that signs."))


def may_declare(user: Any, absent: User, deputy: User) -> Decision:
    """The person who is away, or an administrator, who hands out the roles and stands in for nobody."""
    if user != absent and not holds(user, Kind.ADMINISTRATOR):
        return deny(NOT_YOURS)
    if holds(deputy, Kind.ADMINISTRATOR):
        return deny(NOT_ADMINISTRATOR)
    if not holds(absent, *SIGNING):
        return deny(_("This person holds no role that signs."))
    return ALLOW


def may_revoke_absence(user: Any, absence: SigningAbsence) -> Decision:
    if user.pk == absence.absent_id or holds(user, Kind.ADMINISTRATOR):
        return ALLOW
    return deny(NOT_YOURS)
