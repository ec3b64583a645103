"""Forms of correction requests and of reports to a competent body."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core import clock
from comms.web.forms import DayField, LinesField, MomentField, PageForm
from incidents import selectors
from incidents.forms.parts import latest
from incidents.models import Claim, CorrectionRequest, Destination, Incident
from incidents.policies import redress as policies
from incidents.redress_law import default_ground
from incidents.states import CorrectionGround, CorrectionState, DestinationKind, EscalatedTo, Medium, Outcome, Verdict
from incidents.states.redress import ANSWERED_WITH, FormCheck
from press.distribution.models import MediaOutlet
from press.mandates.forms import MandateChoice
from press.mandates.models import Mandate

NOW = _("Hanoi time; empty: now.")


class CorrectionFilters(PageForm):
    search = forms.CharField(label=_("Outlet, article or passage"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all states")), *CorrectionState.choices]
    )
    outlet = forms.ModelChoiceField(
        MediaOutlet.objects.none(), label=_("Outlet"), required=False, empty_label=_("all outlets")
    )
    overdue = forms.BooleanField(label=_("The outlet is late"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = CorrectionRequest.objects.visible_to(user).values("outlet_id")
        self.fields["outlet"].queryset = MediaOutlet.objects.visible_to(user).filter(pk__in=named)  # type: ignore[attr-defined]  # of a ModelChoiceField


class LetterForm(PageForm):
    """What may still be written once a letter has gone out."""

    ground = forms.ChoiceField(
        label=_("Legal ground"),
        choices=CorrectionGround.choices,
        help_text=_("Of the decree in force on the day on which the letter is sent."),
    )
    letter = LinesField(
        label=_("The words of the letter"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Empty: the service words it from what stands above. The PDF shows how."),
    )


class CorrectionForm(LetterForm):
    outlet = forms.ModelChoiceField(
        MediaOutlet.objects.none(),
        label=_("Outlet among the press contacts"),
        required=False,
        empty_label=_("none of them"),
    )
    outlet_name = forms.CharField(
        label=_("Name of the outlet"), required=False, max_length=200, help_text=_("As it stands in the letter.")
    )
    medium = forms.ChoiceField(label=pgettext_lazy("article", "Medium"), choices=Medium.choices)
    article_title = forms.CharField(label=_("Article"), max_length=300)
    article_url = forms.CharField(
        label=pgettext_lazy("article", "Address"),
        required=False,
        max_length=2000,
        help_text=_("Kept as text; nothing is fetched."),
    )
    article_on = DayField(label=_("Appeared on"), required=False)
    column = forms.CharField(label=_("Column or programme"), required=False, max_length=200)
    passage = LinesField(label=_("The passage that is wrong"), help_text=_("Word for word, as it was published."))
    truth = LinesField(label=_("What is right"))
    evidence = LinesField(label=_("Evidence"), required=False)
    asks_apology = forms.BooleanField(label=_("An apology is demanded as well"), required=False)
    claim = forms.ModelChoiceField(
        Claim.objects.none(), label=_("On the claim"), required=False, empty_label=_("none of them")
    )
    field_order = [
        "outlet",
        "outlet_name",
        "medium",
        "article_title",
        "article_url",
        "article_on",
        "column",
        "passage",
        "truth",
        "evidence",
        "ground",
        "asks_apology",
        "claim",
        "letter",
    ]

    def __init__(self, *args: Any, user: Any, incident: Incident, chosen: Any = None, **kwargs: Any) -> None:
        """`chosen`: the id of the outlet that the draft names already."""
        super().__init__(*args, **kwargs)
        outlets = MediaOutlet.objects.visible_to(user)
        self.fields["outlet"].queryset = outlets.filter(active=True) | outlets.filter(pk=chosen)  # type: ignore[attr-defined]  # of a ModelChoiceField
        self.fields["claim"].queryset = latest(incident.claims)  # type: ignore[attr-defined]  # the same
        if not self.fields["ground"].initial:
            self.fields["ground"].initial = default_ground(clock.today())

    def values(self) -> dict[str, Any]:
        """What the services take."""
        given = dict(self.cleaned_data)
        ids = {f"{name}_id": row.pk if (row := given.pop(name)) else None for name in ("outlet", "claim")}
        return given | ids


class CorrectionSendForm(PageForm):
    sent_at = MomentField(label=_("Sent at"), required=False, help_text=NOW)
    mandate = MandateChoice(
        Mandate.objects.none(),
        label=_("Under the mandate"),
        required=False,
        empty_label=_("my general mandate"),
        help_text=_("Only an authorisation on one matter has to be chosen."),
    )

    def __init__(self, *args: Any, user: Any, incident: Incident | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = policies.mandates_of(user, incident, clock.now()) if incident is not None else ()
        rows = Mandate.objects.filter(pk__in=[mandate.pk for mandate in held]).select_related("person", "unit")
        self.fields["mandate"].queryset = rows  # type: ignore[attr-defined]  # of a ModelChoiceField


class CorrectionAnswerForm(PageForm):
    text = LinesField(label=_("What the outlet answered"), required=False)
    answered_at = MomentField(label=_("Answered at"), required=False, help_text=NOW)
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        required=False,
        choices=[("", _("nothing settled yet")), *[(item.value, item.label) for item in ANSWERED_WITH]],
    )
    published_url = forms.CharField(
        label=_("Address of the correction"),
        required=False,
        max_length=2000,
        help_text=_("Kept as text; nothing is fetched."),
    )
    published_at = MomentField(label=_("The correction appeared at"), required=False)
    published_text = LinesField(
        label=_("The correction as it appeared"), required=False, help_text=_("Copied word for word, to compare it.")
    )
    form = forms.MultipleChoiceField(
        label=_("What the correction meets"),
        required=False,
        choices=FormCheck.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    upload = forms.FileField(label=_("File that came back"), required=False)


class CorrectionEscalateForm(PageForm):
    to = forms.ChoiceField(label=_("Escalated to"), choices=EscalatedTo.choices)
    reason = LinesField(label=_("Reason"), max_length=2000)


class CorrectionCloseForm(PageForm):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    note = LinesField(label=_("Remark"), required=False, max_length=2000)


class DestinationForm(PageForm):
    name = forms.CharField(label=pgettext_lazy("destination", "Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=DestinationKind.choices)
    address = forms.CharField(label=pgettext_lazy("destination", "Address"), required=False, max_length=300)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    source = forms.CharField(
        label=_("Source"), required=False, max_length=300, help_text=_("Where it stands that reports go here.")
    )
    valid_from = DayField(label=_("Takes reports from"))
    valid_to = DayField(label=_("Takes reports until"), required=False, help_text=_("Empty: without an end."))


class CentreReportForm(PageForm):
    """A report as it was sent: the service words it, a person edits and sends it."""

    destination = forms.ModelChoiceField(Destination.objects.none(), label=_("Reported to"))
    claim = forms.ModelChoiceField(
        Claim.objects.none(), label=_("On the claim"), required=False, empty_label=_("the incident as a whole")
    )
    text = LinesField(
        label=_("The words of the report"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Empty: as the service words it from the claim and where it was seen."),
    )
    reference = forms.CharField(label=_("Reference"), required=False, max_length=100)
    sent_at = MomentField(label=_("Sent at"), required=False, help_text=NOW)

    def __init__(self, *args: Any, user: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # All of the register, since a report of an earlier day may be recorded: the service knows which took it then.
        self.fields["destination"].queryset = Destination.objects.visible_to(user)  # type: ignore[attr-defined]  # of a ModelChoiceField
        first = selectors.destinations_on(user, clock.today()).first()
        self.fields["destination"].initial = first.pk if first else None
        self.fields["claim"].queryset = latest(incident.claims)  # type: ignore[attr-defined]  # the same

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        given = dict(self.cleaned_data)
        destination, claim = given.pop("destination"), given.pop("claim")
        return given | {"destination_id": destination.pk, "claim_id": claim.pk if claim else None}


class CentreAnswerForm(PageForm):
    text = LinesField(label=_("What the body answered"), required=False)
    label = forms.ChoiceField(
        label=_("Label that it gave"), required=False, choices=[("", _("none")), *Verdict.choices]
    )
    answered_at = MomentField(label=_("Answered at"), required=False, help_text=NOW)
    upload = forms.FileField(label=_("File that came back"), required=False)
