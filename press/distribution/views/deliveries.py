"""Pages of deliveries: all of them, those of a release, one of them, and the order."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from comms.core.decisions import Action
from comms.core.errors import Invalid
from comms.core.records import found
from comms.web.actions import Verb
from comms.web.forms import take_errors
from comms.web.pages import ListPage, PageView, RecordPage
from press.distribution.forms.deliveries import DeliveryFilters, OrderForm, ResendForm
from press.distribution.models import Delivery
from press.distribution.policies import contacts as contacts_policies
from press.distribution.policies import deliveries as policies
from press.distribution.selectors import deliveries as selectors
from press.distribution.services import deliveries as services
from press.distribution.states import DeliveryState
from press.releases.models import Release

TROUBLE = (DeliveryState.FAILED, DeliveryState.BOUNCED)
UNDER_WAY = (DeliveryState.QUEUED, DeliveryState.HANDED)
MOST_TROUBLE = 20


def figures(counts: Mapping[str, int], address: str) -> list[dict[str, Any]]:
    """One figure a state, each leading to its rows."""
    tones = {DeliveryState.FAILED: "bad", DeliveryState.BOUNCED: "bad", DeliveryState.ACCEPTED: "good"}
    return [
        {
            "figure": counts[state],
            "label": state.label,
            "url": f"{address}?state={state}",
            "tone": tones.get(state, ""),
        }
        for state in DeliveryState
    ]


class Deliveries(ListPage):
    """What the two lists share: filters by state and purpose, figures, what is still under way."""

    filter_form = DeliveryFilters
    order = ("-created_at",)

    def narrow(self, rows: "QuerySet[Delivery]", chosen: Mapping[str, Any]) -> "QuerySet[Delivery]":
        for name in ("state", "purpose"):
            if chosen[name]:
                rows = rows.filter(**{name: chosen[name]})
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = selectors.counts_of(self.rows())
        total = sum(counts.values())
        return super().get_context_data(
            figures=figures(counts, self.request.path),
            total=total,
            under_way=sum(counts[state] for state in UNDER_WAY),
            settled=total - sum(counts[state] for state in UNDER_WAY),
            **kwargs,
        )


class DeliveryList(Deliveries):
    """Everything that went out, first what did not arrive."""

    template_name = "press/delivery_list.html"
    heading = pgettext_lazy("press", "Deliveries")

    def rows(self) -> "QuerySet[Delivery]":
        return selectors.with_details(Delivery.objects.visible_to(self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        unfiltered = not any(self.request.GET.get(name) for name in ("state", "purpose", "after", "before"))
        trouble = self.rows().filter(state__in=TROUBLE).order_by("-updated_at", "id")[:MOST_TROUBLE]
        contacts = contacts_policies.may_read(self.request.user)
        return context | {"trouble": list(trouble) if unfiltered else [], "reads_contacts": contacts}


class OfRelease(PageView):
    """A page below one release, for those who may see its deliveries."""

    release: Release

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = selectors.releases_sent_by(request.user).select_related("desk_unit")
        self.release = found(rows.prefetch_related("unit_rows__unit"), pk=kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        request.back_url = self.release.get_absolute_url()  # type: ignore[attr-defined]  # for the page of a refusal
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Releases"), reverse("press:releases")), (self.release, self.release.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, release = self.request.user, self.release
        may_order = policies.may_order(user, release) and policies.ready_to_order(release)
        return super().get_context_data(release=release, may_order=may_order, **kwargs)


class ReleaseDeliveries(OfRelease, Deliveries):
    """Who got a release, its errata and the notice of its withdrawal, and how far each is."""

    template_name = "press/deliveries_release.html"
    heading = pgettext_lazy("press", "Deliveries")

    def rows(self) -> "QuerySet[Delivery]":
        return selectors.deliveries_of(self.request.user, self.release)


class DeliveryOrder(OfRelease):
    """Choose, look whom it reaches, send: the button that sends comes with the answer to the first step."""

    template_name = "press/delivery_order.html"
    heading = _("Send to the press")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        own = reverse("press:release-deliveries", args=[self.release.pk])
        return [*super().crumbs(), (pgettext_lazy("press", "Deliveries"), own)]

    def form(self, *data: Any) -> OrderForm:
        return OrderForm(*data, user=self.request.user, release=self.release)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=self.form()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=400)
        chosen = dict(form.cleaned_data)
        if request.POST.get("step") != "order":
            note = chosen.pop("note")
            reach = selectors.reach_of(self.release, **{name: list(rows) for name, rows in chosen.items()})
            return self.render_to_response(self.get_context_data(form=form, reach=reach, note=note))
        try:
            ordered = services.delivery_order(actor=request.user, release_id=self.release.pk, **chosen)  # type: ignore[arg-type]  # signed in
        except Invalid as refused:
            take_errors(form, refused)
            return self.render_to_response(self.get_context_data(form=form), status=400)
        messages.success(request, _said(ordered))
        return HttpResponseRedirect(reverse("press:release-deliveries", args=[self.release.pk]))


def _said(ordered: services.Ordered) -> str:
    many = len(ordered.made)
    made = ngettext("%(many)s delivery was ordered.", "%(many)s deliveries were ordered.", many) % {"many": many}
    rest = str(_("%(already)s had it already, %(skipped)s were skipped."))
    return f"{made} {rest % {'already': len(ordered.already), 'skipped': len(ordered.skipped)}}"


class DeliveryPage(RecordPage):
    """One delivery: what was tried and answered, and who opened the copy."""

    template_name = "press/delivery.html"
    model = Delivery
    id_argument = "delivery_id"
    context_object_name = "delivery"
    verbs = {
        "resend": Verb(
            _("Send once more"),
            services.delivery_resend,
            _("It is sent once more."),
            form=ResendForm,
            tone="primary",
        ),
        "cancel": Verb(_("Do not send"), services.delivery_cancel, _("It is not sent."), tone="danger"),
    }

    def rows(self) -> "QuerySet[Delivery]":
        return selectors.with_details(Delivery.objects.visible_to(self.request.user)).select_related("copy")

    def answers(self) -> Sequence[Action]:
        return policies.actions(self.request.user, self.record)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        release = self.record.release
        return [
            (_("Releases"), reverse("press:releases")),
            (release, release.get_absolute_url()),
            (pgettext_lazy("press", "Deliveries"), reverse("press:release-deliveries", args=[release.pk])),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        delivery: Delivery = self.record
        return super().get_context_data(
            heading=delivery.name,
            current_address=selectors.current_address(delivery),
            accesses=list(selectors.accesses_of(delivery)[:100]),
            **kwargs,
        )
