"""What is told before a mandate ends, and to whom; the selector of the desk."""

from datetime import timedelta

import pytest
from django.test import override_settings

from comms.core import clock
from comms.notify.models import Notification
from press.mandates.selectors import mandate_of as mandate_held
from press.mandates.selectors import mandates_ending
from press.mandates.services import mandate_revoke, mandates_warn
from tests.cast import Cast
from tests.press.conftest import MakeMandate, hanoi

pytestmark = pytest.mark.usefixtures("rules")

MOMENT = timedelta(microseconds=1)


def told() -> set[str]:
    return set(Notification.objects.filter(kind="press.mandate_ending").values_list("person__username", flat=True))


def test_the_person_the_desk_and_the_leadership_are_told_once(cast: Cast, authorised_of: MakeMandate) -> None:
    mandate = authorised_of()
    assert mandates_warn() == 1
    assert told() == {"unit_head", "press_officer", "leader"}
    notice = Notification.objects.get(person=cast.unit_head)
    assert "28/11/2026 09:00" in notice.title
    assert notice.url == mandate.get_absolute_url()
    assert mandates_warn() == 0
    assert Notification.objects.count() == 3


@pytest.mark.parametrize(("days", "count"), [(14, 1), (13, 0)])
def test_how_many_days_ahead_is_a_setting(mandate_of: MakeMandate, days: int, count: int) -> None:
    mandate_of(valid_to=clock.now() + timedelta(days=14))
    with override_settings(MANDATE_ENDING_DAYS=days):
        assert mandates_warn() == count


def test_which_ones_end(cast: Cast, mandate_of: MakeMandate, authorised_of: MakeMandate) -> None:
    """Those that hold now, at their own end or at that of a revocation; the soonest first."""
    revoked = mandate_of(valid_from=hanoi(2026, 1, 1))
    mandate_revoke(actor=cast.leader, mandate_id=revoked.pk, version=1, reason="Nghỉ", revoked_at=hanoi(2026, 11, 23))
    soon = authorised_of(valid_to=hanoi(2026, 11, 28))
    authorised_of(scope="Việc khác", valid_to=hanoi(2026, 12, 28))
    authorised_of(scope="Việc sau", valid_from=hanoi(2026, 11, 22), valid_to=hanoi(2026, 11, 23))
    authorised_of(
        scope="Việc trước", valid_from=hanoi(2026, 11, 1), decided_at=hanoi(2026, 11, 1), valid_to=hanoi(2026, 11, 20)
    )
    found = mandates_ending(cast.press_officer, timedelta(days=14))
    assert [row.pk for row in found] == [revoked.pk, soon.pk]
    assert [row.ends_at for row in found] == [hanoi(2026, 11, 23), hanoi(2026, 11, 28)]
    assert not mandates_ending(None, timedelta(days=14))


def test_under_which_mandate_somebody_speaks(cast: Cast, mandate_of: MakeMandate, authorised_of: MakeMandate) -> None:
    """As the head before as the regular spokesperson, and of that agency alone; an authorisation is for one matter."""
    ministry, now = cast.units["BTP"], clock.now()
    assert mandate_held(cast.leader, ministry, now) is None
    authorised_of(person=cast.leader)
    assert mandate_held(cast.leader, ministry, now) is None
    regular = mandate_of(person=cast.leader)
    assert mandate_held(cast.leader, ministry, now) == regular
    head = mandate_of(person=cast.leader, capacity="head")
    assert mandate_held(cast.leader, ministry, now) == head
    assert mandate_held(cast.leader, ministry, hanoi(2025, 1, 1)) is None
    assert mandate_held(cast.leader, cast.units["CNTT"], now) is None
