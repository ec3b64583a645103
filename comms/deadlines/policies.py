"""Who may change what the clocks run by.  The rooms above start and stop the clocks, under their own rules."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Decision, deny
from comms.org.models import Role
from comms.org.selectors import holds


def may_set_calendar(user: Any) -> Decision:
    """The working calendar and the rules are settings.  `None` is the system itself."""
    if user is None or holds(user, Role.Kind.ADMINISTRATOR):
        return ALLOW
    return deny(_("Only an administrator enters decreed days and legal rules."))
