"""What happens to mandates and concerns releases: one service call each."""

from typing import Any
from uuid import UUID

from press.mandates.models import Mandate
from press.releases import services


def on_mandate_ending(*, mandate_id: UUID, **_: Any) -> None:
    services.scheduled_hold(mandate_id=mandate_id)


def on_mandate_ended(*, mandate: Mandate, actor: Any, **_: Any) -> None:
    services.schedules_stop(mandate=mandate, actor=actor)
