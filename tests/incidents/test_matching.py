"""Earlier claims that say the same: suggested with the report, confirmed or rejected by a person."""

import csv
import random
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from comms.audit.models import AuditEvent
from comms.core.errors import Conflict, IllegalTransition, NotAllowed, NotVisible, StaleVersion
from incidents import services
from incidents.matching import THRESHOLD, read
from incidents.models import Claim, ClaimMatch, ClaimPair, Incident, TimelineEntry
from incidents.selectors.matching import COMMON, MOST, earlier_claims, like, matches_of
from incidents.services.matching import write_pairs
from incidents.states import MATCH
from tests.cast import PEOPLE, Cast
from tests.incidents.building import claimed, do, do_claim, given, hanoi, in_state, judged
from tests.races import at_once, needs_postgresql

pytestmark = pytest.mark.usefixtures("rules")

SAID = "Cổng Pháp luật quốc gia bắt đầu thu phí 50.000 đồng mỗi lần tra cứu"
AGAIN = "cong phap luat quoc gia thu phí 50k mỗi lần tra kứu"
OTHER = "Thi hành án Bình Dương cưỡng chế nhầm nhà của gia đình liệt sĩ"


def led(cast: Cast, **fields: Any) -> Incident:
    return in_state(cast, "active", triage={"lead_unit": cast.units["C-PBGDPL-TGPL"]}, **fields)


def pair_of_claims(cast: Cast) -> tuple[Claim, Claim, ClaimMatch]:
    """An earlier claim, one that repeats it in another incident, and the match that was suggested."""
    earlier = claimed(cast, led(cast), text=SAID)
    claim = claimed(cast, led(cast), text=AGAIN)
    return earlier, claim, claim.matches.get()


def decide(verb: str, match: ClaimMatch, actor: Any) -> ClaimMatch:
    match.refresh_from_db()
    service = getattr(services, f"match_{verb}")
    done: ClaimMatch = service(actor=actor, match_id=match.pk, version=match.version)
    return done


def restricted(cast: Cast, **fields: Any) -> Incident:
    """Led by nobody yet: the press desk of the office sees it, the unit that reported it does not."""
    incident = in_state(cast, "reported", **fields)
    return services.incident_update(
        actor=cast.press_officer, incident_id=incident.pk, version=incident.version, restricted=True
    )


# --- found ----------------------------------------------------------------------------------------------


def test_a_report_is_matched_with_earlier_claims_at_once(cast: Cast) -> None:
    earlier, claim, match = pair_of_claims(cast)
    assert (match.claim_id, match.earlier_id, match.state) == (claim.pk, earlier.pk, "suggested")
    assert match.score >= THRESHOLD
    assert set(match.words) >= {"cong", "phí", "50k"}
    assert claim.repeats_id is None
    assert not earlier.matches.exists()


def test_what_says_something_else_is_not_suggested(cast: Cast) -> None:
    claimed(cast, led(cast), text=SAID)
    assert not claimed(cast, led(cast), text=OTHER).matches.exists()
    assert not claimed(cast, led(cast), text=SAID.replace("50.000", "20.000")).matches.exists()
    assert not claimed(cast, led(cast), text=SAID.replace("bắt đầu", "không")).matches.exists()


def test_the_index_is_written_with_the_claim_or_not_at_all(cast: Cast) -> None:
    incident = led(cast)
    with transaction.atomic():
        claimed(cast, incident, text=SAID)
        assert ClaimPair.objects.exists()
        transaction.set_rollback(True)
    assert not ClaimPair.objects.exists()


def test_at_most_five_are_suggested_the_likest_first(cast: Cast) -> None:
    incident = led(cast)
    for number in range(MOST + 3):
        claimed(cast, incident, text=f"{SAID}, {'theo lời đồn ' * number}")
    found = earlier_claims(cast.leader, SAID)
    assert len(found) == MOST
    scores = [one.likeness.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 100


def test_labelled_pairs_are_found_among_many_other_claims(cast: Cast) -> None:
    """The held half through the index, with every near-miss among the earlier claims: recall at least 0.98.

    Six in seven suggestions are right; the others are near-misses that a shortened text does not tell apart.
    """
    with (Path(__file__).parent / "labelled_claims.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    held = [row for row in rows if row["split"] == "held"]
    incident = led(cast)
    texts = {row["earlier"] for row in rows} | {row["new"] for row in rows if row["label"] == "other"} | set(noise())
    at = incident.received_at
    made = Claim.objects.bulk_create(
        Claim(incident=incident, text=text, first_seen_at=at, reporter=cast.officer) for text in sorted(texts)
    )
    write_pairs([claim.pk for claim in made], [read(claim.text) for claim in made])
    found = right = wrong = 0
    for row in held:
        suggested = {one.claim.text for one in earlier_claims(cast.leader, row["new"])} - {row["new"]}
        if row["label"] == "same":
            found += row["earlier"] in suggested
            right += row["earlier"] in suggested
            wrong += len(suggested - {row["earlier"]})
        else:
            wrong += row["earlier"] in suggested
    same = sum(row["label"] == "same" for row in held)
    assert found / same >= 0.98
    assert right / (right + wrong) >= 0.85


def noise() -> list[str]:
    """2,000 texts about the same ministry that none of the labelled ones repeats."""
    dice = random.Random(5)  # the same texts in every run
    who = ("Trung tâm thông tin", "Viện khoa học", "Tạp chí nghề luật", "Nhà xuất bản", "Ban thi đua", "Công đoàn")
    does = ("khai trương", "tổng kết", "đề xuất", "tiếp nhận", "công bố", "rà soát", "trao tặng", "tập huấn")
    what = ("bể bơi", "thư viện số", "giải bóng bàn", "vườn cây", "nhà để xe", "phòng đọc", "bếp ăn", "sân cầu lông")
    return [
        f"{dice.choice(who)} {dice.choice(does)} {dice.choice(what)} đợt {number} cho {dice.randrange(9, 999)} khách"
        for number in range(2_000)
    ]


def test_a_pair_that_many_claims_have_still_finds(cast: Cast) -> None:
    """Where all pairs of a text are common, some of them are asked for all the same."""
    incident = led(cast)
    rows = [
        Claim(
            incident=incident, text="thu phí tra cứu hộ tịch", first_seen_at=incident.received_at, reporter=cast.officer
        )
        for _ in range(COMMON + 5)
    ]
    Claim.objects.bulk_create(rows)
    write_pairs([claim.pk for claim in rows], [read(claim.text) for claim in rows])
    assert len(earlier_claims(cast.leader, "thu phí tra cứu hộ tịch")) == MOST


def test_of_claims_that_are_equally_alike_the_answered_one_comes_first(cast: Cast) -> None:
    """The refutation that exists is offered at once, whichever of the two was reported first."""
    first = claimed(cast, led(cast), text=SAID, first_seen_at=hanoi(2026, 11, 20, 8))
    second = claimed(cast, led(cast), text=SAID)
    assert [one.claim.pk for one in earlier_claims(cast.leader, AGAIN)] == [first.pk, second.pk]
    do_claim("refute", judged(cast, second), cast.press_officer, statement_id=given(cast).pk)
    assert [one.claim.pk for one in earlier_claims(cast.leader, AGAIN)] == [second.pk, first.pk]


@pytest.mark.parametrize("text", ["", "?!", "không", "a", "'; DROP TABLE incidents_claim; --", "\x00"[:0] + "%s %% {}"])
def test_any_text_may_be_asked_for(cast: Cast, text: str) -> None:
    claimed(cast, led(cast), text=SAID)
    assert earlier_claims(cast.leader, text) == []


def test_the_number_of_statements_does_not_grow(cast: Cast, django_assert_max_num_queries: Any) -> None:
    incident = led(cast)
    for number in range(30):
        claimed(cast, incident, text=f"{SAID} đợt thứ {number} tại phường")
    reading = read(SAID)
    with django_assert_max_num_queries(1):
        assert like(Claim.objects.all(), reading)


def test_the_index_can_be_written_anew(cast: Cast) -> None:
    earlier, _claim, _match = pair_of_claims(cast)
    before = set(ClaimPair.objects.values_list("claim", "pair"))
    ClaimPair.objects.filter(claim=earlier).delete()
    call_command("claims_index", verbosity=0)
    assert set(ClaimPair.objects.values_list("claim", "pair")) == before


# --- who sees it ----------------------------------------------------------------------------------------


def test_a_restricted_claim_is_no_candidate_for_who_may_not_see_it(cast: Cast) -> None:
    hidden = claimed(cast, restricted(cast), text=SAID, actor=cast.press_officer)
    assert [one.claim.pk for one in earlier_claims(cast.press_officer, AGAIN)] == [hidden.pk]
    for person in ("officer", "unit_head", "administrator", "outsider", "coordinator"):
        assert earlier_claims(getattr(cast, person), AGAIN) == []


def test_hidden_candidates_take_no_place(cast: Cast) -> None:
    """However many like claims are restricted, the one that the person sees is found."""
    seen = claimed(cast, led(cast), text=SAID)
    hidden = restricted(cast)
    for number in range(40):
        claimed(cast, hidden, text=f"{SAID}{'!' * number}", actor=cast.press_officer)
    assert [one.claim.pk for one in earlier_claims(cast.officer, AGAIN)] == [seen.pk]


def test_a_real_claim_is_never_matched_with_one_of_a_drill(cast: Cast) -> None:
    """What a drill concluded was made up; the drill itself may repeat what is real."""
    practised = claimed(cast, led(cast, drill=True), text=SAID)
    assert earlier_claims(cast.officer, AGAIN) == []
    assert [one.claim.pk for one in earlier_claims(cast.officer, AGAIN, drill=True)] == [practised.pk]
    real = claimed(cast, led(cast), text=AGAIN)
    assert not real.matches.exists()
    again = claimed(cast, led(cast, drill=True), text=SAID)
    assert set(again.matches.values_list("earlier", flat=True)) == {practised.pk, real.pk}


def test_a_suggestion_of_a_restricted_claim_is_kept_and_shown_to_who_sees_both(cast: Cast) -> None:
    hidden = claimed(cast, restricted(cast), text=SAID, actor=cast.press_officer)
    claim = claimed(cast, led(cast), text=AGAIN)
    assert claim.matches.get().earlier_id == hidden.pk
    assert matches_of(cast.press_officer, claim).count() == 1
    assert not matches_of(cast.officer, claim).exists()
    with pytest.raises(NotVisible):
        decide("confirm", claim.matches.get(), cast.officer)


def test_evidence_of_a_decision_does_not_name_the_earlier_claim(cast: Cast) -> None:
    earlier, claim, match = pair_of_claims(cast)
    decide("confirm", match, cast.press_officer)
    event = AuditEvent.objects.filter(action="incidents.claim.match_confirmed").get()
    assert str(earlier.pk) not in str(event.data)
    assert str(claim.pk) == str(event.subject_id)


# --- decided --------------------------------------------------------------------------------------------


def test_confirming_says_what_the_claim_repeats_who_said_so_and_when(cast: Cast) -> None:
    earlier, claim, match = pair_of_claims(cast)
    done = decide("confirm", match, cast.officer)
    claim.refresh_from_db()
    assert claim.repeats_id == earlier.pk
    assert claim.version == 2
    assert (done.state, done.decided_by) == ("confirmed", cast.officer)
    assert done.decided_at is not None
    entry = TimelineEntry.objects.get(kind="match_confirmed")
    assert (entry.incident_id, entry.subject_id) == (claim.incident_id, earlier.pk)


def test_rejecting_takes_it_back(cast: Cast) -> None:
    _earlier, claim, match = pair_of_claims(cast)
    decide("confirm", match, cast.press_officer)
    decide("reject", match, cast.press_officer)
    claim.refresh_from_db()
    assert claim.repeats_id is None
    decide("confirm", match, cast.press_officer)
    claim.refresh_from_db()
    assert claim.repeats_id is not None


LEADS_TO = {
    "suggested": {"confirm": "confirmed", "reject": "rejected"},
    "confirmed": {"reject": "rejected"},
    "rejected": {"confirm": "confirmed"},
}


@pytest.mark.parametrize("verb", list(MATCH))
@pytest.mark.parametrize("state", sorted(LEADS_TO))
def test_the_transition_table(cast: Cast, state: str, verb: str) -> None:
    _earlier, _claim, match = pair_of_claims(cast)
    if state != "suggested":
        decide("confirm" if state == "confirmed" else "reject", match, cast.press_officer)
    if verb in LEADS_TO[state]:
        assert decide(verb, match, cast.press_officer).state == LEADS_TO[state][verb]
    else:
        with pytest.raises(IllegalTransition):
            decide(verb, match, cast.press_officer)


@pytest.mark.parametrize("verb", list(MATCH))
@pytest.mark.parametrize("person", sorted(PEOPLE))
def test_who_may_decide(cast: Cast, person: str, verb: str) -> None:
    """Who works on the incident of the later claim: press desk, head and officers of the lead unit."""
    _earlier, _claim, match = pair_of_claims(cast)
    actor = getattr(cast, person)
    if person in ("press_officer", "spokesperson", "unit_head", "officer"):
        decide(verb, match, actor)
    elif person in ("leader", "auditor", "administrator"):
        with pytest.raises(NotAllowed):
            decide(verb, match, actor)
    else:
        with pytest.raises(NotVisible):
            decide(verb, match, actor)


def test_a_stale_version_is_refused(cast: Cast) -> None:
    _earlier, _claim, match = pair_of_claims(cast)
    decide("reject", match, cast.press_officer)
    with pytest.raises(StaleVersion):
        services.match_confirm(actor=cast.press_officer, match_id=match.pk, version=1)


def test_an_ended_incident_is_left_alone(cast: Cast) -> None:
    _earlier, claim, match = pair_of_claims(cast)
    do("close", claim.incident, cast.press_officer)
    do("review", claim.incident, cast.press_officer)
    with pytest.raises(Conflict):
        decide("confirm", match, cast.press_officer)


def chain(cast: Cast) -> list[Claim]:
    """Three claims of one content."""
    return [claimed(cast, led(cast), text=f"{SAID}{'!' * number}") for number in range(3)]


def between(claim: Claim, earlier: Claim) -> ClaimMatch:
    match: ClaimMatch = claim.matches.get(earlier=earlier)
    return match


def test_a_repetition_of_a_repetition_repeats_the_first(cast: Cast) -> None:
    first, second, third = chain(cast)
    decide("confirm", between(second, first), cast.press_officer)
    decide("confirm", between(third, second), cast.press_officer)
    third.refresh_from_db()
    assert third.repeats_id == first.pk


def test_who_repeats_a_claim_follows_it_to_the_first_and_back(cast: Cast) -> None:
    first, second, third = chain(cast)
    decide("confirm", between(third, second), cast.press_officer)
    decide("confirm", between(second, first), cast.press_officer)
    third.refresh_from_db()
    assert third.repeats_id == first.pk
    assert AuditEvent.objects.filter(action="incidents.claim.repeats_moved", subject_id=third.pk).count() == 1
    decide("reject", between(second, first), cast.press_officer)
    third.refresh_from_db()
    assert third.repeats_id == second.pk


def test_who_also_repeats_the_first_by_itself_stays_with_it(cast: Cast) -> None:
    first, second, third = chain(cast)
    decide("confirm", between(second, first), cast.press_officer)
    decide("confirm", between(third, second), cast.press_officer)
    decide("confirm", between(third, first), cast.press_officer)
    decide("reject", between(second, first), cast.press_officer)
    third.refresh_from_db()
    assert third.repeats_id == first.pk


def test_one_claim_repeats_one_content(cast: Cast) -> None:
    first, second, third = chain(cast)
    decide("confirm", between(third, first), cast.press_officer)
    with pytest.raises(Conflict) as refused:
        decide("confirm", between(third, second), cast.press_officer)
    assert refused.value.code == "already_repeats"


def test_the_database_keeps_one_match_for_two_claims_and_none_with_itself(cast: Cast) -> None:
    earlier, claim, _match = pair_of_claims(cast)
    for one, other in ((claim, earlier), (claim, claim)):
        with pytest.raises(IntegrityError), transaction.atomic():
            ClaimMatch.objects.create(claim=one, earlier=other, score=90)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimMatch.objects.update(state="confirmed")


def test_the_answer_of_the_earlier_claim_serves_again(cast: Cast) -> None:
    """Confirmed, concluded alike, and refuted by the same statement."""
    earlier, claim, match = pair_of_claims(cast)
    judged(cast, earlier)
    statement = given(cast)
    do_claim("refute", earlier, cast.press_officer, statement_id=statement.pk)
    decide("confirm", match, cast.press_officer)
    shown = matches_of(cast.press_officer, claim).get()
    assert shown.seen_statement == statement.pk
    judged(cast, claim)
    refuted = do_claim("refute", claim, cast.press_officer, statement_id=statement.pk)
    assert refuted.refuting_statement_id == statement.pk


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_leave_no_chain(cast: Cast) -> None:
    """The third is confirmed to repeat the second while the second is confirmed to repeat the first."""
    first, second, third = chain(cast)
    one, two = between(third, second), between(second, first)
    results = at_once(
        lambda: services.match_confirm(actor=cast.press_officer, match_id=one.pk, version=1),
        lambda: services.match_confirm(actor=cast.spokesperson, match_id=two.pk, version=1),
    )
    for result in results:
        assert not isinstance(result, Exception) or getattr(result, "code", "") == "changed_meanwhile", result
    assert not Claim.objects.filter(repeats__repeats__isnull=False).exists()
