"""Under whose head a release stands, from whose book it takes its number, and whose spokesperson speaks."""

from datetime import date
from typing import Any

import pytest

from comms.core.errors import Conflict, NotAllowed
from comms.org.models import Role, Unit, User
from comms.org.services import role_grant, user_create
from press.releases import policies, services
from press.releases.books import NumberCounter
from press.releases.models import Release
from press.releases.services import documents
from press.releases.services.numbers import layout_for
from press.releases.states import Kind, State
from tests.cast import Cast
from tests.press.releases.building import do, draft, in_review, sign_off

K = Role.Kind


def person(cast: Cast, name: str, unit: str, *kinds: str) -> User:
    user = user_create(actor=None, username=name, full_name=f"Nguyễn Thị {name.title()}")
    for kind in kinds:
        role_grant(actor=None, user=user, unit=cast.units[unit], kind=kind, starts=date(2020, 1, 1))
    cast.people[name] = user
    return user


@pytest.fixture
def hue(cast: Cast) -> Cast:
    """The local department with a press officer, a head and a spokesperson of its own."""
    person(cast, "hue_press", "STP-HUE", K.PRESS_OFFICER)
    person(cast, "hue_head", "STP-HUE", K.UNIT_HEAD)
    person(cast, "hue_voice", "STP-HUE", K.SPOKESPERSON)
    return cast


def local(cast: Cast, *units: str, **fields: Any) -> Release:
    named = [cast.units[code] for code in units or ("STP-HUE",)]
    return draft(cast, actor=cast.hue_press, units=named, **fields)


def signed_locally(cast: Cast, **fields: Any) -> Release:
    release = do("submit", local(cast, **fields), cast.hue_press)
    do("sign", release, cast.hue_head)
    return do("sign", release, cast.legal_checker)


@pytest.mark.parametrize("kind", [Kind.PRESS_RELEASE, Kind.INVITATION])
def test_a_local_department_takes_no_number_of_the_ministry(hue: Cast, kind: str) -> None:
    """It has no book of its own: no kind that is numbered can be approved or issued, and no number is lost."""
    if kind == Kind.INVITATION:
        book = services.book_configure(actor=hue.administrator, agency="BTP", code="GM", template="{number}/GM-BTP")
        services.kind_configure(actor=hue.administrator, kind=kind, book=book)
    release = signed_locally(hue, kind=kind)
    with pytest.raises(Conflict, match="Huế") as refused:
        do("approve", release, hue.hue_voice)
    assert refused.value.code == "no_book"
    with pytest.raises(Conflict) as refused:
        do("issue_urgent", release, hue.hue_voice, reason="Khẩn")
    assert refused.value.code == "no_book"
    release.refresh_from_db()
    assert (release.state, NumberCounter.objects.count()) == (State.IN_REVIEW, 0)


def test_the_issue_asks_again_for_the_book(hue: Cast) -> None:
    """A kind that was given a book after the approval is not issued under the ministry's number."""
    release = do("approve", signed_locally(hue, kind=Kind.INVITATION), hue.hue_voice)
    book = services.book_configure(actor=hue.administrator, agency="BTP", code="GM", template="{number}/GM-BTP")
    services.kind_configure(actor=hue.administrator, kind=Kind.INVITATION, book=book)
    with pytest.raises(Conflict) as refused:
        do("issue", release, hue.hue_voice)
    assert refused.value.code == "no_book"


def test_with_a_book_of_its_own_it_counts_there(hue: Cast) -> None:
    """Under its own symbol, beside the ministry's numbers."""
    layout_for(Kind.PRESS_RELEASE)
    services.book_configure(actor=hue.administrator, agency="STP-HUE", code="TC", template="{number:02d}/TC-STP")
    release = do("issue", do("approve", signed_locally(hue), hue.hue_voice), hue.hue_voice)
    assert (release.symbol, release.number_entry.agency) == ("01/TC-STP", "STP-HUE")


@pytest.mark.parametrize("kind", [Kind.PRESS_INFORMATION, Kind.PRESS_RELEASE])
def test_the_head_of_the_paper_is_the_agencys(hue: Cast, kind: str) -> None:
    """The local department under its parent and without the place of the ministry; units of the ministry under it."""
    Unit.objects.filter(code="STP-HUE").update(parent=hue.units["BTP"])
    paper = documents.paper_of(local(hue, kind=kind))
    assert (paper.header.agency, paper.header.parent) == ("Sở Tư pháp thành phố Huế", "Bộ Tư pháp")
    assert "BTP" not in (paper.number.symbol if paper.number else "")
    assert "Hà Nội" not in (paper.number.place if paper.number else paper.place)
    paper = documents.paper_of(draft(hue, kind=kind))
    assert (paper.header.agency, paper.header.parent) == ("Bộ Tư pháp", "")


def test_a_unit_of_a_local_body_stands_under_the_local_body(hue: Cast) -> None:
    Unit.objects.filter(code="CNTT").update(parent=hue.units["STP-HUE"])
    paper = documents.paper_of(draft(hue, units=[Unit.objects.get(code="CNTT")]))
    assert paper.header.agency == "Sở Tư pháp thành phố Huế"


def test_the_spokesperson_of_a_unit_that_is_only_named_decides_nothing(hue: Cast) -> None:
    """Neither over the ministry's text, nor by being of the desk that wrote one for a unit of the ministry."""
    beside = in_review(hue, units=[hue.units["C-PBGDPL-TGPL"], hue.units["STP-HUE"]])
    beside = sign_off(hue, do("sign", beside, hue.hue_head))
    written = local(hue, "C-PBGDPL-TGPL", "STP-HUE")
    for release in (beside, written):
        for verb in ("approve", "schedule", "unschedule", "issue", "issue_urgent", "withdraw", "return"):
            decision = getattr(policies, f"may_{verb}")(hue.hue_voice, release)
            assert not decision, verb
            assert decision.reason, verb
    with pytest.raises(NotAllowed):
        do("approve", beside, hue.hue_voice)
    with pytest.raises(NotAllowed):
        do("void", do("approve", beside, hue.spokesperson), hue.hue_voice, reason="Sai")


@pytest.mark.parametrize(
    ("unit", "may"),
    [("C-PBGDPL-TGPL", True), ("CTXD-VB", False), ("CNTT", True), ("VP", True), ("BTP", True), ("STP-HUE", False)],
)
def test_who_speaks(cast: Cast, unit: str, may: bool) -> None:
    """For C-PBGDPL-TGPL, drafted at the desk of CNTT, naming CTXD-VB and STP-HUE: its own spokesperson, that of the
    desk, and that of the ministry's office; nobody of the units that are named besides."""
    author = person(cast, "author", "CNTT", K.PRESS_OFFICER)
    codes = ("C-PBGDPL-TGPL", "CTXD-VB", "STP-HUE")
    release = draft(cast, actor=author, units=[cast.units[code] for code in codes])
    voice = person(cast, "voice", unit, K.SPOKESPERSON)
    assert bool(policies.may_schedule(voice, release)) is may


def test_the_office_speaks_for_a_local_department_that_names_it(hue: Cast) -> None:
    release = local(hue, "STP-HUE", "VP")
    assert policies.may_schedule(hue.spokesperson, release)
    assert policies.may_schedule(hue.hue_voice, release)
