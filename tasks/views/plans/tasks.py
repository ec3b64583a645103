"""A task of a draft: added, and written again."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from comms.core.records import found
from comms.web.pages import EditPage
from plans.models import Objective
from tasks import selectors, services
from tasks.forms import TaskForm
from tasks.models import Task
from tasks.views.plans.common import RowsPage, plan_crumbs, require_write, short
from tasks.views.plans.content import PartCreate

OWN = (
    "no",
    "objective",
    "title",
    "lead_unit",
    "coordinating_group",
    "deliverable",
    "timing_text",
    "due_on",
    "evidence_required",
    "note",
    "source",
)


class TaskCreate(RowsPage, PartCreate):
    """A new line of the assignment table; `?objective=` chooses the objective beforehand."""

    heading = _("New task")
    form_class = TaskForm
    done = _("The task is added. See below what its timing was read as.")
    submit_label = _("Add the task")

    def initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("objective", "")
        chosen = found(Objective.objects.visible_to(self.request.user), pk=asked) if asked else None
        return {"weight": 1, "objective": chosen, "no": self.next_no(Task.objects.filter(plan=self.plan))}

    def form_arguments(self) -> dict[str, Any]:
        return {"plan": self.plan}

    def save(self, form: Any) -> Task:
        return services.task_create(actor=self.request.user, plan_id=self.plan.pk, **form.values())  # type: ignore[arg-type]  # signed in

    def success_url(self, saved: Any) -> str:
        return str(saved.get_absolute_url())


class TaskEdit(RowsPage, EditPage):
    """The content of a task of a draft."""

    model = Task
    heading = _("Edit the task")
    form_class = TaskForm
    done = _("The task is changed.")

    def rows(self) -> "QuerySet[Task]":
        return Task.objects.visible_to(self.request.user).select_related("plan", "objective")  # type: ignore[no-any-return]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_write(request.user, self.record.plan)
        return super().get(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [*plan_crumbs(self.record.plan), (str(self.record), self.record.get_absolute_url())]

    def initial(self) -> dict[str, Any]:
        task: Task = self.record
        own = {name: getattr(task, name) for name in OWN}
        return {**own, "weight": short(task.weight), "topics": task.topics.all()}

    def initial_rows(self) -> list[dict[str, Any]]:
        parts = services.assignment.coordinating_of(self.record)
        return [{"unit": one.unit, "deliverable": one.deliverable, "due_on": one.due_on} for one in parts]

    def form_arguments(self) -> dict[str, Any]:
        return {"plan": self.record.plan, "task": self.record}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"timing": selectors.timing_of(self.record), **kwargs})

    def save(self, form: Any) -> Task:
        return services.task_edit(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            task_id=self.record.pk,
            version=self.version,
            **form.values(),
        )
