"""Correction requests: who drafts and who sends, the law of each letter, the clock, the rounds."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from comms.core import clock
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from comms.deadlines.selectors import clocks_of
from incidents import services
from incidents.correction_letter import worded
from incidents.models import CorrectionRequest, CorrectionRound
from incidents.policies import redress as policies
from press.mandates.services import mandate_revoke
from tests.cast import Cast
from tests.incidents import building
from tests.incidents.building import hanoi, mandate
from tests.incidents.building_redress import (
    LAPSED,
    SENT,
    answered,
    case,
    code_of,
    complaint,
    do,
    drafted,
    rounds,
    sent,
)

pytestmark = pytest.mark.usefixtures("rules")
JUNE, JULY = hanoi(2026, 6, 30, 16), hanoi(2026, 7, 1, 9)


# --- drafting -------------------------------------------------------------------------------------


def test_a_draft_is_written_by_who_handles_the_incident(cast: Cast) -> None:
    incident = case(cast)
    for person in (cast.press_officer, cast.officer, cast.unit_head):
        assert drafted(cast, incident, actor=person).state == "draft"
    for person in (cast.leader, cast.auditor):
        with pytest.raises(NotAllowed):
            drafted(cast, incident, actor=person)
    with pytest.raises(NotVisible):
        drafted(cast, incident, actor=cast.outsider)


def test_a_draft_names_an_outlet_and_a_claim_of_its_incident(cast: Cast) -> None:
    """Another incident's claim does not exist here; a name or a contact is needed."""
    incident = case(cast)
    strange = building.claimed(cast, case(cast))
    with pytest.raises(Invalid) as refused:
        drafted(cast, incident, claim_id=strange.pk)
    assert complaint(refused, "claim") == "does_not_exist"
    with pytest.raises(Invalid) as refused:
        drafted(cast, incident, outlet_name=" ")
    assert complaint(refused, "outlet_name") == "required"
    with pytest.raises(Invalid) as refused:
        drafted(cast, incident, article_on=date(2026, 11, 22))
    assert complaint(refused, "article_on") == "future"


def test_nothing_is_drafted_on_an_incident_that_has_ended(cast: Cast) -> None:
    with pytest.raises(Conflict) as refused:
        drafted(cast, building.in_state(cast, "dismissed"))
    assert code_of(refused) == "incident_ended"


def test_once_a_letter_is_out_only_the_next_one_is_written(cast: Cast) -> None:
    correction = sent(cast)
    with pytest.raises(IllegalTransition):
        do("update", correction, cast.press_officer, truth="Khác")
    edited = do("update", correction, cast.press_officer, letter="Văn bản lần hai", ground="ND244-9.3")
    assert (edited.letter, edited.ground, edited.rounds.get().ground) == ("Văn bản lần hai", "ND244-9.3", "ND244-7.6")


def test_an_edit_needs_the_version_as_it_stands(cast: Cast) -> None:
    correction = drafted(cast)
    with pytest.raises(StaleVersion):
        services.correction_update(
            actor=cast.press_officer, correctionrequest_id=correction.pk, version=9, truth="Khác"
        )


# --- sending --------------------------------------------------------------------------------------


def test_who_wrote_or_edited_the_words_does_not_send_them(cast: Cast) -> None:
    """Not the author, and not who edited it before somebody else did, spokesperson or not."""
    mandate(cast)
    own = drafted(cast, actor=cast.spokesperson)
    edited = do("update", drafted(cast), cast.spokesperson, truth="Cổng không thu phí.")
    do("update", edited, cast.press_officer, truth="Cổng không thu phí nào.")
    for correction in (own, edited):
        assert not policies.may_send(cast.spokesperson, correction)
        with pytest.raises(NotAllowed):
            do("send", correction, cast.spokesperson)


def test_it_is_sent_under_a_mandate_that_holds_at_that_moment(cast: Cast) -> None:
    held, correction = mandate(cast), drafted(cast)
    for person in (cast.unit_head, cast.leader):
        with pytest.raises(NotAllowed) as refused:
            do("send", correction, person)
        assert code_of(refused) == "outside_mandate"
    mandate_revoke(actor=cast.leader, mandate_id=held.pk, version=held.version, reason="Thay người")
    assert not policies.may_send(cast.spokesperson, correction)
    with pytest.raises(NotAllowed) as refused:
        do("send", correction, cast.spokesperson)
    assert code_of(refused) == "outside_mandate"
    # What went out while it held is still recorded by the one who sent it.
    assert do("send", correction, cast.spokesperson, sent_at=SENT).mandate == held


def test_its_mandate_does_not_end_before_it_was_sent(cast: Cast) -> None:
    """A letter is something said: what was lawful then stays so."""
    held = mandate(cast)
    sent = do("send", drafted(cast), cast.spokesperson, sent_at=SENT)
    with pytest.raises(Invalid) as refused:
        mandate_revoke(
            actor=cast.leader,
            mandate_id=held.pk,
            version=held.version,
            reason="Thay người",
            revoked_at=SENT - timedelta(minutes=1),
        )
    assert sent.mandate == held
    assert "revoked_at" in refused.value.errors


def test_an_authorisation_on_one_matter_is_named(cast: Cast) -> None:
    authorised = mandate(
        cast,
        person=cast.unit_head,
        capacity="authorised",
        valid_to=hanoi(2026, 12, 31),
        document_number="12/UQ-BTP",
        scope="Tin sai về Cổng",
    )
    correction = drafted(cast)
    with pytest.raises(Invalid) as refused:
        do("send", correction, cast.unit_head)
    assert complaint(refused, "mandate") == "matter"
    with pytest.raises(Invalid) as refused:
        do("send", correction, cast.unit_head, mandate_id=correction.pk)
    assert complaint(refused, "mandate") == "not_own"
    assert do("send", correction, cast.unit_head, mandate_id=authorised.pk).rounds.get().mandate == authorised


@pytest.mark.parametrize(
    ("ground", "at", "allowed"),
    [
        ("ND09-6.3C", JUNE, True),
        ("ND09-8.5", JUNE, True),
        ("ND244-7.6", JUNE, False),
        ("ND09-6.3C", JULY, False),
        ("ND244-7.6", JULY, True),
        ("ND244-9.3", JULY, True),
        ("ND09-6.3C", hanoi(2017, 3, 1), False),
    ],
)
def test_the_ground_is_of_the_law_of_the_day_of_the_letter(
    cast: Cast, ground: str, at: datetime, allowed: bool
) -> None:
    mandate(cast, valid_from=hanoi(2017, 1, 1), decided_at=hanoi(2017, 1, 1))
    correction = drafted(cast, ground=ground, article_on=None)
    if allowed:
        assert do("send", correction, cast.spokesperson, sent_at=at).sent_at == at
        return
    with pytest.raises(Invalid) as refused:
        do("send", correction, cast.spokesperson, sent_at=at)
    assert complaint(refused, "ground") == "not_in_force"


@pytest.mark.parametrize(
    ("ground", "at", "rule", "due"),
    [
        ("ND09-6.3C", JUNE, "LBC16-39.4", hanoi(2026, 7, 16)),
        ("ND244-7.6", SENT, "ND237-18.6", hanoi(2026, 11, 24)),
    ],
)
def test_the_outlets_time_counts_from_the_day_of_the_letter(
    cast: Cast, ground: str, at: datetime, rule: str, due: datetime
) -> None:
    """15 days until 30/06/2026 (Press Law 2016), 15 working days from 01/07/2026 on (Decree 237/2026)."""
    row = clocks_of(sent(cast, at, ground=ground)).get()
    assert (row.rule.code, row.started_at, row.due_at) == (rule, at, due)


def test_a_letter_is_not_sent_in_the_future_nor_before_the_article(cast: Cast) -> None:
    mandate(cast)
    correction = drafted(cast, article_on=date(2026, 11, 10))
    for at, expected in ((hanoi(2026, 11, 22), "future"), (hanoi(2026, 11, 9, 23), "order")):
        with pytest.raises(Invalid) as refused:
            do("send", correction, cast.spokesperson, sent_at=at)
        assert complaint(refused, "sent_at") == expected


def test_the_words_of_a_letter_stay_as_they_were_sent(cast: Cast) -> None:
    correction = sent(cast)
    first = correction.rounds.get()
    assert correction.passage in first.text
    assert "khoản 6 Điều 7 Nghị định số 244/2026/NĐ-CP" in first.text
    assert "khoản 6 Điều 18" in first.text
    assert (first.no, first.sent_by, correction.letter) == (1, cast.spokesperson, "")


def test_the_letter_names_the_law_of_its_day(cast: Cast) -> None:
    correction = drafted(cast, ground="ND09-8.5")
    text = worded(correction, date(2026, 6, 30))
    assert "khoản 5 Điều 8 Nghị định số 09/2017/NĐ-CP" in text
    assert "Điều 42 Luật Báo chí số 103/2016/QH13" in text
    assert "khoản 4 Điều 39" in text


# --- rounds ---------------------------------------------------------------------------------------


def test_the_law_carries_three_letters_until_june_and_two_from_july(cast: Cast) -> None:
    june = [hanoi(2026, 6, day, 9) for day in (21, 22, 23)]
    three = rounds(cast, "ND09-6.3C", *june)
    with pytest.raises(Conflict) as refused:
        do("send", three, cast.spokesperson, sent_at=JUNE)
    assert code_of(refused) == "rounds_used"
    two = rounds(cast, "ND244-7.6", JULY, SENT)
    assert not policies.may_send(cast.spokesperson, two)
    with pytest.raises(Conflict) as refused:
        do("send", two, cast.spokesperson)
    assert code_of(refused) == "rounds_used"


def test_the_law_of_each_letter_decides_how_many_may_follow(cast: Cast) -> None:
    """Two letters of June leave a third one in June, and none in July."""
    correction = rounds(cast, "ND09-6.3C", hanoi(2026, 6, 21, 9), hanoi(2026, 6, 22, 9))
    assert policies.rounds_left(correction, date(2026, 6, 30)) == 1
    correction = do("update", correction, cast.press_officer, ground="ND244-7.6")
    with pytest.raises(Conflict) as refused:
        do("send", correction, cast.spokesperson, sent_at=JULY)
    assert code_of(refused) == "rounds_used"
    correction = do("update", correction, cast.press_officer, ground="ND09-6.3C")
    assert do("send", correction, cast.spokesperson, sent_at=JUNE).rounds.count() == 3


def test_the_next_letter_waits_while_the_outlet_has_time(cast: Cast) -> None:
    correction = sent(cast)
    with pytest.raises(Conflict) as refused:
        do("send", correction, cast.spokesperson)
    assert code_of(refused) == "clock_running"
    with clock.frozen(LAPSED):
        second = do("send", correction, cast.spokesperson)
    first, last = clocks_of(second)
    assert (first.stopped_at, first.breached, last.is_open) == (LAPSED, True, True)
    assert (second.sent_at, second.rounds.count()) == (SENT, 2)


def test_letters_follow_each_other_in_time(cast: Cast) -> None:
    correction = answered(cast, sent(cast), answered_at=hanoi(2026, 11, 10))
    with pytest.raises(Invalid) as refused:
        do("send", correction, cast.spokesperson, sent_at=hanoi(2026, 11, 9))
    assert complaint(refused, "sent_at") == "order"


def test_the_database_refuses_a_fourth_letter_and_one_number_twice(cast: Cast) -> None:
    correction = sent(cast)
    first = correction.rounds.get()
    for number in (1, 4):
        with pytest.raises(IntegrityError), transaction.atomic():
            CorrectionRound.objects.create(
                request=correction, no=number, text="x", ground=first.ground, mandate=first.mandate,
                sent_by=cast.spokesperson, sent_at=SENT,
            )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectionRound.objects.filter(pk=first.pk).update(answered_at=JULY, recorded_by=cast.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectionRequest.objects.filter(pk=correction.pk).update(mandate=None)
