"""Forms of the pages of deadlines."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from comms.deadlines.models import Rule
from comms.deadlines.states import Unit
from comms.deadlines.words import KINDS, SUBJECTS, TRIGGERS, subject_words
from comms.web.forms import DayField, MomentField, PageForm


def worded_choices(words: Any, first: Any) -> list[tuple[str, Any]]:
    """The choices of a table of words, after a first one that chooses nothing."""
    return [("", first), *((name, capfirst(label)) for name, label in words.items())]


class ClockFilters(PageForm):
    """Which clocks the list shows."""

    RUNNING, BREACHED, STOPPED, ALL = "", "breached", "stopped", "all"

    show = forms.ChoiceField(
        label=_("Clocks"),
        required=False,
        choices=[
            (RUNNING, _("running clocks")),
            (BREACHED, _("breached clocks")),
            (STOPPED, _("stopped clocks")),
            (ALL, _("all clocks")),
        ],
    )
    duty = forms.ChoiceField(label=_("Duty"), required=False)
    concerning = forms.ChoiceField(label=_("Concerning"), required=False)
    rule = forms.ChoiceField(label=_("Rule"), required=False)

    def __init__(self, *args: Any, rules: Iterable[Rule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["duty"].choices = worded_choices(SUBJECTS, _("any"))  # type: ignore[attr-defined]  # of a ChoiceField
        self.fields["concerning"].choices = worded_choices(KINDS, _("anything"))  # type: ignore[attr-defined]  # of a ChoiceField
        codes = sorted(rule.code for rule in rules)
        self.fields["rule"].choices = [("", _("any")), *((code, code) for code in codes)]  # type: ignore[attr-defined]  # the same


class ExplainForm(PageForm):
    """A rule, or a duty whose rule the date chooses; and the moment from which to count."""

    rule = forms.ChoiceField(
        label=_("Rule"),
        required=False,
        help_text=_("Or leave it open and choose a duty: the date then picks the rule."),
    )
    subject = forms.ChoiceField(label=_("Duty"), required=False)
    start = MomentField(
        label=_("Start"),
        help_text=_(
            "Hanoi time. A moment to come is counted too; a real clock starts only when its event has happened."
        ),
    )

    def __init__(self, *args: Any, rules: Iterable[Rule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ordered = sorted(rules, key=lambda rule: (rule.subject_words, rule.valid_from, rule.code))
        groups = [
            (
                capfirst(subject),
                [(rule.code, f"{rule.code}: {rule.limit_words}, {rule.validity_words}") for rule in held],
            )
            for subject, held in groupby(ordered, key=lambda rule: rule.subject_words)
        ]
        self.fields["rule"].choices = [("", _("the rule in force on the day")), *groups]  # type: ignore[attr-defined]  # of a ChoiceField
        self.fields["subject"].choices = worded_choices(SUBJECTS, _("as the rule says"))  # type: ignore[attr-defined]  # the same
        self.rules = {rule.code: rule for rule in ordered}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        rule = self.rules.get(cleaned["rule"])
        if rule is None and not cleaned["subject"]:
            self.add_error("rule", _("Choose a rule, or a duty."))
        elif rule is not None and cleaned["subject"] not in ("", rule.subject):
            values = {"code": rule.code, "duty": subject_words(rule.subject)}
            self.add_error("subject", _("The rule %(code)s is about another duty: %(duty)s.") % values)
        return cleaned


class DecreeForm(PageForm):
    """What a decree says of a day."""

    working = forms.TypedChoiceField(
        label=_("This day is"),
        choices=[("off", _("a day off")), ("worked", _("a working day"))],
        coerce=lambda value: value == "worked",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("The decree or the notice, as it will stand in the sums.")
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)


class CalendarDayForm(DecreeForm):
    """A decreed day."""

    day = DayField(label=_("Day"))
    field_order = ["day"]


class RuleTermForm(PageForm):
    """What of a rule can be put right: its limit, its validity, its basis."""

    amount = forms.CharField(
        label=_("Limit"), max_length=10, help_text=_("A number; for a date of every year the month and the day: 12-19.")
    )
    unit = forms.ChoiceField(label=_("Counted in"), choices=Unit.choices)
    trigger = forms.ChoiceField(
        label=_("Counted from"), choices=[(name, capfirst(word)) for name, word in TRIGGERS.items()]
    )
    valid_from = DayField(label=_("First day"))
    valid_to = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("The last day on which a start is under this rule; empty: in force."),
    )
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=200)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    confidence = forms.ChoiceField(label=_("Confidence"), choices=Rule.Confidence.choices)


class RuleForm(RuleTermForm):
    """A new legal deadline."""

    code = forms.CharField(label=_("Code"), max_length=20, help_text=_("Short and never used again, as ND244-7.3."))
    subject = forms.ChoiceField(label=_("Duty"), choices=[(name, capfirst(word)) for name, word in SUBJECTS.items()])
    field_order = ["code", "subject"]
