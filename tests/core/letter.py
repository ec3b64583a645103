"""A row with a state for the tests of the ground floor, which has no tables of its own."""

from comms.core.states import Transitions
from comms.outbox.models import OutboxMessage


class Letter(OutboxMessage):
    """States pending, done, parked, on the outbox's table."""

    transitions = Transitions(
        {
            "send": (["pending"], "done"),
            "park": (["pending", "done"], "parked"),
            "sign": (["pending", "parked"], None),
        }
    )

    class Meta:
        app_label = "outbox"
        proxy = True


def make_letter(**fields: str) -> Letter:
    letter: Letter = Letter.objects.create(topic="test", key="test", **fields)
    return letter
