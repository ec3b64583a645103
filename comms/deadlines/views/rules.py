"""The legal deadlines, dated; an administrator adds, corrects and ends them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.deadlines import policies
from comms.deadlines.forms import RuleForm, RuleTermForm
from comms.deadlines.models import Rule
from comms.deadlines.services import rule_amend, rule_record
from comms.deadlines.views.clocks import CLOCKS
from comms.web.pages import EditPage, FormPage, PageView, way

RULES = (_("Legal deadlines"), "deadlines:rules")


class RulesPage(PageView):
    """Every rule with its time: in force, to come, former."""

    template_name = "deadlines/rules.html"
    heading = _("Legal deadlines")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(CLOCKS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules, today = list(Rule.objects.visible_to(self.request.user)), clock.today()
        groups = [
            (_("In force"), [rule for rule in rules if rule.is_in_force_on(today)]),
            (_("To come"), [rule for rule in rules if rule.valid_from > today]),
            (_("Former rules"), [rule for rule in rules if rule.valid_to and rule.valid_to < today]),
        ]
        return super().get_context_data(
            groups=[(title, group) for title, group in groups if group],
            may_set=policies.may_set_calendar(self.request.user),
            today=today,
            **kwargs,
        )


class SettingsPage(FormPage):
    """A form of the settings: only administrators reach it, others read why not."""

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(CLOCKS, RULES)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(policies.may_set_calendar(request.user))
        return super().dispatch(request, *args, **kwargs)


class RuleCreate(SettingsPage):
    """A legal deadline by hand: it counts for every case that starts in its days."""

    heading, form_class = _("New legal deadline"), RuleForm
    done, submit_label = _("The rule is recorded."), _("Record the rule")

    def save(self, form: forms.Form) -> Rule:
        try:
            return rule_record(actor=self.request.user, **form.cleaned_data)  # type: ignore[arg-type]  # signed in
        except Conflict as taken:
            raise Invalid.field("code", taken.detail, code=taken.code) from taken


class RuleEdit(SettingsPage, EditPage):
    """Putting a rule right, or ending it; code and duty stay."""

    model, form_class = Rule, RuleTermForm
    done, submit_label = _("The rule is corrected; its running clocks were counted again."), _("Save the rule")

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in RuleTermForm.base_fields}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = _("Correct or end the rule %(code)s") % {"code": self.record.code}
        return super().get_context_data(**{"heading": heading, **kwargs})

    def save(self, form: forms.Form) -> Rule:
        return rule_amend(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            rule_id=self.record.pk,
            version=self.version,
            **form.cleaned_data,
        )
