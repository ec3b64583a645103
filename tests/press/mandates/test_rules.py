"""The tables of the README, cell by cell: what is recorded afterwards, what ends when, what is put right."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from comms.audit.models import AuditEvent
from comms.core import clock
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, StaleVersion
from press.mandates.models import Mandate
from press.mandates.services import mandate_amend, mandate_publish, mandate_revoke
from press.speaking.models import Statement
from press.speaking.services import statement_draft, statement_give
from tests.cast import Cast
from tests.press.conftest import MakeMandate, hanoi
from tests.press.releases.building import approved, do

pytestmark = pytest.mark.usefixtures("rules")

SAID = hanoi(2026, 11, 20, 10)
MOMENT = timedelta(microseconds=1)


def said(cast: Cast, mandate: Mandate, at: datetime = SAID) -> Statement:
    """Spoken live at the instant, registered now."""
    draft = statement_draft(
        actor=cast.press_officer, mandate_id=mandate.pk, form="interview", topic="Cổng", text="Cổng đã mở."
    )
    return statement_give(actor=mandate.person, statement_id=draft.pk, version=1, spoken_at=at, spoken_live=True)


def code_of(refused: Any, field: str) -> list[str]:
    return [error.code for error in refused.value.errors[field]]


# --- recorded afterwards --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        (SAID - timedelta(days=5), None, True),
        (SAID, SAID + timedelta(days=5), True),
        (SAID - timedelta(days=5), SAID, True),
        (SAID + MOMENT, SAID + timedelta(days=5), False),
        (SAID - timedelta(days=5), SAID - MOMENT, False),
    ],
    ids=["around", "begins at the words", "ends with the words", "begins after", "ended before"],
)
def test_no_mandate_is_put_under_words_that_were_said(
    cast: Cast,
    mandate_of: MakeMandate,
    authorised_of: MakeMandate,
    start: datetime,
    end: datetime | None,
    refused: bool,
) -> None:
    """The words were given under another mandate; a paper recorded later does not cover them too."""
    said(cast, mandate_of())
    fields = {"person": cast.spokesperson, "valid_from": start, "valid_to": end or hanoi(2026, 12, 31)}
    if not refused:
        assert authorised_of(decided_at=start - timedelta(days=1), **fields).pk
        return
    with pytest.raises(Invalid) as error:
        authorised_of(decided_at=start - timedelta(days=1), **fields)
    assert code_of(error, "valid_from") == ["backdated_over_statements"]
    assert "20/11/2026 10:00" in str(error.value.errors["valid_from"][0].detail)


def test_the_words_of_others_and_for_others_stand_in_nobodys_way(
    cast: Cast, mandate_of: MakeMandate, authorised_of: MakeMandate
) -> None:
    said(cast, mandate_of())
    early = SAID - timedelta(days=1)
    assert authorised_of(person=cast.unit_head, valid_from=early, decided_at=early).pk
    assert mandate_of(unit=cast.units["CNTT"], valid_from=early, decided_at=early).pk


def test_an_issued_release_is_something_said(cast: Cast, mandate_of: MakeMandate, authorised_of: MakeMandate) -> None:
    mandate_of()
    do("issue", approved(cast), cast.spokesperson)
    with pytest.raises(Invalid) as error:
        authorised_of(person=cast.spokesperson, valid_from=clock.now() - timedelta(hours=1))
    assert code_of(error, "valid_from") == ["backdated_over_statements"]


# --- who gives ------------------------------------------------------------------------------------


def test_the_signer_with_an_account_is_the_head(
    cast: Cast, authorised_of: MakeMandate, mandate_of: MakeMandate
) -> None:
    """Of that agency, at the decision."""
    with pytest.raises(Invalid) as error:
        authorised_of(decided_by_person=cast.leader)
    assert code_of(error, "decided_by_person") == ["not_head"]
    mandate_of(person=cast.leader, capacity="head", unit=cast.units["CNTT"])
    with pytest.raises(Invalid):
        authorised_of(decided_by_person=cast.leader)
    mandate_of(person=cast.leader, capacity="head")
    assert authorised_of(decided_by_person=cast.leader).decided_by_person == cast.leader


def test_the_regular_spokesperson_is_assigned_by_the_head_too(cast: Cast, mandate_of: MakeMandate) -> None:
    with pytest.raises(Invalid) as error:
        mandate_of(decided_by_person=cast.verifier)
    assert code_of(error, "decided_by_person") == ["not_head"]


def test_a_label_that_names_a_spokesperson_is_refused(
    cast: Cast, mandate_of: MakeMandate, authorised_of: MakeMandate
) -> None:
    """Word by word, marks and case aside; a post without a name passes, and so does a head of the same name."""
    mandate_of()
    name = cast.spokesperson.full_name
    for label in (name, f"NGƯỜI PHÁT NGÔN {name.upper()}", f"TL. Bộ trưởng; {name}."):
        with pytest.raises(Invalid) as error:
            authorised_of(decided_by=label)
        assert code_of(error, "decided_by") == ["sub_delegation"]
    with pytest.raises(Invalid) as error:
        authorised_of(decided_by=cast.unit_head.full_name)
    assert code_of(error, "decided_by") == ["own_mandate"]
    assert authorised_of(decided_by=f"{name}h").pk
    cast.leader.full_name = name
    cast.leader.save()
    mandate_of(person=cast.leader, capacity="head")
    assert authorised_of(decided_by=name, scope="Việc khác").pk


# --- overlaps -------------------------------------------------------------------------------------


def test_one_authorisation_of_a_person_on_a_matter_at_a_time(
    cast: Cast, mandate_of: MakeMandate, authorised_of: MakeMandate
) -> None:
    """The matter is compared without marks and case; where none is named, the scope is the matter."""
    first = authorised_of(matter="Cổng pháp luật", valid_to=hanoi(2026, 11, 30))
    with pytest.raises(Conflict) as refused:
        authorised_of(matter="CỔNG  PHÁP LUẬT")
    assert refused.value.code == "overlap"
    assert first.person.full_name in str(refused.value.detail)
    assert authorised_of(matter="Việc khác").pk
    assert authorised_of(matter="Cổng pháp luật", person=cast.verifier, actor=cast.leader).pk
    assert authorised_of(matter="Cổng pháp luật", valid_from=hanoi(2026, 11, 30, 0, 1)).pk
    authorised_of(scope="Chỉ một việc")
    with pytest.raises(Conflict):
        authorised_of(scope="chỉ một việc")


# --- when it ends ---------------------------------------------------------------------------------

NOW = hanoi(2026, 11, 21, 9)
ENDS = [
    ("now", None, NOW, None),
    ("an instant to come", hanoi(2026, 11, 25), hanoi(2026, 11, 25), None),
    ("a past instant after the last words", SAID + MOMENT, SAID + MOMENT, None),
    ("the instant of the last words", SAID, None, "said_since"),
    ("before the last words", SAID - timedelta(days=1), None, "said_since"),
    ("before the decision", hanoi(2025, 12, 31), None, "order"),
    ("after its own end", hanoi(2027, 1, 1), None, "after_end"),
]


@pytest.mark.parametrize(("case", "at", "ends", "code"), ENDS, ids=[row[0] for row in ENDS])
def test_when_a_revocation_takes_effect(
    cast: Cast, mandate_of: MakeMandate, case: str, at: datetime | None, ends: datetime | None, code: str | None
) -> None:
    mandate = mandate_of(valid_to=hanoi(2026, 12, 31))
    statement = said(cast, mandate)
    arguments = {"actor": cast.leader, "mandate_id": mandate.pk, "version": 1, "reason": "Chuyển công tác"}
    if code:
        with pytest.raises(Invalid) as refused:
            mandate_revoke(**arguments, revoked_at=at)
        assert code_of(refused, "revoked_at") == [code]
        assert Mandate.objects.get().revoked_at is None
        return
    revoked = mandate_revoke(**arguments, revoked_at=at)
    assert (revoked.revoked_at, revoked.state) == (ends, "revoked")
    assert revoked.is_valid_at(statement.spoken_at)
    assert revoked.is_valid_now is (ends > NOW)


def test_the_end_comes_after_words_that_were_given_meanwhile(cast: Cast, mandate_of: MakeMandate) -> None:
    """A request that waited for its lock brings an older instant than the words: they stay covered."""
    mandate = mandate_of()
    later = clock.now() + timedelta(seconds=1)
    with clock.frozen(later):
        said(cast, mandate, later)
    revoked = mandate_revoke(actor=cast.leader, mandate_id=mandate.pk, version=1, reason="Chuyển công tác")
    assert revoked.revoked_at == later + MOMENT


def test_what_has_ended_by_itself_is_not_revoked(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate = mandate_of(valid_to=hanoi(2026, 11, 20))
    with pytest.raises(IllegalTransition):
        mandate_revoke(actor=cast.leader, mandate_id=mandate.pk, version=1, reason="Muộn")
    with pytest.raises(StaleVersion):
        mandate_revoke(actor=cast.leader, mandate_id=mandate.pk, version=9, reason="Muộn")


# --- put right ------------------------------------------------------------------------------------


def amend(cast: Cast, mandate: Mandate, actor: Any = None, **changes: Any) -> Mandate:
    mandate.refresh_from_db()
    return mandate_amend(actor=actor or cast.press_officer, mandate_id=mandate.pk, version=mandate.version, **changes)


CHANGES: dict[str, dict[str, Any]] = {
    "scope": {"scope": "Phạm vi khác"},
    "matter": {"matter": "Vụ việc khác"},
    "document_number": {"document_number": "99/QĐ-BTP"},
    "decided_by": {"decided_by": "Thứ trưởng"},
    "phone": {"phone": "024 1111 1111"},
    "post": {"post": "Phó Chánh Văn phòng"},
    "email": {"email": "khac@example.org"},
}


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize(("spoken", "reason"), [(False, ""), (True, ""), (True, "Ghi nhầm số")])
def test_what_is_put_right_and_when(cast: Cast, mandate_of: MakeMandate, field: str, spoken: bool, reason: str) -> None:
    """Before anything was said all of it; after that the paper with a reason, the contact always."""
    mandate = mandate_of(illustrative=[field])
    if spoken:
        said(cast, mandate)
    expected = None
    if spoken and field in ("scope", "matter"):
        expected = (field, "said_under")
    elif spoken and not reason and field in ("document_number", "decided_by"):
        expected = ("reason", "required")
    if expected:
        with pytest.raises(Invalid) as refused:
            amend(cast, mandate, reason=reason, **CHANGES[field])
        assert code_of(refused, expected[0]) == [expected[1]]
        return
    amended = amend(cast, mandate, reason=reason, **CHANGES[field])
    assert getattr(amended, field) == CHANGES[field][field]
    assert (amended.version, amended.illustrative) == (2, [])
    event = AuditEvent.objects.order_by("-seq")[0]
    assert (event.action, event.data["fields"], event.data["reason"]) == ("press.mandate.amended", [field], reason)


def test_an_amendment_is_checked_like_a_record(cast: Cast, mandate_of: MakeMandate, authorised_of: MakeMandate) -> None:
    mandate_of()
    mandate = authorised_of(matter="Một việc")
    authorised_of(matter="Việc khác")
    with pytest.raises(Conflict):
        amend(cast, mandate, matter="Việc khác")
    for changes, field, code in (
        ({"scope": ""}, "scope", "required"),
        ({"document_number": " "}, "document_number", "required"),
        ({"decided_by": cast.spokesperson.full_name}, "decided_by", "sub_delegation"),
        ({"decided_by_person": cast.spokesperson}, "decided_by_person", "sub_delegation"),
        ({"email": "không phải thư"}, "email", "invalid"),
        ({"email": "a@b@c.vn"}, "email", "invalid"),
        ({"phone": "gọi tôi"}, "phone", "invalid"),
        ({"phone": "1" * 41}, "phone", "max_length"),
        ({"post": "a\x00b"}, "post", "characters"),
    ):
        with pytest.raises(Invalid) as refused:
            amend(cast, mandate, **changes)
        assert code_of(refused, field) == [code], changes


def test_who_puts_right_and_what_stays(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate = mandate_of()
    for who in ("spokesperson", "officer", "administrator"):
        with pytest.raises(NotAllowed):
            amend(cast, mandate, actor=cast.people[who], phone="024 2")
    assert amend(cast, mandate, phone=mandate.phone).version == 1
    # Who speaks, for whom and how long is another mandate, not another record.
    assert amend(cast, mandate, valid_from=SAID, capacity="head", person=cast.verifier).version == 1
    mandate_publish(actor=cast.press_officer, mandate_id=mandate.pk, version=1)
    with pytest.raises(Invalid) as refused:
        amend(cast, mandate, phone="")
    assert code_of(refused, "phone") == ["required"]
    mandate_revoke(actor=cast.leader, mandate_id=mandate.pk, version=2, reason="Chuyển công tác")
    with pytest.raises(IllegalTransition):
        amend(cast, mandate, phone="024 2222")
