"""What is said, by whom, under which mandate, and what happens to it afterwards."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from rest_framework.test import APIClient

from comms.audit.models import AuditEvent
from comms.core import clock
from comms.core.decisions import actions_for
from comms.core.errors import IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from comms.core.text import fold
from press.events import statement_given
from press.mandates.services import mandate_revoke
from press.speaking import policies
from press.speaking.models import Statement, StatementVersion
from press.speaking.services import (
    statement_approve,
    statement_correct,
    statement_draft,
    statement_give,
    statement_update,
)
from press.speaking.states import STATEMENT
from tests.cast import PEOPLE, Cast
from tests.press.conftest import MakeMandate, MakeStatement, hanoi
from tests.press.releases.building import draft

pytestmark = pytest.mark.usefixtures("rules")

START, END = hanoi(2026, 11, 20, 8), hanoi(2026, 11, 21, 8)
MOMENT = timedelta(microseconds=1)
HOSTILE = "<script>alert(1)</script>\"'; DROP TABLE press_statement; -- {{ 7*7 }} \u202e\u200bđ"


def in_state(cast: Cast, statement: Statement, state: str) -> Statement:
    """Bring a draft to a state by the services."""
    if state in ("approved", "given", "corrected"):
        statement = statement_approve(actor=cast.spokesperson, statement_id=statement.pk, version=statement.version)
    if state in ("given", "corrected"):
        statement = statement_give(actor=cast.spokesperson, statement_id=statement.pk, version=statement.version)
    if state == "corrected":
        statement = statement_correct(
            actor=cast.spokesperson, statement_id=statement.pk, version=statement.version, text="Đúng.", note="Nhầm số"
        )
    return statement


def test_draft_approve_give(cast: Cast, statement_of: MakeStatement) -> None:
    """The press officer drafts, the spokesperson approves and gives; each step is one audit event and one version."""
    statement = in_state(cast, statement_of(), "given")
    assert (statement.state, statement.version) == ("given", 3)
    assert statement.approved_by == cast.spokesperson
    assert statement.spoken_at == statement.given_at == clock.now()
    events = AuditEvent.objects.filter(subject_id=statement.pk).values_list("action", flat=True)
    assert [action.rsplit(".", 1)[1] for action in events] == ["drafted", "approved", "given"]
    assert StatementVersion.objects.get().text == statement.text


def test_the_event_names_the_statement_and_the_speaker(cast: Cast, statement_of: MakeStatement) -> None:
    """Those upstairs hear of it once, in the same transaction, when the words are already recorded."""
    heard: list[tuple[Any, Any, str]] = []

    def listen(statement: Statement, actor: Any, **_: Any) -> None:
        assert transaction.get_connection().in_atomic_block
        heard.append((statement.pk, actor, Statement.objects.get(pk=statement.pk).state))

    statement_given.connect(listen)
    try:
        statement = in_state(cast, statement_of(), "given")
    finally:
        statement_given.disconnect(listen)
    assert heard == [(statement.pk, cast.spokesperson, "given")]


# --- the mandate ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoken_at", "covered"),
    [(START - MOMENT, False), (START, True), (END, True), (END + MOMENT, False)],
    ids=["just before", "the first instant", "the last instant", "just after"],
)
def test_words_outside_the_mandate_are_refused(
    cast: Cast, mandate_of: MakeMandate, statement_of: MakeStatement, spoken_at: datetime, covered: bool
) -> None:
    """Judged at the instant of speaking, whenever it is registered; the refusal names the validity."""
    mandate = mandate_of(valid_from=START, valid_to=END)
    statement = statement_of(mandate_id=mandate.pk)

    def give() -> Statement:
        return statement_give(
            actor=cast.spokesperson, statement_id=statement.pk, version=1, spoken_at=spoken_at, spoken_live=True
        )

    if covered:
        assert give().spoken_at == spoken_at
        return
    with pytest.raises(NotAllowed) as refused:
        give()
    assert refused.value.code == "outside_mandate"
    assert "20/11/2026 08:00" in str(refused.value.detail)
    assert "21/11/2026 08:00" in str(refused.value.detail)
    statement.refresh_from_db()
    assert (statement.state, statement.version) == ("draft", 1)


def test_a_revoked_mandate_covers_what_was_said_before(
    cast: Cast, mandate_of: MakeMandate, statement_of: MakeStatement
) -> None:
    mandate = mandate_of(valid_from=START)
    before, at = statement_of(mandate_id=mandate.pk), statement_of(mandate_id=mandate.pk)
    mandate_revoke(actor=cast.leader, mandate_id=mandate.pk, version=1, reason="Chuyển công tác")
    given = statement_give(
        actor=cast.spokesperson,
        statement_id=before.pk,
        version=1,
        spoken_at=clock.now() - timedelta(minutes=1),
        spoken_live=True,
    )
    assert given.state == "given"
    with pytest.raises(NotAllowed) as refused:
        statement_give(actor=cast.spokesperson, statement_id=at.pk, version=1, spoken_at=clock.now(), spoken_live=True)
    assert refused.value.code == "outside_mandate"


def test_who_has_no_mandate_any_more_approves_nothing(
    cast: Cast, mandate_of: MakeMandate, statement_of: MakeStatement
) -> None:
    """A mandate that has ended gives no right; one that is yet to begin may be prepared for."""
    ended = statement_of(mandate_id=mandate_of(valid_from=START, valid_to=END).pk)
    with pytest.raises(NotAllowed):
        statement_approve(actor=cast.spokesperson, statement_id=ended.pk, version=1)
    ahead = statement_of(mandate_id=mandate_of(valid_from=hanoi(2026, 12, 1)).pk)
    assert statement_approve(actor=cast.spokesperson, statement_id=ahead.pk, version=1).state == "approved"
    with pytest.raises(NotAllowed) as refused:
        statement_give(actor=cast.spokesperson, statement_id=ahead.pk, version=2)
    assert refused.value.code == "outside_mandate"


# --- live words -----------------------------------------------------------------------------------


def test_a_draft_is_given_only_as_spoken_live(cast: Cast, statement_of: MakeStatement) -> None:
    statement = statement_of(text="Dự kiến")
    with pytest.raises(IllegalTransition):
        statement_give(actor=cast.spokesperson, statement_id=statement.pk, version=1)
    given = statement_give(
        actor=cast.spokesperson, statement_id=statement.pk, version=1, spoken_live=True, text="Đã nói thế này."
    )
    assert (given.text, given.spoken_live, given.approved_by) == ("Đã nói thế này.", True, None)
    assert "da noi the nay" in Statement.objects.get().folded


def test_an_approved_text_is_given_as_approved(cast: Cast, statement_of: MakeStatement) -> None:
    """Neither with other words nor as if it had been spoken before the approval."""
    statement = in_state(cast, statement_of(), "approved")
    with pytest.raises(Invalid) as refused:
        statement_give(actor=cast.spokesperson, statement_id=statement.pk, version=2, text="Khác")
    assert refused.value.errors["text"][0].code == "approved_text"
    with pytest.raises(Invalid) as refused:
        statement_give(
            actor=cast.spokesperson, statement_id=statement.pk, version=2, spoken_at=clock.now() - timedelta(hours=1)
        )
    assert refused.value.errors["spoken_at"][0].code == "before_approval"


def test_nobody_has_spoken_in_the_future(cast: Cast, statement_of: MakeStatement) -> None:
    statement = in_state(cast, statement_of(), "approved")
    with pytest.raises(Invalid) as refused:
        statement_give(actor=cast.spokesperson, statement_id=statement.pk, version=2, spoken_at=clock.now() + MOMENT)
    assert refused.value.errors["spoken_at"][0].code == "future"


# --- the author is not the approver ---------------------------------------------------------------


def test_whoever_wrote_before_does_not_approve(cast: Cast, statement_of: MakeStatement) -> None:
    """The spokesperson's own words stay theirs when the press officer touches another field; leadership approves."""
    own = statement_of(actor=cast.spokesperson)
    edited = statement_update(actor=cast.press_officer, statement_id=own.pk, version=1, occasion="Họp báo")
    assert edited.author == cast.press_officer
    with pytest.raises(NotAllowed):
        statement_approve(actor=cast.spokesperson, statement_id=own.pk, version=2)
    assert statement_approve(actor=cast.leader, statement_id=own.pk, version=2).state == "approved"


def test_a_release_out_of_sight_is_not_named(cast: Cast, statement_of: MakeStatement) -> None:
    """What was said is known to everybody, the draft release that it names is not."""
    release = draft(cast, units=[cast.units["VP"]])
    statement = in_state(cast, statement_of(release_id=release.pk), "given")
    client = APIClient()
    for who, shown in ((cast.outsider, None), (cast.press_officer, str(release.pk))):
        client.force_login(who)
        assert client.get(f"/api/v1/statements/{statement.pk}/").json()["release"] == shown
        assert client.get("/api/v1/statements/").json()["results"][0]["release"] == shown


def test_the_author_does_not_approve(cast: Cast, statement_of: MakeStatement) -> None:
    """Also the spokesperson who wrote it themselves: leadership approves then.  The database agrees."""
    own = statement_of(actor=cast.spokesperson)
    with pytest.raises(NotAllowed):
        statement_approve(actor=cast.spokesperson, statement_id=own.pk, version=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Statement.objects.filter(pk=own.pk).update(approved_by=cast.spokesperson)
    assert statement_approve(actor=cast.leader, statement_id=own.pk, version=1).approved_by == cast.leader


def test_an_edit_takes_the_approval_back_and_makes_an_author(cast: Cast, statement_of: MakeStatement) -> None:
    statement = in_state(cast, statement_of(), "approved")
    edited = statement_update(actor=cast.spokesperson, statement_id=statement.pk, version=2, text="Sửa lại")
    assert (edited.state, edited.approved_by, edited.author) == ("draft", None, cast.spokesperson)
    with pytest.raises(NotAllowed):
        statement_approve(actor=cast.spokesperson, statement_id=statement.pk, version=3)


def test_an_edit_that_changes_nothing_leaves_the_approval(cast: Cast, statement_of: MakeStatement) -> None:
    statement = in_state(cast, statement_of(text="Giữ nguyên"), "approved")
    same = statement_update(actor=cast.press_officer, statement_id=statement.pk, version=2, text=" Giữ nguyên ")
    assert (same.state, same.version) == ("approved", 2)


# --- corrections ----------------------------------------------------------------------------------


def test_a_correction_keeps_the_old_words(cast: Cast, statement_of: MakeStatement) -> None:
    statement = in_state(cast, statement_of(text="Có 5 cổng."), "given")
    corrected = statement_correct(
        actor=cast.spokesperson, statement_id=statement.pk, version=3, text="Có 6 cổng.", note="Nhầm số lượng"
    )
    assert (corrected.state, corrected.text) == ("corrected", "Có 6 cổng.")
    again = statement_correct(
        actor=cast.spokesperson, statement_id=statement.pk, version=4, text="Có 7 cổng.", note="Bổ sung"
    )
    assert again.state == "corrected"
    kept = StatementVersion.objects.filter(statement=statement).values_list("number", "text", "note")
    assert list(kept) == [(1, "Có 5 cổng.", ""), (2, "Có 6 cổng.", "Nhầm số lượng"), (3, "Có 7 cổng.", "Bổ sung")]


@pytest.mark.parametrize("change", [{"text": "Có 5 cổng."}, {"text": " "}, {"note": ""}])
def test_a_correction_says_something(cast: Cast, statement_of: MakeStatement, change: dict[str, str]) -> None:
    statement = in_state(cast, statement_of(text="Có 5 cổng."), "given")
    values = {"text": "Có 6 cổng.", "note": "Nhầm"} | change
    with pytest.raises(Invalid):
        statement_correct(actor=cast.spokesperson, statement_id=statement.pk, version=3, **values)


@pytest.mark.parametrize(
    "sql", ["UPDATE press_statement_version SET text = 'x'", "DELETE FROM press_statement_version"]
)
def test_the_database_keeps_the_words(cast: Cast, statement_of: MakeStatement, sql: str) -> None:
    in_state(cast, statement_of(), "given")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        transaction.get_connection().cursor().execute(sql)


# --- transitions ----------------------------------------------------------------------------------

VERBS = {
    "draft": {"approve", "give"},
    "approved": {"give"},
    "given": {"correct"},
    "corrected": {"correct"},
}


@pytest.mark.parametrize("state", sorted(VERBS))
@pytest.mark.parametrize("verb", ["approve", "give", "correct", "update"])
def test_the_transition_table(cast: Cast, statement_of: MakeStatement, state: str, verb: str) -> None:
    """Every verb from every state: done where the table allows it, else IllegalTransition and nothing changed."""
    statement = in_state(cast, statement_of(), state)
    calls: dict[str, Any] = {
        "approve": (statement_approve, {}),
        "give": (statement_give, {"spoken_live": True}),
        "correct": (statement_correct, {"text": "Mới hẳn", "note": "Vì"}),
        "update": (statement_update, {"text": "Mới hẳn"}),
    }
    service, values = calls[verb]
    legal = verb in VERBS[state] or (verb == "update" and state in ("draft", "approved"))
    if legal:
        done = service(actor=cast.spokesperson, statement_id=statement.pk, version=statement.version, **values)
        assert done.version == statement.version + 1
        return
    with pytest.raises(IllegalTransition):
        service(actor=cast.spokesperson, statement_id=statement.pk, version=statement.version, **values)
    statement.refresh_from_db()
    assert statement.state == state


def test_an_old_version_is_refused(cast: Cast, statement_of: MakeStatement) -> None:
    statement = in_state(cast, statement_of(), "approved")
    for service, values in (
        (statement_update, {"text": "x"}),
        (statement_approve, {}),
        (statement_give, {}),
    ):
        with pytest.raises(StaleVersion):
            service(actor=cast.spokesperson, statement_id=statement.pk, version=1, **values)


# --- rights ---------------------------------------------------------------------------------------

SEES_DRAFTS = {"press_officer", "spokesperson", "leader", "auditor", "administrator"}
MAY = {
    "draft": {"press_officer", "spokesperson"},
    "edit": {"press_officer", "spokesperson"},
    "approve": {"spokesperson", "leader"},
    "give": {"spokesperson"},
    "correct": {"spokesperson", "leader"},
}


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_the_permission_table(cast: Cast, statement_of: MakeStatement, who: str) -> None:
    """For each person: what is seen, what is allowed, and a reason for each refusal."""
    actor = cast.people[who]
    statement = statement_of()
    assert Statement.objects.visible_to(actor).filter(pk=statement.pk).exists() is (who in SEES_DRAFTS)
    assert bool(policies.may_draft(actor, statement.mandate)) is (who in MAY["draft"])
    assert bool(policies.may_edit(actor, statement)) is (who in MAY["edit"])
    for action in actions_for(actor, statement, STATEMENT, policies):
        assert action["allowed"] is (who in MAY[action["verb"]] and action["verb"] != "correct"), action
        assert action["allowed"] or action["reason"]
    if who not in SEES_DRAFTS:
        with pytest.raises(NotVisible):
            statement_approve(actor=actor, statement_id=statement.pk, version=1)
    given = in_state(cast, statement, "given")
    assert Statement.objects.visible_to(actor).filter(pk=given.pk).exists()
    assert bool(policies.may_correct(actor, given)) is (who in MAY["correct"])


def test_the_person_who_is_to_speak_sees_the_draft(
    cast: Cast, authorised_of: MakeMandate, statement_of: MakeStatement
) -> None:
    """A head of a department who was authorised has no press role, but has to know what to say."""
    statement = statement_of(mandate_id=authorised_of().pk)
    assert Statement.objects.visible_to(cast.unit_head).filter(pk=statement.pk).exists()
    assert not Statement.objects.visible_to(cast.officer).filter(pk=statement.pk).exists()
    assert statement_approve(actor=cast.unit_head, statement_id=statement.pk, version=1).state == "approved"


def test_nobody_drafts_for_a_release_out_of_sight(cast: Cast, statement_of: MakeStatement) -> None:
    with pytest.raises(NotVisible):
        statement_of(release_id="00000000-0000-4000-8000-000000000000")


# --- text -----------------------------------------------------------------------------------------


def test_hostile_words_are_kept_as_they_are(cast: Cast, statement_of: MakeStatement) -> None:
    """Nothing is interpreted; invisible characters and decomposed letters take their stored form."""
    statement = statement_of(text=HOSTILE, topic="To\u0302\u0309 chức")
    statement.refresh_from_db()
    assert statement.text == HOSTILE.replace("\u200b", "")
    assert statement.topic == "Tổ chức"
    assert Statement.objects.filter(folded__contains=fold("TO CHUC")).exists()


def test_a_line_is_one_line_and_a_text_has_one_kind_of_line_end(statement_of: MakeStatement) -> None:
    """A browser sends other line ends than the API; the words are the same."""
    statement = statement_of(topic=" Cổng\r\npháp  luật ", text="Một.\r\nHai.\rBa.\n")
    assert (statement.topic, statement.text) == ("Cổng pháp luật", "Một.\nHai.\nBa.")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": " \u200b"}, "text"),
        ({"text": "a\x1bb"}, "text"),
        ({"topic": "a\x85b\x9f"}, "topic"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "a\ud800b"}, "text"),
        ({"topic": ""}, "topic"),
        ({"topic": "x" * 301}, "topic"),
        ({"outlet": "x" * 201}, "outlet"),
        ({"form": "rumour"}, "form"),
        ({"language": "fr"}, "language"),
    ],
)
def test_a_bad_field_is_named(statement_of: MakeStatement, fields: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        statement_of(**fields)
    assert list(refused.value.errors) == [field]
    assert not Statement.objects.exists()


def test_drafting_leaves_no_trace_when_refused(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate = mandate_of()
    before = AuditEvent.objects.count()
    with pytest.raises(NotAllowed):
        statement_draft(actor=cast.officer, mandate_id=mandate.pk, form="interview", topic="t", text="x")
    assert AuditEvent.objects.count() == before
    assert not Statement.objects.exists()
