"""Text written by people reaches a page or a document as a short list of harmless tags."""

import unicodedata

import pytest

from comms.core.rich_text import clean, to_html


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
