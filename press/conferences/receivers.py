"""What happens on lower floors and concerns conferences: one service call each."""

from typing import Any

from comms.org.models import User
from press.conferences.services import journalist_let_go
from press.conferences.services.promises import promise_worked_out
from press.distribution.models import Journalist
from tasks.models import Task


def on_task_verified(sender: Any, *, task: Task, actor: User, **kwargs: Any) -> None:
    promise_worked_out(task=task, actor=actor)


def on_journalist_forgotten(sender: Any, *, journalist: Journalist, **kwargs: Any) -> None:
    journalist_let_go(journalist=journalist)
