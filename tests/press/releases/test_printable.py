"""What the fonts have no sign for is refused in words before anybody binds himself to it, never after the issue."""

from typing import Any

import pytest

from comms.core.errors import Invalid
from press.releases.books import KindLayout, NumberEntry
from press.releases.models import Release
from press.releases.services import documents
from tests.cast import Cast
from tests.press.releases.building import do, draft, drain, signed

PARTY = "\U0001f389"
EVERYWHERE: dict[str, dict[str, Any]] = {
    "title": {"title": f"Khai trương {PARTY}"},
    "abstract": {"abstract": f"Hoạt động {PARTY}"},
    "body": {"body": f"Nội dung **{PARTY}**."},
    "signer_post": {"signer_post": f"TL. BỘ TRƯỞNG {PARTY}"},
    "signer_name": {"signer_name": f"Nguyễn Văn A {PARTY}"},
    "recipients": {"recipients": ["Báo chí", f"Báo {PARTY}"]},
    "contact": {"contact": {"name": "B", "post": PARTY}},
    "dateline": {"dateline": f"Hà Nội {PARTY}"},
    "quotes": {"quotes": [{"text": "Lời nói", "speaker": f"A {PARTY}", "post": ""}]},
    "boilerplate": {"boilerplate": f"Về Bộ {PARTY}"},
    "event_place": {"kind": "invitation", "event_place": PARTY},
    "question": {"kind": "response", "question": f"Khi nào {PARTY}?"},
}


@pytest.mark.parametrize("field", EVERYWHERE)
def test_a_text_that_cannot_be_printed_is_not_submitted(cast: Cast, field: str) -> None:
    """Whatever part of it: the refusal names the part and the character, and the draft stays a draft."""
    release = draft(cast, **EVERYWHERE[field])
    with pytest.raises(Invalid) as refused:
        do("submit", release, cast.press_officer)
    ((name, (error,)),) = refused.value.errors.items()
    assert (name, error.code) == (field, "signless")
    assert "U+1F389" in str(error.detail)
    release.refresh_from_db()
    assert release.state == "draft"


def test_it_is_not_issued_urgently_either(cast: Cast) -> None:
    """No number is taken for a paper that nobody could make."""
    release = draft(cast, title=f"Bão số 5 {PARTY}")
    with pytest.raises(Invalid) as refused:
        do("issue_urgent", release, cast.spokesperson, reason="Cần ngay")
    assert set(refused.value.errors) == {"title"}
    assert not NumberEntry.objects.exists()


def test_what_came_after_the_submission_is_seen_at_the_approval(cast: Cast) -> None:
    """The line of the kind is printed too, and may be changed while the text is signed."""
    release = signed(cast)
    KindLayout.objects.filter(kind=release.kind).update(title_line=f"THÔNG CÁO {PARTY}")
    with pytest.raises(Invalid) as refused:
        do("approve", release, cast.spokesperson)
    assert set(refused.value.errors) == {"kind"}


def test_entities_are_read_as_they_are_printed(cast: Cast) -> None:
    """A character by its number is that character in Markdown, and its letters in a title."""
    coded = "&#x1F389;"
    with pytest.raises(Invalid) as refused:
        documents.check_printable(draft(cast, body=f"Vui {coded}", title=f"Tên {coded}"))
    assert set(refused.value.errors) <= {"body"}


def test_what_is_let_through_is_printed(cast: Cast) -> None:
    """Signs of ordinary texts, joined letters and marks without a form of their own."""
    release = draft(cast, title="“Đề án” – 5\u00a0% … №\u200b\ufe0f € ½", body="ﬁn\u00adtech ≥ 10 m²")
    do("submit", release, cast.press_officer)
    assert Release.objects.get(pk=release.pk).state == "in_review"
    assert documents.preview(release).startswith(b"%PDF")
    assert drain() >= 0
