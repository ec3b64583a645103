"""Duties of the cast's ministry: the rules loaded, the periods written since July 2026."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from comms.core import clock
from comms.duties import services
from comms.duties.models import Duty
from press.conferences.models import PressConference
from tests.cast import Cast
from tests.press.conftest import authorised_of, mandate_of, rules, statement_of

__all__ = ["authorised_of", "mandate_of", "rules", "statement_of"]


def hanoi(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=clock.HANOI)  # type: ignore[misc,arg-type]


@pytest.fixture
def duties(cast: Cast, rules: None) -> Callable[..., Duty]:
    """Periods since 01/07/2026; the function gives the one of a subject that contains the day."""
    services.duties_generate(since=date(2026, 7, 1))
    return duty_of


def duty_of(subject: str, day: date) -> Duty:
    found: Duty = Duty.objects.get(subject=subject, starts__lte=day, ends__gte=day)
    return found


def conference(cast: Cast, held_at: datetime, **fields: Any) -> PressConference:
    """One that was held, as the table keeps it."""
    values: dict[str, Any] = {
        "kind": "periodic",
        "title": "Họp báo thường kỳ",
        "held_at": held_at,
        "unit": cast.units["VP"],
        "author": cast.press_officer,
        "announced_at": held_at,
        "state": "held",
    }
    made: PressConference = PressConference.objects.create(**(values | fields))
    return made


def do(verb: str, duty: Duty, actor: Any, **arguments: Any) -> Duty:
    """One verb with the version as it stands."""
    duty.refresh_from_db()
    service = getattr(services, f"duty_{verb}")
    result: Duty = service(actor=actor, duty_id=duty.pk, version=duty.version, **arguments)
    return result
