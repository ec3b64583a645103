"""Journalists: the list, one person with consent and employments, forms, import and export."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from comms.core import clock
from comms.core.decisions import Action, require
from comms.core.errors import Invalid
from comms.files.names import attachment_header
from comms.web.actions import Verb
from comms.web.forms import take_errors
from comms.web.pages import EditPage, FormPage, ListPage, RecordPage
from press.distribution import contact_files
from press.distribution.forms.contacts import (
    ContactsImportForm,
    EmployEndForm,
    EmployForm,
    JournalistFilters,
    JournalistForm,
)
from press.distribution.models import Journalist, MediaOutlet
from press.distribution.policies import contacts as policies
from press.distribution.selectors import contacts as selectors
from press.distribution.selectors.recipients import of_journalist
from press.distribution.services import contacts as services
from press.distribution.services.contacts.importing import ImportReport
from press.distribution.views.contacts.common import JOURNALISTS, OUTLETS, ForReaders, kept_by, way

FILES = {
    "csv": ("text/csv; charset=utf-8", contact_files.as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", contact_files.as_xlsx),
}


class JournalistList(ForReaders, ListPage):
    template_name, heading = "press/contacts/journalists.html", _("Press contacts")
    filter_form = JournalistFilters
    order = ("name",)

    def filter_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def rows(self) -> "QuerySet[Journalist]":
        return selectors.journalists_for(self.request.user).exclude(name="")

    def narrow(self, rows: "QuerySet[Journalist]", chosen: Mapping[str, Any]) -> "QuerySet[Journalist]":
        rows = selectors.searched(rows, chosen["search"])
        if chosen["outlet"]:
            rows = selectors.at_outlet(rows, chosen["outlet"].pk)
        if chosen["list"]:
            rows = selectors.on_list(rows, chosen["list"].pk)
        if chosen["reads"]:
            rows = selectors.reading(rows, chosen["reads"])
        return rows.filter(active=chosen["active"] == "true") if chosen["active"] else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(tab="journalists", **kwargs)
        context["shown"] = [
            {
                "one": one,
                "reason": of_journalist(one)[0].skipped_reason,
                "present": [spell for spell in one.employments.all() if spell.ends is None],
            }
            for one in context["page"]
        ]
        return context


class JournalistPage(ForReaders, RecordPage):
    """One person: consent in words, the outlets worked for, the lists."""

    template_name = "press/contacts/journalist.html"
    model, id_argument, context_object_name = Journalist, "journalist_id", "journalist"
    verbs = {
        "forget": Verb(
            _("Take out on request"),
            services.journalist_forget,
            _("The personal data were removed."),
            confirm=_(
                "Name, e-mail, telephone, consent, employments and memberships are removed and cannot be had back. "
                "What was sent keeps its own record of name and address."
            ),
            tone="danger",
        )
    }

    def rows(self) -> "QuerySet[Journalist]":
        return selectors.journalists_for(self.request.user)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(OUTLETS, JOURNALISTS)

    def answers(self) -> Sequence[Action]:
        return kept_by(self.request.user, [] if self.record.forgotten else list(self.verbs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=str(self.record),
            reason=of_journalist(self.record)[0].skipped_reason,
            spells=self.record.employments.all(),
            listings=selectors.listings_of(self.record),
            deliveries=selectors.deliveries_to(self.request.user, self.record),
            languages=[label for code in self.record.languages for known, label in LANGUAGE_NAMES if known == code],
            **kwargs,
        )


LANGUAGE_NAMES = (("vi", "Tiếng Việt"), ("en", "English"))


class JournalistCreate(ForReaders, FormPage):
    heading, form_class, done, submit_label = (
        _("New journalist"),
        JournalistForm,
        _("The journalist was entered."),
        _("Enter it"),
    )

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(OUTLETS, JOURNALISTS)

    def save(self, form: forms.Form) -> Journalist:
        return services.journalist_create(actor=self.request.user, **form.values())  # type: ignore[arg-type, attr-defined]  # signed in; its own form


class _OfJournalist(ForReaders, EditPage):
    model = Journalist

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [*way(OUTLETS, JOURNALISTS), (str(self.record), self.record.get_absolute_url())]

    def success_url(self, saved: Any) -> str:
        return str(self.record.get_absolute_url())


class JournalistEdit(_OfJournalist):
    heading, form_class, done = _("Edit the journalist"), JournalistForm, _("The journalist was saved.")

    def initial(self) -> dict[str, Any]:
        names = ("name", "email", "phone", "beats", "language", "consent_at", "consent_source", "note", "active")
        return {name: getattr(self.record, name) for name in names} | {"both": len(self.record.languages) > 1}

    def save(self, form: forms.Form) -> Journalist:
        values = form.values()  # type: ignore[attr-defined]  # its own form
        stored = self.record.consent_at
        # The form shows minutes: an instant that came back as it was shown is the stored one.
        if stored is not None and values["consent_at"] == stored.replace(second=0, microsecond=0):
            values["consent_at"] = stored
        return services.journalist_update(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            journalist_id=self.record.pk,
            version=self.version,
            **values,
        )


class EmploymentBegin(_OfJournalist):
    heading, form_class, done = _("Employment at an outlet"), EmployForm, _("The employment was recorded.")

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def save(self, form: forms.Form) -> Any:
        values = dict(form.cleaned_data)
        outlet = values.pop("outlet")
        return services.employment_begin(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            journalist_id=self.record.pk,
            outlet_id=outlet.pk,
            **values,
        )


class EmploymentEnd(_OfJournalist):
    heading, form_class, done = _("End of an employment"), EmployEndForm, _("The employment was ended.")

    def form_arguments(self) -> dict[str, Any]:
        present = self.record.employments.filter(ends=None).values("outlet")
        return {"outlets": MediaOutlet.objects.visible_to(self.request.user).filter(pk__in=present)}

    def initial(self) -> dict[str, Any]:
        return {"outlet": self.request.GET.get("outlet", ""), "ends": clock.today()}

    def save(self, form: forms.Form) -> Any:
        return services.employment_end(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            journalist_id=self.record.pk,
            version=self.version,
            outlet_id=form.cleaned_data["outlet"].pk,
            ends=form.cleaned_data["ends"],
        )


class ContactsImport(ForReaders, FormPage):
    """A table of journalists: first a trial that says what would become of each row, then all rows or none.

    The table that was tried comes back with the page as text, so that what is written is what was looked at and no
    copy of personal data lies on the server in between.
    """

    template_name = "press/contacts/import.html"
    heading, form_class, submit_label = _("Import journalists"), ContactsImportForm, _("Read and check")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require(policies.may_keep(request.user))
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(OUTLETS, JOURNALISTS)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        table, trial = request.POST.get("table", ""), "write" not in request.POST
        form = ContactsImportForm(request.POST, request.FILES) if trial else ContactsImportForm()
        if trial and not form.is_valid():
            return self.show(form, status=400)
        try:
            content, name = table.encode(), "table.csv"
            if trial:
                content, name = form.cleaned_data["file"].read(), form.cleaned_data["file"].name
            lines = contact_files.read(content, name)
            report = services.contacts_import(actor=request.user, lines=lines, dry_run=trial)  # type: ignore[arg-type]  # signed in
        except Invalid as refused:
            form = form if form.is_bound else ContactsImportForm(request.POST, request.FILES)
            take_errors(form, refused)
            return self.show(form, status=400)
        checked = contact_files.as_csv(contact_files.cells_of(lines)).decode("utf-8-sig")
        return self.show(ContactsImportForm(), status=400 if report.refused else 200, **self.outcome(report, checked))

    def outcome(self, report: ImportReport, checked: str) -> dict[str, Any]:
        ready = not report.written and not report.refused and report.created + report.updated > 0
        return {"report": report, "table": checked if ready else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(columns=contact_files.COLUMNS.values(), **kwargs)


@require_safe
def contacts_export(request: HttpRequest, ending: str) -> HttpResponse:
    """Every journalist as a table of text, which the import reads again."""
    require(policies.may_keep(request.user))
    if ending not in FILES:
        raise Http404
    kind, write = FILES[ending]
    rows = selectors.table_rows(selectors.journalists_for(request.user).order_by("name", "id"))
    name = f"nha-bao-{clock.today():%Y-%m-%d}.{ending}"
    headers = {"Content-Disposition": attachment_header(name), "X-Content-Type-Options": "nosniff"}
    headers["Cache-Control"] = "no-store"
    return HttpResponse(write(rows), content_type=kind, headers=headers)
