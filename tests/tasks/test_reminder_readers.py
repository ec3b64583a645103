"""To whom reminders go, what a reader may not see, and what a run costs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from comms.notify.models import Notification
from comms.notify.selectors import notices_of
from comms.org.models import Role, UnitSuccession
from comms.outbox.services import drain
from tasks.models import Reminder, Task
from tasks.selectors.reminders import MOST_LINES
from tasks.services.reminders import digests_send
from tests.cast import Cast
from tests.notify.build import addressed
from tests.plans.build import issued, plan_of_2022
from tests.tasks.build import alone, at, bring
from tests.tasks.reminding import body, grant, on, people_told, person, send

# --- to whom ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "told"),
    [
        (20, {"officer"}),  # one working day overdue on Thursday 26/11: Mon 23, Wed 25, Thu 26 make three
        (25, {"officer"}),
        (23, {"officer"}),
        (13, {"officer", "unit_head"}),
        (12, {"officer", "unit_head"}),
        (11, {"officer", "unit_head", "leader"}),
        (2, {"officer", "unit_head", "leader"}),
    ],
)
def test_who_hears_of_what_is_overdue_for_how_long(cast: Cast, due: int, told: set[str]) -> None:
    """On Thursday 26/11/2026, Tuesday a holiday: after 3 working days the head, after 10 the leadership."""
    expected = {"officer", "unit_head"} if due == 20 else told
    alone(cast, due_on=at(due))
    send(26)
    assert people_told() == expected


def test_an_escalation_says_so(cast: Cast) -> None:
    alone(cast, due_on=at(2))
    send(26)
    assert "; báo thủ trưởng đơn vị vì đã quá hạn từ 3 ngày làm việc trở lên" in body(cast.unit_head)
    assert (
        "; báo lãnh đạo vì đã quá hạn từ 10 ngày làm việc trở lên; đơn vị chủ trì: Vụ Phổ biến, giáo dục pháp luật"
        in body(cast.leader)
    )
    assert "trở lên" not in body(cast.officer)


def test_the_days_of_escalation_are_settings(cast: Cast, settings: Any) -> None:
    settings.TASK_ESCALATE_TO_HEAD_DAYS, settings.TASK_ESCALATE_TO_LEADERSHIP_DAYS = 1, 2
    alone(cast, due_on=at(23))
    send(25)
    assert people_told() == {"officer", "unit_head"}
    send(26)
    assert people_told() == {"officer", "unit_head", "leader"}


def test_in_a_unit_without_officers_its_head_is_told(cast: Cast) -> None:
    alone(cast, due_on=at(25), lead_unit=cast.units["VP"])
    send(23)
    assert people_told() == {"verifier"}


def test_without_anybody_to_tell_nothing_counts_as_told(cast: Cast) -> None:
    """Who comes later is told."""
    alone(cast, due_on=at(25), lead_unit=cast.units["CTXD-VB"], plan=issued(cast))
    assert send(23) == 0
    person(cast, "new", "CTXD-VB")
    assert send(25) == 1
    assert people_told() == {"new"}


def test_a_person_in_two_units_gets_the_digest_of_each(cast: Cast) -> None:
    grant(cast.officer, cast.units["CNTT"], Role.Kind.OFFICER)
    plan = plan_of_2022(cast)
    alone(cast, plan, no="1", due_on=at(20))
    alone(cast, plan, no="2", due_on=at(20), lead_unit=cast.units["CNTT"])
    assert send(23) == 2
    titles = Notification.objects.filter(person=cast.officer).values_list("title", flat=True)
    assert sorted(title.split(" ngày")[0] for title in titles) == [
        "Công việc của C-PBGDPL-TGPL", "Công việc của CNTT",
    ]  # fmt: skip


def test_officer_and_head_in_one_person_get_one_digest_with_one_line(cast: Cast) -> None:
    grant(cast.officer, cast.units["C-PBGDPL-TGPL"], Role.Kind.UNIT_HEAD)
    alone(cast, due_on=at(2))
    send(26)
    assert Notification.objects.filter(person=cast.officer).count() == 1
    assert body(cast.officer).count("Thông cáo báo chí") == 1
    assert "báo thủ trưởng đơn vị" in body(cast.officer)


def test_of_a_unit_that_was_split_all_successors_are_told(cast: Cast) -> None:
    """A unit that ended has no people: its present successors' are told, each once."""
    UnitSuccession.objects.create(
        predecessor=cast.units["TGPL"], successor=cast.units["CNTT"], kind=UnitSuccession.Kind.SPLIT
    )
    alone(cast, due_on=at(25), lead_unit=cast.units["TGPL"])
    assert send(23) == 2
    assert people_told() == {"officer", "coordinator"}
    assert send(25) == 0


def test_who_left_or_was_closed_is_not_told(cast: Cast) -> None:
    gone = person(cast, "gone", "C-PBGDPL-TGPL", is_active=False)
    Role.objects.filter(user=cast.officer).update(ends=at(20))
    alone(cast, due_on=at(25))
    send(23)
    assert people_told() == {"unit_head"}
    assert gone.username not in people_told()


# --- what a reader may not see ---------------------------------------------------------------------------------------


def test_a_digest_never_names_what_its_reader_may_not_see(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Visibility is asked for each reader: what is hidden from one officer is missing in that digest alone."""
    hidden = person(cast, "hidden", "C-PBGDPL-TGPL")
    plan = plan_of_2022(cast)
    alone(cast, plan, no="1", title="mật", due_on=at(20))
    alone(cast, plan, no="2", title="mở", due_on=at(20))
    visible = type(Task.objects.all()).visible_to

    def narrower(self: Any, user: Any) -> Any:
        rows = visible(self, user)
        return rows.exclude(title="mật") if user == hidden else rows

    monkeypatch.setattr(type(Task.objects.all()), "visible_to", narrower)
    send(23)
    assert "mật" in body(cast.officer)
    assert "mật" not in body(hidden)
    assert "mở" in body(hidden)
    assert "1 quá hạn" in body(hidden)


def test_who_leaves_the_unit_no_longer_reads_its_digests(cast: Cast) -> None:
    """Neither in the list of notices nor, where it is not sent yet, by mail."""
    addressed(cast, "officer")
    alone(cast, due_on=at(20))
    send(23)
    cast.officer.roles.update(ends=at(23))
    with on(25):
        cast.officer.forget_roles()
        assert [notice.withheld for notice in notices_of(cast.officer)] == [True]
        drain()
    assert mail.outbox == []


# --- cost ------------------------------------------------------------------------------------------------------------


def test_more_tasks_ask_no_more(cast: Cast, django_assert_max_num_queries: Callable[..., Any]) -> None:
    """A run over three tasks of each kind costs what one over one does."""
    counts = []
    for day, number in ((23, 1), (25, 3)):
        plan = plan_of_2022(cast, code=f"KH-{day}", decision_number=f"{day}/QĐ")
        for index in range(number):
            alone(cast, plan, no=f"a{index}", due_on=at(2))
            alone(cast, plan, no=f"b{index}", due_on=at(27))
            bring(cast, alone(cast, plan, no=f"c{index}"), "submitted")
            bring(cast, alone(cast, plan, no=f"d{index}"), "returned")
        with on(day), django_assert_max_num_queries(200) as asked:
            assert digests_send() == 3
        counts.append(len(asked))
    assert counts[1] <= counts[0]


def test_a_quiet_day_asks_little(cast: Cast, django_assert_max_num_queries: Callable[..., Any]) -> None:
    with on(21), django_assert_max_num_queries(1):
        digests_send()
    with on(23), django_assert_max_num_queries(25):
        digests_send()


def test_a_mail_stays_short_whatever_there_is_to_tell(
    cast: Cast, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    """Of what is new and of what is still open the newest lines, and how many more there are; more work asks no
    more."""
    plan, asked = plan_of_2022(cast), []
    for day, first, number in ((23, 0, 45), (25, 100, 47), (26, 200, 60)):
        for index in range(first, first + number):
            alone(cast, plan, no=str(index), title=f"việc {index}", due_on=at(1 if index % 10 == 0 else 2, 10))
        with on(day), django_assert_max_num_queries(200) as run:
            assert digests_send() == 2
        asked.append(len(run))
    assert asked[2] <= asked[1]
    for reader in (cast.officer, cast.unit_head, cast.leader):
        title, new, still = body(reader).split("\n\n")
        assert "152 quá hạn" in title
        for part, more in ((new, 20), (still, 52)):
            _heading, *lines, count = part.splitlines()
            assert len(lines) == MOST_LINES
            assert count == f"… và {more} việc khác, xem tại mục Việc của đơn vị tôi."
        assert "01/10/2026" not in new
    assert Reminder.objects.count() == 3 * 152
