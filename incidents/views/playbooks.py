"""The register of playbooks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.audit.selectors import history
from comms.core.records import found
from comms.web.pages import EditPage, FormPage, ListPage, PageView
from incidents import services
from incidents.forms.playbooks import PlaybookForm
from incidents.models import Playbook
from incidents.policies import handling as policies
from incidents.states import RoleKind
from incidents.views.parts import incident_crumbs

FIELDS = ("title", "kind", "severity", "roles", "update_every_hours", "target_hours", "holding_statement", "active")


def playbook_crumbs(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    return incident_crumbs((_("Playbooks"), reverse("incidents:playbooks")), *more)


class PlaybookList(ListPage):
    template_name, heading = "incidents/playbooks.html", _("Playbooks")
    order = ("-active", "title")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return incident_crumbs()

    def rows(self) -> "QuerySet[Playbook]":
        return Playbook.objects.visible_to(self.request.user).annotate(lines=Count("steps"))

    def narrow(self, rows: "QuerySet[Playbook]", chosen: Mapping[str, Any]) -> "QuerySet[Playbook]":
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_keep=policies.may_keep_playbooks(self.request.user), **kwargs)


class PlaybookPage(PageView):
    template_name = "incidents/playbook.html"

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return playbook_crumbs()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Playbook.objects.visible_to(self.request.user).prefetch_related("steps").select_related("author")
        playbook = found(rows, pk=kwargs.pop("pk"))
        return super().get_context_data(
            heading=playbook.title,
            playbook=playbook,
            parts=[RoleKind(role).label for role in playbook.roles],
            may_keep=policies.may_keep_playbooks(self.request.user),
            history=history(playbook)[:50],
            **kwargs,
        )


class PlaybookCreate(FormPage):
    heading, form_class, done = _("New playbook"), PlaybookForm, _("The playbook was written.")
    submit_label = _("Write")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return playbook_crumbs()

    def form_arguments(self) -> dict[str, Any]:
        return {"rows": 6}

    def save(self, form: forms.Form) -> Playbook:
        actor: Any = self.request.user
        given: Any = form
        return services.playbook_create(actor=actor, **given.values())


class PlaybookEdit(EditPage):
    model, heading, form_class, done = Playbook, _("Edit the playbook"), PlaybookForm, _("The playbook was saved.")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return playbook_crumbs((self.record.title, self.record.get_absolute_url()))

    def form_arguments(self) -> dict[str, Any]:
        return {"rows": self.record.steps.count()}

    def initial(self) -> dict[str, Any]:
        values = {name: getattr(self.record, name) for name in FIELDS}
        for number, step in enumerate(self.record.steps.all(), start=1):
            values |= {
                f"text_{number}": step.text,
                f"minutes_{number}": step.within_minutes,
                f"role_{number}": step.role,
            }
        return values

    def save(self, form: forms.Form) -> Playbook:
        actor: Any = self.request.user
        given: Any = form
        return services.playbook_edit(actor=actor, playbook_id=self.record.pk, version=self.version, **given.values())
