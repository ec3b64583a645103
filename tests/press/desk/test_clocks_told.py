"""Who is told of legal clocks of the press that run out or were missed."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from comms.core import clock
from comms.deadlines.models import Clock
from comms.deadlines.services import clock_settle, clocks_sweep
from comms.notify.models import Notification
from comms.org.services import role_grant
from press.desk.services import BREACHED, DUE_SOON
from press.requests.models import PressRequest
from press.requests.services import request_withdraw
from press.requests.states import CLOCKS
from tests.cast import Cast
from tests.press.requests.building_requests import assigned, registered

DESK = {"press_officer", "spokesperson"}
LEADING = {"officer", "unit_head"}
TOLD = (DUE_SOON, BREACHED)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def told(kind: str) -> set[str]:
    return set(Notification.objects.filter(kind=kind).values_list("person__username", flat=True))


def due_of(request: PressRequest) -> Any:
    return Clock.objects.on(request).get().due_at


def test_the_desk_is_told_and_the_unit_that_leads(rules: Any, cast: Cast) -> None:
    request = assigned(cast)
    due = due_of(request)
    with clock.frozen(due - timedelta(days=3)):
        clocks_sweep()
        clocks_sweep()
    assert told(DUE_SOON) == DESK | LEADING
    assert told(BREACHED) == set()
    with clock.frozen(due + timedelta(hours=1)):
        clocks_sweep()
        clocks_sweep()
    assert told(BREACHED) == DESK | LEADING
    assert Notification.objects.filter(kind__in=TOLD).count() == 2 * len(DESK | LEADING)
    notice = Notification.objects.get(kind=BREACHED, person=cast.spokesperson)
    assert notice.url == request.get_absolute_url()
    assert (notice.subject_type, notice.subject_id) == ("press.pressrequest", request.pk)
    with translation.override(cast.spokesperson.language):
        assert request.subject in notice.title


def test_a_request_without_a_lead_is_the_desk_s(rules: Any, cast: Cast) -> None:
    request = registered(cast)
    with clock.frozen(due_of(request) + timedelta(hours=1)):
        clocks_sweep()
    assert told(BREACHED) == DESK


def test_a_request_that_has_ended_is_told_to_nobody(rules: Any, cast: Cast) -> None:
    request = assigned(cast)
    due = due_of(request)
    request_withdraw(actor=cast.press_officer, request_id=request.pk, version=request.version, reason="đã rút")
    with clock.frozen(due + timedelta(hours=1)):
        clocks_sweep()
    assert told(BREACHED) == set()


def test_a_press_officer_of_another_unit_is_not_told(rules: Any, cast: Cast) -> None:
    role_grant(
        actor=None, user=cast.outsider, unit=cast.units["STP-HUE"], kind="press_officer", starts=date(2020, 1, 1)
    )
    request = assigned(cast)
    with clock.frozen(due_of(request) + timedelta(hours=1)):
        clocks_sweep()
    assert "outsider" not in told(BREACHED)


def test_a_clock_that_runs_again_is_told_once_more(rules: Any, cast: Cast) -> None:
    request = registered(cast)
    subject = CLOCKS[request.kind]
    late = due_of(request) + timedelta(hours=1)
    with clock.frozen(late):
        clocks_sweep()
        clock_settle(actor=None, on=request, subject=subject, stopped_at=late)
    with clock.frozen(late + timedelta(hours=1)):
        clock_settle(actor=None, on=request, subject=subject, stopped_at=None)
        clocks_sweep()
    assert Notification.objects.filter(kind=BREACHED, person=cast.spokesperson).count() == 2
