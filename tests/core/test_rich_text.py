"""Text written by people reaches a page or a document as a short list of harmless tags."""

import unicodedata

import pytest
from markdown_it.parser_inline import ParserInline

from comms.core import rich_text
from comms.core.rich_text import clean, tamed, to_html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# Tiêu đề", "<h2>Tiêu đề</h2>"),
        ("**đậm** và *nghiêng*", "<p><strong>đậm</strong> và <em>nghiêng</em></p>"),
        ("[cổng](https://moj.gov.vn)", '<p><a href="https://moj.gov.vn">cổng</a></p>'),
        ("[thư](mailto:a@moj.gov.vn)", '<p><a href="mailto:a@moj.gov.vn">thư</a></p>'),
        ("[x](http://moj.gov.vn)", "<p>[x](http://moj.gov.vn)</p>"),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>"),
        ("[x](/tasks/)", "<p>[x](/tasks/)</p>"),
        ("![chữ thay ảnh](https://x.vn/a.png)", "<p>chữ thay ảnh</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<b onclick=x>a</b>", "<p>&lt;b onclick=x&gt;a&lt;/b&gt;</p>"),
        ("    bốn dấu cách", "<p>bốn dấu cách</p>"),
    ],
)
def test_markdown_becomes_permitted_html(markdown: str, html: str) -> None:
    """Permitted marks are kept; raw HTML, pictures and other addresses stay text."""
    assert to_html(markdown).strip() == html


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ('<p style="color:red" class="x" onclick="y">a</p>', "<p>a</p>"),
        ("<td colspan=999999>a</td>", "a"),
        ('<img src="https://x.vn/a.png" onerror=alert(1)>a', "a"),
        ("<style>@import url(file:///etc/passwd)</style><p>a</p>", "<p>a</p>"),
        ("<svg><a xlink:href=javascript:alert(1)>a</a></svg>b", "b"),
        ('<a href="//x.vn/">a</a>', "<a>a</a>"),
        ('<a href="http://x.vn/">a</a>', "<a>a</a>"),
        ("<base href=https://x.vn><link rel=stylesheet href=x><iframe src=x></iframe><p>a</p>", "<p>a</p>"),
    ],
)
def test_the_allow_list_removes_the_rest(hostile: str, harmless: str) -> None:
    """Whatever reached the stored text, only allow-listed tags come out, and a second pass changes nothing."""
    assert clean(hostile) == harmless
    assert clean(harmless) == harmless


def test_text_is_composed() -> None:
    """Decomposed input, as some keyboards send it, comes out in NFC."""
    assert to_html(unicodedata.normalize("NFD", "Bộ Tư pháp")).strip() == "<p>Bộ Tư pháp</p>"


ORDINARY = [
    "Đề án [407](https://moj.gov.vn/407) và [[1]](https://moj.gov.vn/a) **đậm** *nghiêng* _x_ __y__ ***z***",
    "Họ và tên: ______, số [ ], mục a] và [b, xem \\[1] \\*",
    "[cổng]\n\n[cổng]: https://moj.gov.vn",
    "<https://moj.gov.vn/?a[0]=1&b=]>",
    "![ảnh [một]](https://moj.gov.vn/a.png) [ngoài [trong](https://moj.gov.vn)",
    "* a\n* b\n    * c\n\n| a | b |\n|---|---|\n| [x] | ] |",
    "Dòng điền: ____________________ và ********** hết",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_a_text_means_what_it_means_to_the_parser(text: str) -> None:
    """What is escaped beforehand, for the sake of time, changes nothing of what comes out."""
    assert to_html(text) == clean(rich_text._markdown.render(text))


@pytest.mark.parametrize("text", ["[", "![", "x[", "a [b ", "[" * 500 + "]" * 500, "![" * 100 + "](x)" * 100])
def test_brackets_cost_no_more_than_their_number(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the text takes about twice the steps of the parser, also where every bracket asks for a link."""
    steps = 0
    skip = ParserInline.skipToken

    def counted(*args: object) -> None:
        nonlocal steps
        steps += 1
        skip(*args)

    monkeypatch.setattr(ParserInline, "skipToken", counted)

    def cost(length: int) -> int:
        nonlocal steps
        steps = 0
        to_html((text * length)[:length])
        return steps

    assert cost(8000) <= 2.2 * cost(4000) + 100
    assert cost(8000) <= 20 * 8000


def test_a_long_run_is_text() -> None:
    """Stars and underscores without end are escaped one by one; three of them are bold and italic."""
    assert tamed("*" * 60_000) == "\\*" * 60_000
    assert tamed("a " + "_" * 7) == "a " + "\\_" * 7
    assert tamed("***a***") == "***a***"
    assert to_html("*" * 100) == f"<p>{'*' * 100}</p>\n"
