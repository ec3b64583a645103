"""What stands on the paper.  Its words belong to the document and not to a screen, so they are not in the catalogue.

The form follows the counts of the annex of NĐ 244/2026/NĐ-CP; its exact layout was not read in the gazette.
"""

from datetime import datetime

from comms.core import clock, legal_dates
from comms.core.text import nfc
from comms.deadlines.selectors import hanoi_date
from comms.duties.selectors.figures import Figure
from comms.duties.selectors.reports import Shown
from comms.org.models import Unit
from comms.pdf.layout import AgencyHeader, Marks, NumberLine, Recipients, SignatureBlock, Title
from comms.pdf.reports import ReportDocument, Section
from comms.pdf.wording import END_OF_TEXT

ADDRESSEE = "Bộ Văn hóa, Thể thao và Du lịch"
PLACE = "Hà Nội"
NO_CASE = "Không phát sinh"
NOT_SAID = "Không nêu."
COLUMNS = ("TT", "Nội dung", "Kết quả")
LABELS = {
    "conferences": "Số cuộc họp báo đã tổ chức trong năm",
    "briefings": "Số lần cơ quan chủ động cung cấp thông tin tại giao ban báo chí",
    "requests": "Số yêu cầu của cơ quan báo chí đã được trả lời/tổng số yêu cầu của cơ quan báo chí",
    "cases": "Số vụ việc đột xuất, bất thường đã phát ngôn, cung cấp thông tin/tổng số vụ việc quy định tại khoản 2, "
    "khoản 3, khoản 4, khoản 5 Điều 7",
    "in_time": "Số vụ việc đã phát ngôn, cung cấp thông tin đúng thời hạn/tổng số vụ việc có quy định thời hạn tại "
    "khoản 3, khoản 4 Điều 7",
    "feedback": "Số vụ việc có văn bản phản hồi, yêu cầu cải chính/tổng số vụ việc quy định tại khoản 6 Điều 7",
}
BESIDE = (
    "Ngoài các số liệu trên, trong kỳ có {total} vụ việc xảy ra trước ngày 01/7/2026 thuộc điểm a khoản 3 Điều 6 Nghị "
    "định số 09/2017/NĐ-CP, trong đó {count} vụ việc đã phát ngôn."
)
SIGNER = ("QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ", "Họ và tên")
"""As the specimens of NĐ 30/2020/NĐ-CP have it: who signs is decided on the paper, and nobody's name is printed."""


def document_of(shown: Shown, unit: Unit) -> ReportDocument:
    """The report on a year, a draft until it is submitted."""
    figures, report = shown.figures, shown.report
    submitted_at = report.submitted_at if report else None
    symbol = report.document_number if report and report.document_number else f"…/BC-{unit.abbr}"
    span = f"từ {legal_dates.legal_date(figures.starts)} đến {legal_dates.legal_date(figures.ends)}"
    former = figures.former
    beside = BESIDE.format(total=former.total, count=former.count) if former.total else ""
    return ReportDocument(
        header=AgencyHeader(unit.name_vi),
        number=NumberLine(symbol, PLACE, hanoi_date(submitted_at) if submitted_at else None),
        title=Title("BÁO CÁO", f"Về việc phát ngôn và cung cấp thông tin cho báo chí năm {figures.year}"),
        addressee=f"Kính gửi: {ADDRESSEE}",
        opening=(
            f"Thực hiện Điều 10 Nghị định số 244/2026/NĐ-CP ngày 26 tháng 6 năm 2026 của Chính phủ, {unit.name_vi} báo "
            f"cáo kết quả phát ngôn và cung cấp thông tin cho báo chí năm {figures.year} (số liệu {span}) như sau:"
        ),
        sections=(
            Section("I. SỐ LIỆU", (beside,) if beside else (), COLUMNS, _lines(figures.figures)),
            Section("II. KHÓ KHĂN, VƯỚNG MẮC", _paragraphs(report.difficulties if report else "")),
            Section("III. ĐỀ XUẤT, KIẾN NGHỊ", _paragraphs(report.proposals if report else "")),
        ),
        ending=f"{unit.name_vi} trân trọng báo cáo{END_OF_TEXT}",
        signature=SignatureBlock((SIGNER[0],), SIGNER[1]),
        recipients=Recipients(("Như trên",)),
        marks=Marks(draft=not shown.submitted),
    )


def _lines(figures: list[Figure]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (str(number), LABELS[figure.rule.key], figure.words or NO_CASE)
        for number, figure in enumerate(figures, start=1)
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line for line in nfc(text).splitlines() if line.strip()) or (NOT_SAID,)


def file_name(year: int, ending: str) -> str:
    return f"bao-cao-phat-ngon-{year}.{ending}"


def dated(shown: Shown) -> datetime:
    """The document's own instant: of its submission, or the beginning of today."""
    at = shown.report.submitted_at if shown.report else None
    return at or clock.now().astimezone(clock.HANOI).replace(hour=0, minute=0, second=0, microsecond=0)
