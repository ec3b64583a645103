"""The form of NĐ 30/2020/NĐ-CP, Phụ lục I, read back from the finished file."""

import unicodedata
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from comms.core.clock import HANOI
from comms.pdf.layout import AgencyHeader, Marks, NumberLine, Original, Title
from tests.pdf.documents import LONG, RELEASE, poppler, printed, reader, run_of, text_of, with_body, words_of

DRAFT = "BẢN NHÁP – CHƯA PHÁT HÀNH"


def test_the_text_comes_back_composed(tmp_path: Path) -> None:
    """Decomposed input is printed, and copied out of the file, in NFC."""
    pdf = printed(replace(RELEASE, title=Title("Thông cáo báo chí", unicodedata.normalize("NFD", "Kế hoạch ở Huế"))))
    text = text_of(pdf, tmp_path)
    assert text == unicodedata.normalize("NFC", text)
    assert "Kế hoạch ở Huế" in text


def test_every_part_of_the_form_is_printed(tmp_path: Path) -> None:
    """State name, motto, number, place and date, title, closing mark, post, name, recipients, contact, code."""
    text = text_of(printed(), tmp_path)
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "BỘ TƯ PHÁP",
        "Số: 05/TC-BTP",
        "Hà Nội, ngày 05 tháng 02 năm 2026",
        "THÔNG CÁO BÁO CHÍ",
        "phối hợp thực hiện./.",
        "TL. BỘ TRƯỞNG",
        "CHÁNH VĂN PHÒNG",
        "(Chưa ký số)",
        "Nguyễn Văn A",
        "Nơi nhận:",
        "- Các cơ quan báo chí;",
        "- Cổng thông tin điện tử;",
        "- Lưu: VT, VP.",
        "Người phát ngôn",
        "Điện thoại: 024 0000 0000",
        "K7QX-M2PD",
    ):
        assert part in text


def test_only_the_form_s_font_is_embedded(tmp_path: Path) -> None:
    """Every font is a subset of Tinos with a way back to Unicode, whatever characters the text has."""
    table = poppler("pdffonts", printed(with_body("Chữ **đậm**, *nghiêng*, ₫, €, עברית.")), tmp_path).splitlines()[2:]
    assert len(table) >= 3
    for row in table:
        name, *_type, embedded, subset, unicode, _number, _generation = row.split()
        assert "Tinos" in name
        assert (embedded, subset, unicode) == ("yes", "yes", "yes")


def test_paper_and_margins(tmp_path: Path) -> None:
    """A4; 30 mm left, 15 right, 20 top and bottom; only the page number stands in the margin."""
    pdf = printed(LONG)
    assert [round(float(side)) for side in reader(pdf).pages[0].mediabox] == [0, 0, 595, 842]
    words = words_of(pdf, tmp_path)
    inside = [word for word in words if not (word.page > 1 and word.bottom < 18)]
    assert min(word.left for word in inside) == pytest.approx(30, abs=0.5)
    assert max(word.right for word in inside) == pytest.approx(195, abs=0.5)
    assert min(word.top for word in inside) >= 19.5
    assert max(word.bottom for word in inside) <= 277.5


def test_the_header_is_split_forty_to_sixty(tmp_path: Path) -> None:
    """The agency is centred in the left 66 mm, the state name, its motto and the date in the right 99 mm."""
    words = words_of(printed(), tmp_path)

    def middle(text: str) -> float:
        run = run_of(words, text)
        return (run[0].left + run[-1].right) / 2

    assert middle("BỘ TƯ PHÁP") == pytest.approx(30 + 33, abs=0.5)
    assert middle("Số: 05/TC-BTP") == pytest.approx(30 + 33, abs=0.5)
    assert middle("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") == pytest.approx(30 + 66 + 49.5, abs=0.5)
    assert middle("Độc lập - Tự do - Hạnh phúc") == pytest.approx(30 + 66 + 49.5, abs=0.5)
    assert middle("Hà Nội, ngày 05 tháng 02 năm 2026") == pytest.approx(30 + 66 + 49.5, abs=0.5)
    assert run_of(words, "BỘ TƯ PHÁP")[0].top == pytest.approx(run_of(words, "CỘNG HÒA")[0].top, abs=0.3)


def test_the_signature_stands_in_the_right_half(tmp_path: Path) -> None:
    """Level with «Nơi nhận:», which stands at the left edge."""
    words = words_of(printed(), tmp_path)
    post, name = run_of(words, "TL. BỘ TRƯỞNG"), run_of(words, "Nguyễn Văn A")
    label = run_of(words, "Nơi nhận:")
    assert post[0].left > 30 + 82.5
    assert (name[0].left + name[-1].right) / 2 == pytest.approx(30 + 82.5 * 1.5, abs=0.5)
    assert label[0].left == pytest.approx(30, abs=0.5)
    assert label[0].bottom == pytest.approx(post[0].bottom, abs=2)
    assert 20 < name[0].top - run_of(words, "CHÁNH VĂN PHÒNG")[0].bottom < 35


def test_page_numbers(tmp_path: Path) -> None:
    """Arabic, centred over the text in the top margin, none on page 1."""
    words = words_of(printed(LONG), tmp_path)
    numbers = [word for word in words if word.bottom < 20]
    assert [(word.page, word.text) for word in numbers] == [
        (page, str(page)) for page in range(2, max(word.page for word in words) + 1)
    ]
    assert len(numbers) >= 2
    assert all(word.middle == pytest.approx(30 + 82.5, abs=0.5) for word in numbers)


def test_the_verification_stands_in_the_foot_of_the_last_page(tmp_path: Path) -> None:
    """Code, address and QR code are printed once, at the bottom of the last page."""
    pdf = printed(LONG)
    words = words_of(pdf, tmp_path)
    code = [word for word in words if word.text == "K7QX-M2PD"]
    assert [word.page for word in code] == [len(reader(pdf).pages)]
    assert code[0].top > 277 - 25
    alternatives = [node["/Alt"] for node in _nodes(pdf) if node.get("/S") == "/Figure"]
    assert alternatives == ["Mã QR dẫn đến trang kiểm tra văn bản https://comms.example.gov.vn/verify/K7QXM2PD/"]


def test_text_never_runs_into_the_foot(tmp_path: Path) -> None:
    """Whatever the length of the text, the name is printed above the foot, on the same page."""
    for paragraphs in range(9, 19):
        words = words_of(printed(with_body("\n\n".join(["Một đoạn văn bản gồm một dòng."] * paragraphs))), tmp_path)
        name, contact = run_of(words, "Nguyễn Văn A")[0], run_of(words, "Thông tin liên hệ")[0]
        assert name.page == contact.page
        assert name.bottom < contact.top


def test_the_draft_mark() -> None:
    """On every page of a draft, on no page of another document."""

    def marked(pdf: bytes) -> list[bool]:
        return [DRAFT in page.extract_text() for page in reader(pdf).pages]

    assert marked(printed(replace(LONG, marks=Marks(draft=True)))) == [True] * 3
    assert marked(printed(LONG)) == [False] * 3


def test_a_draft_has_no_date_yet(tmp_path: Path) -> None:
    """Neither number nor date is invented."""
    text = text_of(printed(replace(RELEASE, number=NumberLine("…/TC-BTP", "Hà Nội", None))), tmp_path)
    assert "Số: …/TC-BTP" in text
    assert "Hà Nội, ngày … tháng … năm …" in text


def test_the_embargo_mark_names_the_hour_in_hanoi(tmp_path: Path) -> None:
    """On the first page above the title, on the following ones in the margin."""
    until = datetime(2026, 2, 6, 7, 5, tzinfo=HANOI)
    pdf = printed(replace(LONG, marks=Marks(embargo_until=until)))
    mark = "CẤM CÔNG BỐ TRƯỚC 7 giờ 05 phút, ngày 06 tháng 02 năm 2026 (giờ Hà Nội)"
    assert text_of(pdf, tmp_path).count(mark) == len(reader(pdf).pages)
    words = words_of(pdf, tmp_path)
    assert run_of(words, "CẤM CÔNG BỐ")[0].top < run_of(words, "THÔNG CÁO BÁO CHÍ")[0].top
    assert "CẤM CÔNG BỐ" not in text_of(printed(LONG), tmp_path)


def test_points_follow_the_vietnamese_alphabet(tmp_path: Path) -> None:
    """a, b, c, d, đ, e, g, h, i, k, l, m: no f and no j."""
    points = "\n".join(f"1. điểm{number}" for number in range(12))
    words = words_of(printed(with_body(points)), tmp_path)
    letters = [word.text for word in words if word.text.endswith(")") and len(word.text) == 2]
    assert letters == [f"{letter})" for letter in "abcdđeghiklm"]


def test_clauses_hold_points(tmp_path: Path) -> None:
    """A list above another one is numbered 1., 2.; the inner one is lettered."""
    text = text_of(printed(with_body("1. Khoản một\n   1. điểm một\n   2. điểm hai\n2. Khoản hai")), tmp_path)
    for part in ("1. Khoản một", "a) điểm một", "b) điểm hai", "2. Khoản hai"):
        assert part in text


def test_a_long_agency_name_wraps_in_its_column(tmp_path: Path) -> None:
    """The parent stands above it; no word leaves the left 66 mm."""
    header = AgencyHeader("Cục Phổ biến, giáo dục pháp luật và Trợ giúp pháp lý", parent="Bộ Tư pháp")
    words = words_of(printed(replace(RELEASE, header=header)), tmp_path)
    above = run_of(words, "BỘ TƯ PHÁP")[0]
    first, last = run_of(words, "CỤC PHỔ BIẾN,")[0], run_of(words, "PHÁP LÝ")[-1]
    assert above.bottom <= first.top + 0.5 < last.top
    names = [word for word in words if first.top <= word.top <= last.top and word.middle < 96]
    assert min(word.left for word in names) >= 30
    assert max(word.right for word in names) <= 96
    assert len({round(word.top) for word in names}) >= 2


def test_the_bulletin_has_no_number(tmp_path: Path) -> None:
    """*Thông tin báo chí*: no state name, number, signature or closing mark, but date, text and contact."""
    bulletin = replace(
        RELEASE,
        number=None,
        signature=None,
        recipients=None,
        day=date(2026, 6, 29),
        title=Title("Thông tin báo chí", "Kết quả sáu tháng"),
    )
    text = text_of(printed(bulletin), tmp_path)
    for part in ("BỘ TƯ PHÁP", "THÔNG TIN BÁO CHÍ", "Hà Nội, ngày 29 tháng 6 năm 2026", "Người phát ngôn"):
        assert part in text
    for part in ("CỘNG HÒA", "Số:", "Nơi nhận", "./.", "CHÁNH VĂN PHÒNG"):
        assert part not in text


def test_an_erratum_names_what_it_corrects(tmp_path: Path) -> None:
    """Number, date and title of the corrected document stand under the title."""
    corrected = Original("Kết quả năm 2025", "05/TC-BTP", date(2026, 2, 5))
    text = text_of(printed(replace(RELEASE, title=Title("Đính chính", "Số liệu"), corrects=corrected)), tmp_path)
    assert "(Đính chính văn bản số 05/TC-BTP ngày 05 tháng 02 năm 2026 “Kết quả năm 2025”)" in text


def test_the_file_is_tagged(tmp_path: Path) -> None:
    """Structure, language, title and mark as PDF/UA-1 asks; headings and lists keep their meaning."""
    pdf = printed(
        with_body("## Mục\n\n1. một\n2. hai\n\n|a|b|\n|-|-|\n|c|d|"), title="Thông cáo số 05", author="Bộ Tư pháp"
    )
    document = reader(pdf)
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert document.metadata is not None
    assert (document.metadata.title, document.metadata.author) == ("Thông cáo số 05", "Bộ Tư pháp")
    assert document.metadata.creation_date == datetime(2026, 2, 5, 9, 0, tzinfo=HANOI)
    assert b"pdfuaid:part" in document.trailer["/Root"]["/Metadata"].get_data()
    kinds = {node.get("/S") for node in _nodes(pdf)}
    assert kinds >= {"/Document", "/H1", "/H2", "/P", "/L", "/LI", "/Lbl", "/Table", "/TH", "/TD", "/Figure"}


def test_an_english_document(tmp_path: Path) -> None:
    """Its own words are English, those of the Vietnamese form stay."""
    marks = Marks(draft=True, embargo_until=datetime(2026, 2, 6, 7, 5, tzinfo=HANOI))
    pdf = printed(replace(RELEASE, language="en", marks=marks))
    text = text_of(pdf, tmp_path)
    assert reader(pdf).trailer["/Root"]["/Lang"] == "en"
    for part in ("EMBARGOED UNTIL 07:05, 06/02/2026 (Hanoi time)", "Press contact:", "CỘNG HÒA XÃ HỘI"):
        assert part in text


def _nodes(pdf: bytes) -> list[dict[str, object]]:
    """Every element of the structure tree."""
    found, edge = [], [reader(pdf).trailer["/Root"]["/StructTreeRoot"]]
    while edge:
        node = edge.pop().get_object()
        if isinstance(node, list):
            edge += [kid for kid in node if not isinstance(kid, int)]
        elif hasattr(node, "get"):
            if "/S" in node:
                found.append(node)
            if "/K" in node and not isinstance(node["/K"], int):
                edge.append(node["/K"])
    return found


@pytest.mark.parametrize(
    ("fields", "vi", "en"),
    [
        ((), "", ""),
        (("body",), "Nội dung trong văn bản này là minh họa.", "Illustrative in this document, not official: text."),
        (
            ("contact", "title", "symbol"),
            "Tiêu đề, số, ký hiệu và thông tin liên hệ trong văn bản này là minh họa.",
            "Illustrative in this document, not official: title, number and symbol and press contact.",
        ),
        (
            ("something",),
            "Một số chi tiết khác trong văn bản này là minh họa.",
            "Illustrative in this document, not official: other details.",
        ),
    ],
)
def test_what_is_invented_is_named(fields: tuple[str, ...], vi: str, en: str) -> None:
    """In the order of the paper, each part once, and never silently dropped."""
    marks = Marks(illustrative=fields)
    assert replace(RELEASE, marks=marks).illustration == vi
    assert replace(RELEASE, marks=marks, language="en").illustration == en


def test_the_foot_keeps_room_for_it(tmp_path: Path) -> None:
    """With every part named, the line stands in the foot of the last page, the signer above it."""
    every = ("title_line", "title", "abstract", "body", "symbol", "signer_name", "recipients", "contact")
    words = words_of(printed(replace(LONG, marks=Marks(illustrative=every))), tmp_path)
    line = run_of(words, "trong văn bản này là minh họa.")
    name = run_of(words, "Nguyễn Văn A")
    contact = run_of(words, "Thông tin liên hệ báo chí:")
    assert name[0].page == contact[0].page == line[0].page
    assert name[-1].bottom < contact[0].top
    assert contact[0].bottom < line[0].top < line[-1].bottom < 297 - 20
