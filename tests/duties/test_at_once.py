"""Two writers at once."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from comms.audit.services import verify
from comms.core.errors import Conflict
from comms.duties import services
from comms.duties.models import Duty, DutyLink
from tests.cast import Cast
from tests.duties.conftest import conference, duty_of, hanoi
from tests.press.releases.building import issued
from tests.races import at_once, needs_postgresql

pytestmark = [needs_postgresql, pytest.mark.django_db(transaction=True)]
SINCE = date(2026, 7, 1)


def test_two_sweepers_write_each_period_once(cast: Cast, rules: None) -> None:
    results = at_once(*[partial(services.duties_generate, since=SINCE)] * 3)
    assert sorted(results)[:2] == [0, 0]
    assert max(results) == Duty.objects.count()
    assert verify().broken_at is None


def test_one_release_meets_one_of_two_periods(cast: Cast, rules: None) -> None:
    services.duties_generate(since=SINCE)
    release = issued(cast)
    periods = [duty_of("monthly_information", date(2026, month, 1)) for month in (10, 11)]
    results = at_once(
        *[
            partial(services.duty_meet, actor=cast.leader, duty_id=duty.pk, version=duty.version, release=release)
            for duty in periods
        ]
    )
    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert DutyLink.objects.count() == 1


def test_a_conference_linked_while_the_sweeper_looks(cast: Cast, rules: None) -> None:
    services.duties_generate(since=SINCE)
    first, held = duty_of("press_conference", date(2026, 8, 1)), conference(cast, hanoi(2026, 9, 3, 9))
    link: Any = partial(services.duty_meet, actor=cast.leader, duty_id=first.pk, version=first.version, conference=held)
    own = partial(services.conference_links_itself, conference_id=held.pk, actor_id=cast.press_officer.pk)
    at_once(link, own, partial(services.duties_generate, since=SINCE))
    starts = list(Duty.objects.filter(subject="press_conference").values_list("starts", flat=True).order_by("starts"))
    assert starts == [SINCE, date(2026, 9, 3)]
    assert DutyLink.objects.count() == 1
