"""The overview: what everybody reads first, each within their rights."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.dashboard.selectors import overview
from comms.web.pages import PageView
from tasks.selectors.inbox import has_desk


class HomePage(PageView):
    template_name = "dashboard/home.html"
    heading = _("Overview")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            overview=overview(self.request.user), has_desk=has_desk(self.request.user), **kwargs
        )
