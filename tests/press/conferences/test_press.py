"""Accreditation: who asked, who may, who came; lists; people who were forgotten."""

import csv
import io
from typing import Any

import pytest

from comms.audit.models import AuditEvent
from comms.core import clock
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotVisible
from press.conferences import printed, selectors, services
from press.conferences.models import Accreditation
from press.distribution.services import contacts
from tests.cast import PEOPLE, Cast
from tests.press.conferences.building import announced, do, do_accreditation, held, planned, registered
from tests.press.conftest import hanoi

pytestmark = pytest.mark.usefixtures("rules")


def journalist(cast: Cast, name: str = "Lê Văn Q", **fields: Any) -> Any:
    email = f"{len(name)}{Accreditation.objects.count()}{name[-1].lower()}@example.org"
    return contacts.journalist_create(actor=cast.press_officer, **({"name": name, "email": email} | fields))


def test_a_contact_brings_name_address_and_outlet(cast: Cast) -> None:
    outlet = contacts.outlet_create(actor=cast.press_officer, name="Báo Ví dụ", kind="newspaper")
    person = journalist(cast)
    contacts.employment_begin(
        actor=cast.press_officer, journalist_id=person.pk, outlet_id=outlet.pk, starts=clock.today()
    )
    row = registered(cast, announced(cast), journalist_id=person.pk)
    assert (row.name, row.email, row.outlet, row.outlet_name) == (person.name, person.email, outlet, "Báo Ví dụ")
    event = AuditEvent.objects.get(action="press.accreditation.registered")
    assert person.name not in str(event.data)  # evidence is never rewritten, so it holds no personal data


def test_nobody_is_registered_twice(cast: Cast) -> None:
    conference, person = announced(cast), journalist(cast)
    registered(cast, conference, journalist_id=person.pk)
    registered(cast, conference)
    for fields in ({"journalist_id": person.pk}, {"name": "TRẦN THỊ P", "outlet_name": "báo ví dụ"}):
        with pytest.raises(Conflict) as refused:
            registered(cast, conference, **fields)
        assert refused.value.code == "duplicate"
    assert registered(cast, conference, outlet_name="Đài Ví dụ")


def test_who_asks_late_is_marked_and_not_turned_away(cast: Cast) -> None:
    conference = announced(cast, accreditation_until=hanoi(2026, 11, 22))
    assert not registered(cast, conference).is_late
    with clock.frozen(hanoi(2026, 11, 22, 0, 1)):
        assert registered(cast, conference, name="Lê Văn Q").is_late


def test_what_a_registration_needs(cast: Cast) -> None:
    conference = announced(cast)
    for fields in ({"name": " "}, {"email": "p@"}, {"online": True}, {"name": "x" * 101}):
        with pytest.raises(Invalid) as refused:
            registered(cast, conference, **fields)
        assert set(refused.value.errors) == set(fields)
    cancelled = do("cancel", conference, cast.leader, reason="x")
    with pytest.raises(IllegalTransition):
        registered(cast, cancelled)


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_names_are_for_the_desks_and_who_oversees_them(cast: Cast, who: str) -> None:
    conference = announced(cast)
    registered(cast, conference)
    seen = selectors.accreditations_shown_to(cast.people[who], conference).count()
    assert seen == (1 if who in {"press_officer", "spokesperson", "leader", "auditor", "administrator"} else 0)
    assert selectors.conferences_shown_to(cast.people[who]).get(pk=conference.pk).requested == 1


def test_from_asked_to_present(cast: Cast) -> None:
    row = registered(cast, announced(cast))
    with pytest.raises(IllegalTransition):
        do_accreditation("attend", row, cast.press_officer)  # nobody has accredited the person
    row = do_accreditation("accredit", row, cast.press_officer)
    with pytest.raises(IllegalTransition):
        do_accreditation("attend", row, cast.press_officer)  # four days before
    with clock.frozen(hanoi(2026, 11, 25, 0, 0)):
        row = do_accreditation("attend", row, cast.press_officer)
        assert row.attended_at == hanoi(2026, 11, 25)
        with pytest.raises(IllegalTransition):
            do_accreditation("attend", row, cast.press_officer)
        with pytest.raises(IllegalTransition):
            do_accreditation("refuse", row, cast.press_officer, reason="x")
        row = do_accreditation("unattend", row, cast.press_officer)
        with pytest.raises(IllegalTransition):
            do_accreditation("unattend", row, cast.press_officer)
        with pytest.raises(Invalid):
            do_accreditation("attend", row, cast.press_officer, attended_at=hanoi(2026, 11, 25, 9))
    with pytest.raises(Invalid):
        do_accreditation("refuse", row, cast.press_officer, reason=" ")
    row = do_accreditation("refuse", row, cast.press_officer, reason="Hết chỗ")
    assert do_accreditation("accredit", row, cast.press_officer).refuse_reason == ""


def test_leadership_reads_and_the_desk_decides(cast: Cast) -> None:
    row = registered(cast, announced(cast))
    with pytest.raises(NotAllowed):
        do_accreditation("accredit", row, cast.leader)
    with pytest.raises(NotVisible):
        do_accreditation("accredit", row, cast.unit_head)


def test_a_list_in_one_act_leaves_out_who_cannot_come(cast: Cast) -> None:
    conference, desk = announced(cast), cast.press_officer
    kept = contacts.list_create(actor=desk, name="Báo chí")
    people = [journalist(cast, f"Nhà báo {letter}") for letter in "ABCD"]
    outlet = contacts.outlet_create(actor=desk, name="Báo Ví dụ", kind="newspaper")
    for person in people:
        contacts.list_member_add(actor=desk, distributionlist_id=kept.pk, journalist_id=person.pk)
    contacts.list_member_add(actor=desk, distributionlist_id=kept.pk, outlet_id=outlet.pk)
    contacts.journalist_update(actor=desk, journalist_id=people[2].pk, version=people[2].version, active=False)
    people[3].__class__.objects.filter(pk=people[3].pk).update(unsubscribed_at=clock.now())
    refused = registered(cast, conference, journalist_id=people[1].pk)
    do_accreditation("refuse", refused, desk, reason="Hết chỗ")
    done = services.list_accredit(actor=desk, pressconference_id=conference.pk, list_id=kept.pk)
    assert (done.added, done.known, done.skipped) == (1, 1, 3)
    states = dict(conference.accreditations.values_list("name", "state"))
    assert states == {"Nhà báo A": "accredited", "Nhà báo B": "refused"}  # a refusal is not undone by a list
    again = services.list_accredit(actor=desk, pressconference_id=conference.pk, list_id=kept.pk)
    assert (again.added, again.known) == (0, 2)
    with pytest.raises(NotAllowed):
        services.list_accredit(actor=cast.leader, pressconference_id=conference.pk, list_id=kept.pk)


def test_who_is_forgotten_leaves_no_name_behind(cast: Cast) -> None:
    conference, person = held(cast), journalist(cast)
    row = registered(cast, conference, journalist_id=person.pk, card_number="123")
    contacts.journalist_forget(actor=cast.press_officer, journalist_id=person.pk, version=person.version)
    row.refresh_from_db()
    assert (row.name, row.email, row.card_number) == ("", "", "")
    with pytest.raises(Conflict) as refused:
        registered(cast, planned(cast), journalist_id=person.pk)
    assert refused.value.code == "forgotten"


def test_the_file_has_no_formulas_and_leaves_evidence(cast: Cast) -> None:
    conference = announced(cast)
    registered(cast, conference, name="=HYPERLINK(1)", outlet_name="@Báo", card_number="-1")
    services.accreditations_exported(actor=cast.press_officer, pressconference_id=conference.pk)
    rows = list(selectors.accreditations_shown_to(cast.press_officer, conference))
    read = list(csv.reader(io.StringIO(printed.accreditations_csv(rows).decode("utf-8-sig"))))
    assert read[1][:4] == ["'=HYPERLINK(1)", "'@Báo", "p@example.org", "'-1"]
    assert AuditEvent.objects.filter(action="press.conference.exported", subject_id=conference.pk).exists()
    with pytest.raises(NotAllowed):
        services.accreditations_exported(actor=cast.leader, pressconference_id=conference.pk)
