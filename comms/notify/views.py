"""Pages: a person's notices."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from comms.notify.forms import NoticeFilters
from comms.notify.models import Notification, NotificationQuerySet
from comms.notify.selectors import notices_of, unread_count
from comms.notify.services import notification_read, notifications_read_all
from comms.web.pages import ListPage, version_of


class NoticeList(ListPage):
    """The person's notices, newest first."""

    template_name = "notify/list.html"
    heading = _("Notices")
    filter_form = NoticeFilters
    order = ("-created_at", "-id")
    page_size = 25

    def rows(self) -> NotificationQuerySet:
        return notices_of(self.request.user)

    def narrow(self, rows: Any, chosen: Mapping[str, Any]) -> NotificationQuerySet:
        return rows.unread() if chosen["show"] == NoticeFilters.UNREAD else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(unread=unread_count(self.request.user), **kwargs)


@require_POST
def notice_read(request: HttpRequest, pk: Any) -> HttpResponse:
    """Take note of one notice; back to its place in the list."""
    back = Notification(pk=pk).get_absolute_url()
    request.back_url = back  # type: ignore[attr-defined]  # for the page of a refusal
    notification_read(actor=request.user, notification_id=pk, version=version_of(request))  # type: ignore[arg-type]  # signed in
    return HttpResponseRedirect(back)


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Take note of all."""
    count = notifications_read_all(actor=request.user)  # type: ignore[arg-type]  # signed in
    said = ngettext("%(count)s notice is marked as read.", "%(count)s notices are marked as read.", count)
    messages.success(request, said % {"count": count})
    return HttpResponseRedirect(reverse("notify:list"))
