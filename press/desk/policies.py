"""Who works at the desk."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Decision, deny
from comms.org.models import Role
from comms.org.selectors import holds
from press.mandates.models import PRESS_ROLES


def may_open_desk(user: Any) -> Decision:
    if holds(user, *PRESS_ROLES, Role.Kind.LEADERSHIP):
        return ALLOW
    return deny(_("The desk is for press officers, spokespersons and leadership."))
