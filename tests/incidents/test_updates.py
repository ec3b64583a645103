"""The aim for the first answer and the updates for leadership: internal, set by no law, recalled once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from comms.core import clock
from comms.core.errors import Conflict, Invalid, NotAllowed, NotVisible
from comms.deadlines.models import Clock
from comms.notify.models import Notification
from incidents import services
from incidents.models import Incident, TimelineEntry
from incidents.services import updates
from tests.cast import PEOPLE, Cast
from tests.conftest import TODAY
from tests.incidents.building import do, hanoi, in_state, reported
from tests.incidents.building_handling import LEAD_UNIT, applied, named, playbook, told
from tests.races import at_once, needs_postgresql

pytestmark = pytest.mark.usefixtures("rules")

DUE, MISSED = "incidents.update_due", "incidents.update_missed"


def people(kind: str) -> set[str]:
    return set(Notification.objects.filter(kind=kind).values_list("person__username", flat=True))


def active(cast: Cast, **triage: Any) -> Incident:
    """Received today at 09:00, a Saturday; handled since then."""
    return in_state(cast, "active", triage={"priority": "high", "lead_unit": cast.units[LEAD_UNIT], **triage})


# --- the aim --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("severity", "due"),
    [
        (None, None),
        (
            1,
            hanoi(2026, 11, 26),
        ),  # two working days after a Saturday: Monday and, since Tuesday is a holiday, Wednesday
        (2, hanoi(2026, 11, 22, 9)),
        (3, hanoi(2026, 11, 21, 17)),
        (4, hanoi(2026, 11, 21, 10)),
    ],
)
def test_the_aim_follows_the_severity(cast: Cast, severity: int | None, due: datetime | None) -> None:
    """Counted from the receipt; nothing is aimed at while the severity is open."""
    assert in_state(cast, "triaged", triage={"severity": severity}).target_at == due


def test_another_severity_is_another_aim(cast: Cast) -> None:
    incident = active(cast, severity=2)
    do("assess", incident, cast.press_officer, severity=4)
    incident.refresh_from_db()
    assert incident.target_at == TODAY + timedelta(hours=1)


def test_the_aim_is_no_legal_clock(cast: Cast) -> None:
    """Severity 4 without a legal ground has an aim and no clock; a drill has the aim and never a clock."""
    incident = active(cast, severity=4, legal_ground="ND244-7.3")
    assert Clock.objects.get().due_at == TODAY + timedelta(hours=24)
    assert incident.target_at == TODAY + timedelta(hours=1)
    drill = in_state(cast, "active", drill=True, triage={"severity": 4, "legal_ground": "ND244-7.3"})
    assert drill.target_at == TODAY + timedelta(hours=1)
    assert Clock.objects.count() == 1


def test_a_playbook_has_its_own_aim(cast: Cast) -> None:
    incident = applied(cast, active(cast, severity=3), playbook(cast, target_hours=2))
    assert incident.target_at == TODAY + timedelta(hours=2)
    without = applied(cast, incident, playbook(cast, target_hours=0, kind="leak"))
    assert without.target_at is None


def test_the_office_may_set_other_figures(cast: Cast, settings: Any) -> None:
    settings.INCIDENT_TARGET_HOURS = ["0", "5", "1d", "1"]
    assert in_state(cast, "triaged", triage={"severity": 1}).target_at is None
    assert in_state(cast, "triaged", triage={"severity": 2}).target_at == TODAY + timedelta(hours=5)


# --- the cadence ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("priority", "hours"), [("low", None), ("normal", 24), ("high", 8), ("urgent", 2)])
def test_the_cadence_follows_the_priority(cast: Cast, priority: str, hours: int | None) -> None:
    """It begins with the handling, not with the triage."""
    incident = in_state(cast, "triaged", triage={"priority": priority})
    assert incident.next_update_at is None
    do("activate", incident, cast.press_officer)
    incident.refresh_from_db()
    assert incident.update_every_hours == hours
    assert incident.next_update_at == (TODAY + timedelta(hours=hours) if hours else None)


def test_through_the_states(cast: Cast) -> None:
    """Contained: three times as long; closed: none is owed; reopened: owed again."""
    incident = active(cast)
    do("contain", incident, cast.press_officer)
    incident.refresh_from_db()
    assert incident.next_update_at == TODAY + timedelta(hours=24)
    do("activate", incident, cast.press_officer)
    incident.refresh_from_db()
    assert incident.next_update_at == TODAY + timedelta(hours=8)
    do("close", incident, cast.press_officer)
    incident.refresh_from_db()
    assert (incident.next_update_at, incident.update_every_hours) == (None, None)
    with clock.frozen(TODAY + timedelta(days=1)):
        do("reopen", incident, cast.press_officer)
    incident.refresh_from_db()
    assert incident.next_update_at == TODAY + timedelta(days=1, hours=8)


def test_a_second_look_that_changes_nothing_does_not_put_it_off(cast: Cast) -> None:
    incident = active(cast)
    with clock.frozen(TODAY + timedelta(hours=7)):
        do("assess", incident, cast.press_officer, severity=2, priority="high")
        incident.refresh_from_db()
        assert incident.next_update_at == TODAY + timedelta(hours=8)
        do("assess", incident, cast.press_officer, priority="urgent")
    incident.refresh_from_db()
    assert incident.next_update_at == TODAY + timedelta(hours=9)


def test_an_update_is_kept_and_the_next_one_is_owed(cast: Cast) -> None:
    incident = active(cast)
    with clock.frozen(TODAY + timedelta(hours=5)):
        update = told(cast, incident)
    incident.refresh_from_db()
    assert update.due_at == TODAY + timedelta(hours=8)
    assert incident.next_update_at == TODAY + timedelta(hours=13)
    entry = TimelineEntry.objects.get(kind="situation")
    assert "Đã gọi đơn vị" in entry.text
    assert incident.version == Incident.objects.get().version, "nobody's form is stale for it"


@pytest.mark.parametrize("missing", ["situation", "done", "next_steps"])
def test_an_update_says_all_three(cast: Cast, missing: str) -> None:
    with pytest.raises(Invalid) as refused:
        told(cast, active(cast), **{missing: " "})
    assert missing in refused.value.errors


@pytest.mark.parametrize("state", ["reported", "closed", "reviewed", "dismissed"])
def test_no_update_of_what_nobody_handles(cast: Cast, state: str) -> None:
    with pytest.raises(Conflict) as refused:
        told(cast, in_state(cast, state))
    assert refused.value.code == "not_handled"


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_gives_updates(cast: Cast, who: str) -> None:
    incident = active(cast)
    if who in {"press_officer", "spokesperson", "unit_head", "officer"}:
        assert told(cast, incident, actor=cast.people[who]).author == cast.people[who]
        return
    with pytest.raises(NotAllowed if who in {"leader", "auditor", "administrator"} else NotVisible):
        told(cast, incident, actor=cast.people[who])


def test_the_named_secretary_gives_updates(cast: Cast) -> None:
    incident = active(cast)
    named(cast, incident, cast.outsider, "secretary")
    assert told(cast, incident, actor=cast.outsider)


# --- recalled and missed ---------------------------------------------------------------------------


def test_recalled_once_before_and_once_when_missed(cast: Cast) -> None:
    """Half an hour before: who handles it.  Overdue: leadership too, and the timeline says so.  Never twice."""
    incident = active(cast)
    with clock.frozen(TODAY + timedelta(hours=7)):
        assert services.updates_remind() == 0
    with clock.frozen(TODAY + timedelta(hours=7, minutes=31)):
        services.updates_remind()
        assert services.updates_remind() == 0
    assert people(DUE) == {"press_officer", "spokesperson", "unit_head"}
    with clock.frozen(TODAY + timedelta(hours=8, minutes=1)):
        services.updates_remind()
    with clock.frozen(TODAY + timedelta(hours=30)):
        assert services.updates_remind() == 0
    assert people(MISSED) == {"press_officer", "spokesperson", "unit_head", "leader"}
    missed = TimelineEntry.objects.get(kind="update_missed")
    assert (missed.at, missed.actor) == (TODAY + timedelta(hours=8), None)
    assert Notification.objects.filter(kind=MISSED).first().url == incident.get_absolute_url()


def test_an_update_given_meanwhile_is_not_recalled(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given between the look for what is due and the notice: the one that is then owed hours later has its own."""
    incident, recall = active(cast), updates._recall

    def given_first(pk: Any) -> int:
        told(cast, incident)
        return recall(pk)

    monkeypatch.setattr(updates, "_recall", given_first)
    with clock.frozen(TODAY + timedelta(hours=7, minutes=31)):
        assert services.updates_remind() == 0
    assert people(DUE) == set()


def test_what_was_said_to_be_overdue_is_not_looked_at_again(cast: Cast, django_assert_num_queries: Any) -> None:
    """However many are overdue, a sweep asks for what is new: no lock and no query for each of them."""
    active(cast)
    with clock.frozen(TODAY + timedelta(hours=8, minutes=1)):
        services.updates_remind()
        with django_assert_num_queries(2):
            assert services.updates_remind() == 0


def test_the_next_one_is_recalled_anew(cast: Cast) -> None:
    incident = active(cast)
    with clock.frozen(TODAY + timedelta(hours=9)):
        services.updates_remind()
        told(cast, incident)
    with clock.frozen(TODAY + timedelta(hours=18)):
        services.updates_remind()
    assert TimelineEntry.objects.filter(kind="update_missed").count() == 2


def test_named_people_are_told_in_place_of_the_head(cast: Cast) -> None:
    """Where somebody leads by name, that person and the secretary; the desk always."""
    incident = active(cast)
    named(cast, incident, cast.outsider)
    named(cast, incident, cast.coordinator, "secretary")
    with clock.frozen(TODAY + timedelta(hours=8, minutes=1)):
        services.updates_remind()
    assert people(MISSED) == {"press_officer", "spokesperson", "outsider", "coordinator", "leader"}


def test_of_a_restricted_incident_only_who_sees_it_hears(cast: Cast) -> None:
    """Led by another unit: neither its head nor the press officer of the office."""
    incident = active(cast)
    Incident.objects.filter(pk=incident.pk).update(restricted=True)
    with clock.frozen(TODAY + timedelta(hours=8, minutes=1)):
        services.updates_remind()
    assert people(MISSED) == {"spokesperson", "leader"}


def test_a_drill_says_so_and_leaves_leadership_alone(cast: Cast) -> None:
    in_state(cast, "active", drill=True, triage={"priority": "urgent"})
    with clock.frozen(TODAY + timedelta(hours=3)):
        services.updates_remind()
    assert people(MISSED) == {"press_officer", "spokesperson", "verifier"}  # who heads the office
    titles = set(Notification.objects.filter(kind=MISSED).values_list("title", flat=True))
    assert all("iễn tập" in title or "rill" in title for title in titles)


def test_what_is_closed_is_missed_by_nobody(cast: Cast) -> None:
    incident = active(cast)
    do("close", incident, cast.press_officer)
    with clock.frozen(TODAY + timedelta(days=2)):
        assert services.updates_remind() == 0


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_sweepers_write_it_once(cast: Cast) -> None:
    active(cast)
    with clock.frozen(TODAY + timedelta(hours=8, minutes=1)):
        results = at_once(services.updates_remind, services.updates_remind)
    assert sorted(results) == [0, 4]
    assert TimelineEntry.objects.filter(kind="update_missed").count() == 1
    assert Notification.objects.filter(kind=MISSED).count() == 4


def test_reported_has_neither(cast: Cast) -> None:
    incident = reported(cast)
    assert (incident.target_at, incident.next_update_at) == (None, None)
