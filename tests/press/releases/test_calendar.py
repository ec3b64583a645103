"""The calendar of releases: what is due on which day in Hanoi, for whom."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from comms.core import clock
from press.releases.jobs import issue_due
from press.releases.models import Release
from press.releases.states import State
from tests.cast import Cast
from tests.press.releases.building import approved, do, draft, stored

# 23:30 in Hanoi on Monday 23/11 is 16:30 in UTC of the same day; 00:30 on Tuesday is 17:30 of Monday.
LATE = datetime(2026, 11, 23, 23, 30, tzinfo=clock.HANOI)
EARLY = datetime(2026, 11, 24, 0, 30, tzinfo=clock.HANOI)


@pytest.fixture
def page(cast: Cast) -> Callable[..., Any]:
    def page(person: str, query: str = "") -> Any:
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        client.force_login(getattr(cast, person), backend="django.contrib.auth.backends.ModelBackend")
        return client.get(f"/releases/calendar/{query}")

    return page


def due(response: Any) -> list[tuple[str, str, str]]:
    return [
        (f"{day.day:%d/%m}", str(entry.label), entry.release.title)
        for day in response.context["days"]
        for entry in day.entries
    ]


def scheduled(cast: Cast, at: datetime, title: str) -> Release:
    return do("schedule", approved(cast, title=title), cast.spokesperson, scheduled_for=at)


def test_each_instant_stands_on_its_day_in_hanoi(cast: Cast, page: Callable[..., Any]) -> None:
    scheduled(cast, LATE, "Cuối ngày")
    scheduled(cast, EARLY, "Đầu ngày")
    draft(cast, title="Cấm", embargo_until=EARLY)
    urgent = do("issue_urgent", draft(cast, title="Khẩn"), cast.spokesperson, reason="Tin sai lan nhanh")
    Release.objects.filter(pk=urgent.pk).update(urgent_review_due=LATE)
    response = page("spokesperson")
    assert sorted(due(response)) == [
        ("23/11", "review of an urgent issue due", "Khẩn"),
        ("23/11", "to be issued", "Cuối ngày"),
        ("24/11", "embargo ends", "Cấm"),
        ("24/11", "to be issued", "Đầu ngày"),
    ]
    content = response.content.decode()
    assert "All times are Hanoi time." in content
    assert ("23:30" in content, "16:30" in content) == (True, False)


def test_who_sees_it(cast: Cast, page: Callable[..., Any]) -> None:
    """What a person may not read is neither counted nor named."""
    scheduled(cast, LATE, "Bí mật")
    stored(cast, title="Dưới cấm", embargo_until=LATE)
    approved(cast, title="Chưa hẹn")
    outside = page("outsider")
    assert due(outside) == []
    assert not outside.context["unscheduled"]
    assert [row.title for row in page("press_officer").context["unscheduled"]] == ["Chưa hẹn"]


def test_a_missed_issue_is_late_until_the_sweep_has_caught_up(cast: Cast, page: Callable[..., Any]) -> None:
    release = scheduled(cast, LATE, "Cuối ngày")
    assert not page("spokesperson").context["late"]
    with clock.frozen(LATE + timedelta(hours=2)):
        assert [entry.release for entry in page("spokesperson").context["late"]] == [release]
        issue_due()
        assert not page("spokesperson").context["late"]
    release.refresh_from_db()
    assert release.state == State.ISSUED


def test_a_reviewed_urgent_issue_is_no_longer_due(cast: Cast, page: Callable[..., Any]) -> None:
    urgent = do("issue_urgent", draft(cast), cast.spokesperson, reason="Tin sai lan nhanh")
    Release.objects.filter(pk=urgent.pk).update(urgent_review_due=LATE)
    do("review_urgent", urgent, cast.leader)
    assert due(page("spokesperson")) == []


def test_weeks_and_months(cast: Cast, page: Callable[..., Any]) -> None:
    """A week begins on Monday and shows every day; months beside are linked; what is no day is refused."""
    scheduled(cast, LATE, "Cuối ngày")
    week = page("spokesperson", "?week=2026-11-25")
    assert [f"{day.day:%d}" for day in week.context["days"]] == ["23", "24", "25", "26", "27", "28", "29"]
    assert due(page("spokesperson", "?month=2026-12")) == []
    december = page("spokesperson", "?month=2026-12").content.decode()
    assert "?month=2026-11" in december
    assert "?month=2027-01" in december
    for wrong in ("?month=2026-13", "?week=x", "?month=9999-12", "?week=0001-01-01"):
        assert page("spokesperson", wrong).status_code == 400


def test_its_queries_do_not_grow(cast: Cast, page: Callable[..., Any], queries_do_not_grow: Any) -> None:
    numbers = iter(range(10))
    grow = lambda: scheduled(cast, LATE, f"Bài {next(numbers)}")  # noqa: E731  # one line of a test
    grow()
    queries_do_not_grow(lambda: page("spokesperson"), grow)
