"""Pages of amendments: the ledger of a plan, a draft with its lines and their effect, the form of a line."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core.decisions import Action, deny
from comms.core.errors import Invalid, ServiceError
from comms.core.records import found
from comms.web.actions import Verb
from comms.web.pages import EditPage, PageView, RecordPage, version_of
from plans import policies
from plans.models import Objective, Plan, Topic
from tasks import selectors, services
from tasks.forms.amendments import (
    AmendedObjectiveForm,
    AmendedTaskForm,
    AmendedTopicForm,
    AmendmentForm,
    LineChoiceForm,
)
from tasks.models import Amendment, Task
from tasks.selectors.amendments import lines_of, objective_values, task_values, topic_values
from tasks.states import AmendmentState, LineAct, LineSubject
from tasks.views.amendment_words import CONFIRM, HEADS, Words, figure_rows
from tasks.views.plans.common import RowsPage, plan_crumbs, plan_rows
from tasks.views.plans.onward import may_begin

DRAFT_ONLY = _("Only a draft can be changed, confirmed or discarded.")
NOT_READY = _("Give the number, the date and the reason of the decision first.")
NO_LINES = _("An amendment changes something: add a line.")
NOT_SHOWN = _("Look at the effect first: it is shown before it is confirmed.")


class Ledger(PageView):
    """The amendments of a plan; a POST begins a draft."""

    template_name = "tasks/amendments.html"
    heading = _("Amendments of the plan")
    plan: Plan

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.plan = found(plan_rows(request.user), pk=kwargs["pk"])
        request.back_url = self.plan.get_absolute_url()  # type: ignore[attr-defined]  # for the page of a refusal
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return plan_crumbs(self.plan)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        draft = services.amendment_open(actor=request.user, plan_id=self.plan.pk)  # type: ignore[arg-type]  # signed in
        return redirect(draft.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            plan=self.plan,
            ledger=selectors.ledger(user, self.plan),
            draft=selectors.open_draft(user, self.plan),
            begin=may_begin(user, self.plan),
            **kwargs,
        )


class AmendmentRows:
    """The amendment of the address, within its plan."""

    request: Any
    kwargs: Any

    def rows(self) -> "QuerySet[Amendment]":
        rows: QuerySet[Amendment] = Amendment.objects.visible_to(self.request.user).filter(plan=self.kwargs["plan"])
        return rows.select_related("plan__owner_unit", "plan__scheme")


def amendment_crumbs(amendment: Amendment, *, to_it: bool = True) -> Sequence[tuple[Any, str]]:
    plan = amendment.plan
    own = [(title(amendment), amendment.get_absolute_url())] if to_it else []
    return [*plan_crumbs(plan), (_("Amendments"), reverse("plans:amendments", args=[plan.pk])), *own]


def title(amendment: Amendment) -> Any:
    if amendment.state == AmendmentState.CONFIRMED:
        return _("Amendment no. %(no)s") % {"no": amendment.no}
    return _("Draft of an amendment")


class AmendmentPage(AmendmentRows, RecordPage):
    """One amendment: its decision, its lines before beside after, what they do to the progress, and the steps."""

    template_name = "tasks/amendment.html"
    model = Amendment
    id_argument = "amendment_id"
    context_object_name = "amendment"
    verbs = {
        "confirm": Verb(
            CONFIRM,
            services.amendment_confirm,
            _("The amendment is confirmed: the plan is changed."),
            tone="primary",
            confirm=_(
                "Every line is carried out now and the amendment gets the next number of the ledger. Afterwards it "
                "cannot be changed or taken back, only amended again."
            ),
        ),
        "discard": Verb(
            pgettext_lazy("amendment", "Discard the draft"),
            services.amendment_discard,
            _("The draft is discarded; the plan stays as it is."),
            confirm=_("The draft and its lines are given up. The plan stays as it is."),
            tone="danger",
        ),
    }

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return amendment_crumbs(self.record, to_it=False)

    def answers(self) -> Sequence[Action]:
        """The right of the person first, then what the draft still lacks."""
        amendment, user = self.record, self.request.user
        if amendment.state != AmendmentState.DRAFT:
            refusal = str(DRAFT_ONLY)
            return [Action(verb=verb, allowed=False, reason=refusal) for verb in amendment.transitions]
        confirm = policies.may_amend(user, amendment.plan)
        if confirm.allowed and not (amendment.decision_number and amendment.decision_date and amendment.reason):
            confirm = deny(NOT_READY)
        if confirm.allowed and not amendment.lines.exists():
            confirm = deny(NO_LINES)
        if confirm.allowed and not self.effect_asked:
            confirm = deny(NOT_SHOWN)
        if confirm.allowed and (problem := self.effect().problem):
            confirm = deny(in_words(problem))
        discard = policies.may_prepare_amendment(user, amendment.plan)
        decisions = {"confirm": confirm, "discard": discard}
        return [Action(verb=verb, allowed=one.allowed, reason=str(one.reason)) for verb, one in decisions.items()]

    @property
    def effect_asked(self) -> bool:
        """Trying the lines takes locks and as many statements as there are lines: on request, and before confirming."""
        return self.request.GET.get("effect") == "1"

    def effect(self) -> services.Effect:
        """Of a draft: found once a request."""
        if not hasattr(self, "_effect"):
            self._effect = services.amendment_effect(actor=self.request.user, amendment_id=self.record.pk)
        return self._effect

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        amendment: Amendment = self.record
        is_draft = amendment.state == AmendmentState.DRAFT
        may_write = is_draft and policies.may_prepare_amendment(self.request.user, amendment.plan).allowed
        before, after, problem = amendment.progress_before, amendment.progress_after, None
        if is_draft and self.effect_asked:
            effect = self.effect()
            lines, before, after, problem = effect.lines, effect.before, effect.after, effect.problem
        else:
            lines = list(amendment.lines.select_related("task")) if is_draft else lines_of(self.request.user, amendment)
        words = Words(amendment.plan, lines)
        return super().get_context_data(
            heading=title(amendment),
            plan=amendment.plan,
            lines=words.shown(),
            withheld=words.withheld,
            line_count=len(lines),
            figures=figure_rows(before, after) if before and after and lines else [],
            problem=in_words(problem) if problem and lines else "",
            may_write=may_write,
            effect_offered=is_draft and bool(lines) and not self.effect_asked,
            chooser=LineChoiceForm(amendment=amendment) if may_write else None,
            **kwargs,
        )


def in_words(problem: ServiceError) -> str:
    """Why the lines cannot be carried out."""
    if isinstance(problem, Invalid):
        return " ".join(str(one.detail) for complaints in problem.errors.values() for one in complaints)
    return str(problem.detail)


class AmendmentEdit(AmendmentRows, EditPage):
    """Number, date and reason of the decision."""

    model = Amendment
    heading = _("Decision and reason of the amendment")
    form_class = AmendmentForm
    done = _("The decision is written down.")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return amendment_crumbs(self.record)

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in ("decision_number", "decision_date", "reason")}

    def save(self, form: Any) -> Amendment:
        return services.amendment_describe(
            actor=self.request.user,
            amendment_id=self.record.pk,
            version=self.version,
            **form.cleaned_data,
        )


class LineChoice(AmendmentRows, EditPage):
    """Takes the choice of the next line: what falls away is a line at once, the rest leads to its form."""

    model = Amendment
    heading = _("Next line of the amendment")
    form_class = LineChoiceForm
    submit_label = _("Go on")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return amendment_crumbs(self.record)

    def form_arguments(self) -> dict[str, Any]:
        return {"amendment": self.record}

    def save(self, form: Any) -> Any:
        subject, act, target = form.chosen()
        if act == LineAct.DROP:
            version = self.version
            services.amendment_line_add(
                actor=self.request.user,
                amendment_id=self.record.pk,
                version=version,
                subject=subject,
                act=act,
                target=target,
            )
            messages.success(self.request, str(_("The line is added.")))
            return self.record
        return (subject, target)

    def success_url(self, saved: Any) -> str:
        if not isinstance(saved, tuple):
            return str(saved.get_absolute_url())
        subject, target = saved
        address = reverse(f"plans:amendment-{subject}", args=[self.record.plan_id, self.record.pk])
        return f"{address}?target={target}" if target else address


class LineWrite(AmendmentRows, EditPage):
    """The form of a line, with the present values of what `?target=` names; only what differs is kept."""

    model = Amendment
    done = _("The line is added.")
    submit_label = _("Take into the amendment")
    subject: ClassVar[LineSubject]
    changed_model: ClassVar[Any]
    target: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        asked, visible = request.GET.get("target", ""), self.changed_model.objects.visible_to(request.user)
        self.target = found(visible, pk=asked, plan=kwargs["plan"]) if asked else None
        self.act = LineAct.CHANGE if self.target else LineAct.ADD
        self.heading = HEADS[self.subject, self.act]
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return amendment_crumbs(self.record)

    def present(self) -> dict[str, Any]:
        """What the form of a change begins with."""
        raise NotImplementedError

    def asked_of(self) -> dict[str, Any]:
        """The present values, as a line writes them."""
        return self.present()

    def initial(self) -> dict[str, Any]:
        return self.present() if self.target else {"weight": 1}

    def form_arguments(self) -> dict[str, Any]:
        return {"amendment": self.record}

    def save(self, form: Any) -> Amendment:
        values = form.values()
        if self.target is not None:
            # What is left as it stands is not asked for, so that a new wording or lead may bring along what follows.
            present = self.asked_of()
            values = {name: value for name, value in values.items() if present.get(name) != value}
        else:
            values = {name: value for name, value in values.items() if value not in (None, "", [], False)}
        services.amendment_line_add(
            actor=self.request.user,
            amendment_id=self.record.pk,
            version=self.version,
            subject=self.subject,
            act=self.act,
            target=self.target.pk if self.target else None,
            values=values,
        )
        amendment: Amendment = self.record
        return amendment


class ObjectiveLine(LineWrite):
    subject, changed_model, form_class = LineSubject.OBJECTIVE, Objective, AmendedObjectiveForm

    def present(self) -> dict[str, Any]:
        return objective_values(self.target)


class TopicLine(LineWrite):
    subject, changed_model, form_class = LineSubject.TOPIC, Topic, AmendedTopicForm

    def present(self) -> dict[str, Any]:
        return topic_values(self.target)


class TaskLine(RowsPage, LineWrite):
    subject, changed_model, form_class = LineSubject.TASK, Task, AmendedTaskForm

    def present(self) -> dict[str, Any]:
        task: Task = self.target
        own = {"lead_unit": task.lead_unit, "coordinating_group": task.coordinating_group, "due_on": task.due_on}
        return {**task_values(task), **own}

    def asked_of(self) -> dict[str, Any]:
        return task_values(self.target)

    def initial_rows(self) -> list[dict[str, Any]]:
        parts = services.assignment.coordinating_of(self.target) if self.target else []
        return [{"unit": one.unit, "deliverable": one.deliverable, "due_on": one.due_on} for one in parts]

    def form_arguments(self) -> dict[str, Any]:
        return {**super().form_arguments(), "task": self.target}


class LineRemove(AmendmentRows, EditPage):
    """Takes a line out of a draft."""

    model = Amendment
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services.amendment_line_remove(
            actor=request.user,  # type: ignore[arg-type]  # signed in
            amendment_id=self.record.pk,
            version=version_of(request),
            line_id=kwargs["line"],
        )
        messages.success(request, str(_("The line is taken out.")))
        return HttpResponseRedirect(self.record.get_absolute_url())
