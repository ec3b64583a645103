"""The urgent issue: before the sign-off, by somebody who has not written it, reviewed by a third person."""

from datetime import date

import pytest

from comms.core import clock
from comms.core.errors import IllegalTransition, Invalid, NotAllowed
from comms.org.models import Role
from comms.org.services import role_grant
from press.releases import policies, services
from press.releases.books import NumberEntry
from press.releases.states import State
from tests.cast import Cast
from tests.press.releases.building import do, draft, in_review, issued


def test_one_act_approves_and_issues(cast: Cast) -> None:
    """The hash that stands is the one that the spokesperson signed in the same act; a number is taken."""
    release = do("issue_urgent", draft(cast), cast.spokesperson, reason="Tin sai đang lan nhanh")
    assert (release.state, release.number, release.urgent_reason) == (State.ISSUED, 1, "Tin sai đang lan nhanh")
    signature = release.signatures.get()
    assert (signature.step, signature.signer, signature.content_sha256) == (
        "spokesperson",
        cast.spokesperson,
        release.approved_sha256,
    )


def test_it_needs_a_reason_and_a_text(cast: Cast) -> None:
    for release, reason in ((draft(cast), " "), (draft(cast, body=""), "Khẩn")):
        with pytest.raises(Invalid):
            do("issue_urgent", release, cast.spokesperson, reason=reason)
    assert not NumberEntry.objects.exists()


def test_not_by_the_author(cast: Cast) -> None:
    """Also when the author is a spokesperson too."""
    unit = cast.units["VP"]
    role_grant(actor=None, user=cast.press_officer, unit=unit, kind=Role.Kind.SPOKESPERSON, starts=date(2020, 1, 1))
    with pytest.raises(NotAllowed, match="wrote"):
        do("issue_urgent", draft(cast), cast.press_officer, reason="Khẩn")


def test_not_by_a_signer(cast: Cast) -> None:
    """Who has signed one step does not approve as well."""
    unit = cast.units["VP"]
    role_grant(actor=None, user=cast.legal_checker, unit=unit, kind=Role.Kind.SPOKESPERSON, starts=date(2020, 1, 1))
    release = do("sign", do("sign", in_review(cast), cast.unit_head), cast.legal_checker)
    with pytest.raises(NotAllowed, match="already signed"):
        do("issue_urgent", release, cast.legal_checker, reason="Khẩn")


def test_a_third_person_reviews_it_once(cast: Cast) -> None:
    """Not the author, not who issued it; of a withdrawn one too, since what happened is to be looked at."""
    release = do("issue_urgent", draft(cast), cast.spokesperson, reason="Khẩn")
    with pytest.raises(NotAllowed, match="wrote"):
        do("review_urgent", release, cast.press_officer)
    with pytest.raises(NotAllowed, match="third person"):
        do("review_urgent", release, cast.spokesperson)
    with pytest.raises(NotAllowed, match="signer"):
        do("review_urgent", release, cast.officer)
    do("withdraw", release, cast.spokesperson, reason="Sai")
    do("review_urgent", release, cast.unit_head, comment="Đồng ý")
    with pytest.raises(IllegalTransition, match="reviewed"):
        do("review_urgent", release, cast.legal_checker)


def test_what_was_signed_off_needs_no_review(cast: Cast) -> None:
    release = issued(cast)
    with pytest.raises(IllegalTransition, match="not issued urgently"):
        do("review_urgent", release, cast.leader)
    for person in (cast.leader, cast.press_officer, cast.outsider):
        assert policies.may_review_urgent(person, release).reason == "This release was not issued urgently."


def test_who_had_signed_does_not_review(cast: Cast) -> None:
    """Before the urgent issue he stood behind the text: a third person is somebody else.  403 with a reason."""
    release = do("sign", do("sign", in_review(cast), cast.unit_head), cast.legal_checker)
    release = do("issue_urgent", release, cast.spokesperson, reason="Khẩn")
    with pytest.raises(NotAllowed, match="You signed this text"):
        do("review_urgent", release, cast.legal_checker)
    assert policies.may_review_urgent(cast.verifier, release)
    do("review_urgent", release, cast.verifier)


def test_who_was_signed_for_does_not_review(cast: Cast) -> None:
    """What a deputy signs counts for both."""
    day = clock.today()
    services.absence_declare(actor=cast.unit_head, deputy=cast.coordinator, starts=day, ends=day)
    release = do("sign", in_review(cast), cast.coordinator)
    release = do("issue_urgent", release, cast.spokesperson, reason="Khẩn")
    with pytest.raises(NotAllowed, match="You signed this text"):
        do("review_urgent", release, cast.unit_head)


def test_an_administrator_signs_nothing(cast: Cast) -> None:
    """Who hands out the roles does not fill one of the sign-off, whatever was granted before."""
    for name, unit, kind in [
        ("administrator", "CTXD-VB", Role.Kind.LEGAL_CHECKER),
        ("administrator", "VP", Role.Kind.SPOKESPERSON),
    ]:
        # Written past the service, which refuses the pair.
        Role.objects.create(user=cast.people[name], unit=cast.units[unit], kind=kind, starts=date(2020, 1, 1))
    cast.administrator.forget_roles()
    release = in_review(cast)
    for verb, words in (("sign", {}), ("approve", {}), ("issue_urgent", {"reason": "Khẩn"})):
        with pytest.raises(NotAllowed, match="administrator"):
            do(verb, release, cast.administrator, **words)
    release = do("issue_urgent", release, cast.spokesperson, reason="Khẩn")
    with pytest.raises(NotAllowed, match="administrator"):
        do("review_urgent", release, cast.administrator)
