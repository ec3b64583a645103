"""The words of this room's audit actions and notices."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACTIONS: dict[str, Any] = {
    "press.request.registered": _("request of the press registered"),
    "press.request.edited": _("request put right"),
    "press.request.classified": _("request classified"),
    "press.request.assigned": _("units asked for the answer"),
    "press.request.contributed": _("part of the answer delivered"),
    "press.request.lead_moved": _("lead moved to another unit"),
    "press.request.drafted": _("answer drafted"),
    "press.request.returned": _("draft of the answer returned"),
    "press.request.approved": pgettext_lazy("answer", "approved"),
    "press.request.answered": pgettext_lazy("request", "answered"),
    "press.request.promised": _("answer promised for a day"),
    "press.request.refused": pgettext_lazy("request", "refused"),
    "press.request.reason_sent": _("reason of the refusal told to the press"),
    "press.request.concluded": _("complaint concluded"),
    "press.request.transferred": _("sent on to another agency"),
    "press.request.handed_over": _("handed over as another matter"),
    "press.request.hand_off_received": _("receipt of the hand-over confirmed"),
    "press.request.withdrawn": pgettext_lazy("request", "withdrawn"),
    "press.refusal_ground.recorded": _("ground of refusal recorded"),
}

NOTICES: dict[str, Any] = {
    "press.request_asked": _("a part of an answer to the press is asked of your unit"),
    "press.request_contributed": _("a unit delivered its part of an answer to the press"),
    "press.request_returned": _("the draft of an answer to the press was returned"),
    "press.request_approved": _("an answer to the press was approved"),
    "press.request_handed": _("a request of the press was handed over to your unit"),
    "press.request_promise": _("an answer promised to the press is due"),
    "press.request_part_late": _("a unit's part of an answer to the press is late"),
}
