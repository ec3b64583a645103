"""Who keeps the contacts of the press."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Decision, deny
from comms.org.selectors import holds
from press.distribution.models import CONTACT_ROLES


def may_keep(user: Any, contact: Any = None) -> Decision:
    """Outlets, journalists and lists are one address book of all press officers and spokespersons."""
    if holds(user, *CONTACT_ROLES):
        return ALLOW
    return deny(_("Contacts of the press are kept by press officers and spokespersons."))
