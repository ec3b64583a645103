"""The text of a draft."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.org.models import Unit
from comms.web.forms import LinesField, MomentField, PageForm
from press.releases.content import CONTACT, Limit
from press.releases.models import Release
from press.releases.states import LANGUAGES, Kind
from tasks.models import Task

_TASKS_OFFERED = 200


class QuotesField(LinesField):
    """Quotes as a person writes them: one a paragraph, its last line «— name, post».  Its value is what the services
    take: `[{"text", "speaker", "post"}, …]`."""

    def clean(self, value: Any) -> list[dict[str, str]]:  # type: ignore[override]  # a list, not a text
        written = super().clean(value).replace("\r\n", "\n").strip()
        return [self._quote(part) for part in re.split(r"\n\s*\n", written) if part.strip()]

    def prepare_value(self, value: Any) -> Any:
        return quotes_written(value) if isinstance(value, list) else value

    @staticmethod
    def _quote(part: str) -> dict[str, str]:
        words, _break, last = part.strip().rpartition("\n")
        if not words or last.lstrip()[:1] not in {"—", "–", "-"}:
            raise forms.ValidationError(_("The last line of each quote names its speaker: — name, post."))
        speaker, _comma, post = last.strip().lstrip("—–- ").partition(",")
        return {"text": words, "speaker": speaker.strip(), "post": post.strip()}


def quotes_written(quotes: Sequence[Mapping[str, str]]) -> str:
    """Quotes as the form shows them."""
    return "\n\n".join(
        f"{quote['text']}\n— {', '.join(part for part in (quote['speaker'], quote.get('post')) if part)}"
        for quote in quotes
    )


class ReleaseForm(PageForm):
    """The text of a draft.  `values()` is what the services take."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[item for item in Kind.choices if item[0] != Kind.ERRATUM])
    language = forms.ChoiceField(label=_("Language of the document"), choices=LANGUAGES)
    title = forms.CharField(label=_("Title"), max_length=Limit.TITLE, widget=forms.Textarea(attrs={"rows": 2}))
    abstract = forms.CharField(
        label=_("Abstract"), required=False, max_length=Limit.ABSTRACT, widget=forms.Textarea(attrs={"rows": 2})
    )
    body = LinesField(
        label=_("Text"),
        required=False,
        max_length=Limit.BODY,
        help_text=_("Markdown: an empty line begins a paragraph, **bold**, *italic*, “1.” and “-” make lists."),
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    dateline = forms.CharField(
        label=_("Dateline"),
        required=False,
        max_length=Limit.DATELINE,
        help_text=_("The place from which the text is dated; printed before its first paragraph."),
    )
    quotes = QuotesField(
        label=_("Quotes"),
        required=False,
        help_text=_("One a paragraph. Its last line names the speaker: — name, post."),
    )
    event_at = MomentField(label=_("Takes place at"), required=False, help_text=_("Of an invitation. Hanoi time."))
    event_place = forms.CharField(
        label=_("Place"), required=False, max_length=Limit.PLACE, help_text=_("Of an invitation.")
    )
    question = LinesField(
        label=_("Question that is answered"),
        required=False,
        max_length=Limit.QUESTION,
        help_text=_("Of a response: what the press had asked."),
    )
    boilerplate = LinesField(
        label=_("About the ministry"),
        required=False,
        max_length=Limit.BOILERPLATE,
        help_text=_("Stands after the text, in every release the same."),
    )
    lead_unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Lead unit"))
    other_units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=_("Further units"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    tasks = forms.ModelMultipleChoiceField(
        Task.objects.none(),
        label=_("Work on these tasks"),
        required=False,
        help_text=_("The head of a task's lead unit signs the release."),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    signer_post = LinesField(
        label=_("Post of the signer"),
        required=False,
        max_length=Limit.POST,
        help_text=_("One line each, for example TL. BỘ TRƯỞNG and CHÁNH VĂN PHÒNG."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    signer_name = forms.CharField(label=_("Name of the signer"), required=False, max_length=Limit.NAME)
    recipients = LinesField(label=_("Recipients"), required=False, help_text=_("One line each."))
    contact_name = forms.CharField(label=_("Press contact: name"), required=False, max_length=CONTACT["name"])
    contact_post = forms.CharField(label=_("Press contact: post"), required=False, max_length=CONTACT["post"])
    contact_phone = forms.CharField(label=_("Press contact: telephone"), required=False, max_length=CONTACT["phone"])
    contact_email = forms.EmailField(label=_("Press contact: e-mail"), required=False, max_length=CONTACT["email"])
    embargo_until = MomentField(
        label=_("Embargo until"),
        required=False,
        help_text=_("Hanoi time. Nobody outside the sign-off reads it before."),
    )

    def __init__(self, *args: Any, user: Any, release: Release | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(user)
        present = units.valid_on(clock.today())
        tasks = Task.objects.visible_to(user).order_by("-created_at")
        if release is not None:
            present |= units.filter(pk__in=release.unit_ids)
            if release.kind == Kind.ERRATUM:
                del self.fields["kind"]
        offered = set(tasks.values_list("pk", flat=True)[:_TASKS_OFFERED])
        if release is not None:
            offered |= {row.task_id for row in release.task_rows.all()}
        self.fields["lead_unit"].queryset = present  # type: ignore[attr-defined]  # of a ModelChoiceField
        self.fields["other_units"].queryset = present  # type: ignore[attr-defined]
        for name in ("other_units", "tasks"):  # long names, cut off in half a line
            self.fields[name].widget.full_width = True  # type: ignore[attr-defined]
        self.fields["tasks"].queryset = Task.objects.visible_to(user).filter(pk__in=offered)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What `release_create` and `release_update` take."""
        values = dict(self.cleaned_data)
        lead, others = values.pop("lead_unit"), values.pop("other_units")
        contact = {name: values.pop(f"contact_{name}") for name in CONTACT}
        return {
            **values,
            "units": [lead, *(unit for unit in others if unit != lead)],
            "tasks": list(values["tasks"]),
            # The paper sets its own dash before each; many type one, as on paper.
            "recipients": [line.lstrip("-–— ") for line in values["recipients"].splitlines()],
            "contact": contact,
        }


class TranslateForm(PageForm):
    """Into which language."""

    language = forms.ChoiceField(label=_("Language of the document"), choices=LANGUAGES, initial="en")


def initial_of(release: Release) -> Mapping[str, Any]:
    """The form's values of an existing draft."""
    units = release.unit_ids
    return {
        **{name: getattr(release, name) for name in ("kind", "language", "title", "abstract", "body")},
        **{name: getattr(release, name) for name in ("signer_post", "signer_name", "embargo_until")},
        **{name: getattr(release, name) for name in ("dateline", "quotes", "boilerplate", "question")},
        **{name: getattr(release, name) for name in ("event_at", "event_place")},
        "lead_unit": units[0] if units else None,
        "other_units": units[1:],
        "tasks": [row.task_id for row in release.task_rows.all()],
        "recipients": "\n".join(release.recipients),
        **{f"contact_{name}": release.contact.get(name, "") for name in CONTACT},
    }
