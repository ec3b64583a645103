"""Documents to render, and what comes back out of a PDF."""

import html as markup
import io
import re
import subprocess
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from comms.core.clock import HANOI
from comms.core.rich_text import to_html
from comms.pdf.layout import (
    AgencyHeader,
    Contact,
    NumberLine,
    Recipients,
    ReleaseDocument,
    SignatureBlock,
    Title,
    Verification,
)
from comms.pdf.services import render
from tests.services import POPPLER, need

MM = 72 / 25.4
AT = datetime(2026, 2, 5, 9, 0, tzinfo=HANOI)
SENTENCE = "Bộ Tư pháp tổ chức hội nghị triển khai Kế hoạch truyền thông năm 2026 của Bộ, ngành Tư pháp."
BODY = f"{SENTENCE}\n\nCác đơn vị thuộc Bộ phối hợp thực hiện."
RELEASE = ReleaseDocument(
    header=AgencyHeader("Bộ Tư pháp"),
    title=Title("Thông cáo báo chí", "Triển khai Kế hoạch truyền thông năm 2026"),
    body_html=to_html(BODY),
    number=NumberLine("05/TC-BTP", "Hà Nội", date(2026, 2, 5)),
    signature=SignatureBlock(("TL. BỘ TRƯỞNG", "CHÁNH VĂN PHÒNG"), "Nguyễn Văn A"),
    recipients=Recipients(("Các cơ quan báo chí", "- Cổng thông tin điện tử;")),
    contact=Contact("Nguyễn Văn B", "Người phát ngôn", "024 0000 0000", "phatngon@example.gov.vn"),
    verification=Verification("K7QX-M2PD", "https://comms.example.gov.vn/verify/K7QXM2PD/"),
)


def with_body(markdown: str, document: ReleaseDocument = RELEASE) -> ReleaseDocument:
    return replace(document, body_html=to_html(markdown))


LONG = with_body("\n\n".join([SENTENCE * 4] * 14))


@dataclass(frozen=True)
class Word:
    """Millimetres from the left and the top of its page; pages count from 1."""

    page: int
    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def printed(document: ReleaseDocument = RELEASE, **changes: Any) -> bytes:
    options: dict[str, Any] = {"title": "Thông cáo", "language": document.language, "created_at": AT, **changes}
    return render(template="pdf/release.html", context={"document": document}, **options)


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def poppler(tool: str, pdf: bytes, tmp_path: Path, *options: str) -> str:
    """What a tool of poppler-utils prints about the file."""
    need(POPPLER)
    path = tmp_path / "document.pdf"
    path.write_bytes(pdf)
    after = ["-"] if tool == "pdftotext" else []
    done = subprocess.run([tool, *options, str(path), *after], capture_output=True, text=True, check=True, timeout=30)
    return done.stdout


def text_of(pdf: bytes, tmp_path: Path) -> str:
    """All text in reading order, whatever its line breaks."""
    return " ".join(poppler("pdftotext", pdf, tmp_path, "-layout").split())


def words_of(pdf: bytes, tmp_path: Path) -> list[Word]:
    words, page = [], 0
    pattern = r'<page |<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>'
    for match in re.finditer(pattern, poppler("pdftotext", pdf, tmp_path, "-bbox")):
        if match[0].startswith("<page"):
            page += 1
            continue
        left, top, right, bottom = (float(value) / MM for value in match.groups()[:4])
        words.append(Word(page, markup.unescape(match[5]), left, right, top, bottom))
    return words


def run_of(words: list[Word], text: str) -> list[Word]:
    """The words of the first place where `text` stands."""
    wanted = text.split()
    for start in range(len(words)):
        if [word.text for word in words[start : start + len(wanted)]] == wanted:
            return words[start : start + len(wanted)]
    raise AssertionError(f"{text!r} is not printed")
