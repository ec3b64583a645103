"""Telling a person something: once, in the person's language, in the transaction of what it tells about."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from comms.core.errors import IllegalTransition, NotVisible, StaleVersion
from comms.notify.models import WITHHELD, Notification
from comms.notify.selectors import notices_of, unread_count
from comms.notify.services import notification_read, notifications_read_all, notify
from comms.outbox.models import OutboxMessage
from tests.cast import Cast
from tests.notify.build import KIND, addressed, tell
from tests.races import at_once, needs_postgresql
from tests.tasks.build import alone


def test_the_same_key_is_told_to_a_person_once(cast: Cast) -> None:
    addressed(cast, "officer", "unit_head")
    assert tell(cast.officer) is not None
    assert tell(cast.officer, title="again") is None
    assert tell(cast.unit_head) is not None
    assert list(Notification.objects.values_list("title", flat=True)) == ["Nhiệm vụ mới"] * 2
    assert OutboxMessage.objects.filter(topic="notify.mail").count() == 2


def test_texts_are_rendered_in_the_language_of_the_person(cast: Cast) -> None:
    """Lazy texts, whatever language the one who causes the notice reads."""
    cast.unit_head.language = "en"
    told = [tell(person, title=_("Notices"), body=_("unread notices")) for person in (cast.officer, cast.unit_head)]
    assert [(one.language, one.title, one.body) for one in told if one] == [
        ("vi", "Thông báo", "thông báo chưa đọc"),
        ("en", "Notices", "unread notices"),
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Một\r\nBcc: all@moj.example", "Một Bcc: all@moj.example"),
        ("a\x00\u2028b\u202ec", "a b c"),
        ("đ" * 400, "đ" * 299 + "…"),
    ],
)
def test_a_title_is_one_line(cast: Cast, given: str, kept: str) -> None:
    told = tell(cast.officer, title=given)
    assert told is not None
    assert told.title == kept


def test_the_body_keeps_its_lines_and_no_control_characters(cast: Cast) -> None:
    told = tell(cast.officer, body="một\r\nhai\x00\x1b[31m\rba")
    assert told is not None
    assert told.body == "một\nhai[31m\nba"


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "/\\evil.example", "tasks/", "/a\nb"])
def test_the_address_is_a_path_of_this_service(cast: Cast, url: str) -> None:
    with pytest.raises(ValueError, match="path of this service"):
        tell(cast.officer, url=url)


def test_an_unknown_kind_is_a_mistake_of_the_program(cast: Cast) -> None:
    with pytest.raises(LookupError, match="not registered"):
        tell(cast.officer, kind="no.such")


def test_a_notice_needs_the_transaction_of_its_cause(transactional_db: Any, cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        notify(person=cast.officer, kind=KIND, key="1", title="x")


def test_a_change_that_is_rolled_back_tells_nobody(cast: Cast) -> None:
    addressed(cast, "officer")
    with transaction.atomic():
        notify(person=cast.officer, kind=KIND, key="1", title="x")
        transaction.set_rollback(True)
    assert not Notification.objects.exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    ("address", "active", "mail", "owed"),
    [
        ("a@moj.example", True, True, 1),
        ("", True, True, 0),
        ("a@moj.example", False, True, 0),
        ("a@moj.example", True, False, 0),
    ],
)
def test_who_gets_a_mail(cast: Cast, address: str, active: bool, mail: bool, owed: int) -> None:
    """Without an address, without an account or where none is wanted there is the row alone."""
    cast.officer.email, cast.officer.is_active = address, active
    cast.officer.save()
    assert tell(cast.officer, mail=mail) is not None
    assert OutboxMessage.objects.count() == owed


def test_without_a_mail_server_nothing_is_owed(cast: Cast, settings: Any) -> None:
    settings.MAIL_IS_SENT = False
    addressed(cast, "officer")
    assert tell(cast.officer) is not None
    assert not OutboxMessage.objects.exists()


def test_a_notice_is_read_once_and_by_its_person(cast: Cast) -> None:
    told = tell(cast.officer)
    assert told is not None
    with pytest.raises(NotVisible):
        notification_read(actor=cast.unit_head, notification_id=told.pk, version=1)
    with pytest.raises(StaleVersion):
        notification_read(actor=cast.officer, notification_id=told.pk, version=2)
    assert notification_read(actor=cast.officer, notification_id=told.pk, version=1).state == "read"
    with pytest.raises(IllegalTransition):
        notification_read(actor=cast.officer, notification_id=told.pk, version=2)
    assert unread_count(cast.officer) == 0


def test_all_are_read_at_once_but_only_ones_own(cast: Cast) -> None:
    for key in ("1", "2"):
        tell(cast.officer, key)
    tell(cast.unit_head)
    assert notifications_read_all(actor=cast.officer) == 2
    assert (unread_count(cast.officer), unread_count(cast.unit_head)) == (0, 1)
    assert notifications_read_all(actor=cast.officer) == 0


def test_a_notice_says_nothing_of_what_its_person_may_not_see(cast: Cast) -> None:
    """The subject is asked again whenever the notice is read; an unregistered type is invisible."""
    task = alone(cast)
    for person in (cast.officer, cast.outsider):
        tell(person, subject=("tasks.task", task.pk))
    tell(cast.leader, subject=("no.such", task.pk))
    (seen,), (hidden,), (unknown,) = map(notices_of, (cast.officer, cast.outsider, cast.leader))
    assert (seen.withheld, seen.shown_title, seen.shown_body, seen.shown_url) == (
        False, "Nhiệm vụ mới", "Nhiệm vụ 6", "/tasks/",
    )  # fmt: skip
    for notice in (hidden, unknown):
        assert (notice.withheld, notice.shown_title, notice.shown_body, notice.shown_url) == (True, WITHHELD, "", "")


@pytest.mark.parametrize(
    "broken",
    [{"state": "gone"}, {"state": "read"}, {"subject_type": "tasks.task"}],
    ids=["unknown state", "read without a date", "half a subject"],
)
def test_the_database_refuses_half_a_notice(cast: Cast, broken: dict[str, Any]) -> None:
    tell(cast.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.update(**broken)


@needs_postgresql
def test_one_of_several_writers_tells(transactional_db: Any, cast: Cast) -> None:
    told = at_once(*[lambda: tell(cast.officer)] * 4)
    assert sum(isinstance(one, Notification) for one in told) == 1
    assert told.count(None) == 3
    assert Notification.objects.count() == 1
