"""The timeline: what the room shows of it, the whole of it, entries, pins, files."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View

from comms.core.records import found
from comms.web.pages import ListPage
from incidents import policies, selectors, services
from incidents.forms.handling import TimelineFilterForm
from incidents.forms.room import EntryForm
from incidents.models import Incident, TimelineEntry, TimelinePin
from incidents.timeline_file import timeline_file
from incidents.views.parts import OnIncident, incident_crumbs

IN_THE_ROOM = 20


def part(user: Any, incident: Incident) -> dict[str, Any]:
    """The latest moments without machine noise, and above them what is pinned."""
    entries = TimelineEntry.objects.filter(incident=incident).order_by("-at", "-position", "-id")
    pins = TimelinePin.objects.filter(entry=OuterRef("pk"), ended_at=None)
    return {
        "pinned": selectors.timeline(user, entries.filter(Exists(pins))),
        "moments": selectors.timeline(user, selectors.quiet(entries)[:IN_THE_ROOM]),
        "may_write": policies.may_write_timeline(user, incident),
    }


class EntryCreate(OnIncident):
    """Write an entry; `?corrects=` names the earlier one that it puts right."""

    heading, form_class, done = _("Write in the timeline"), EntryForm, _("The entry was written.")
    service = staticmethod(services.timeline_add)

    def wrong(self) -> TimelineEntry | None:
        asked = self.request.GET.get("corrects")
        rows = TimelineEntry.objects.filter(incident=self.incident).select_related("actor")
        return found(rows, pk=asked) if asked else None

    def values(self, form: Any) -> dict[str, Any]:
        wrong = self.wrong()
        return {**super().values(form), "corrects": wrong.pk if wrong else None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if wrong := self.wrong():
            context |= {"heading": _("Put an entry right"), "wrong": wrong}
        return context

    template_name = "incidents/entry_form.html"


class TimelinePage(ListPage):
    """The whole timeline, page by page, the newest first."""

    template_name = "incidents/timeline.html"
    heading = _("Timeline")
    filter_form = TimelineFilterForm
    order = ("-at", "-position")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.incident = found(
            Incident.objects.visible_to(request.user).prefetch_related(selectors.parts_beside()), pk=kwargs["pk"]
        )
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Any:
        return incident_crumbs((self.incident.title, self.incident.get_absolute_url()))

    def rows(self) -> "QuerySet[TimelineEntry]":
        return TimelineEntry.objects.filter(incident=self.incident).select_related("actor")

    def narrow(self, rows: "QuerySet[TimelineEntry]", chosen: Mapping[str, Any]) -> "QuerySet[TimelineEntry]":
        if chosen["kind"]:
            return rows.filter(kind=chosen["kind"])
        return rows if chosen["everything"] else selectors.quiet(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "incident": self.incident,
            "moments": selectors.moments_of(self.request.user, context["page"]),
            "may_write": policies.may_write_timeline(self.request.user, self.incident),
            "asked": self.request.GET.urlencode(),
        }


class EntryStep(View):
    """POST: pin an entry, or take it down."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any, entry: Any, verb: str) -> HttpResponse:
        incident = found(Incident.objects.visible_to(request.user), pk=pk)
        request.back_url = incident.get_absolute_url()  # type: ignore[attr-defined]  # for the page of a refusal
        actor: Any = request.user
        step = services.timeline_pin if verb == "pin" else services.timeline_unpin
        step(actor=actor, incident_id=incident.pk, entry_id=entry)
        done = gettext("The entry was pinned.") if verb == "pin" else gettext("The entry was taken down.")
        messages.success(request, done)
        return HttpResponseRedirect(f"{incident.get_absolute_url()}#timeline")


def timeline_export(request: HttpRequest, pk: Any, ending: str) -> HttpResponse:
    """The entries that the page's filters leave, as a file; what is hidden from the reader stays hidden."""
    page = TimelinePage()
    page.setup(request, pk=pk)
    page.incident = found(Incident.objects.visible_to(request.user), pk=pk)
    form = TimelineFilterForm(request.GET)
    rows = page.narrow(page.rows(), form.cleaned_data) if form.is_valid() else page.rows().none()
    return timeline_file(request.user, page.incident, rows, ending)
