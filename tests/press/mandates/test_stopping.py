"""What is scheduled or approved under a mandate that ends first is stopped, and says why."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from comms.audit.models import AuditEvent
from comms.core import clock
from comms.core.decisions import actions_for
from comms.core.errors import NotAllowed
from comms.notify.models import Notification
from press.mandates.models import Mandate
from press.mandates.services import mandate_revoke
from press.releases import jobs, policies
from press.releases.models import Release
from press.releases.states import RELEASE
from press.speaking.models import Statement
from press.speaking.services import statement_approve, statement_give
from tests.cast import Cast
from tests.press.conftest import MakeMandate, MakeStatement, hanoi
from tests.press.releases.building import approved, do, issued, signed

pytestmark = pytest.mark.usefixtures("rules")

AT = hanoi(2026, 11, 25, 9)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """What is kept is in the ministry's language all the same."""
    with translation.override("en"):
        yield


MOMENT = timedelta(microseconds=1)


def revoke(cast: Cast, mandate: Mandate, **fields: Any) -> Mandate:
    mandate.refresh_from_db()
    return mandate_revoke(
        actor=cast.leader, mandate_id=mandate.pk, version=mandate.version, reason="Chuyển công tác", **fields
    )


def scheduled(cast: Cast, **fields: Any) -> Release:
    return do("schedule", approved(cast, **fields), cast.spokesperson, scheduled_for=AT)


def told(kind: str) -> set[str]:
    return set(Notification.objects.filter(kind=kind).values_list("person__username", flat=True))


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("-seq").values_list("action", flat=True))


# --- releases: under which mandate ----------------------------------------------------------------


def test_the_approval_names_the_mandate_of_that_moment(
    cast: Cast, mandate_of: MakeMandate, authorised_of: MakeMandate
) -> None:
    """The head's before the regular one's; without any the release has none and nothing is asked."""
    assert approved(cast).mandate is None
    mandate_of(valid_from=hanoi(2026, 12, 1))
    assert approved(cast).mandate is None
    mandate = mandate_of(valid_to=hanoi(2026, 11, 30))
    authorised_of(person=cast.spokesperson)
    assert approved(cast).mandate == mandate


def test_who_was_spokesperson_approves_no_longer(cast: Cast, mandate_of: MakeMandate) -> None:
    """The role may still be recorded; the right to speak has ended."""
    revoke(cast, mandate_of())
    release = signed(cast)
    answer = {action["verb"]: action for action in actions_for(cast.spokesperson, release, RELEASE, policies)}[
        "approve"
    ]
    assert (answer["allowed"], "revoked" in answer["reason"]) == (False, True)
    with pytest.raises(NotAllowed) as refused:
        do("approve", release, cast.spokesperson)
    assert refused.value.code == "outside_mandate"
    with pytest.raises(NotAllowed):
        do("issue_urgent", release, cast.spokesperson, reason="Khẩn")
    assert release_of(release).state == "in_review"


def test_of_what_a_local_body_says_it_is_not_the_ministrys(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate_of()
    hue = cast.units["STP-HUE"]
    local = mandate_of(actor=cast.leader, unit=hue)
    release = signed(cast)
    release.unit_rows.update(unit=hue)
    assert policies.speaking.agency_of(release) == hue
    assert policies.speaking.own_mandate(cast.spokesperson, release, clock.now()) == local


def test_an_urgent_issue_speaks_under_a_mandate_too(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate = mandate_of()
    release = signed(cast)
    assert do("issue_urgent", release, cast.spokesperson, reason="Khẩn").mandate == mandate


def test_a_return_forgets_it(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate_of()
    assert do("return", approved(cast), cast.spokesperson, comment="Sửa").mandate is None


# --- releases: schedule and issue -----------------------------------------------------------------


@pytest.mark.parametrize(("ends", "allowed"), [(AT, True), (AT - MOMENT, False)])
def test_no_instant_after_the_mandate_is_scheduled(
    cast: Cast, mandate_of: MakeMandate, ends: Any, allowed: bool
) -> None:
    mandate_of(valid_to=ends)
    release = approved(cast)
    if allowed:
        assert do("schedule", release, cast.spokesperson, scheduled_for=AT).state == "scheduled"
        return
    with pytest.raises(NotAllowed) as refused:
        do("schedule", release, cast.spokesperson, scheduled_for=AT)
    assert refused.value.code == "outside_mandate"
    assert "does not cover 25/11/2026 09:00" in str(refused.value.detail)


def test_a_successor_speaks_under_the_own_mandate(cast: Cast, mandate_of: MakeMandate) -> None:
    """The approval stays; who schedules or issues it speaks under a mandate that holds then."""
    mandate_of(valid_to=hanoi(2026, 11, 23))
    release = approved(cast)
    later = mandate_of(valid_from=hanoi(2026, 11, 24), decided_at=hanoi(2026, 11, 20))
    done = do("schedule", release, cast.spokesperson, scheduled_for=AT)
    assert done.mandate == later
    with clock.frozen(AT):
        assert jobs.issue_due() == 1


@pytest.mark.parametrize("who", ["the same", "another"])
def test_an_approved_text_is_issued_under_a_mandate_that_holds(cast: Cast, mandate_of: MakeMandate, who: str) -> None:
    """Issuing is what speaks: the mandate of the approval is not enough when it has ended since."""
    mandate = mandate_of()
    release = approved(cast)
    revoke(cast, mandate)
    allowed = {row["verb"]: row for row in actions_for(cast.spokesperson, release_of(release), RELEASE, policies)}
    assert not allowed["issue"]["allowed"]
    assert "does not cover" in allowed["issue"]["reason"]
    with pytest.raises(NotAllowed) as refused:
        do("issue", release, cast.spokesperson)
    assert refused.value.code == "outside_mandate"
    if who == "another":
        new = mandate_of(valid_from=clock.now())
        assert do("issue", release, cast.spokesperson).mandate == new


def release_of(release: Release) -> Release:
    return Release.objects.get(pk=release.pk)


# --- releases: the stop ---------------------------------------------------------------------------


def test_a_revocation_takes_it_off_the_schedule_at_once(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate = mandate_of()
    release = scheduled(cast)
    revoke(cast, mandate)
    release.refresh_from_db()
    assert (release.state, release.scheduled_for, release.scheduled_by) == ("approved", None, None)
    assert "25/11/2026 09:00" in release.schedule_stopped
    assert "thu hồi" in release.schedule_stopped
    assert actions()[:2] == ["press.mandate.revoked", "press.release.schedule_stopped"]
    assert told("press.schedule_stopped") == {"press_officer", "spokesperson"}
    with clock.frozen(AT):
        assert jobs.issue_due() == 0


@pytest.mark.parametrize(("ends", "state"), [(AT + MOMENT, "scheduled"), (AT, "approved")])
def test_one_that_ends_later_stops_only_what_comes_after(
    cast: Cast, mandate_of: MakeMandate, ends: Any, state: str
) -> None:
    mandate = mandate_of()
    release = scheduled(cast)
    revoke(cast, mandate, revoked_at=ends)
    assert release_of(release).state == state


def test_the_mandate_of_somebody_else_stops_nothing(
    cast: Cast, mandate_of: MakeMandate, authorised_of: MakeMandate
) -> None:
    mandate_of()
    release = scheduled(cast)
    revoke(cast, authorised_of())
    assert release_of(release).state == "scheduled"


def test_a_sweep_after_the_end_stops_it(cast: Cast, mandate_of: MakeMandate) -> None:
    """It was to be issued while the mandate held, and nobody was there to issue it: now nobody may speak."""
    mandate_of(valid_to=AT + timedelta(minutes=5))
    release = scheduled(cast)
    with clock.frozen(AT + timedelta(minutes=6)):
        assert jobs.issue_due() == 0
        assert jobs.issue_due() == 0
    release.refresh_from_db()
    assert (release.state, release.issued_at, release.number) == ("approved", None, None)
    assert "25/11/2026 09:06" in release.schedule_stopped
    assert actions()[0] == "press.release.schedule_stopped"
    assert told("press.schedule_stopped") == {"press_officer", "spokesperson"}


def test_without_a_mandate_nothing_is_asked(cast: Cast) -> None:
    release = scheduled(cast)
    with clock.frozen(AT):
        assert jobs.issue_due() == 1
    assert release_of(release).state == "issued"


def test_the_page_says_why_until_it_is_scheduled_again(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate = mandate_of()
    release = scheduled(cast)
    revoke(cast, mandate)
    client = Client()
    client.force_login(cast.press_officer)
    assert "25/11/2026 09:00" in client.get(release.get_absolute_url()).content.decode()
    mandate_of(valid_from=clock.now())
    again = do("schedule", release, cast.spokesperson, scheduled_for=AT)
    assert again.schedule_stopped == ""


def test_who_may_no_longer_issue_stops_it_with_the_reason(cast: Cast) -> None:
    release = scheduled(cast)
    cast.spokesperson.roles.all().delete()
    with clock.frozen(AT):
        assert jobs.issue_due() == 0
    assert release_of(release).schedule_stopped
    assert actions()[0] == "press.release.schedule_refused"


def test_what_was_issued_stays(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate = mandate_of()
    release = issued(cast)
    revoke(cast, mandate)
    assert release_of(release).state == "issued"


# --- statements -----------------------------------------------------------------------------------


def test_words_planned_outside_the_mandate_are_not_approved(
    cast: Cast, mandate_of: MakeMandate, statement_of: MakeStatement
) -> None:
    """Neither by the speaker nor by the leadership."""
    mandate = mandate_of(valid_to=hanoi(2026, 11, 24))
    statement = statement_of(mandate_id=mandate.pk, spoken_at=AT)
    for actor in (cast.spokesperson, cast.leader):
        with pytest.raises(NotAllowed, match="does not cover 25/11/2026 09:00"):
            statement_approve(actor=actor, statement_id=statement.pk, version=1)


@pytest.mark.parametrize(
    ("planned", "ends", "state"),
    [
        (AT, None, "draft"),
        (AT, AT, "draft"),
        (AT, AT + MOMENT, "approved"),
        (None, None, "draft"),
        (None, AT, "approved"),
    ],
)
def test_the_approval_of_what_comes_after_is_taken_back(
    cast: Cast, mandate_of: MakeMandate, statement_of: MakeStatement, planned: Any, ends: Any, state: str
) -> None:
    mandate = mandate_of()
    statement = statement_of(mandate_id=mandate.pk, spoken_at=planned)
    statement_approve(actor=cast.spokesperson, statement_id=statement.pk, version=1)
    revoke(cast, mandate, revoked_at=ends)
    statement.refresh_from_db()
    assert statement.state == state
    if state == "approved":
        assert statement.stopped_reason == ""
        return
    assert (statement.approved_by, statement.approved_at, statement.version) == (None, None, 3)
    assert "thu hồi" in statement.stopped_reason
    assert told("press.statement_stopped") == {"press_officer", "spokesperson"}
    assert actions()[:2] == ["press.mandate.revoked", "press.statement.stopped"]


def test_a_new_approval_clears_the_reason(cast: Cast, mandate_of: MakeMandate, statement_of: MakeStatement) -> None:
    mandate = mandate_of()
    statement = statement_of(mandate_id=mandate.pk)
    Statement.objects.filter(pk=statement.pk).update(stopped_reason="Thẩm quyền hết hạn")
    done = statement_approve(actor=cast.spokesperson, statement_id=statement.pk, version=1)
    assert done.stopped_reason == ""


def test_words_that_were_given_stay_given(cast: Cast, mandate_of: MakeMandate, statement_of: MakeStatement) -> None:
    mandate = mandate_of()
    statement = statement_of(mandate_id=mandate.pk)
    statement_approve(actor=cast.spokesperson, statement_id=statement.pk, version=1)
    statement_give(actor=cast.spokesperson, statement_id=statement.pk, version=2)
    revoke(cast, mandate)
    statement.refresh_from_db()
    assert statement.state == "given"
