"""The calculator: how a deadline is counted from any moment."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.errors import Invalid
from comms.deadlines.calendar import ONE_DAY
from comms.deadlines.forms import ExplainForm
from comms.deadlines.models import Rule
from comms.deadlines.selectors import explain, hanoi_date, rule_in_force
from comms.deadlines.states import ROLLING
from comms.deadlines.views.clocks import CLOCKS
from comms.deadlines.wording import due_words, passages
from comms.web.pages import PageView, way


class ExplainPage(PageView):
    """Asked by GET, so that an answer has an address.  Nothing is written: no clock starts here."""

    template_name = "deadlines/explain.html"
    heading = _("How is this deadline counted?")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(CLOCKS)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rules = list(Rule.objects.visible_to(request.user))
        if "start" not in request.GET:
            asked = {"rule": request.GET.get("rule", ""), "start": clock.now()}
            return self.render_to_response(self.get_context_data(form=ExplainForm(initial=asked, rules=rules)))
        form = ExplainForm(request.GET, rules=rules)
        answer = self.answer(form) if form.is_valid() else None
        context = self.get_context_data(form=form, answer=answer)
        return self.render_to_response(context, status=200 if answer else 400)

    def answer(self, form: ExplainForm) -> dict[str, Any] | None:
        """The rule and the sum; None when the law has no answer, which then stands beside the fields."""
        asked = form.cleaned_data
        named = form.rules.get(asked["rule"])
        subject, code = (named.subject, named.code) if named else (asked["subject"], None)
        try:
            rule = rule_in_force(subject, hanoi_date(asked["start"]), code)
            explained = explain(rule, asked["start"])
        except Invalid as refused:
            form.take_errors(refused)
            return None
        return {
            "rule": rule,
            "start": asked["start"],
            "due_words": due_words(explained.due_at, rule.unit),
            "passages": passages(explained.steps),
            # Days off of a coming year are computed until they are decreed.
            "may_move": rule.unit in ROLLING and hanoi_date(explained.due_at - ONE_DAY).year > clock.today().year,
        }
