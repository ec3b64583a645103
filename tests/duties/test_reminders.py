"""Notices before a duty is due and when it was missed, once each."""

from datetime import date

from comms.core import clock
from comms.duties import services
from comms.duties.models import Duty
from comms.notify.models import Notification
from tests.cast import Cast
from tests.duties.conftest import do, duty_of, hanoi


def people(kind: str) -> list[str]:
    rows = Notification.objects.filter(kind=kind).values_list("person__username", flat=True)
    return sorted(set(rows))


def test_soon_to_the_press_desk_and_missed_to_leadership_as_well(cast: Cast, rules: None) -> None:
    services.duties_generate(since=date(2026, 11, 1))
    assert services.duties_remind() == 0
    with clock.frozen(hanoi(2026, 11, 24, 8)):
        assert services.duties_remind() == 1
        assert services.duties_remind() == 0
    assert people("duties.due_soon") == ["press_officer", "spokesperson"]
    with clock.frozen(hanoi(2026, 12, 1, 8)):
        services.duties_remind()
        services.duties_remind()
    assert people("duties.missed") == ["leader", "press_officer", "spokesperson"]
    missed = Notification.objects.filter(kind="duties.missed", person=cast.leader)
    assert [notice.subject_id for notice in missed] == [duty_of("monthly_information", date(2026, 11, 1)).pk]
    assert "11/2026" in missed.get().title


def test_what_was_met_or_waived_is_not_told(cast: Cast, rules: None) -> None:
    services.duties_generate(since=date(2026, 11, 1))
    do("meet", duty_of("monthly_information", date(2026, 11, 1)), cast.press_officer, title="Bản tin")
    with clock.frozen(hanoi(2026, 12, 1, 8)):
        do("waive", duty_of("monthly_documents_input", date(2026, 11, 1)), cast.leader, reason="Không có văn bản")
        services.duties_remind()
    assert Notification.objects.filter(kind="duties.missed").count() == 0
    assert Notification.objects.filter(subject_id__in=Duty.objects.exclude(state="open").values("pk")).count() == 0


def test_periods_that_were_over_when_they_were_entered_are_not_told(cast: Cast, rules: None) -> None:
    services.duties_generate(since=date(2026, 7, 1))
    services.duties_remind()
    assert not Notification.objects.filter(kind="duties.missed").exists()
