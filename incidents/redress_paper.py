"""Letters to outlets and sheets for a competent body as PDF, in the form of an administrative document."""

from typing import Any

from django.core.cache import cache
from django.http import HttpResponse
from django.utils.html import escape
from django.utils.translation import gettext as _

from comms.core import clock, limits
from comms.core.clock import HANOI
from comms.core.errors import Invalid, NotVisible
from comms.core.rich_text import to_html
from comms.deadlines.selectors import hanoi_date
from comms.org.models import Unit
from comms.pdf import layout
from comms.pdf.services import render
from incidents.correction_letter import next_letter
from incidents.models import CentreReport, CorrectionRequest
from incidents.states import CorrectionState
from press.releases.downloads import PREVIEW_KEPT, answer

# The letter takes no number from a book of the service: the records office of the ministry writes one in.
NO_NUMBER = "…"
PLACE = "Hà Nội"


def number_of(asked: str | None) -> int | None:
    """The number of a letter as it was asked for; None for the next one.  Raises Invalid."""
    if not asked:
        return None
    if not asked.isascii() or not asked.isdigit() or len(asked) > 2:
        raise Invalid.field("round", _("This is no number of a letter."), code="invalid")
    return int(asked)


def letter_pdf(caller: str, correction: CorrectionRequest, number: int | None = None) -> HttpResponse:
    """The letter `number` as it was sent; without a number the next one, with the mark of a draft.

    Rendered once a version and day, and kept for some minutes.  `caller`: who is counted (`limits.caller_of`).
    Raises NotVisible where there is no such letter, TooMany, RenderFailed.
    """
    if number is None and correction.state == CorrectionState.CLOSED:
        raise NotVisible
    sent = next((row for row in correction.rounds.all() if row.no == number), None)
    if number is not None and sent is None:
        raise NotVisible
    day = hanoi_date(sent.sent_at) if sent else clock.today()
    mandate = sent.mandate if sent else correction.mandate
    text = sent.text if sent else next_letter(correction, day)
    document = layout.ReleaseDocument(
        header=layout.AgencyHeader(mandate.unit.name_vi if mandate else _ministry()),
        number=layout.NumberLine(NO_NUMBER, PLACE, day if sent else None),
        title=layout.Title("Văn bản phản hồi", f"Về việc yêu cầu cải chính: {correction.article_title}"),
        body_html=to_html(text),
        signature=layout.SignatureBlock(
            ("NGƯỜI PHÁT NGÔN",), mandate.person.full_name if sent and mandate is not None else ""
        ),
        recipients=layout.Recipients((correction.outlet_name,), "VT"),
        marks=layout.Marks(draft=sent is None, illustrative=("body",) if correction.illustrative else ()),
    )
    key = f"incidents-letter:{correction.pk}:{correction.version}:{number}:{day:%Y%m%d}"
    at = sent.sent_at if sent else correction.updated_at
    return _answered(caller, key, document, f"Yêu cầu cải chính {correction.article_title}", at)


def sheet_pdf(caller: str, report: CentreReport) -> HttpResponse:
    """What was reported to a competent body, as a sheet to send or to file.  Raises TooMany, RenderFailed."""
    document = layout.ReleaseDocument(
        header=layout.AgencyHeader(_ministry()),
        number=layout.NumberLine(NO_NUMBER, PLACE, report.sent_at.astimezone(HANOI).date()),
        title=layout.Title("Phiếu báo tin", f"Gửi {report.destination.name}"),
        # Plain words, line by line: what was copied from the net is no markup.
        body_html="".join(f"<p>{escape(line)}</p>" for line in report.text.split("\n") if line.strip()),
        recipients=layout.Recipients((report.destination.name,), "VT"),
        marks=layout.Marks(illustrative=("body",) if report.destination.illustrative else ()),
    )
    key = f"incidents-sheet:{report.pk}:{report.version}"
    return _answered(caller, key, document, f"Phiếu báo tin {report.destination.name}", report.sent_at)


def _answered(caller: str, key: str, document: layout.ReleaseDocument, title: str, at: Any) -> HttpResponse:
    data = cache.get(key)
    if data is None:
        limits.spend("preview", caller)
        data = render(
            template="pdf/release.html", context={"document": document}, title=title, language="vi", created_at=at
        )
        cache.set(key, data, PREVIEW_KEPT)
    return answer(data, title, inline=True)


def _ministry() -> str:
    unit = Unit.objects.valid_on(clock.today()).filter(kind=Unit.Kind.MINISTRY).order_by("pk").first()
    return unit.name_vi if unit else ""
