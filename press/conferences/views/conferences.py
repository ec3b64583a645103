"""All conferences, one with its questions, its forms, its minutes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from csp.decorators import csp_exempt
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from comms.core import clock, limits
from comms.core.decisions import require
from comms.core.records import found
from comms.core.text import fold
from comms.org.selectors import holds
from comms.web.actions import Verb
from comms.web.forms import ReasonForm, as_stored
from comms.web.pages import EditPage, FormPage, ListPage, RecordPage, way
from press.conferences import policies, printed, selectors, services
from press.conferences.forms import (
    AnnounceForm,
    AskForm,
    ConferenceEditForm,
    ConferenceFilters,
    ConferenceForm,
    EndForm,
    HoldForm,
    MinutesCorrectForm,
    MinutesForm,
    RescheduleForm,
)
from press.conferences.minutes_text import prefilled
from press.conferences.models import PressConference
from press.conferences.states import ConferenceState
from press.mandates.models import PRESS_ROLES

CONFERENCES = (_("Press conferences"), "press:conferences")


class ConferenceList(ListPage):
    """What is to come, and the register of all."""

    template_name, heading = "press/conferences/list.html", _("Press conferences")
    filter_form = ConferenceFilters
    order = ("-held_at",)

    def rows(self) -> "QuerySet[PressConference]":
        return selectors.conferences_shown_to(self.request.user)

    def narrow(self, rows: "QuerySet[PressConference]", chosen: Mapping[str, Any]) -> "QuerySet[PressConference]":
        for word in fold(chosen["search"]).split():
            rows = rows.filter(folded__contains=word)
        return rows.filter(**{name: chosen[name] for name in ("kind", "state") if chosen[name]})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        coming = self.rows().filter(
            state__in=(ConferenceState.PLANNED, ConferenceState.ANNOUNCED), held_at__gte=clock.now()
        )
        return super().get_context_data(
            coming=coming.order_by("held_at", "id")[:20], may_plan=holds(self.request.user, *PRESS_ROLES), **kwargs
        )


class ConferencePage(RecordPage):
    """One conference: agenda, invitation, numbers of the press, questions with a quick entry, minutes, statements."""

    template_name = "press/conferences/conference.html"
    model, policies, id_argument, context_object_name = PressConference, policies, "pressconference_id", "conference"
    verbs = {
        "invite": Verb(
            _("Draft the invitation"),
            services.conference_invite,
            _("The invitation was drafted with time, place and agenda. It goes the way of every release."),
        ),
        "announce": Verb(
            _("Announce"),
            services.conference_announce,
            _("The conference is announced."),
            form=AnnounceForm,
            confirm=_("From then on everybody who is signed in knows of it."),
            tone="primary",
        ),
        "reschedule": Verb(
            _("Move it"),
            services.conference_reschedule,
            _("The conference was moved. The desk is told whom to tell; correct or withdraw the invitation by hand."),
            form=RescheduleForm,
        ),
        "hold": Verb(
            _("Record that it is held"),
            services.conference_hold,
            _("It is recorded as held. Questions can be answered now."),
            form=HoldForm,
            tone="primary",
        ),
        "end": Verb(_("Record its end"), services.conference_end, _("The end was recorded."), form=EndForm),
        "approve_minutes": Verb(
            _("Approve the minutes"),
            services.minutes_approve,
            _("The minutes are approved."),
            confirm=_("The text does not change any more; a correction is a version of its own."),
            tone="primary",
        ),
        "cancel": Verb(
            _("Cancel"),
            services.conference_cancel,
            _("The conference was cancelled. The desk is told whom to tell; withdraw an issued invitation by hand."),
            form=ReasonForm,
            tone="danger",
        ),
    }

    def rows(self) -> "QuerySet[PressConference]":
        rows = selectors.conferences_shown_to(self.request.user)
        return rows.select_related("minutes_by", "minutes_approved_by")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(CONFERENCES)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        conference: Any = self.record
        user = self.request.user
        return super().get_context_data(
            heading=conference.title,
            invitation=conference.invitation if conference.seen_invitation else None,
            invitation_differs=_differs(conference),
            may_edit=policies.may_edit(user, conference),
            editable=conference.state in (ConferenceState.PLANNED, ConferenceState.ANNOUNCED),
            names=policies.may_read_names(user),
            may_ask=policies.may_ask(user, conference),
            may_record_answer=policies.may_record_answer(user, conference) and policies.was_held(conference),
            ask_form=kwargs.pop("ask_form", None) or AskForm(auto_id="ask_%s"),
            asking="ask" in self.request.GET,
            minutes_shown=conference.minutes_approved or policies.may_read_draft(user, conference),
            may_write=policies.may_write_minutes(user, conference),
            minutes_versions=selectors.minutes_versions(user, conference),
            statements=_statements_of(user, conference),
            # As the form of a statement asks, which stands above this package.
            may_state=conference.state == ConferenceState.HELD and policies.may_record_answer(user, conference).allowed,
            **kwargs,
        )


def _statements_of(user: Any, conference: PressConference) -> Any:
    # Statements stand above this package: they are asked through the row.
    rows = conference.statements.visible_to(user)
    return rows.select_related("mandate__person").order_by("spoken_at", "id")


def _differs(conference: PressConference) -> bool:
    """Does the invitation that went out name another time or place?"""
    invitation = conference.invitation
    if invitation is None or invitation.event_at is None:
        return False
    return invitation.event_at != conference.held_at or not invitation.event_place.startswith(conference.place[:200])


class ConferenceCreate(FormPage):
    heading, form_class, done, submit_label = (
        _("New press conference"),
        ConferenceForm,
        _("The conference is planned."),
        _("Plan it"),
    )

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return way(CONFERENCES)

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def save(self, form: forms.Form) -> PressConference:
        return services.conference_plan(actor=self.request.user, **form.values())  # type: ignore[attr-defined, arg-type]  # its own form; signed in


class ConferenceEdit(EditPage):
    model, heading, form_class, done = (
        PressConference,
        _("Edit the press conference"),
        ConferenceEditForm,
        _("The conference was saved."),
    )

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [*way(CONFERENCES), (self.record.title, self.record.get_absolute_url())]

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user, "chosen": self.record.invitation_id}

    def initial(self) -> dict[str, Any]:
        names = ("title", "kind", "held_at", "place", "online", "online_url", "accreditation_until", "agenda")
        own = {name: getattr(self.record, name) for name in names}
        return own | {"mandate": self.record.mandate_id, "invitation": self.record.invitation_id}

    def save(self, form: forms.Form) -> PressConference:
        return services.conference_edit(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            pressconference_id=self.record.pk,
            version=self.version,
            **as_stored(self.record, form.values()),  # type: ignore[attr-defined]  # its own form
        )


class MinutesPage(EditPage):
    """The minutes to be written, begun from the record; approved ones are corrected with a note."""

    model, heading, form_class, done, submit_label = (
        PressConference,
        _("Minutes"),
        MinutesForm,
        _("The minutes were saved. Somebody who did not write them approves them."),
        _("Save the minutes"),
    )

    def rows(self) -> "QuerySet[PressConference]":
        return PressConference.objects.visible_to(self.request.user).select_related("unit", "mandate__person")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [*way(CONFERENCES), (self.record.title, self.record.get_absolute_url())]

    def make_form(self, *data: Any) -> forms.Form:
        corrects = self.record.minutes_versions.exists()
        return (MinutesCorrectForm if corrects else MinutesForm)(*data, initial=self.initial())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(policies.may_write_minutes(request.user, self.record))
        return super().get(request, *args, **kwargs)

    def initial(self) -> dict[str, Any]:
        return {"text": self.record.minutes or prefilled(self.record), "note": self.record.minutes_note}

    def save(self, form: forms.Form) -> PressConference:
        return services.minutes_write(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            pressconference_id=self.record.pk,
            version=self.version,
            **form.cleaned_data,
        )


@csp_exempt()
@require_GET
def minutes_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Without the page's content security policy: Chromium's own viewer does not start under `object-src 'none'`."""
    rows = PressConference.objects.visible_to(request.user)
    conference = found(rows.select_related("unit", "mandate__person", "minutes_approved_by"), pk=pk)
    return printed.minutes_pdf(limits.caller_of(request), request.user, conference)
