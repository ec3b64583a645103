"""Pages: one request with its verbs, and the forms that need a page of their own."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.decisions import require
from comms.core.records import found
from comms.web.actions import Verb
from comms.web.forms import CommentForm, as_stored
from comms.web.pages import EditPage, RecordPage, version_of, way
from comms.web.templatetags.comms import words_of
from press.messages.checking import warnings_for
from press.releases.models import Release
from press.releases.selectors import text_diff
from press.requests import policies, selectors, services
from press.requests.forms import verbs as asked
from press.requests.lateness import Lateness, lateness
from press.requests.models import AnswerVersion, HandOff, PressRequest
from press.requests.previews import clock_preview
from press.requests.states import EDITABLE, RequestKind, RequestState

REQUESTS = (_("Press requests"), "press:requests")


class RequestPage(RecordPage):
    """One request: what is asked, by when, who works on it, what is answered."""

    template_name = "press/requests/request.html"
    model = PressRequest
    policies = policies
    id_argument = "request_id"
    context_object_name = "press_request"

    @property
    def verbs(self) -> Mapping[str, Verb]:  # type: ignore[override]  # the forms know the person and the request
        state = getattr(getattr(self, "record", None), "state", "")
        return {
            "classify": Verb(
                _("Classify"), services.request_classify, _("Classified."), form=self.knowing(asked.ClassifyForm)
            ),
            "assign": Verb(
                _("Assign the units"),
                services.request_assign,
                _("The units were asked."),
                on_page=True,
                tone="primary" if state == RequestState.RECEIVED else "",
            ),
            "contribute": Verb(
                _("Deliver the part of my unit"),
                services.request_contribute,
                _("The part was delivered."),
                form=self.knowing(asked.ContributeForm),
                tone="primary",
            ),
            "draft": Verb(
                _("Draft the answer"),
                services.request_draft,
                _("The draft was saved."),
                on_page=True,
                tone="primary" if state == RequestState.ASSIGNED else "",
            ),
            "approve": Verb(
                pgettext_lazy("answer", "Approve"),
                services.request_approve,
                _("The answer was approved. It is not sent yet."),
                form=self.knowing(asked.ApproveForm),
                tone="primary",
            ),
            "return": Verb(
                _("Return the draft"), services.request_return, _("The draft was returned."), form=CommentForm
            ),
            "answer": Verb(
                _("Record as answered"),
                services.request_answer,
                _("The answer was recorded; the legal clock stands still."),
                form=self.knowing(asked.AnswerForm),
                tone="primary",
            ),
            "send_reason": Verb(
                _("Record that the reason was told"),
                services.request_send_reason,
                _("The telling of the reason was recorded."),
                form=self.knowing(asked.SendReasonForm),
                tone="primary",
            ),
            "promise": Verb(
                _("Promise an answer"), services.request_promise, _("The promise was recorded."), form=asked.PromiseForm
            ),
            "conclude": Verb(
                _("Record the conclusion"),
                services.request_conclude,
                _("The conclusion was recorded; the legal clock runs."),
                form=asked.ConcludeForm,
            ),
            "transfer": Verb(
                _("Transfer"),
                services.request_transfer,
                _("The request was transferred."),
                form=self.knowing(asked.TransferForm),
            ),
            "hand_over": Verb(
                _("Hand over as another matter"),
                services.request_hand_over,
                _("The request was handed over; its receipt is to be confirmed."),
                form=self.knowing(asked.HandOverForm),
            ),
            "withdraw": Verb(
                _("Record that the press withdrew"),
                services.request_withdraw,
                _("The withdrawal was recorded."),
                form=asked.WithdrawForm,
            ),
            "refuse": Verb(
                _("Refuse"),
                services.request_refuse,
                _("The refusal was recorded."),
                form=self.knowing(asked.RefuseForm),
                tone="danger",
            ),
        }

    def knowing(self, form: type[asked.VerbForm]) -> Any:
        """The form of a verb, which knows the person and the request when it is made."""

        def make(*args: Any, **kwargs: Any) -> forms.Form:
            return form(*args, user=self.request.user, record=self.record, **kwargs)

        return make

    def rows(self) -> "QuerySet[PressRequest]":
        rows = selectors.requests_shown_to(self.request.user)
        return rows.select_related(
            "outlet",
            "journalist",
            "desk_unit",
            "registered_by",
            "refusal_ground",
            "approved_by",
            "answered_by",
            "answer_author",
            "classified_by",
            "mandate__person",
        )

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(REQUESTS)

    def arguments(self, verb: str, form: forms.Form | None) -> dict[str, Any]:
        if isinstance(form, asked.VerbForm):
            return form.values()
        return super().arguments(verb, form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, request = self.request.user, self.record
        legal = selectors.clock_of(request)
        late = lateness(request, legal)
        answers = {answer["verb"]: answer for answer in self.answers()}
        released = Release.objects.visible_to(user).filter(pk=request.release_id).first()
        hand_offs = request.hand_offs.select_related("to_unit", "handed_by", "received_by")
        return super().get_context_data(
            heading=request.subject,
            legal=legal,
            hints=selectors.warnings_of(request, legal),
            reads_asker=policies.may_read_asker(user, request),
            lateness=late,
            late_because=cause_words(late),
            no_clock=clock_preview(RequestKind(request.kind), request.received_at).words if legal is None else "",
            versions=versions_of(request),
            doubts=warnings_for(request.answer, request.subject, clock.today(), reader=user),
            promises=list(request.promises.select_related("by").order_by("-at")),
            hand_offs=[(row, policies.may_receive(user, row)) for row in hand_offs],
            chain=selectors.chain_of(user, request),
            release=released,
            may_assign=answers["assign"]["allowed"],
            may_draft=answers["draft"]["allowed"],
            may_edit=request.state in EDITABLE and policies.may_edit(user, request),
            may_register=policies.may_register(user),
            **kwargs,
        )


def cause_words(late: Lateness) -> str:
    """Who overran the own due instant of an answer that is late."""
    spans: dict[Any, timedelta] = {}
    for part in late.parts:
        if part.is_late:
            spans[part.unit] = spans.get(part.unit, timedelta()) + part.late_by
    units = [unit for unit in late.caused_by if unit is not None]
    if not units:
        return gettext("No unit overran its own due instant: the time passed at the press desk.")
    told = "; ".join(f"{unit.name} ({words_of(spans[unit].total_seconds())})" for unit in units)
    return gettext("Later than they were asked to deliver: %(units)s.") % {"units": told}


def versions_of(request: PressRequest) -> list[tuple[AnswerVersion, list[dict[str, str]]]]:
    """Every text of the answer, the last on top, each with what changed in it since the one before."""
    versions = list(request.answer_versions.select_related("by"))
    before = ["", *(version.text for version in versions)]
    pairs = [(version, text_diff(old, version.text)) for old, version in zip(before, versions, strict=False)]
    return pairs[::-1]


class OnRequest(EditPage):
    """A form of one verb on its own page."""

    model = PressRequest
    verb = ""

    def rows(self) -> "QuerySet[PressRequest]":
        return selectors.requests_shown_to(self.request.user)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.record = found(self.rows(), pk=kwargs["pk"])
        require(getattr(policies, f"may_{self.verb}")(request.user, self.record))
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [*way(REQUESTS), (self.record.subject, self.record.get_absolute_url())]

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user, "record": self.record}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(legal=selectors.clock_of(self.record), **kwargs)

    def save(self, form: forms.Form) -> PressRequest:
        service = getattr(services, f"request_{self.verb}")
        return service(  # type: ignore[no-any-return]  # each verb answers with the request
            actor=self.request.user, request_id=self.record.pk, version=self.version, **self.values(form)
        )

    def values(self, form: Any) -> dict[str, Any]:
        return dict(form.values())


class RequestAssign(OnRequest):
    template_name = "press/requests/assign.html"
    verb, heading, form_class, done, submit_label = (
        "assign",
        _("Assign the units"),
        asked.AssignForm,
        _("The units were asked."),
        _("Assign"),
    )

    def values(self, form: Any) -> dict[str, Any]:
        """Instants that came back as they were shown keep their seconds."""
        values: dict[str, Any] = form.values()
        known = {part.unit_id: part for part in policies.open_parts(self.record)}
        for row in values["coordinating"]:
            if part := known.get(row["unit_id"]):
                row["due_at"] = as_stored(part, {"due_at": row["due_at"]})["due_at"]
        lead = known.get(values["lead_unit_id"])
        if lead is not None:
            values["lead_due_at"] = as_stored(lead, {"due_at": values["lead_due_at"]})["due_at"]
        return values


class RequestDraft(OnRequest):
    template_name = "press/requests/draft.html"
    verb, heading, form_class, done, submit_label = (
        "draft",
        _("Draft the answer"),
        asked.DraftForm,
        _("The draft was saved. Somebody who did not write it approves it."),
        _("Save the draft"),
    )

    def initial(self) -> dict[str, Any]:
        return {"answer": self.record.answer}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            parts=[row for row in self.record.unit_rows.all() if row.contribution], **kwargs
        )


class HandOffReceive(EditPage):
    """The unit that was handed a request confirms that it took it over."""

    model, heading, form_class, done, submit_label = (
        HandOff,
        _("Confirm the receipt"),
        asked.ReceiveForm,
        _("The receipt was confirmed."),
        _("Confirm the receipt"),
    )

    def rows(self) -> "QuerySet[HandOff]":
        rows: QuerySet[HandOff] = HandOff.objects.visible_to(self.request.user)
        return rows.filter(request_id=self.kwargs["request_pk"]).select_related("request", "to_unit")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.record = found(self.rows(), pk=kwargs["pk"])
        require(policies.may_receive(request.user, self.record))
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [*way(REQUESTS), (self.record.request.subject, self.record.request.get_absolute_url())]

    def save(self, form: forms.Form) -> PressRequest:
        received = services.hand_off_receive(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            hand_off_id=self.record.pk,
            version=version_of(self.request),
            **form.cleaned_data,
        )
        asked_for: PressRequest = received.request
        return asked_for
