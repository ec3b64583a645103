"""Forms that link answers and work."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.web.forms import PageForm
from incidents.forms.parts import latest
from incidents.models import Incident
from incidents.states import (
    Purpose,
)
from press.releases.models import Release
from press.releases.states import State as ReleaseState
from press.speaking.models import Statement
from tasks.models import Task


class LinkForm(PageForm):
    """Base of the three forms that link something the person sees."""

    model: Any = None

    def __init__(self, *args: Any, user: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.model._meta.model_name
        linked = getattr(incident, f"{name}_links").values(f"{name}_id")
        rows = self.rows(self.model.objects.visible_to(user)).exclude(pk__in=linked)
        self.fields[name].queryset = latest(rows)

    def rows(self, rows: Any) -> Any:
        return rows


class LinkReleaseForm(LinkForm):
    model = Release
    release = forms.ModelChoiceField(Release.objects.none(), label=_("Release"))
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)

    def rows(self, rows: Any) -> Any:
        return rows.exclude(state=ReleaseState.VOID)


class LinkStatementForm(LinkForm):
    model = Statement
    statement = forms.ModelChoiceField(Statement.objects.none(), label=_("Statement"))
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)


class LinkTaskForm(LinkForm):
    model = Task
    task = forms.ModelChoiceField(Task.objects.none(), label=_("Task"))
