"""What happens on lower floors and concerns press requests: one service call each."""

from typing import Any

from press.distribution.models import Journalist
from press.requests.services import asker_let_go


def on_journalist_forgotten(sender: Any, *, journalist: Journalist, **kwargs: Any) -> None:
    asker_let_go(journalist=journalist)
