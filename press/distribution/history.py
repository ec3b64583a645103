"""What happens to contacts and deliveries, in words."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "press.outlet.created": _("outlet entered"),
    "press.outlet.updated": _("outlet edited"),
    "press.outlet.secret_renewed": _("secret of the webhook renewed"),
    "press.journalist.created": _("journalist entered"),
    "press.journalist.updated": _("journalist edited"),
    "press.journalist.forgotten": _("taken out on request; personal data removed"),
    "press.employment.begun": _("employment recorded"),
    "press.employment.ended": _("employment ended"),
    "press.list.created": _("list made"),
    "press.list.updated": _("list edited"),
    "press.list.member_added": _("put on the list"),
    "press.list.member_removed": _("taken off the list"),
}
