"""The sign-off: who stands behind which text, and what an edit does to it."""

import unicodedata
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from comms.core.errors import IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from comms.org.models import Role
from comms.org.services import role_grant, user_create
from press.releases import policies, services
from press.releases.models import Release, ReleaseVersion, Signature
from press.releases.states import State
from tests.cast import Cast
from tests.press.releases import building
from tests.press.releases.building import approved, do, draft, in_review, signed

K = Role.Kind


def grant(cast: Cast, user: str, unit: str, kind: str) -> None:
    role_grant(actor=None, user=getattr(cast, user), unit=cast.units[unit], kind=kind, starts=date(2020, 1, 1))


def test_the_way_to_the_approval(cast: Cast) -> None:
    """Draft, three signatures, approval: the hash of the draft is the one that is frozen."""
    release = draft(cast)
    sha256 = release.content_sha256
    release = do("submit", release, cast.press_officer)
    release = building.sign_off(cast, release)
    release = do("approve", release, cast.spokesperson)
    assert (release.state, release.approved_sha256, release.content_sha256) == (State.APPROVED, sha256, sha256)
    bound = Signature.objects.filter(release=release).values_list("signer__username", "step", "content_sha256")
    assert set(bound) == {
        ("legal_checker", "legal_checker", sha256),
        ("unit_head", "unit_head", sha256),
        ("verifier", "office", sha256),
        ("spokesperson", "spokesperson", sha256),
    }


def test_approval_waits_for_every_signature(cast: Cast) -> None:
    """With the office's signature missing the spokesperson gets 409 and reads who is missing."""
    release = in_review(cast)
    do("sign", release, cast.unit_head)
    do("sign", release, cast.legal_checker)
    with pytest.raises(IllegalTransition, match=r"office \(VP\)\.$"):
        do("approve", release, cast.spokesperson)


def test_the_head_signs_whose_task_it_is(cast: Cast) -> None:
    """The head of another unit is no signer, though he sees the release of his colleagues at the press desk."""
    release = in_review(cast)
    second = user_create(actor=None, username="second", full_name="Nguyễn Văn Z")
    cast.people["second"] = second
    grant(cast, "second", "CNTT", K.UNIT_HEAD)
    with pytest.raises(NotVisible):
        do("sign", release, second)
    grant(cast, "second", "VP", K.PRESS_OFFICER)
    with pytest.raises(NotAllowed, match="signers"):
        do("sign", release, second)


def test_a_head_signs_for_the_unit_that_his_succeeded(cast: Cast) -> None:
    """The unit of 2022 has no head any more; the head of its present successor signs."""
    release = in_review(cast, units=[cast.units["V-PBGDPL"]])
    release = do("sign", release, cast.unit_head)
    assert release.signatures.get().unit == cast.units["V-PBGDPL"]


@pytest.mark.parametrize("role", [K.LEGAL_CHECKER, K.UNIT_HEAD, K.SPOKESPERSON])
def test_the_author_neither_signs_nor_approves(cast: Cast, role: str) -> None:
    """Not even through another role that he also holds."""
    for unit in ("VP", "C-PBGDPL-TGPL"):
        grant(cast, "press_officer", unit, role)
    release = in_review(cast)
    with pytest.raises(NotAllowed, match="wrote"):
        do("sign", release, cast.press_officer)
    building.sign_off(cast, release)
    with pytest.raises(NotAllowed, match="wrote" if role == K.SPOKESPERSON else "spokesperson"):
        do("approve", release, cast.press_officer)


def test_who_edited_the_text_does_not_approve_it(cast: Cast) -> None:
    """An editor is an author too: a spokesperson who is also a press officer may not approve his own wording."""
    grant(cast, "spokesperson", "VP", K.PRESS_OFFICER)
    release = do("update", draft(cast), cast.spokesperson, title="Tiêu đề khác")
    release = building.sign_off(cast, do("submit", release, cast.press_officer))
    with pytest.raises(NotAllowed, match="wrote"):
        do("approve", release, cast.spokesperson)


def test_nobody_signs_twice(cast: Cast) -> None:
    """A legal checker who is also the head of the unit fills one of the two steps, not both, and does not approve."""
    grant(cast, "legal_checker", "C-PBGDPL-TGPL", K.UNIT_HEAD)
    grant(cast, "legal_checker", "VP", K.SPOKESPERSON)
    release = in_review(cast)
    do("sign", release, cast.unit_head)
    do("sign", release, cast.legal_checker)
    with pytest.raises(NotAllowed, match="already signed"):
        do("sign", release, cast.legal_checker)
    do("sign", release, cast.verifier)
    with pytest.raises(NotAllowed, match="already signed"):
        do("approve", release, cast.legal_checker)


def test_the_database_refuses_a_second_signature(cast: Cast) -> None:
    """Also when a service would forget to ask."""
    release = in_review(cast)
    do("sign", release, cast.unit_head)
    do("sign", release, cast.legal_checker)
    first = Signature.objects.get(step="legal_checker")
    again = {"release": release, "round": first.round, "content_sha256": first.content_sha256}
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(**again, step="spokesperson", signer=cast.legal_checker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(**again, step="legal_checker", signer=cast.leader)


def test_a_step_is_signed_once(cast: Cast) -> None:
    """A second legal checker reads that it has been done."""
    second = user_create(actor=None, username="second", full_name="Nguyễn Văn Z")
    cast.people["second"] = second
    grant(cast, "second", "CTXD-VB", K.LEGAL_CHECKER)
    release = in_review(cast)
    do("sign", release, cast.unit_head)
    do("sign", release, cast.legal_checker)
    with pytest.raises(NotAllowed, match="already signed for this step"):
        do("sign", release, second)


def test_every_edit_voids_the_signatures(cast: Cast) -> None:
    """After a return and an edit nothing that was signed counts, and both must sign again."""
    release = signed(cast)
    release = do("return", release, cast.unit_head, comment="Sửa trích yếu")
    after_return = release.round
    release = do("update", release, cast.press_officer, abstract="Trích yếu mới")
    assert release.round == after_return + 1
    release = do("submit", release, cast.press_officer)
    assert not any(row.counts_for(release) for row in release.signatures.all())
    with pytest.raises(IllegalTransition):
        do("approve", release, cast.spokesperson)
    building.sign_off(cast, release)
    assert do("approve", release, cast.spokesperson).state == State.APPROVED
    assert release.signatures.count() == 7


def test_the_same_text_again_does_not_revive_signatures(cast: Cast) -> None:
    """A → B → A has the first hash again, but what was signed then was signed in another round."""
    release = signed(cast)
    title, sha256 = release.title, release.content_sha256
    release = do("return", release, cast.legal_checker, comment="Sửa tiêu đề")
    release = do("update", release, cast.press_officer, title="Khác")
    release = do("update", release, cast.press_officer, title=title)
    release = do("submit", release, cast.press_officer)
    assert release.content_sha256 == sha256
    assert not any(row.counts_for(release) for row in release.signatures.all())


def test_a_return_ends_the_approval(cast: Cast) -> None:
    """The spokesperson may take back what was approved; without an edit it still has to be signed anew."""
    release = do("return", approved(cast), cast.spokesperson, comment="Chờ số liệu")
    assert (release.state, release.approved_sha256) == (State.DRAFT, "")
    release = do("submit", release, cast.press_officer)
    with pytest.raises(IllegalTransition):
        do("approve", release, cast.spokesperson)


def test_a_return_says_why(cast: Cast) -> None:
    with pytest.raises(Invalid):
        do("return", in_review(cast), cast.unit_head, comment="  ")


@pytest.mark.parametrize("state", ["in_review", "approved"])
def test_only_a_draft_is_edited(cast: Cast, state: str) -> None:
    release = {"in_review": in_review, "approved": approved}[state](cast)
    with pytest.raises(IllegalTransition, match="draft"):
        do("update", release, cast.press_officer, title="Khác")
    assert ReleaseVersion.objects.filter(release=release).count() == 1


def test_the_database_refuses_an_approved_text_that_changed(cast: Cast) -> None:
    """The approved hash and the hash of the text cannot part while the release is approved."""
    release = approved(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(content_sha256="0" * 64)


def test_an_old_version_changes_nothing(cast: Cast) -> None:
    """Who has not seen the present text cannot sign it: 412 before anything else."""
    release = in_review(cast)
    old = release.version
    do("sign", release, cast.unit_head)
    with pytest.raises(StaleVersion):
        services.release_sign(actor=cast.legal_checker, release_id=release.pk, version=old)
    assert release.signatures.count() == 1


def test_every_version_of_the_text_is_kept(cast: Cast) -> None:
    """With its author and hash."""
    release = do("update", draft(cast), cast.press_officer, body="Khác")
    rows = ReleaseVersion.objects.filter(release=release).values_list("number", "content__body", "author__username")
    assert list(rows) == [(1, building.TEXT["body"], "press_officer"), (2, "Khác", "press_officer")]


def test_text_is_kept_composed(cast: Cast) -> None:
    """Decomposed letters and zero-width characters give the same hash as the composed text."""
    plain = draft(cast, title="Đề án Truyền thông")
    odd = draft(cast, title=unicodedata.normalize("NFD", "Đề án\u200b  Truyền thông "))
    assert odd.title == plain.title
    assert odd.content_sha256 == plain.content_sha256


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "),
        ("title", "x" * 301),
        ("title", "a\x00b"),
        ("body", "a\ud800b"),
        ("recipients", ["x"] * 31),
        ("contact", {"email": "nobody"}),
        ("contact", {"fax": "1"}),
        ("kind", "erratum"),
        ("language", "fr"),
        ("units", []),
    ],
)
def test_unfit_text_is_refused_whole(cast: Cast, field: str, value: object) -> None:
    """And leaves no row."""
    with pytest.raises(Invalid) as refused, transaction.atomic():
        draft(cast, **{field: value}) if field != "units" else do("update", draft(cast), cast.press_officer, units=[])
    assert field in refused.value.errors
    assert Release.objects.count() == 0


def test_steps_name_who_is_missing(cast: Cast) -> None:
    release = in_review(cast)
    do("sign", release, cast.unit_head)
    release.refresh_from_db()
    assert [(step.step, bool(step.signature)) for step in policies.sign_steps(release)] == [
        ("unit_head", True),
        ("legal_checker", False),
        ("office", False),
    ]
