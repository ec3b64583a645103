from typing import Any

from comms.api.fields import VisibleField
from comms.org.models import Unit


class UnitField(VisibleField):
    """A unit in a request body, by its id or its code; the service gets the unit (its id with `as_id=True`)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Unit, code="code", **kwargs)
