"""Forms of the pages of press conferences."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core import clock
from comms.org.models import Unit
from comms.web.forms import DayField, LinesField, MomentField, PageForm, ReasonForm
from plans.models import Plan
from press.conferences.plans import plans_for_task
from press.conferences.states import ConferenceKind, ConferenceState
from press.distribution.models import DistributionList, Journalist, MediaOutlet
from press.mandates.forms import MandateChoice
from press.mandates.models import Mandate
from press.releases.models import Release
from press.releases.states import Kind

_HANOI = _("Hanoi time.")
_RELEASES_OFFERED = 50


class ConferenceFilters(PageForm):
    search = forms.CharField(label=_("Title or place"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all kinds")), *ConferenceKind.choices])
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all states")), *ConferenceState.choices]
    )


class AgendaField(forms.CharField):
    """One row a line: «09:00 | what it is about | who speaks»; time and speaker may be missing."""

    widget = forms.Textarea(attrs={"rows": 5, "placeholder": "09:00 | … | …"})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(" | ".join((row["at"], row["title"], row["speaker"])).rstrip(" |") for row in value)

    def clean(self, value: Any) -> list[dict[str, str]]:
        return [self._row(line) for line in super().clean(value).splitlines() if line.strip()]

    def _row(self, line: str) -> dict[str, str]:
        parts = [part.strip() for part in line.split("|")]
        if len(parts) > 3:
            raise ValidationError(_("A row has at most a time, what it is about and who speaks."), code="invalid")
        if len(parts) == 1:
            parts = ["", *parts]
        return dict(zip(("at", "title", "speaker"), [*parts, ""][:3], strict=True))


class ConferenceForm(PageForm):
    title = forms.CharField(label=_("What it is about"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=ConferenceKind.choices)
    held_at = MomentField(label=_("Begins at"), help_text=_HANOI)
    place = forms.CharField(label=_("Place"), required=False, max_length=300)
    online = forms.BooleanField(
        label=_("Also, or only, online"),
        required=False,
        help_text=_("Only online has been a form of law since 01/07/2026."),
    )
    online_url = forms.CharField(label=_("Address of the online meeting"), required=False, max_length=300)
    mandate = MandateChoice(
        Mandate.objects.none(),
        label=_("Spoken under the mandate of"),
        required=False,
        help_text=_("It has to hold at the time of the conference."),
    )
    accreditation_until = MomentField(label=_("Accreditation until"), required=False, help_text=_HANOI)
    agenda = AgendaField(
        label=_("Agenda"),
        required=False,
        help_text=_(
            "One row a line: time | what it is about | who speaks. The rows are put in the order of their times."
        ),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mandates = Mandate.objects.visible_to(user).select_related("person", "unit").order_by("-valid_from", "id")
        self.fields["mandate"].queryset = mandates  # type: ignore[attr-defined]  # of a ModelChoiceField

    def values(self) -> dict[str, Any]:
        """What the services take."""
        values = dict(self.cleaned_data)
        mandate = values.pop("mandate")
        return values | {"mandate_id": mandate.pk if mandate else None}


class ConferenceEditForm(ConferenceForm):
    invitation = forms.ModelChoiceField(
        Release.objects.none(), label=_("Invitation"), required=False, empty_label=_("none")
    )

    def __init__(self, *args: Any, user: Any, chosen: Any = None, **kwargs: Any) -> None:
        """`chosen` is the invitation that the conference has."""
        super().__init__(*args, user=user, **kwargs)
        releases = Release.objects.visible_to(user).filter(kind=Kind.INVITATION)
        offered = set(releases.order_by("-created_at").values_list("pk", flat=True)[:_RELEASES_OFFERED])
        self.fields["invitation"].queryset = releases.filter(pk__in=offered | ({chosen} - {None}))  # type: ignore[attr-defined]  # the same

    def values(self) -> dict[str, Any]:
        values = super().values()
        invitation = values.pop("invitation")
        return values | {"invitation_id": invitation.pk if invitation else None}


class AnnounceForm(PageForm):
    reason = LinesField(
        label=_("Why it is announced without an issued invitation"),
        required=False,
        max_length=2000,
        help_text=_("Needed for a periodic conference whose invitation has not been issued."),
    )


class RescheduleForm(ReasonForm):
    held_at = MomentField(label=_("Begins at"), required=False, help_text=_("Hanoi time; empty: as before."))
    place = forms.CharField(label=_("Place"), required=False, max_length=300, help_text=_("Empty: as before."))

    def clean(self) -> dict[str, Any]:
        """What was left empty stays as it is."""
        given = super().clean() or {}
        return {name: value for name, value in given.items() if value not in ("", None)}


class HoldForm(PageForm):
    held_at = MomentField(label=_("Began at"), required=False, help_text=_("Hanoi time; empty: as planned."))
    ended_at = MomentField(label=_("Ended at"), required=False, help_text=_("Hanoi time; empty while it is going on."))


class EndForm(PageForm):
    ended_at = MomentField(label=_("Ended at"), required=False, help_text=_("Hanoi time; empty: now."))


class AccreditForm(PageForm):
    """A contact, or anybody by name."""

    journalist = forms.ModelChoiceField(
        Journalist.objects.none(),
        label=_("Journalist of the contacts"),
        required=False,
        empty_label=_("by name, below"),
    )
    name = forms.CharField(label=_("Name"), required=False, max_length=100)
    outlet_name = forms.CharField(label=_("Outlet"), required=False, max_length=200)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    card_number = forms.CharField(label=_("Number of the press card"), required=False, max_length=40)
    online = forms.BooleanField(label=_("Takes part online"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Journalist.objects.visible_to(user).filter(active=True).exclude(name="").order_by("name")
        self.fields["journalist"].queryset = people  # type: ignore[attr-defined]  # of a ModelChoiceField

    def values(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        journalist = values.pop("journalist")
        return values | {"journalist_id": journalist.pk if journalist else None}


class ListForm(PageForm):
    list = forms.ModelChoiceField(DistributionList.objects.none(), label=_("Distribution list"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["list"].queryset = DistributionList.objects.visible_to(user).filter(active=True)  # type: ignore[attr-defined]  # the same


class AskForm(PageForm):
    """What is typed while somebody is speaking: the question first."""

    text = LinesField(label=_("Question"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 2}))
    outlet_name = forms.CharField(label=_("Outlet"), required=False, max_length=200)
    asked_by = forms.CharField(label=_("Asked by"), required=False, max_length=100)


class QuestionEditForm(AskForm):
    outlet = forms.ModelChoiceField(
        MediaOutlet.objects.none(), label=_("Outlet of the contacts"), required=False, empty_label=_("none")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outlet"].queryset = MediaOutlet.objects.visible_to(user).order_by("name")  # type: ignore[attr-defined]  # the same

    def values(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        outlet = values.pop("outlet")
        return values | {"outlet_id": outlet.pk if outlet else None}


class AnswerForm(PageForm):
    answer = LinesField(label=pgettext_lazy("conference", "Answer"), max_length=50_000)
    mandate = MandateChoice(
        Mandate.objects.select_related("person", "unit").order_by("-valid_from", "id"),
        label=_("Answered under the mandate of"),
        required=False,
        help_text=_("Empty: that of the conference. It has to hold at the moment of the answer."),
    )
    answered_at = MomentField(
        label=_("Answered at"),
        required=False,
        help_text=_("Hanoi time; empty: now, or the end of a conference that is over."),
    )


class PlanChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} – {obj.title} ({obj.get_state_display()})"[:160]


class TaskForm(PageForm):
    plan = PlanChoice(Plan.objects.none(), label=_("Plan"))
    decision_number = forms.CharField(
        label=_("Number of the decision"),
        required=False,
        max_length=60,
        help_text=_("Of the decision that amends an issued plan; not needed for a draft."),
    )
    decision_date = DayField(label=_("Date of the decision"), required=False)

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans = [plan.pk for plan in plans_for_task(user)]
        self.fields["plan"].queryset = Plan.objects.filter(pk__in=self.plans).order_by("-decision_date", "code")  # type: ignore[attr-defined]  # the same


class PromiseForm(TaskForm):
    """Who may bring a task into a plan makes the promise one in the same act."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit that answers"))
    promised_for = DayField(label=_("Promised for"))

    field_order = ("unit", "promised_for", "plan", "decision_number", "decision_date")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.valid_on(clock.today()).order_by("name_sort")  # type: ignore[attr-defined]  # the same
        if not self.plans:
            for name in ("plan", "decision_number", "decision_date"):
                del self.fields[name]
            return
        plan: Any = self.fields["plan"]
        plan.required, plan.empty_label = False, _("none: the promise stands by itself")
        plan.label = _("A task of the plan")


class RequestForm(PageForm):
    reply_to = forms.EmailField(label=_("Answer to (e-mail)"), required=False)


class MinutesForm(PageForm):
    text = LinesField(label=_("Minutes"), widget=forms.Textarea(attrs={"rows": 24}), max_length=100_000)


class MinutesCorrectForm(MinutesForm):
    note = LinesField(label=_("What was wrong"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
