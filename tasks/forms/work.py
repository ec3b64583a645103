"""What the work on a task asks for: extensions, parts of coordinating units, officers in charge, comments."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.org.models import User
from comms.web.forms import DayField, LinesField, PageForm
from tasks.services import EvidenceInput


class ExtensionForm(PageForm):
    """A later due date, with the reason."""

    new_due_on = DayField(label=_("New due date"))
    reason = LinesField(label=_("Reason"), max_length=2000)


class DeliverForm(PageForm):
    """What a coordinating unit hands in."""

    text = LinesField(label=_("What was delivered"), max_length=10_000)
    file = forms.FileField(
        label=_("File as evidence"), required=False, help_text=_("PDF, picture, Word, Excel or text.")
    )
    url = forms.CharField(
        label=_("Link as evidence"),
        required=False,
        max_length=1000,
        help_text=_("An address that begins with https://"),
    )

    def arguments(self) -> dict[str, Any]:
        given, evidence = self.cleaned_data, []
        if given["file"]:
            evidence.append(EvidenceInput(upload=given["file"]))
        if given["url"]:
            evidence.append(EvidenceInput(url=given["url"]))
        return {"text": given["text"], "evidence": evidence}


class InChargeForm(PageForm):
    """The officer in charge of a unit's part."""

    person = forms.ChoiceField(label=_("Officer in charge"), required=False)

    def __init__(self, *args: Any, people: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("nobody")), *((user.username, user.full_name) for user in people)]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]  # of a ChoiceField


class TaskCommentForm(PageForm):
    """A remark, and somebody whom it concerns; people come with their units, as two may bear one name."""

    text = LinesField(label=_("Comment"), max_length=5000)
    mention = forms.ChoiceField(
        label=_("Mention"),
        required=False,
        help_text=_("The person is told. Name further people in the text by what stands last in the brackets: @name."),
    )

    def __init__(self, *args: Any, people: Iterable[tuple[User, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = ((user.username, f"{user.full_name} ({units}, {user.username})") for user, units in people)
        choices = [("", _("nobody")), *named]
        self.fields["mention"].choices = choices  # type: ignore[attr-defined]  # of a ChoiceField

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"text": given["text"], "mentions": [given["mention"]] if given["mention"] else []}
