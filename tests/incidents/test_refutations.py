"""The dossier of a refutation: written, legally checked, approved, published; the claim follows."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from comms.core import clock
from comms.core.decisions import actions_for
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from comms.deadlines.models import Clock
from comms.notify.models import Notification
from incidents import services
from incidents.models import IncidentRelease, Refutation
from incidents.policies import refutations as policies
from incidents.states import REFUTATION, RefutationState
from press.mandates.services import mandate_revoke
from press.releases.services import document_store
from tests.cast import PEOPLE, Cast
from tests.incidents.building import claimed, do_claim, given, hanoi, judged, mandate
from tests.incidents.building import do as do_incident
from tests.incidents.building_refutations import (
    PARTS,
    do,
    drafted,
    in_refutation_state,
    led,
    posted,
    refutable,
    step,
)
from tests.press.releases.building import do as do_release
from tests.press.releases.building import draft as draft_release
from tests.press.releases.building import issued, sign_off, stored

pytestmark = pytest.mark.usefixtures("rules")

LEADS_TO = {
    "draft": {"submit": "checking"},
    "checking": {"check": "checked", "return": "draft"},
    "checked": {"approve": "approved", "return": "draft"},
    "approved": {"publish": "published", "return": "draft", "release": "approved"},
    "published": dict[str, str](),
}


@pytest.mark.parametrize("verb", list(REFUTATION))
@pytest.mark.parametrize("state", sorted(LEADS_TO))
def test_the_transition_table(cast: Cast, state: str, verb: str) -> None:
    refutation = in_refutation_state(cast, state)
    target = LEADS_TO[state].get(verb)
    if target is None:
        # A legal checker sees no draft.
        refusal = NotVisible if state == "draft" and verb in ("check", "return") else IllegalTransition
        with pytest.raises(refusal):
            step(cast, verb, refutation)
        refutation.refresh_from_db()
        assert refutation.state == state
        return
    assert step(cast, verb, refutation).state == target


def test_every_state_but_the_end_is_in_the_table() -> None:
    assert set(LEADS_TO) == set(RefutationState.values) - {"superseded"}


MAY = {
    "submit": {"officer", "unit_head", "press_officer", "spokesperson"},
    "check": {"legal_checker"},
    "approve": {"spokesperson"},
    "return": {"legal_checker", "unit_head", "press_officer", "spokesperson"},
    "publish": {"unit_head", "press_officer", "spokesperson"},
    "release": {"press_officer"},
}
FROM = {"submit": "draft", "check": "checking", "approve": "checked", "return": "checked"}
SEES = {"officer", "unit_head", "press_officer", "spokesperson", "leader", "auditor", "administrator"}


@pytest.mark.parametrize("who", sorted(PEOPLE))
@pytest.mark.parametrize("verb", sorted(MAY))
def test_the_permission_table(cast: Cast, who: str, verb: str) -> None:
    """A legal checker sees what was submitted, and no draft."""
    refutation = in_refutation_state(cast, FROM.get(verb, "approved"))
    actor = cast.people[who]
    arguments: dict[str, Any] = {"return": {"note": "Xem lại"}}.get(verb, {})
    if verb == "publish":
        arguments = {"means": "statement", "statement_id": given(cast).pk}
    seen = SEES | ({"legal_checker"} if verb != "submit" else set())
    if who not in seen:
        with pytest.raises(NotVisible):
            do(verb, refutation, actor, **arguments)
        return
    shown = {action["verb"]: action for action in actions_for(actor, refutation, REFUTATION, policies)}[verb]
    assert shown["allowed"] is (who in MAY[verb])
    if who in MAY[verb]:
        do(verb, refutation, actor, **arguments)
        return
    with pytest.raises(NotAllowed):
        do(verb, refutation, actor, **arguments)


# --- writing --------------------------------------------------------------------------------------


def test_what_is_refuted_was_judged_false_or_misleading(cast: Cast) -> None:
    """And one dossier of a claim stands at a time."""
    incident = led(cast)
    for verdict in ("true", "unverifiable"):
        with pytest.raises(Conflict) as refused:
            drafted(cast, judged(cast, claimed(cast, incident), verdict))
        assert refused.value.code == "not_refutable"
    with pytest.raises(Conflict):
        drafted(cast, claimed(cast, incident))
    claim = refutable(cast, incident)
    drafted(cast, claim)
    with pytest.raises(Conflict) as refused:
        drafted(cast, claim)
    assert refused.value.code == "refutation_stands"
    with pytest.raises(DatabaseError), transaction.atomic():
        Refutation.objects.create(
            incident=incident, claim=claim, verdict_row=claim.verdicts.get(), title="Hai", author=cast.officer
        )


def test_only_a_draft_is_edited(cast: Cast) -> None:
    refutation = in_refutation_state(cast, "checking")
    with pytest.raises(IllegalTransition):
        do("update", refutation, cast.officer, effect="Khác")
    refutation = step(cast, "return", refutation)
    with pytest.raises(StaleVersion):
        services.refutation_update(actor=cast.officer, refutation_id=refutation.pk, version=1, effect="Khác")
    assert do("update", refutation, cast.officer, effect="Khác").effect == "Khác"


def test_a_part_that_is_missing_is_named(cast: Cast) -> None:
    refutation = drafted(cast, legal_grounds="", public_text="")
    with pytest.raises(Conflict) as refused:
        do("submit", refutation, cast.officer)
    assert refused.value.code == "incomplete"
    assert "legal grounds" in str(refused.value.detail)
    assert "effect" not in str(refused.value.detail)


def test_who_wrote_neither_checks_nor_approves(cast: Cast) -> None:
    """Also who edited it once, before somebody else did."""
    mandate(cast)
    refutation = drafted(cast)
    do("update", refutation, cast.spokesperson, effect="Sửa")
    do("update", refutation, cast.officer, effect="Sửa lại")
    refutation = step(cast, "check", step(cast, "submit", refutation))
    with pytest.raises(NotAllowed) as refused:
        step(cast, "approve", refutation)
    assert "wrote" in str(refused.value.detail)
    with pytest.raises(DatabaseError), transaction.atomic():
        Refutation.objects.filter(pk=refutation.pk).update(approver=cast.officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        Refutation.objects.filter(pk=refutation.pk).update(checker=cast.officer)


def test_a_return_voids_check_and_approval(cast: Cast) -> None:
    """The author reads why."""
    refutation = step(cast, "return", in_refutation_state(cast, "approved"))
    assert (refutation.checker, refutation.approver, refutation.approved_sha256) == (None, None, "")
    assert refutation.return_note == "Xem lại căn cứ"
    assert Notification.objects.filter(person=cast.officer, kind="incidents.refutation").exists()
    with pytest.raises(Invalid):
        step(cast, "return", step(cast, "submit", refutation), note=" ")


# --- approving ------------------------------------------------------------------------------------


def test_it_is_approved_under_a_mandate(cast: Cast) -> None:
    """One that holds at this moment."""
    refutation = in_refutation_state(cast, "checked")
    held = mandate(cast)
    mandate_revoke(
        actor=cast.leader, mandate_id=held.pk, version=held.version, reason="Thôi giữ chức", revoked_at=clock.now()
    )
    with pytest.raises(NotAllowed) as refused:
        step(cast, "approve", refutation)
    assert refused.value.code == "outside_mandate"


def test_an_authorisation_on_one_matter_is_named(cast: Cast) -> None:
    """Only naming it says that the incident is on its matter; it is kept with the approval, and voided with it."""
    held = mandate(
        cast, capacity="authorised", valid_to=hanoi(2026, 12, 31), document_number="12/UQ-BTP", scope="Việc khác"
    )
    refutation = in_refutation_state(cast, "checked")
    with pytest.raises(Invalid) as refused:
        step(cast, "approve", refutation)
    assert list(refused.value.errors) == ["mandate"]
    refutation = step(cast, "approve", refutation, mandate_id=held.pk)
    assert refutation.mandate == held
    assert step(cast, "return", refutation).mandate is None


def test_a_post_goes_out_within_the_mandate_of_the_approval(cast: Cast) -> None:
    """And not before the words were approved; the claim stays unanswered."""
    refutation = in_refutation_state(cast, "approved")
    post = {"means": "post", "post_channel": "Cổng Bộ", "post_url": "https://moj.example.org/1"}
    with pytest.raises(Invalid) as early:
        step(cast, "publish", refutation, **post, posted_at=hanoi(2026, 11, 20))
    assert early.value.errors["posted_at"][0].code == "order"
    held = mandate(cast)
    mandate_revoke(
        actor=cast.leader, mandate_id=held.pk, version=held.version, reason="Thôi giữ chức", revoked_at=clock.now()
    )
    with clock.frozen(hanoi(2026, 11, 21, 10)), pytest.raises(NotAllowed) as refused:
        step(cast, "publish", refutation, **post)
    assert refused.value.code == "outside_mandate"
    refutation.claim.refresh_from_db()
    assert refutation.claim.state == "judged"
    with pytest.raises(DatabaseError), transaction.atomic():
        Refutation.objects.filter(pk=refutation.pk).update(mandate=None)


def test_only_the_approved_words_go_out(cast: Cast) -> None:
    """Whatever changed them."""
    refutation = in_refutation_state(cast, "approved")
    Refutation.objects.filter(pk=refutation.pk).update(public_text="Lời khác")
    with pytest.raises(Conflict) as refused:
        step(cast, "publish", refutation)
    assert refused.value.code == "words_changed"


def test_several_ministries_agree_first(cast: Cast) -> None:
    """NĐ 244/2026/NĐ-CP, khoản 2 Điều 7."""
    claim = refutable(cast)
    do_incident("assess", claim.incident, cast.press_officer, legal_ground="ND244-7.2")
    refutation = in_refutation_state(cast, "approved", claim)
    with pytest.raises(Conflict) as refused:
        step(cast, "publish", refutation)
    assert refused.value.code == "content_not_agreed"


# --- publishing -----------------------------------------------------------------------------------


def test_publishing_answers_the_claim_in_one_act(cast: Cast) -> None:
    """By a statement, which is linked to the incident."""
    refutation = in_refutation_state(cast, "published")
    claim = refutation.claim
    claim.refresh_from_db()
    assert (claim.state, claim.refuting_statement, claim.published_at) == (
        "published",
        refutation.statement,
        clock.now(),
    )
    assert claim.answers.get().statement == refutation.statement
    assert claim.incident.statement_links.get().purpose == "refutation"


def test_by_a_post_on_an_official_channel(cast: Cast) -> None:
    refutation = posted(cast)
    refutation.claim.refresh_from_db()
    assert (refutation.claim.state, refutation.claim.refuting_post) == ("published", refutation)
    assert (refutation.post_channel, refutation.posted_at) == ("Cổng Bộ", clock.now())


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        ({"means": "post", "post_url": "https://x"}, "post_channel"),
        ({"means": "post", "post_channel": "Cổng"}, "post_url"),
        ({"means": "post", "post_channel": "C", "post_url": "u", "posted_at": hanoi(2027, 1, 1)}, "posted_at"),
        ({"means": "release"}, "release"),
        ({"means": "statement"}, "statement"),
        ({"means": "loa"}, "means"),
    ],
)
def test_each_means_says_how(cast: Cast, given_: dict[str, Any], field: str) -> None:
    refutation = in_refutation_state(cast, "approved")
    with pytest.raises(Invalid) as refused:
        step(cast, "publish", refutation, **given_)
    assert list(refused.value.errors) == [field]
    refutation.claim.refresh_from_db()
    assert refutation.claim.state == "judged"


def test_what_is_not_issued_refutes_nothing(cast: Cast) -> None:
    refutation = in_refutation_state(cast, "approved")
    release = draft_release(cast)
    with pytest.raises(Conflict) as refused:
        step(cast, "publish", refutation, means="release", release_id=release.pk)
    assert refused.value.code == "not_issued"


def test_a_release_is_made_from_the_approved_words(cast: Cast) -> None:
    """Issued by its own signatures; the refutation then goes out by it."""
    refutation = step(cast, "release", in_refutation_state(cast, "approved"))
    release = refutation.release
    assert release is not None
    assert (release.kind, release.title, release.body) == ("response", PARTS["title"], PARTS["public_text"])
    assert release.question == refutation.claim.text
    assert IncidentRelease.objects.get(release=release).purpose == "refutation"
    with pytest.raises(Conflict) as refused:
        step(cast, "release", refutation)
    assert refused.value.code == "release_made"
    release = do_release("submit", release, cast.press_officer)
    release = do_release("approve", sign_off(cast, release), cast.spokesperson)
    do_release("issue", release, cast.spokesperson)
    assert step(cast, "publish", refutation, means="release").state == "published"


def test_under_an_embargo_the_claim_waits(cast: Cast) -> None:
    """It is refuted, and published once the embargo has ended and the document is there."""
    until = hanoi(2026, 11, 22, 9)
    release = issued(cast, embargo_until=until)
    document_store(release_id=release.pk, data=b"%PDF-1.7")
    refutation = step(cast, "publish", in_refutation_state(cast, "approved"), means="release", release_id=release.pk)
    claim = refutation.claim
    assert services.refutations_opened() == 0
    claim.refresh_from_db()
    assert (refutation.state, claim.state, claim.published_at) == ("published", "refuted", None)
    with clock.frozen(until):
        assert services.refutations_opened() == 1
        assert services.refutations_opened() == 0
        claim.refresh_from_db()
        assert (claim.state, claim.published_at) == ("published", until)


def test_another_takes_the_place_of_one_whose_release_was_withdrawn(cast: Cast) -> None:
    release = stored(cast)
    first = step(cast, "publish", in_refutation_state(cast, "approved"), means="release", release_id=release.pk)
    with pytest.raises(Conflict):
        drafted(cast, first.claim)
    do_release("withdraw", release, cast.spokesperson, reason="Sai")
    second = drafted(cast, first.claim)
    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "draft")


# --- the time to explain --------------------------------------------------------------------------


def test_seven_days_from_the_notice_of_the_press_authority(cast: Cast) -> None:
    """TT 02/2019/TT-BTTTT, Điều 6; the publication stops them."""
    mandate(cast)
    refutation = drafted(cast, notice_received_at=hanoi(2026, 11, 20, 8))
    row = Clock.objects.on(refutation.claim).get()
    assert (row.rule.code, row.due_at) == ("TT02-6.5", hanoi(2026, 11, 28))
    with pytest.raises(Conflict) as refused:
        do("update", refutation, cast.officer, notice_received_at=hanoi(2026, 11, 19, 8))
    assert refused.value.code == "clock_started"
    for verb in ("submit", "check", "approve", "publish"):
        refutation = step(cast, verb, refutation)
    row.refresh_from_db()
    assert row.stopped_at == clock.now()


# --- a claim verified again -----------------------------------------------------------------------


@pytest.mark.parametrize("state", sorted(LEADS_TO))
def test_a_second_check_ends_the_refutation(cast: Cast, state: str) -> None:
    """Whatever its state; the claim keeps when the public read of it."""
    refutation = in_refutation_state(cast, state)
    claim = do_claim("check", refutation.claim, cast.press_officer, reason="Bằng chứng mới")
    refutation.refresh_from_db()
    assert (refutation.state, refutation.superseded_at) == ("superseded", clock.now())
    assert (claim.state, claim.refuting_statement) == ("checking", None)
    assert (claim.published_at is not None) is (state == "published")
    with pytest.raises(IllegalTransition):
        step(cast, "submit", refutation)


# --- who sees it ----------------------------------------------------------------------------------


def test_a_legal_checker_sees_nothing_of_a_restricted_incident(cast: Cast) -> None:
    refutation = in_refutation_state(cast, "checking")
    assert Refutation.objects.visible_to(cast.legal_checker).exists()
    do_incident("assess", refutation.incident, cast.spokesperson, restricted=True)
    assert not Refutation.objects.visible_to(cast.legal_checker).exists()
    assert not Refutation.objects.visible_to(cast.officer).exists()
    assert Refutation.objects.visible_to(cast.spokesperson).exists()


def test_those_whose_turn_it_is_are_told(cast: Cast) -> None:
    in_refutation_state(cast, "checked")
    told = Notification.objects.filter(kind="incidents.refutation").values_list("person__username", flat=True)
    assert sorted(told) == ["legal_checker", "spokesperson"]
