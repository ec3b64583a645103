"""Writing a draft: the plan itself, its objectives, its topics, and the order of them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from comms.core.decisions import require
from comms.core.records import found
from comms.org.models import Role
from comms.org.selectors import held_roles
from comms.web.pages import EditPage, PageView, version_of
from plans import policies, services
from plans.models import Indicator, Objective, Plan, Topic
from plans.selectors import indicator_results
from tasks.forms import ObjectiveForm, PlanForm, TopicForm
from tasks.models import Task
from tasks.views.plans.common import KeepingPage, Way, may_write, plan_crumbs, plan_rows, require_write, unread_of

K = Role.Kind


class PlanCreate(KeepingPage):
    """A new plan, drafted in one of the person's units."""

    heading = _("New plan")
    form_class = PlanForm
    done = _("The plan is drafted. Now give it objectives and tasks.")
    submit_label = _("Draft the plan")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Plans"), reverse("plans:list"))]

    def initial(self) -> dict[str, Any]:
        own = {role.unit_id for role in held_roles(self.request.user) if role.kind in (K.OFFICER, K.UNIT_HEAD)}
        return {"owner_unit": own.pop()} if len(own) == 1 else {}

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def save(self, form: forms.Form) -> Plan:
        return services.plan_create(actor=self.request.user, **form.cleaned_data)  # type: ignore[arg-type]  # signed in


class PlanEdit(KeepingPage, EditPage):
    """The fields of a draft."""

    model = Plan
    heading = _("Edit the plan")
    form_class = PlanForm
    done = _("The plan is changed.")

    def rows(self) -> "QuerySet[Plan]":
        return plan_rows(self.request.user)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return plan_crumbs(self.record)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_write(request.user, self.record)
        return super().get(request, *args, **kwargs)

    def initial(self) -> dict[str, Any]:
        plan = self.record
        names = ("title", "owner_unit", "verifying_unit", "scheme", "year", "starts", "ends", "source")
        return {name: getattr(plan, name) for name in names}

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user, "plan": self.record}

    def save(self, form: forms.Form) -> Plan:
        return services.plan_update(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            plan_id=self.record.pk,
            version=self.version,
            **form.cleaned_data,
        )


class ContentPage(PageView):
    """What a draft is made of, with the ways to write it: objectives, topics, indicators, in their order."""

    template_name = "tasks/plan_content.html"
    heading = _("Objectives, topics and indicators")
    plan: Plan

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.plan = found(plan_rows(request.user), pk=kwargs["pk"])
        return super().get(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return plan_crumbs(self.plan)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan, decision = self.plan, may_write(self.request.user, self.plan)

        def way(label: Any, name: str) -> Way:
            return Way(label, reverse(f"plans:{name}", args=[plan.pk]), decision)

        return super().get_context_data(
            plan=plan,
            writes=decision,
            objectives=plan.objectives.all(),
            topics=plan.topics.all(),
            indicators=indicator_results(plan.indicators.all()),
            new_objective=way(_("Add an objective"), "objective-new"),
            new_topic=way(_("Add a topic"), "topic-new"),
            new_indicator=way(_("Add an indicator"), "indicator-new"),
            new_task=way(_("Add a task"), "task-new"),
            unread=unread_of(self.request.user, plan),
            task_count=Task.objects.filter(plan=plan).count(),
            **kwargs,
        )


class PartCreate(KeepingPage):
    """Something new in a draft plan; afterwards the draft's content."""

    plan: Plan

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.plan = found(plan_rows(request.user), pk=kwargs["pk"])
        request.back_url = self.plan.get_absolute_url()  # type: ignore[attr-defined]  # for the page of a refusal
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_write(request.user, self.plan)
        return super().get(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [*plan_crumbs(self.plan), (ContentPage.heading, self.content_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"back": self.content_url(), **kwargs})

    def content_url(self) -> str:
        return reverse("plans:content", args=[self.plan.pk])

    def success_url(self, saved: Any) -> str:
        return self.content_url()

    def next_no(self, rows: Any) -> str:
        """The number after the last, where numbers are plain."""
        last = rows.order_by("-position").values_list("no", flat=True).first()
        return str(int(last) + 1) if last and last.isdecimal() else "1" if last is None else ""


class PartEdit(KeepingPage, EditPage):
    """A part of a plan or a scheme; afterwards the draft's content, or the scheme."""

    policy: Any = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.record.plan is not None:
            require_write(request.user, self.record.plan)
        else:
            require(policies.may_edit_scheme(request.user, self.record.scheme))
        return super().get(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        plan = self.record.plan
        if plan is None:
            return [(self.record.scheme.code, self.record.scheme.get_absolute_url())]
        return [*plan_crumbs(plan), (ContentPage.heading, reverse("plans:content", args=[plan.pk]))]

    def success_url(self, saved: Any) -> str:
        plan = self.record.plan
        return reverse("plans:content", args=[plan.pk]) if plan else self.record.scheme.get_absolute_url()


class ObjectiveCreate(PartCreate):
    heading = _("New objective")
    form_class = ObjectiveForm
    done = _("The objective is added.")

    def initial(self) -> dict[str, Any]:
        return {"no": self.next_no(self.plan.objectives)}

    def save(self, form: forms.Form) -> Objective:
        return services.objective_create(actor=self.request.user, plan_id=self.plan.pk, **form.cleaned_data)  # type: ignore[arg-type]  # signed in


class ObjectiveEdit(PartEdit):
    model = Objective
    heading = _("Edit the objective")
    form_class = ObjectiveForm
    done = _("The objective is changed.")

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in ("no", "title", "source")}

    def save(self, form: forms.Form) -> Objective:
        return services.objective_update(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            objective_id=self.record.pk,
            version=self.version,
            **form.cleaned_data,
        )


class TopicCreate(PartCreate):
    heading = _("New topic")
    form_class = TopicForm
    done = _("The topic is added.")

    def initial(self) -> dict[str, Any]:
        kind = self.request.GET.get("kind", Topic.Kind.FOCUS_TOPIC)
        return {"kind": kind, "no": self.next_no(self.plan.topics.filter(kind=kind))}

    def save(self, form: forms.Form) -> Topic:
        return services.topic_create(actor=self.request.user, plan_id=self.plan.pk, **form.cleaned_data)  # type: ignore[arg-type]  # signed in


class TopicEdit(PartEdit):
    model = Topic
    heading = _("Edit the topic")
    form_class = TopicForm
    done = _("The topic is changed.")

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in ("kind", "no", "text", "source")}

    def save(self, form: forms.Form) -> Topic:
        return services.topic_update(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            topic_id=self.record.pk,
            version=self.version,
            **form.cleaned_data,
        )


class PartStep(View):
    """Up, down, out: `POST plans/content/<part>/<id>/<step>/` with the version; then the draft's content again."""

    PARTS: dict[str, Any] = {"objectives": Objective, "topics": Topic, "indicators": Indicator}
    MOVES: dict[str, Any] = {
        "objectives": services.objective_move,
        "topics": services.topic_move,
        "indicators": services.indicator_move,
    }
    DELETES: dict[str, Any] = {
        "objectives": services.objective_delete,
        "topics": services.topic_delete,
        "indicators": services.indicator_delete,
    }

    def post(self, request: HttpRequest, *, part: str, pk: Any, step: str) -> HttpResponse:
        model = self.PARTS.get(part)
        if model is None or step not in ("up", "down", "delete"):
            raise Http404
        row = found(model.objects.visible_to(request.user), pk=pk)
        plan = row.plan
        back = reverse("plans:content", args=[plan.pk]) if plan else row.scheme.get_absolute_url()
        request.back_url = back  # type: ignore[attr-defined]  # for the page of a refusal
        given = {"actor": request.user, f"{model._meta.model_name}_id": row.pk, "version": version_of(request)}
        if step == "delete":
            self.DELETES[part](**given)
            messages.success(request, str(_("“%(what)s” was taken out.") % {"what": row}))
            return HttpResponseRedirect(back)
        self.MOVES[part](**given, up=step == "up")
        return HttpResponseRedirect(f"{back}#{part[:-1]}-{row.pk}")
