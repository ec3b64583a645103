"""The matter of an authorisation, asked of an approver who speaks on no other."""

from dataclasses import replace
from typing import Any

from django import forms

from comms.core import clock
from comms.web.actions import PageAction
from comms.web.pages import RecordPage
from press.releases import policies


class AsksMatter(RecordPage):
    """A page of a release with the verbs of an approval."""

    def actions(self) -> list[PageAction]:
        """The field offers the person's own authorisations, and is gone where none is to be chosen."""
        return [self.asking(action) if _asks(action.form) else action for action in super().actions()]

    def asking(self, action: PageAction) -> PageAction:
        fields: dict[str, Any] = action.form.fields if action.form else {}
        own = self.own_matters(action.verb) if action.allowed and action.in_state else None
        if own:
            fields["mandate"].queryset = own
            return action
        del fields["mandate"]
        return action if fields else replace(action, form=None)

    def own_matters(self, verb: str) -> Any:
        """The authorisations to choose from; None where the approver speaks on every matter."""
        absent = policies.approval_of(self.request.user, self.record)[1] if verb == "approve" else None
        return policies.speaking.own_matters(absent or self.request.user, self.record, clock.now())

    def arguments(self, verb: str, form: forms.Form | None) -> dict[str, Any]:
        values = super().arguments(verb, form)
        if "mandate" in values:
            mandate = values.pop("mandate")
            values["mandate_id"] = mandate.pk if mandate else None
        return values


def _asks(form: forms.Form | None) -> bool:
    return form is not None and "mandate" in form.fields
