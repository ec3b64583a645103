"""The real renderer: what stands on the issued paper, and what hostile text becomes on paper and page."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from pypdf import PdfReader

from comms.core import clock
from press.releases import selectors, services
from press.releases.models import Release
from tests.cast import Cast
from tests.press.releases.building import approved, do, draft, drain, issued

HOSTILE = {
    "title": '<script>alert(1)</script> {{ 7*7 }} {% load x %} "><img src=x onerror=alert(2)> & \u202e Đề án',
    "abstract": "</strong><style>*{display:none}</style>**đậm**",
    "body": (
        "# Tiêu đề\n\n<script>alert(3)</script>\n\n[bấm](javascript:alert(4)) ![ảnh](file:///etc/passwd)\n\n"
        "<iframe src='http://169.254.169.254/'></iframe>\n\n[tệp](file:///etc/passwd)\n\n{{ settings.SECRET_KEY }}"
    ),
    "signer_post": "TL. BỘ TRƯỞNG\n<b>CHÁNH VĂN PHÒNG</b>",
    "signer_name": "<i>Nguyễn Văn A</i>",
    "recipients": ["<u>Báo chí</u>", "=1+1"],
    "contact": {"name": "<a href='//x'>B</a>"},
}


def text_of(data: bytes) -> str:
    """With single spaces: a line break of the paper is none of the text."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def printed(release: Release) -> bytes:
    drain()
    release.refresh_from_db()
    document = selectors.document_of(release)
    assert document is not None
    return selectors.document_bytes(document)


def test_the_issued_paper(cast: Cast) -> None:
    """Agency, number, date, title, text, signer, recipients and the code, drained from the outbox and stored."""
    release = issued(cast)
    data = printed(release)
    text = text_of(data)
    for part in (
        "BỘ TƯ PHÁP",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 01/TC-BTP",
        "Hà Nội, ngày 21 tháng 11 năm 2026",
        "THÔNG CÁO BÁO CHÍ",
        release.abstract,
        "Quyết định số 1799/QĐ-BTP./.",
        "CHÁNH VĂN PHÒNG",
        "Nguyễn Văn A",
        "- Các cơ quan báo chí;",
        "-".join(release.verify_code[at : at + 5] for at in range(0, 20, 5)),
    ):
        assert part in text, part
    assert "BẢN NHÁP" not in text
    assert PdfReader(io.BytesIO(data)).metadata.title == release.title  # type: ignore[union-attr]


def test_an_erratum_names_what_it_corrects(cast: Cast) -> None:
    original = issued(cast)
    erratum = do("correct", original, cast.press_officer, note="Ngày đúng là 06/9/2022.")
    text = text_of(services.preview(erratum))
    assert "Số: …/TC-BTP" in text
    assert "số 01/TC-BTP ngày 21 tháng 11 năm 2026" in text
    assert "BẢN NHÁP – CHƯA PHÁT HÀNH" in text


def test_press_information_is_a_bulletin(cast: Cast) -> None:
    """No number, no motto, no recipients; the same in English has English words."""
    text = text_of(services.preview(draft(cast, kind="press_information", language="en")))
    assert "PRESS INFORMATION" in text
    assert "Số:" not in text
    assert "Nơi nhận" not in text
    assert "DRAFT – NOT ISSUED" in text


def test_the_paper_names_what_is_invented(cast: Cast) -> None:
    """Exactly the marked parts, by their names, at the foot; nothing when nothing is marked."""
    services.kind_configure(actor=cast.administrator, kind="press_information", illustrative=[])
    plain = draft(cast, kind="press_information")
    assert "minh họa" not in text_of(services.preview(plain))
    marked = draft(cast, kind="press_information", illustrative=["signer_name", "body", "signer_post", "contact"])
    text = text_of(services.preview(marked))
    assert "Nội dung, người ký và thông tin liên hệ trong văn bản này là minh họa." in text
    numbered = text_of(printed(issued(cast)))
    assert "Tên loại văn bản và số, ký hiệu trong văn bản này là minh họa." in numbered


def test_a_paper_under_embargo_says_so(cast: Cast) -> None:
    until = clock.now() + timedelta(hours=3)
    assert "CẤM CÔNG BỐ TRƯỚC 12 giờ 00 phút" in text_of(services.preview(draft(cast, embargo_until=until)))
    past = clock.now() - timedelta(hours=3)
    assert "CẤM CÔNG BỐ" not in text_of(services.preview(draft(cast, embargo_until=past)))


def test_hostile_text_is_only_text(cast: Cast) -> None:
    """On the paper it stands as it was typed; nothing of it was loaded, run or filled in."""
    release = issued(cast, **HOSTILE)
    data = printed(release)
    text = text_of(data)
    for part in ("<script>alert(1)</script>", "{{ 7*7 }}", "{{ settings.SECRET_KEY }}", "<i>Nguyễn Văn A</i>"):
        assert part in text, part
    assert "root:" not in text
    for name in (b"/JavaScript", b"/JS", b"/EmbeddedFile", b"javascript:", b"file://"):
        assert name not in data


@pytest.mark.parametrize("person", ["press_officer", None])
def test_hostile_text_on_the_pages(cast: Cast, person: str | None) -> None:
    """On the page of the release, in the lists, in the newsroom and on the verify page."""
    release = do("issue", approved(cast, **HOSTILE), cast.spokesperson)
    services.document_store(release_id=release.pk, data=b"%PDF")
    client = Client()
    paths = ["/newsroom/", f"/newsroom/{selectors.public_slug(release)}/", f"/verify/{release.verify_code}/"]
    if person:
        client.force_login(getattr(cast, person), backend="django.contrib.auth.backends.ModelBackend")
        paths += [release.get_absolute_url(), "/releases/"]
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        content = response.content.decode()
        assert "<script>alert" not in content
        assert "<img" not in content
        assert "javascript:" not in content.replace("(javascript:alert(4))", "")
        assert "<iframe src='http" not in content
        assert "{{ 7*7 }}" in content
