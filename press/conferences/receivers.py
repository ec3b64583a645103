"""What happens on lower floors and concerns conferences: one service call each."""

from typing import Any

from comms.core import subjects
from comms.notify import kinds
from comms.org.models import User
from press.conferences.history import NOTICES
from press.conferences.models import Accreditation, ConferenceQuestion, PressConference
from press.conferences.services import journalist_let_go
from press.conferences.services.promises import promise_worked_out
from press.distribution.models import Journalist
from press.events import journalist_forgotten
from press.mandates.said import register as register_said
from tasks.events import task_verified
from tasks.models import Task


def on_task_verified(sender: Any, *, task: Task, actor: User, **kwargs: Any) -> None:
    promise_worked_out(task=task, actor=actor)


def on_journalist_forgotten(sender: Any, *, journalist: Journalist, **kwargs: Any) -> None:
    journalist_let_go(journalist=journalist)


def connect() -> None:
    """Called once when the app is ready."""
    kinds.register(NOTICES)
    register_said(PressConference, "held_at", state="held")
    for model in (ConferenceQuestion, Accreditation):
        subjects.register(
            f"press.{model._meta.model_name}",
            visible=model.objects.visible_to,
            label=str,
            url=model.get_absolute_url,
        )
    task_verified.connect(on_task_verified, dispatch_uid="press.conferences")
    journalist_forgotten.connect(on_journalist_forgotten, dispatch_uid="press.conferences")
