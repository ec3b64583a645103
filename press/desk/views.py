"""Page: the desk of the spokesperson."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import require
from comms.web.pages import PageView
from press.desk.policies import may_open_desk
from press.desk.selectors import desk_of


class DeskPage(PageView):
    """What runs out, what waits for this person, what ends: to be read in seconds."""

    template_name = "press/desk/desk.html"
    heading = _("Spokesperson's desk")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(may_open_desk(request.user))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(desk=desk_of(self.request.user), **kwargs)
