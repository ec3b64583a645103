"""Who is away, and who signs in that place."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from comms.core.errors import Conflict, Invalid
from comms.org.models import Role, User
from comms.org.selectors import holds
from comms.web.forms import DayField, LinesField, PageForm, take_errors
from comms.web.pages import ListPage, version_of
from press.releases import services
from press.releases.models import SigningAbsence
from press.releases.policies.absences import SIGNING, may_revoke_absence


class AbsenceForm(PageForm):
    absent = forms.ModelChoiceField(User.objects.none(), label=_("Who is away"), empty_label=None)
    deputy = forms.ModelChoiceField(User.objects.none(), label=_("Who signs in that place"))
    starts = DayField(label=_("From"))
    ends = DayField(label=_("To"), help_text=_("Both days are included."))
    reason = LinesField(label=_("Reason"), required=False, max_length=2000)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True)
        signing = people.filter(roles__kind__in=SIGNING).distinct()
        own = signing if holds(user, Role.Kind.ADMINISTRATOR) else people.filter(pk=user.pk)
        self.fields["absent"].queryset = own  # type: ignore[attr-defined]  # of a ModelChoiceField
        self.fields["deputy"].queryset = people.exclude(pk=user.pk)  # type: ignore[attr-defined]  # the same


class AbsencePage(ListPage):
    """Absences that concern the person, the latest on top, and the form that declares one."""

    template_name = "press/absences.html"
    heading = _("Signing while somebody is away")
    order = ("-starts",)
    form: Any = None

    def rows(self) -> "QuerySet[SigningAbsence]":
        return SigningAbsence.objects.visible_to(self.request.user).select_related("absent", "deputy")

    def may_declare(self) -> bool:
        return holds(self.request.user, *SIGNING, Role.Kind.ADMINISTRATOR)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = AbsenceForm(request.POST, user=request.user)
        if self.form.is_valid():
            try:
                services.absence_declare(actor=request.user, **self.form.cleaned_data)  # type: ignore[arg-type]  # signed in
            except Invalid as refused:
                take_errors(self.form, refused)
            except Conflict as refused:
                self.form.add_error(None, str(refused.detail))
            else:
                messages.success(request, str(_("The absence was recorded.")))
                return HttpResponseRedirect(reverse("press:absences"))
        return self.render_to_response(self.get_context_data(), status=400)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for absence in context["page"]:
            absence.may_end = not absence.is_over and bool(may_revoke_absence(self.request.user, absence))
        if self.may_declare():
            context["form"] = self.form or AbsenceForm(user=self.request.user)
        return context


@require_POST
def absence_revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    request.back_url = reverse("press:absences")  # type: ignore[attr-defined]  # for the page of a refusal
    services.absence_revoke(actor=request.user, signingabsence_id=pk, version=version_of(request))  # type: ignore[arg-type]  # signed in
    messages.success(request, str(_("The absence was ended.")))
    return HttpResponseRedirect(reverse("press:absences"))
