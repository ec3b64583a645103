"""Bad input through the real renderer: printed literally or refused, inside its limits; the next document is unharmed.

One pool serves the whole module, as it does the service: what one text leaves behind, the next one would find.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from comms.core.rich_text import to_html
from comms.pdf import services
from comms.pdf.errors import RenderFailed
from comms.pdf.layout import ReleaseDocument, Title
from tests.pdf.documents import RELEASE, printed, reader, text_of, with_body

GOOD = "Nội dung bình thường ở Huế."
BIDI = "".join(chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C))


@pytest.fixture(autouse=True)
def _the_next_document_is_unharmed() -> Iterator[None]:
    """After whatever each test did: one page more, the same bytes as ever."""
    yield
    assert printed(with_body(GOOD)) == _good()


_kept: list[bytes] = []


def _good() -> bytes:
    if not _kept:
        services._pool.close()
        _kept.append(printed(with_body(GOOD)))
    return _kept[0]


def titled(text: str) -> ReleaseDocument:
    return replace(RELEASE, title=Title("Thông cáo báo chí", text))


@pytest.mark.parametrize(
    "body",
    [
        "<script>fetch('//x')</script> <b onclick=x>đậm</b> <iframe src=//x></iframe>",
        "[bấm](javascript:alert(1)) [tệp](file:///etc/passwd) [dữ liệu](data:text/html,x) <javascript:alert(1)>",
        "![ảnh](https://example.org/a.png) ![ảnh](http://169.254.169.254/) <img src=//x>",
        "<table><tr><td colspan=1000000 rowspan=1000000>x</td></tr></table>",
        "<div style='position:fixed;font-size:9999px'>x</div><style>@import url(//x)</style>",
        "<svg><image href=file:///etc/hostname></svg> <math> <object data=x>",
        "&lt;script&gt; &#0; &#x202e; &nbsp; &copy",
        "{{ settings.SECRET_KEY }} {% include 'x' %} ${x} %(x)s",
    ],
    ids=["script", "links", "pictures", "spans", "style", "drawing", "entities", "templates"],
)
def test_markup_is_letters(body: str, tmp_path: Path) -> None:
    """Nothing runs, is fetched or becomes a link that is followed; the letters stay."""
    pdf = printed(with_body(f"Trước. {body} Sau."))
    text = text_of(pdf, tmp_path)
    assert "Trước." in text
    assert "Sau." in text
    for page in reader(pdf).pages:
        assert "/Annots" not in page
    assert not {"/AA", "/OpenAction", "/JavaScript"} & set(reader(pdf).trailer["/Root"])


def test_the_same_markup_in_a_title(tmp_path: Path) -> None:
    """Which does not pass through the allow-list, but through escaping."""
    hostile = "<script>alert(1)</script><img src=//x> [a](javascript:x) <td colspan=1000000> {{ x }}"
    assert "alert(1)" in text_of(printed(titled(hostile), title=hostile), tmp_path)


@pytest.mark.parametrize("marker", ["> ", "- ", "1. "])
def test_what_stands_deep_is_not_lost(marker: str, tmp_path: Path) -> None:
    """Beyond some depth quotes and lists are printed as they were typed: nothing of the text is left out."""
    assert "sâu" in text_of(printed(with_body(marker * 3000 + "sâu")), tmp_path)


def outcome(document: ReleaseDocument) -> str:
    """`printed`, or the code of the refusal."""
    try:
        printed(document)
    except RenderFailed as refused:
        return refused.code
    return "printed"


LIMITS = {"render_timeout", "render_memory", "render_failed", "render_too_large"}


@pytest.mark.parametrize(
    "body",
    [to_html("> " * 3000 + "sâu"), "<blockquote>" * 3000 + "sâu" + "</blockquote>" * 3000],
    ids=["Markdown", "HTML"],
)
def test_three_thousand_nested_quotes(body: str) -> None:
    """Rendered, or refused in so many words: never a process that eats the machine."""
    assert outcome(replace(RELEASE, body_html=body)) in {"printed", *LIMITS}


def test_a_flood_of_directions(tmp_path: Path) -> None:
    """What turns the reading direction is not printed; the letters come out in the order in which they were written."""
    text = text_of(printed(with_body(BIDI * 5000 + "abc" + BIDI + "def" + BIDI * 5000)), tmp_path)
    assert "abcdef" in text.replace("\u200e", "").replace("\u200f", "").replace("\u061c", "")
    assert not set(text) & {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


@pytest.mark.parametrize("mark", ["\u0300", "\u0336", "\u20e3"])
def test_a_flood_of_marks(mark: str) -> None:
    """A thousand marks on one letter: printed or refused."""
    assert outcome(with_body("a" + mark * 1000)) in {"printed", "render_character", *LIMITS}


def test_a_title_of_a_megabyte_is_refused() -> None:
    """Before a child works on it."""
    with pytest.raises(RenderFailed) as caught:
        printed(titled("Tiêu đề " * 150_000))
    assert caught.value.code == "render_too_large"


def test_one_word_of_twenty_thousand_letters() -> None:
    """It is broken where the line ends."""
    assert len(reader(printed(with_body("ă" * 20_000))).pages) > 5


def test_decomposed_and_composed_are_the_same_document() -> None:
    """NFD input gives, byte for byte, the document of NFC input."""
    text = "Thông tin về Hội nghị ở Huế: đã đủ điều kiện."
    assert printed(with_body(unicodedata.normalize("NFD", text))) == printed(with_body(text))


@pytest.mark.parametrize(
    ("text", "named"),
    [("chúc mừng 🎉", "U+1F389"), ("👨\u200d👩\u200d👧", "U+1F468"), ("ngôn ngữ ខ្មែរ", "U+1781"), ("\ue000", "U+E000")],
    ids=["emoji", "family", "Khmer", "private use"],
)
def test_what_the_font_has_no_sign_for_is_refused_by_name(text: str, named: str) -> None:
    """In the text and in the title: an issued paper has neither an empty box nor a gap."""
    for document in (with_body(f"Trước {text} sau."), titled(text)):
        with pytest.raises(RenderFailed) as caught:
            printed(document)
        assert caught.value.code == "render_character"
        assert named in str(caught.value.detail)
    assert named in f"U+{ord(services.signless(text)[0]):04X}"


def test_what_is_refused_is_known_before_the_render() -> None:
    """The fonts are asked for the same characters as the renderer: of a thousand from everywhere, one by one."""
    codes = [*range(0x20, 0x3400, 17), *range(0xFB00, 0x10000, 37), *range(0x1F300, 0x1F700, 41), 0x2028, 0xE0101]
    text = "".join(map(chr, codes))
    foreseen = services.signless(text)
    assert len(foreseen) == 20
    with pytest.raises(RenderFailed) as caught:
        printed(with_body(foreseen))
    assert set(caught.value.characters) == set(foreseen)
    kept = "".join(char for char in text if not services.signless(char) and char.isprintable())
    assert len(kept) > 150
    assert printed(with_body(" ".join(kept.translate(dict.fromkeys(map(ord, "<>&*_`#[]()!|~\\")))))).startswith(b"%PDF")


@pytest.mark.parametrize("text", ["a\u200bb", "a\u00adb", "a\ufeffb", "1\u00a0000", "–—…“”‘’«»•€₫°²½№", "đơn\u2011vị"])
def test_signs_of_ordinary_texts_are_printed(text: str) -> None:
    """Spaces, hyphens and quotes of word processors are no reason to refuse a paper."""
    assert printed(with_body(f"Trước {text} sau.")).startswith(b"%PDF")
    assert services.signless(text) == ""


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\x00b", 'x"; filename="y', "\u202egnp.exe", "a\r\nX: y", "a" * 5000]
)
def test_hostile_names_in_the_metadata(name: str) -> None:
    """Title, author and keywords may be anything: they are strings of the file and nothing else."""
    pdf = printed(title=name, author=name, subject=name, keywords=[name], properties={"Symbol": name})
    info = reader(pdf).metadata
    assert info is not None
    assert not set(str(info.title)) & set("\x00\u202e")
