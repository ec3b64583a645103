"""The words of this app's audit actions."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "org.unit.recorded": _("unit recorded"),
    "org.unit.succeeded": _("successor recorded"),
    "org.role.granted": _("role granted"),
    "org.role.ended": _("role ended"),
    "org.user.created": _("account created"),
    "org.token.created": _("API token created"),
    "org.session.opened": _("signed in"),
}
