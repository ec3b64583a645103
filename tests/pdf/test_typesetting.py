"""Small rules of setting text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.pdf.layout import Recipients
from comms.pdf.typesetting import balanced_lines, closed_with, with_list_levels


@pytest.mark.parametrize(
    ("html", "closed"),
    [
        ("<p>Hết.</p>\n", "<p>Hết./.</p>\n"),
        ("<p>Hết</p>\n", "<p>Hết./.</p>\n"),
        ("<p>Hết./.</p>\n", "<p>Hết./.</p>\n"),
        ("<p>Hết;</p>", "<p>Hết./.</p>"),
        ("<p>Một.</p>\n<p><strong>Hai.</strong></p>\n", "<p>Một.</p>\n<p><strong>Hai.</strong>/.</p>\n"),
        ('<p>Xem <a href="https://x.vn">x.vn</a></p>', '<p>Xem <a href="https://x.vn">x.vn</a>./.</p>'),
        ("<ol>\n<li>một;</li>\n<li>hai.</li>\n</ol>\n", "<ol>\n<li>một;</li>\n<li>hai./.</li>\n</ol>\n"),
        ("<table><tbody><tr><td>a.</td></tr></tbody></table>\n", None),
        ("<p>“Hết!”</p>", "<p>“Hết!”./.</p>"),
        ("", ""),
    ],
)
def test_the_closing_mark_is_added_once(html: str, closed: str | None) -> None:
    """After the last sentence; after a table in a paragraph of its own; never twice."""
    expected = closed if closed is not None else f"{html.rstrip()}\n<p>./.</p>"
    assert closed_with(html, "./.") == expected
    assert closed_with(expected, "./.") == expected


def test_levels_of_lists() -> None:
    """A list that holds another one is of clauses, the others are of points."""
    assert (
        with_list_levels("<ol><li>1<ol><li>a</li></ol></li></ol><ol start='3'><li>a</li></ol>")
        == '<ol class="clauses"><li>1<ol class="points"><li>a</li></ol></li></ol>'
        "<ol class=\"points\" start='3'><li>a</li></ol>"
    )


@given(st.lists(st.text("ab", min_size=1, max_size=9), max_size=20), st.integers(9, 30))
def test_balanced_lines_lose_nothing(words: list[str], width: int) -> None:
    """Every word once, in order, no line too long, and no more lines than needed."""
    lines = balanced_lines(" ".join(words), width)
    assert " ".join(lines).split() == words
    assert all(len(line) <= width for line in lines)


def test_lines_are_of_similar_length() -> None:
    """No single word is left for the last line."""
    assert balanced_lines("Vụ Pháp luật hình sự - hành chính", 26) == ["Vụ Pháp luật hình", "sự - hành chính"]
    assert balanced_lines("BỘ TƯ PHÁP", 26) == ["BỘ TƯ PHÁP"]
    assert balanced_lines("", 26) == []
    assert balanced_lines("Một\nHai", 26) == ["Một", "Hai"]


def test_recipients_are_punctuated() -> None:
    """Each line ends with a semicolon, the archive comes last and once."""
    printed = Recipients(("- Như trên;", "Các báo.", " ", "Lưu: VT, BC."), archive="VT, VP").printed
    assert printed == ["- Như trên;", "- Các báo;", "- Lưu: VT, VP."]
