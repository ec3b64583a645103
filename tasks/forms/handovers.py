"""Who hands over to whom, and the confirmation of what was looked at."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.org.models import Role, Unit, User
from comms.org.selectors import held_roles, present_successors
from comms.web.forms import LinesField, PageForm
from tasks import policies, selectors
from tasks.models import Participation
from tasks.selectors.handovers import HandoverPreview
from tasks.states import HandoverKind


class UnitName(forms.ModelChoiceField):
    """A unit by the name that the reader reads."""

    def label_from_instance(self, unit: Unit) -> str:
        return unit.name


class PersonHandoverForm(PageForm):
    """The parts of which one person of a unit is in charge go to another."""

    from_unit = UnitName(label=_("Unit"), queryset=None, empty_label=None)
    from_person = forms.ChoiceField(label=_("Person who hands over"))
    to_person = forms.ChoiceField(label=_("Person who takes over"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = headed(user)
        self.fields["from_unit"].queryset = Unit.objects.filter(pk__in=units)  # type: ignore[attr-defined]  # of a choice of models
        present = {person for unit in units for person in selectors.people_of_unit(unit)}
        acted = {pk for unit in units for pk in selectors.work_units(unit)}
        charged = Participation.objects.filter(is_open=True, unit__in=acted, person=OuterRef("pk"))
        giving = present | set(User.objects.filter(Exists(charged)))
        self.fields["from_person"].choices = _people(giving)  # type: ignore[attr-defined]  # of a ChoiceField
        self.fields["to_person"].choices = _people(present)  # type: ignore[attr-defined]  # of a ChoiceField


class UnitHandoverForm(PageForm):
    """The open work of one unit goes to another."""

    from_unit = UnitName(label=_("From the unit"), queryset=None)
    to_unit = UnitName(label=_("To the unit"), queryset=None)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        working = Participation.objects.filter(is_open=True, unit=OuterRef("pk"))
        self.fields["from_unit"].queryset = Unit.objects.filter(Exists(working))  # type: ignore[attr-defined]  # of a choice of models
        self.fields["to_unit"].queryset = Unit.objects.valid_on(clock.today())  # type: ignore[attr-defined]  # of a choice of models


class ReorganisationForm(PageForm):
    """The open work of a unit that has ended goes to its successors."""

    from_unit = UnitName(label=_("Unit that has ended"), queryset=None)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in ended_units(user)])  # type: ignore[attr-defined]  # of a choice of models


FORMS: dict[str, type[PageForm]] = {
    HandoverKind.PERSON: PersonHandoverForm,
    HandoverKind.UNIT: UnitHandoverForm,
    HandoverKind.REORGANISATION: ReorganisationForm,
}


class ConfirmHandoverForm(PageForm):
    """The reason, the fingerprint of the preview and, after a split, one choice for each task."""

    reviewed = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, preview: HandoverPreview, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"reviewed": preview.reviewed}, **kwargs})
        units = [(str(unit.pk), unit.name) for unit in preview.successors]
        self.choosers = {}
        if len(units) > 1:
            for one in preview.moving:
                name = f"choice_{one.task.pk.hex}"
                self.fields[name] = forms.ChoiceField(label=str(one.task), choices=[("", _("choose")), *units])
                self.choosers[name] = one.task.pk
        self.fields["reason"] = LinesField(label=_("Reason"), max_length=2000)
        self.units = {str(unit.pk): unit for unit in preview.successors}

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        choices = {pk: self.units[given[name]] for name, pk in self.choosers.items()}
        return {"reason": given["reason"], "reviewed": given["reviewed"], "choices": choices}


def headed(user: Any) -> list[Any]:
    """Ids of the units that the person heads today."""
    return [role.unit_id for role in held_roles(user) if role.kind == Role.Kind.UNIT_HEAD]


def ended_units(user: Any) -> list[Unit]:
    """Units that have ended, still have open work, and whose work this person may bring to the successors."""
    working = Participation.objects.filter(is_open=True, unit=OuterRef("pk"))
    ended = Unit.objects.filter(Exists(working), valid_to__lt=clock.today())
    return [unit for unit in ended if policies.may_hand_over_reorganised(user, present_successors(unit)).allowed]


def _people(people: Iterable[User]) -> list[tuple[str, str]]:
    return [(one.username, one.full_name) for one in sorted(people, key=lambda one: (one.name_sort, one.username))]
