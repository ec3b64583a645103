"""What happens to mandates and concerns statements: one service call each."""

from typing import Any
from uuid import UUID

from press.mandates.models import Mandate
from press.speaking.services import stopping


def on_mandate_ending(*, mandate_id: UUID, **_: Any) -> None:
    stopping.unspoken_hold(mandate_id=mandate_id)


def on_mandate_ended(*, mandate: Mandate, actor: Any, **_: Any) -> None:
    stopping.approvals_stop(mandate=mandate, actor=actor)
