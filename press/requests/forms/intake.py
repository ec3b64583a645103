"""Forms that write a request down, and those that find one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core import clock
from comms.org.models import Unit
from comms.web.forms import LinesField, MomentField, PageForm
from press.distribution.models import FORGOTTEN_DOMAIN, Journalist, MediaOutlet
from press.requests.mail_text import LONGEST, Proposal
from press.requests.models import PressRequest
from press.requests.previews import asked_lately, contacts_of
from press.requests.states import Classification, RequestKind, RequestState, Way

_CONTACTS_OFFERED = 500


class RequestFilters(PageForm):
    search = forms.CharField(label=_("Subject, questions, outlet or answer"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *RequestState.choices])
    kind = forms.ChoiceField(
        label=pgettext_lazy("request", "Kind"), required=False, choices=[("", _("all kinds")), *RequestKind.choices]
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), required=False, empty_label=_("all units"))
    classification = forms.ChoiceField(
        label=_("Kind of matter"), required=False, choices=[("", _("all matters")), *Classification.choices]
    )
    late = forms.BooleanField(label=_("Legal time has passed"), required=False)
    mine = forms.BooleanField(label=_("Of my unit, or registered by me"), required=False)
    rare = ("classification", "late")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.visible_to(user).valid_on(clock.today())  # type: ignore[attr-defined]  # of a ModelChoiceField


class PasteForm(PageForm):
    text = LinesField(
        label=_("The e-mail, with its head"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Copied from the mail program, or its raw source. Nothing is fetched from it."),
    )


class FollowsChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.received_at.astimezone(clock.HANOI):%d/%m/%Y} – {obj.subject} ({obj.get_state_display()})"


class JournalistChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.email})"


class IntakeForm(PageForm):
    """`earlier` holds what the same people asked lately; where there is something, `follows` offers it."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("request", "Kind"),
        choices=RequestKind.choices,
        initial=RequestKind.OTHER,
        help_text=_("The kind decides which legal clock starts."),
    )
    subject = forms.CharField(label=pgettext_lazy("request", "Subject"), max_length=300)
    questions = LinesField(label=_("Questions"), widget=forms.Textarea(attrs={"rows": 8}), max_length=20_000)
    outlet = forms.ModelChoiceField(
        MediaOutlet.objects.none(), label=_("Press body"), required=False, empty_label=_("not among the contacts")
    )
    outlet_name = forms.CharField(label=_("Press body as written"), required=False, max_length=200)
    journalist = JournalistChoice(
        Journalist.objects.none(), label=_("Journalist"), required=False, empty_label=_("not among the contacts")
    )
    journalist_name = forms.CharField(label=_("Journalist as written"), required=False, max_length=100)
    reply_to = forms.EmailField(label=_("Address for the answer"), required=False, max_length=254)
    way = forms.ChoiceField(label=_("Came in by"), choices=[row for row in Way.choices if row[0] != Way.API])
    received_at = MomentField(
        label=_("Received at"), required=False, help_text=_("Hanoi time; empty: now. The legal clock starts here.")
    )
    received_reason = LinesField(
        label=_("How the moment of the receipt is known"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when the request came in before now."),
    )
    language = forms.ChoiceField(
        label=_("Language of the questions"), choices=[("vi", "Tiếng Việt"), ("en", "English")], initial="vi"
    )
    follows = FollowsChoice(
        PressRequest.objects.none(), label=_("Follows the request"), required=False, empty_label=_("none, it is new")
    )
    source_text = LinesField(
        label=_("The text as it came"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    asked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, record: PressRequest | None = None, **kwargs: Any) -> None:
        """`record`: the request that is edited."""
        super().__init__(*args, **kwargs)
        outlets = MediaOutlet.objects.visible_to(user)
        people = Journalist.objects.visible_to(user).exclude(email__endswith=f"@{FORGOTTEN_DOMAIN}")
        self._offer("outlet", outlets, outlets.filter(active=True))
        self._offer("journalist", people, people.filter(active=True))
        self.earlier = [row for row in self._asked_lately(user) if record is None or row.pk != record.pk]
        offered = {row.pk for row in self.earlier} | {self.initial.get("follows")} - {None, ""}
        visible = PressRequest.objects.visible_to(user)
        self.fields["follows"].queryset = visible.filter(pk__in=offered).order_by("-received_at")  # type: ignore[attr-defined]  # of a ModelChoiceField
        if not offered:
            del self.fields["follows"]

    def _offer(self, name: str, rows: Any, offered: Any) -> None:
        """The first contacts by name, and the one that is named already."""
        keys = set(offered.order_by("name").values_list("pk", flat=True)[:_CONTACTS_OFFERED])
        self.fields[name].queryset = rows.filter(pk__in=keys | {self.initial.get(name)} - {None, ""}).order_by("name")  # type: ignore[attr-defined]  # of a ModelChoiceField

    def _asked_lately(self, user: Any) -> list[PressRequest]:
        given = {name: self._given(name) for name in ("journalist", "reply_to", "journalist_name")}
        return list(
            asked_lately(
                user,
                journalist=given["journalist"],
                address=given["reply_to"] or "",
                name=given["journalist_name"] or "",
            )
        )

    def _given(self, name: str) -> Any:
        """What was sent for a field, where it makes sense; on an empty form what it begins with."""
        if not self.is_bound:
            return self.initial.get(name) or None
        try:
            value = self.fields[name].clean(self.data.get(name))
        except ValidationError:
            return None
        return getattr(value, "pk", value) or None

    def values(self) -> dict[str, Any]:
        """What the services take."""
        values = dict(self.cleaned_data)
        values.pop("asked", None)
        for name in ("outlet", "journalist", "follows"):
            chosen = values.pop(name, None)
            values[f"{name}_id"] = chosen.pk if chosen else None
        return values


def proposed(user: Any, read: Proposal, text: str) -> dict[str, Any]:
    """What the form begins with after an e-mail was pasted; a person confirms it."""
    journalist, outlet = contacts_of(user, read.sender_address)
    return {
        "subject": read.subject or read.questions.split("\n")[0][:120],
        "questions": read.questions,
        "journalist": journalist.pk if journalist else None,
        "journalist_name": read.sender_name,
        "outlet": outlet.pk if outlet else None,
        "outlet_name": outlet.name if outlet else "",
        "reply_to": read.sender_address,
        "received_at": read.sent_at,
        "received_reason": str(_("The date in the head of the e-mail.")) if read.sent_at else "",
        "language": read.language,
        "way": Way.EMAIL,
        "source_text": text,
    }
