"""Forms of the verbs of a request: what each asks for, with what may be chosen today."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.org.models import Unit
from comms.web.forms import DayField, LinesField, MomentField, PageForm
from press.mandates.forms import MandateChoice
from press.mandates.models import Mandate
from press.mandates.states import SINGLE
from press.messages.checking import warnings_for
from press.releases.models import Release
from press.releases.states import CORRECTABLE
from press.requests import due, policies
from press.requests.models import PressRequest, RefusalGround
from press.requests.selectors import running_clock
from press.requests.states import ANSWER_WAYS, OF_THE_DESK, Classification, Part, Way

_RELEASES_OFFERED = 100
_ROWS, _SPARE_ROWS = 3, 2
_LATE_HELP = _("Needed when the legal time has passed by then.")
_NOW = _("Hanoi time; empty: now.")


def units_today(user: Any) -> Any:
    return Unit.objects.visible_to(user).valid_on(clock.today())


class VerbForm(PageForm):
    """A form that knows who acts on which request."""

    def __init__(self, *args: Any, user: Any, record: PressRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare(user, record)

    def prepare(self, user: Any, record: PressRequest) -> None:
        """Fill what depends on them."""

    def offer(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]  # of a ModelChoiceField

    def values(self) -> dict[str, Any]:
        """What the services take: ids of what was chosen."""
        return {
            f"{name}_id" if isinstance(self.fields[name], forms.ModelChoiceField) else name: getattr(value, "pk", value)
            for name, value in self.cleaned_data.items()
        }


class ClassifyForm(VerbForm):
    classification = forms.ChoiceField(
        label=_("Kind of matter"), choices=Classification.choices, widget=forms.RadioSelect
    )
    reason = LinesField(label=_("Reason"), max_length=2000)

    def prepare(self, user: Any, record: PressRequest) -> None:
        self.initial.setdefault("classification", record.classification)


class ContributeForm(VerbForm):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), empty_label=None)
    contribution = LinesField(label=_("The part of your unit"), widget=forms.Textarea(attrs={"rows": 8}))

    def prepare(self, user: Any, record: PressRequest) -> None:
        parts = [row for row in policies.open_parts(record) if row.delivered_at is None]
        self.offer(
            "unit", Unit.objects.filter(pk__in=[row.unit_id for row in parts if policies.may_deliver(user, row)])
        )


class SpeakingForm(VerbForm):
    """An authorisation is for one matter: it is chosen, never found chosen."""

    mandate = MandateChoice(Mandate.objects.none(), label=_("Under the mandate"), empty_label=_("choose"))

    def prepare(self, user: Any, record: PressRequest) -> None:
        own = policies.mandates_of(user, record, clock.now())
        self.offer("mandate", Mandate.objects.filter(pk__in=[row.pk for row in own]).select_related("person"))
        self.fields["mandate"].initial = next((row.pk for row in own if row.capacity in SINGLE), None)


class ApproveForm(SpeakingForm):
    warnings_read = forms.BooleanField(label=_("I have read the warnings beside these words"), required=False)

    def prepare(self, user: Any, record: PressRequest) -> None:
        super().prepare(user, record)
        if not warnings_for(record.answer, record.subject, clock.today(), reader=user):
            del self.fields["warnings_read"]


class AnswerForm(VerbForm):
    answered_way = forms.ChoiceField(
        label=_("Went out by"), choices=[(way.value, way.label) for way in ANSWER_WAYS], initial=Way.EMAIL
    )
    answered_at = MomentField(label=_("Went out at"), required=False, help_text=_NOW)
    release = forms.ModelChoiceField(
        Release.objects.none(), label=_("Answered by the release"), required=False, empty_label=_("none")
    )
    late_reason = LinesField(label=_("Why the legal time was not kept"), required=False, help_text=_LATE_HELP)

    def prepare(self, user: Any, record: PressRequest) -> None:
        issued = Release.objects.visible_to(user).filter(state__in=CORRECTABLE).order_by("-issued_at")
        keys = set(issued.values_list("pk", flat=True)[:_RELEASES_OFFERED])
        self.offer("release", Release.objects.filter(pk__in=keys).order_by("-issued_at"))
        if record.way in ANSWER_WAYS:
            self.initial.setdefault("answered_way", record.way)
        _only_with_a_clock(self, record)


class PromiseForm(PageForm):
    date = DayField(label=_("Promised for"), help_text=_("It moves no legal clock."))
    reason = LinesField(label=_("Reason"), required=False, max_length=2000)

    def clean(self) -> dict[str, Any]:
        """`date` is its name in the contract."""
        given = super().clean() or {}
        return {"promised_for" if name == "date" else name: value for name, value in given.items()}


class GroundChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        told = _("the reason must be told to the press") if obj.reason_must_be_told else _("no reason need be told")
        doubt = "" if obj.confidence == RefusalGround.Confidence.CONFIRMED else f" ({_('to be confirmed')})"
        return f"{obj.text_vi} – {obj.legal_basis}{doubt}; {told}"


class RefuseForm(SpeakingForm):
    """Offers the grounds that hold today, and no others."""

    ground = GroundChoice(RefusalGround.objects.none(), label=_("Ground"), empty_label=None, widget=forms.RadioSelect)
    reason = LinesField(label=_("Reason"), max_length=2000)
    reason_sent_at = MomentField(
        label=_("The press was told the reason at"),
        required=False,
        help_text=_("Hanoi time. Where the law wants the reason told, the legal clock runs until then."),
    )
    late_reason = LinesField(label=_("Why the legal time was not kept"), required=False, help_text=_LATE_HELP)

    def prepare(self, user: Any, record: PressRequest) -> None:
        super().prepare(user, record)
        # Whoever holds no mandate at all is told by the service that they may not.
        if policies.speaks_for_desk(user, record) or not policies.mandates_of(user, record, clock.now()):
            del self.fields["mandate"]
        self.offer("ground", RefusalGround.objects.visible_to(user).in_force_on(clock.today()))
        _only_with_a_clock(self, record)


class SendReasonForm(VerbForm):
    at = MomentField(label=_("The press was told the reason at"), required=False, help_text=_NOW)
    late_reason = LinesField(label=_("Why the legal time was not kept"), required=False, help_text=_LATE_HELP)

    def prepare(self, user: Any, record: PressRequest) -> None:
        _only_with_a_clock(self, record)


class ConcludeForm(PageForm):
    concluded_at = MomentField(
        label=_("Concluded at"), help_text=_("Hanoi time. The time in which the press is told counts from here.")
    )
    reason = LinesField(label=_("Reason"), max_length=2000, help_text=_("The document of the conclusion, for example."))


class TransferForm(VerbForm):
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("To another unit of the ministry"),
        required=False,
        empty_label=_("none"),
        help_text=_("It takes the lead, and the request goes on."),
    )
    to_agency = forms.CharField(
        label=_("To another agency"), required=False, max_length=200, help_text=_("It ends the request here.")
    )
    reason = LinesField(label=_("Reason"), max_length=2000)

    def prepare(self, user: Any, record: PressRequest) -> None:
        self.offer("unit", units_today(user))


class HandOverForm(VerbForm):
    classification = forms.ChoiceField(
        label=_("Kind of matter"),
        choices=[(kind.value, kind.label) for kind in Classification if kind not in OF_THE_DESK],
    )
    to_unit = forms.ModelChoiceField(Unit.objects.none(), label=_("To the unit"))
    reason = LinesField(label=_("Reason"), max_length=2000)

    def prepare(self, user: Any, record: PressRequest) -> None:
        self.offer("to_unit", units_today(user))


class WithdrawForm(PageForm):
    reason = LinesField(label=_("Reason"), required=False, max_length=2000)


class ReceiveForm(PageForm):
    note = LinesField(label=_("Remark"), required=False, max_length=2000)


class DraftForm(VerbForm):
    answer = LinesField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 14}), max_length=20_000)


class AssignForm(VerbForm):
    """The lead unit and rows of coordinating units; more rows come with each saving."""

    lead_unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Lead unit"))
    lead_due_at = MomentField(
        label=_("The lead unit delivers by"),
        required=False,
        help_text=_("Hanoi time, before the legal time ends; empty: proposed from it."),
    )

    def prepare(self, user: Any, record: PressRequest) -> None:
        self.units = units_today(user)
        self.offer("lead_unit", self.units)
        lead = policies.lead_part(record)
        others = [part for part in policies.open_parts(record) if part.part == Part.COORDINATING]
        legal = running_clock(record)
        lead_due = lead.due_at if lead else due.lead_due(legal.due_at if legal else None)
        begin: dict[str, Any] = {"lead_unit": lead.unit_id if lead else None, "lead_due_at": lead_due}
        self.rows = range(1, max(_ROWS, len(others) + _SPARE_ROWS) + 1)
        for number in self.rows:
            part = others[number - 1] if number <= len(others) else None
            self._add_row(number)
            if part is not None:
                begin |= {
                    f"unit_{number}": part.unit_id,
                    f"due_{number}": part.due_at,
                    f"asked_{number}": part.asked_for,
                }
        self.fields["reason"] = LinesField(
            label=_("Why a unit is relieved"),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("Needed when a unit that was asked is no longer named."),
        )
        self.initial = begin | self.initial

    def _add_row(self, number: int) -> None:
        self.fields[f"unit_{number}"] = forms.ModelChoiceField(
            self.units,
            label=_("Coordinating unit %(number)s") % {"number": number},
            required=False,
            empty_label=_("none"),
        )
        self.fields[f"due_{number}"] = MomentField(
            label=_("Unit %(number)s delivers by") % {"number": number}, required=False
        )
        self.fields[f"asked_{number}"] = forms.CharField(
            label=_("Unit %(number)s is asked for") % {"number": number}, required=False, max_length=2000
        )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for number in self.rows:
            told = given.get(f"due_{number}") or given.get(f"asked_{number}")
            if told and not given.get(f"unit_{number}") and f"unit_{number}" not in self.errors:
                self.add_error(f"unit_{number}", ValidationError(_("Name the unit of this row."), code="required"))
        return given

    def values(self) -> dict[str, Any]:
        given: Mapping[str, Any] = self.cleaned_data
        return {
            "lead_unit_id": given["lead_unit"].pk,
            "lead_due_at": given["lead_due_at"],
            "coordinating": [
                {"unit_id": given[f"unit_{n}"].pk, "due_at": given[f"due_{n}"], "asked_for": given[f"asked_{n}"]}
                for n in self.rows
                if given[f"unit_{n}"]
            ],
            "reason": given["reason"],
        }


def _only_with_a_clock(form: PageForm, record: PressRequest) -> None:
    """Without a legal clock there is no legal time that could be missed."""
    if running_clock(record) is None:
        del form.fields["late_reason"]
