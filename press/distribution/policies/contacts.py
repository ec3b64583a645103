"""Who keeps the contacts of the press."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Decision, deny
from comms.org.selectors import holds, reads_everything
from press.distribution.models import CONTACT_ROLES


def may_keep(user: Any, contact: Any = None) -> Decision:
    """Outlets, journalists and lists are one address book of all press officers and spokespersons."""
    if holds(user, *CONTACT_ROLES):
        return ALLOW
    return deny(_("Contacts of the press are kept by press officers and spokespersons."))


def may_read(user: Any) -> Decision:
    """The same rule as `ContactQuerySet.visible_to`, for the pages as a whole."""
    if holds(user, *CONTACT_ROLES) or reads_everything(user):
        return ALLOW
    return deny(_("Contacts of the press are personal data: only the press desks and who oversees them read them."))
