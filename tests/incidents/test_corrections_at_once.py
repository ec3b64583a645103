"""Two people at one correction request, or one report, in the same instant."""

from functools import partial
from typing import Any

import pytest

from comms.deadlines.selectors import clocks_of
from incidents import services
from incidents.models import CorrectionRequest, TimelineEntry
from tests.cast import Cast
from tests.incidents.building import mandate
from tests.incidents.building_redress import drafted, reported_to, sent
from tests.races import at_once, needs_postgresql

pytestmark = [needs_postgresql, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("rules")]


def names(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_a_letter_goes_out_once(cast: Cast) -> None:
    """Sent twice in one instant it is one round and one clock; the other is told that somebody was first."""
    mandate(cast)
    correction = drafted(cast)
    send = partial(
        services.correction_send,
        actor=cast.spokesperson,
        correctionrequest_id=correction.pk,
        version=correction.version,
    )
    assert names(at_once(send, send)) == ["CorrectionRequest", "StaleVersion"]
    assert (correction.rounds.count(), clocks_of(correction).count()) == (1, 1)


def test_an_answer_and_the_end_do_not_overtake_each_other(cast: Cast) -> None:
    correction = sent(cast)
    known = {"correctionrequest_id": correction.pk, "version": correction.version}
    answer = partial(services.correction_answer, actor=cast.officer, text="Giữ nguyên bài", **known)
    close = partial(services.correction_close, actor=cast.press_officer, outcome="no_reply", **known)
    assert names(at_once(answer, close)) == ["CorrectionRequest", "StaleVersion"]
    steps = TimelineEntry.objects.filter(kind__in=["correction_answered", "correction_closed"])
    assert steps.count() == 1
    assert not clocks_of(CorrectionRequest.objects.get()).open().exists()


def test_an_answer_of_a_body_is_recorded_once(cast: Cast) -> None:
    report = reported_to(cast)
    answer = partial(
        services.centre_report_answer,
        actor=cast.press_officer,
        centrereport_id=report.pk,
        version=report.version,
        text="Đã nhận",
    )
    assert names(at_once(answer, answer)) == ["CentreReport", "StaleVersion"]
