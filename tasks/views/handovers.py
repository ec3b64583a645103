"""Pages of handovers: the list, one with its log, a new one that is looked at before it is confirmed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from comms.core.decisions import Decision, deny
from comms.core.errors import Conflict, Invalid
from comms.core.records import found
from comms.web.forms import take_errors
from comms.web.keyset import keyset_page
from comms.web.pages import ListPage, PageView
from tasks import policies, services
from tasks.forms.handovers import FORMS, ConfirmHandoverForm, ended_units, headed
from tasks.models import Handover
from tasks.selectors.handovers import HandoverPreview, lines_seen
from tasks.states import HandoverKind

WHAT = {
    HandoverKind.PERSON: _("Everything of which one person of your unit is in charge goes to another person of it."),
    HandoverKind.UNIT: _("Everything that a unit leads or coordinates goes to another unit."),
    HandoverKind.REORGANISATION: _(
        "A unit was renamed, merged or split: its open work goes to the units that carry it on."
    ),
}
NO_ENDED_UNIT = _("No unit that has ended has open work which you may bring to its successors.")


def may(user: Any, kind: str) -> Decision:
    """May the person begin a handover of this kind?  Its details are decided again with the units that are named."""
    if kind == HandoverKind.PERSON:
        return Decision(allowed=True) if headed(user) else deny(policies.NOT_ANY_HEAD)
    if kind == HandoverKind.UNIT:
        return policies.may_hand_over_unit(user)
    return Decision(allowed=True) if ended_units(user) else deny(NO_ENDED_UNIT)


class HandoverList(ListPage):
    """Handovers that concern the person's units, the newest first, and the ways to a new one."""

    template_name = "tasks/handovers.html"
    heading = _("Handovers")
    order = ("-at", "-id")

    def rows(self) -> "QuerySet[Handover]":
        rows = Handover.objects.visible_to(self.request.user).select_related("from_unit", "from_person")
        return rows.annotate(tasks=Count("lines"))  # type: ignore[no-any-return]

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Tasks"), reverse("tasks:list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ways = [
            {
                "label": kind.label,
                "what": WHAT[kind],
                "may": may(self.request.user, kind),
                "url": f"{reverse('tasks:handover-new')}?kind={kind.value}",
            }
            for kind in HandoverKind
        ]
        return super().get_context_data(ways=ways, **kwargs)


class HandoverPage(PageView):
    """One handover with its log: the tasks that the reader may see, and how many others there are."""

    template_name = "tasks/handover.html"

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Tasks"), reverse("tasks:list")), (_("Handovers"), reverse("tasks:handovers"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        visible = Handover.objects.visible_to(self.request.user).select_related("from_unit", "from_person")
        handover = found(visible, pk=self.kwargs["pk"])
        lines = lines_seen(self.request.user, handover).select_related("task__plan", "to_unit", "to_person")
        total = handover.lines.count()
        return super().get_context_data(
            heading=capfirst(handover.get_kind_display()),
            handover=handover,
            total=total,
            others=total - lines.count(),
            page=keyset_page(lines, self.request, order=("task__position",), size=100),
            **kwargs,
        )


class HandoverNew(PageView):
    """Choose who gives and who takes; look at what moves; confirm."""

    template_name = "tasks/handover_new.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        asked = (request.POST if request.method == "POST" else request.GET).get("kind", "")
        if asked not in HandoverKind.values:
            return HttpResponseRedirect(reverse("tasks:handovers"))
        self.kind = HandoverKind(asked)
        request.back_url = f"{reverse('tasks:handover-new')}?kind={asked}"  # type: ignore[attr-defined]  # for the page of a refusal
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Tasks"), reverse("tasks:list")), (_("Handovers"), reverse("tasks:handovers"))]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form_class = FORMS[self.kind]
        if not request.GET.keys() & form_class.base_fields.keys():
            return self.show(form_class(user=request.user))
        form = form_class(request.GET, user=request.user)
        preview = self.preview(form)
        confirm = ConfirmHandoverForm(preview=preview) if preview is not None and preview.moving else None
        return self.show(form, preview, confirm, status=200 if preview is not None else 400)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = FORMS[self.kind](request.POST, user=request.user)
        preview = self.preview(form)
        if preview is None:
            return self.show(form, status=400)
        confirm = ConfirmHandoverForm(request.POST, preview=preview)
        if not confirm.is_valid():
            return self.show(form, preview, confirm, status=400)
        if confirm.cleaned_data["reviewed"] != preview.reviewed:
            raise Conflict(services.HANDOVER_CHANGED, code="handover_changed")
        try:
            made = services.handover_make(
                actor=request.user, kind=self.kind, **form.cleaned_data, **confirm.arguments()
            )
        except Invalid as refused:
            take_errors(confirm, refused)
            return self.show(form, preview, confirm, status=400)
        messages.success(request, str(_("The work was handed over.")))
        return HttpResponseRedirect(made.get_absolute_url())

    def preview(self, form: forms.Form) -> HandoverPreview | None:
        """What would move; None when the form makes no sense, with the complaints in it."""
        if not form.is_valid():
            return None
        try:
            return services.handover_review(actor=self.request.user, kind=self.kind, **form.cleaned_data)  # type: ignore[arg-type]  # signed in
        except Invalid as refused:
            take_errors(form, refused)
            return None

    def show(
        self,
        form: forms.Form,
        preview: HandoverPreview | None = None,
        confirm: ConfirmHandoverForm | None = None,
        *,
        status: int = 200,
    ) -> HttpResponse:
        choosers = {pk: confirm[name] for name, pk in confirm.choosers.items()} if confirm is not None else {}
        context = self.get_context_data(
            heading=capfirst(self.kind.label),
            kind=self.kind,
            what=WHAT[self.kind],
            form=form,
            preview=preview,
            confirm=confirm,
            may=may(self.request.user, self.kind),
            moving=[(one, choosers.get(one.task.pk)) for one in preview.moving] if preview is not None else [],
        )
        return self.render_to_response(context, status=status)
