"""Who of the press may come and who came: the page at the door, its steps, the list to take away."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.records import found
from comms.core.text import slug
from comms.web.forms import take_errors
from comms.web.pages import PageView, version_of, way
from press.conferences import policies, printed, selectors, services
from press.conferences.forms import AccreditForm, ListForm
from press.conferences.models import Accreditation, PressConference
from press.conferences.views.conferences import CONFERENCES
from press.distribution.policies.contacts import may_read

STEPS = {
    "accredit": (services.accreditation_accredit, gettext_lazy("Accredited.")),
    "refuse": (services.accreditation_refuse, gettext_lazy("The accreditation was refused.")),
    "attend": (services.accreditation_attend, gettext_lazy("Noted as present.")),
    "unattend": (services.accreditation_unattend, gettext_lazy("No longer noted as present.")),
}


class AccreditationPage(PageView):
    """The list of the press with the steps of each; who may not read the contacts is told why."""

    template_name = "press/conferences/accreditations.html"
    heading = gettext_lazy("Accreditation")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.conference = found(selectors.conferences_shown_to(request.user), pk=kwargs["pk"])
        request.back_url = self.conference.get_absolute_url()  # type: ignore[attr-defined]  # for the page of a refusal
        require(may_read(request.user))
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [*way(CONFERENCES), (self.conference.title, self.conference.get_absolute_url())]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Register somebody, or (with `list`) accredit a list."""
        by_list = "list" in request.POST
        form: Any = (ListForm if by_list else AccreditForm)(
            request.POST, user=request.user, auto_id=f"{'list' if by_list else 'new'}_%s"
        )
        name = "list_form" if by_list else "form"
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(**{name: form}), status=400)
        target: Any = {"actor": request.user, "pressconference_id": self.conference.pk}
        try:
            if by_list:
                done = services.list_accredit(**target, list_id=form.cleaned_data["list"].pk)
                words = _(
                    "%(added)s accredited, %(known)s were there already, %(skipped)s cannot be accredited by a list."
                )
                messages.success(request, words % vars(done))
            else:
                services.accreditation_register(**target, **form.values())
                messages.success(request, _("Registered. It waits for the accreditation."))
        except Invalid as refused:
            take_errors(form, refused)
            return self.render_to_response(self.get_context_data(**{name: form}), status=400)
        except Conflict as refused:
            form.add_error(None, str(refused.detail))
            return self.render_to_response(self.get_context_data(**{name: form}), status=409)
        return HttpResponseRedirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, conference = self.request.user, self.conference
        rows = list(selectors.accreditations_shown_to(user, conference))
        return super().get_context_data(
            **{
                "conference": conference,
                "rows": rows,
                "may_register": policies.may_register(user, conference),
                "doors": policies.doors_open(conference),
                "form": AccreditForm(user=user, auto_id="new_%s"),
                "list_form": ListForm(user=user, auto_id="list_%s"),
                **kwargs,
            }
        )


@require_POST
def accreditation_step(request: HttpRequest, conference: UUID, pk: UUID, verb: str) -> HttpResponse:
    """One step of one person, back to the row."""
    if verb not in STEPS:
        raise Http404
    row: Accreditation = found(Accreditation.objects.visible_to(request.user), pk=pk, conference=conference)
    page = reverse("press:accreditations", args=[conference])
    request.back_url = page  # type: ignore[attr-defined]  # for the page of a refusal
    service, done = STEPS[verb]
    given = {"reason": request.POST.get("reason", "")} if verb == "refuse" else {}
    service(actor=request.user, accreditation_id=row.pk, version=version_of(request), **given)
    messages.success(request, f"{row}: {done}")
    return HttpResponseRedirect(f"{page}#a-{row.pk}")


def accreditation(request: HttpRequest, conference: UUID, pk: UUID) -> HttpResponse:
    """A row has no page of its own: it stands in its list."""
    row: Accreditation = found(Accreditation.objects.visible_to(request.user), pk=pk, conference=conference)
    return HttpResponseRedirect(f"{reverse('press:accreditations', args=[conference])}#a-{row.pk}")


@require_POST
def accreditations_csv(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list as a file.  By POST, since it leaves evidence that personal data left the service."""
    conference: PressConference = services.accreditations_exported(actor=request.user, pressconference_id=pk)  # type: ignore[arg-type]  # signed in
    rows = list(selectors.accreditations_shown_to(request.user, conference))
    name = slug(conference.title)[:50].strip("-") or "hop-bao"
    return HttpResponse(
        printed.accreditations_csv(rows),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="bao-chi-{name}.csv"',
            "X-Content-Type-Options": "nosniff",
        },
    )
