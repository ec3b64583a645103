"""Reports of false information to a competent body, and the register of these bodies."""

from datetime import date
from typing import Any

import pytest

from comms.core.errors import Conflict, Invalid, NotAllowed, NotVisible, StaleVersion
from incidents import services
from incidents.centre_text import MOST_PLACES, report_text
from incidents.models import CentreReport, Destination, TimelineEntry
from tests.cast import Cast
from tests.incidents import building
from tests.incidents.building import claimed, do_claim, hanoi, in_state, judged
from tests.incidents.building_redress import case, destination, reported_to

pytestmark = pytest.mark.usefixtures("rules")


def answer(cast: Cast, report: CentreReport, **fields: Any) -> CentreReport:
    values = {"actor": cast.press_officer, "version": report.version, "text": "Đã gắn nhãn tin giả.", "label": "false"}
    return services.centre_report_answer(centrereport_id=report.pk, **(values | fields))


# --- the register ---------------------------------------------------------------------------------


def test_the_register_is_kept_by_the_spokesperson_and_the_administrator(cast: Cast) -> None:
    assert destination(cast).name == "Nơi nhận tin minh họa"
    assert destination(cast, actor=cast.administrator)
    for person in (cast.press_officer, cast.leader, cast.unit_head, cast.auditor):
        with pytest.raises(NotAllowed):
            destination(cast, actor=person)


def test_an_entry_ends_after_it_begins(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        destination(cast, valid_to=date(2026, 6, 30))
    assert refused.value.errors["valid_to"][0].code == "order"


def test_an_entry_is_edited_with_its_version(cast: Cast) -> None:
    body = destination(cast)
    edited = services.destination_update(
        actor=cast.administrator, destination_id=body.pk, version=body.version, phone="0000"
    )
    assert (edited.phone, edited.version) == ("0000", 2)
    with pytest.raises(StaleVersion):
        services.destination_update(actor=cast.administrator, destination_id=body.pk, version=1, phone="1111")


def test_a_report_stays_within_the_days_of_its_body(cast: Cast) -> None:
    """An entry is not shortened past a report that was recorded; it may end after it."""
    report = reported_to(cast, sent_at=hanoi(2026, 11, 10))
    body = report.destination
    with pytest.raises(Conflict) as refused:
        services.destination_update(
            actor=cast.spokesperson, destination_id=body.pk, version=body.version, valid_to=date(2026, 11, 9)
        )
    assert refused.value.code == "reports_outside"
    ended = services.destination_update(
        actor=cast.spokesperson, destination_id=body.pk, version=body.version, valid_to=date(2026, 11, 10)
    )
    assert not Destination.objects.valid_on(date(2026, 11, 11)).exists()
    assert ended.is_valid_on(date(2026, 11, 10))


# --- reports --------------------------------------------------------------------------------------


def test_a_report_is_recorded_by_who_handles_the_incident(cast: Cast) -> None:
    incident, body = case(cast), destination(cast)
    for person in (cast.press_officer, cast.officer):
        assert reported_to(cast, incident, actor=person, destination_id=body.pk).sent_by == person
    with pytest.raises(NotAllowed):
        reported_to(cast, incident, actor=cast.leader, destination_id=body.pk)
    with pytest.raises(NotVisible):
        reported_to(cast, incident, actor=cast.outsider, destination_id=body.pk)


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        (hanoi(2026, 7, 1), True),
        (hanoi(2026, 6, 30, 23, 59), False),
        (hanoi(2026, 10, 31, 23, 59), True),
        (hanoi(2026, 11, 1), False),
    ],
)
def test_the_body_takes_reports_on_the_day_of_the_sending(cast: Cast, at: Any, allowed: bool) -> None:
    body = destination(cast, valid_to=date(2026, 10, 31))
    if allowed:
        assert reported_to(cast, destination_id=body.pk, sent_at=at).sent_at == at
        return
    with pytest.raises(Invalid) as refused:
        reported_to(cast, destination_id=body.pk, sent_at=at)
    assert refused.value.errors["destination"][0].code == "not_valid"


def test_the_words_are_made_from_the_claim_and_where_it_was_seen(cast: Cast) -> None:
    incident = case(cast)
    claim = claimed(cast, incident)
    services.sighting_add(actor=cast.officer, claim_id=claim.pk, url="https://example.org/tin", reach=900)
    claim = judged(cast, claim)
    claim.refresh_from_db()
    report = reported_to(cast, incident, claim_id=claim.pk, text="")
    said = ("Cổng thu phí người dân.", "https://example.org/tin", "khoảng 900 người", "tin giả", "QĐ 1799/QĐ-BTP")
    assert [words for words in said if words not in report.text] == []
    with pytest.raises(Invalid) as refused:
        reported_to(cast, case(cast), claim_id=claim.pk)
    assert refused.value.errors["claim"][0].code == "does_not_exist"


def test_of_a_claim_seen_in_thousands_of_places_the_latest_are_named(cast: Cast) -> None:
    claim = claimed(cast, case(cast))
    for number in range(MOST_PLACES + 2):
        services.sighting_add(actor=cast.officer, claim_id=claim.pk, url=f"https://example.org/{number}")
    text = report_text(claim.incident, claim)
    assert (text.count("https://"), f"tổng số {MOST_PLACES + 2}" in text) == (MOST_PLACES, True)


def test_an_answer_is_recorded_once(cast: Cast) -> None:
    report = answer(cast, reported_to(cast))
    assert (report.label, report.recorded_by) == ("false", cast.press_officer)
    with pytest.raises(Conflict) as refused:
        answer(cast, report, text="Khác")
    assert refused.value.code == "answer_recorded"


def test_an_answer_says_something_and_follows_the_report(cast: Cast) -> None:
    report = reported_to(cast, sent_at=hanoi(2026, 11, 10))
    for fields, name in (({"text": "", "label": ""}, "text"), ({"answered_at": hanoi(2026, 11, 9)}, "answered_at")):
        with pytest.raises(Invalid) as refused:
            answer(cast, report, **fields)
        assert list(refused.value.errors) == [name]
    with pytest.raises(NotAllowed):
        answer(cast, report, actor=cast.leader)


def test_the_timeline_tells_the_report_and_its_answer(cast: Cast) -> None:
    report = answer(cast, reported_to(cast))
    kinds = TimelineEntry.objects.filter(incident=report.incident).values_list("kind", flat=True)
    assert {"centre_reported", "centre_answered"} <= set(kinds)


def test_nothing_is_reported_on_an_incident_that_has_ended(cast: Cast) -> None:
    with pytest.raises(Conflict) as refused:
        reported_to(cast, building.in_state(cast, "dismissed"))
    assert refused.value.code == "incident_ended"


def test_what_a_conclusion_of_before_rested_on_is_not_reported(cast: Cast) -> None:
    """While the claim is verified again the proposed words carry neither its evidence nor its legal source."""
    claim = judged(cast, claimed(cast, in_state(cast, "active")))
    assert claim.evidence in report_text(claim.incident, claim)
    claim = do_claim("check", claim, cast.press_officer)
    assert claim.evidence not in report_text(claim.incident, claim)
