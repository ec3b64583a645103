"""Steps of what hangs on a task, as its page offers them: parts of units, extensions, comments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core.decisions import Decision
from comms.web.actions import PageAction, Verb
from comms.web.forms import ReasonForm
from tasks import policies, selectors, services
from tasks.forms.work import DeliverForm, InChargeForm, TaskCommentForm
from tasks.models import Extension, Participation, Task
from tasks.states import CONTRIBUTION_TRANSITIONS, ExtensionState, ParticipationRole

PART_ACTS = {
    "deliver": Verb(
        _("Deliver this part"),
        services.contribution_deliver,
        _("The part was delivered."),
        form=DeliverForm,
        tone="primary",
    ),
    "confirm": Verb(_("Confirm this part"), services.contribution_confirm, _("The part is confirmed."), tone="primary"),
    "send_back": Verb(
        _("Send this part back"), services.contribution_send_back, _("The part went back."), form=ReasonForm
    ),
    "in_charge": Verb(
        _("Name the officer in charge"),
        services.person_in_charge,
        _("The officer in charge is kept."),
        form=InChargeForm,
    ),
}
EXTENSION_ACTS = {
    "approve": Verb(
        _("Approve the extension"),
        services.extension_approve,
        _("The extension is approved."),
        tone="primary",
        confirm=_("The task is due on the new date from now on; the first due date stays on record."),
    ),
    "refuse": Verb(
        _("Refuse the extension"), services.extension_refuse, _("The extension is refused."), form=ReasonForm
    ),
}
COMMENT = Verb(
    _("Add the comment"), services.comment_add, _("The comment is kept."), form=TaskCommentForm, tone="primary"
)
_MAY = {
    "deliver": policies.may_deliver,
    "confirm": policies.may_confirm,
    "send_back": policies.may_send_back,
    "in_charge": policies.may_put_in_charge,
    "approve": policies.may_approve_extension,
    "refuse": policies.may_refuse_extension,
}


@dataclass
class ActsOf:
    """Something that hangs on the task with what the person may do to it; `version` is what its forms send."""

    obj: Any
    version: int
    acts: list[PageAction]
    by: str = ""

    @property
    def open(self) -> list[PageAction]:
        return [act for act in self.acts if act.allowed]

    @property
    def refused(self) -> list[PageAction]:
        return [act for act in self.acts if not act.allowed]


def parts_shown(user: Any, task: Task, bound: Mapping[str, forms.Form]) -> list[ActsOf]:
    """The lead's and the coordinating units' parts in the order of the document."""
    parts = list(task.participations.select_related("unit", "person").order_by("position", "id"))
    names = selectors.names_of(part.delivered_by for part in parts)
    shown = []
    for part in parts:
        part.task = task
        acts = [_act(user, name, part, part_address(task, part, name), bound) for name in _part_acts(part)]
        shown.append(ActsOf(part, task.version, acts, names.get(part.delivered_by, "") if part.delivered_by else ""))
    return shown


def _part_acts(part: Participation) -> Sequence[str]:
    """The acts that belong to the part's state; a lead submits its result as a whole."""
    steps = [name for name in CONTRIBUTION_TRANSITIONS if part.state in CONTRIBUTION_TRANSITIONS.sources(name)]
    return ["in_charge"] if part.role == ParticipationRole.LEAD else [*steps, "in_charge"]


def extensions_shown(user: Any, task: Task, bound: Mapping[str, forms.Form]) -> list[ActsOf]:
    """Requests for a later due date, the newest first."""
    shown = []
    for extension in task.extensions.all():
        extension.task = task
        waits = extension.state == ExtensionState.REQUESTED
        names = list(EXTENSION_ACTS) if waits else []
        acts = [_act(user, name, extension, extension_address(task, extension, name), bound) for name in names]
        shown.append(ActsOf(extension, extension.version, acts))
    return shown


def part_address(task: Task, part: Participation, act: str) -> str:
    return reverse("tasks:part", args=[task.pk, part.unit.code, act])


def extension_address(task: Task, extension: Extension, act: str) -> str:
    return reverse("tasks:extension", args=[task.pk, extension.pk, act])


def key_of(act: str, obj: Any) -> str:
    """Names a form among those of the page."""
    return f"{act}-{obj.unit.code if isinstance(obj, Participation) else obj.pk}"


def make_form(act: str, obj: Any, *data: Any, user: Any) -> forms.Form | None:
    """The form of an act, empty or with what was sent."""
    verb = PART_ACTS.get(act) or EXTENSION_ACTS.get(act) or COMMENT
    if verb.form is None:
        return None
    more: dict[str, Any] = {}
    if act == "in_charge":
        more = {
            "people": selectors.people_of_unit(obj.unit_id),
            "initial": {"person": obj.person.username if obj.person else ""},
        }
    if act == "comment":
        more = {"people": selectors.with_units(selectors.people_who_see(obj).exclude(pk=user.pk))}
    return verb.form(*data, auto_id=f"{key_of(act, obj)}_%s", **more)


def _act(user: Any, name: str, obj: Any, url: str, bound: Mapping[str, forms.Form]) -> PageAction:
    verb = PART_ACTS.get(name) or EXTENSION_ACTS[name]
    decision: Decision = _MAY[name](user, obj)
    form = bound.get(key_of(name, obj)) or (make_form(name, obj, user=user) if decision.allowed else None)
    return PageAction(
        verb=key_of(name, obj),
        label=verb.label,
        allowed=decision.allowed,
        reason=str(decision.reason),
        in_state=True,
        url=url,
        form=form,
        confirm=verb.confirm,
        tone=verb.tone,
    )
