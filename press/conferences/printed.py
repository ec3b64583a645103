"""The minutes as a PDF in the form of an administrative document, and the accreditations as CSV."""

import csv
import io
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse
from django.utils.translation import gettext as _

from comms.core import limits
from comms.core.clock import HANOI
from comms.core.errors import NotVisible
from comms.core.rich_text import to_html
from comms.pdf import layout
from comms.pdf.services import render
from press.conferences import policies
from press.conferences.models import Accreditation, PressConference
from press.mandates.office import when
from press.releases.downloads import PREVIEW_KEPT, answer

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def minutes_pdf(caller: str, user: Any, conference: PressConference) -> HttpResponse:
    """The approved minutes, or for who may read it the draft with its mark; the same version gives the same bytes.

    Rendered once a version and kept for some minutes, as the preview of a release is.  `caller`: who is counted
    (`limits.caller_of`).  Raises NotVisible where there is nothing to read, TooMany, RenderFailed.
    """
    if not conference.minutes or not (conference.minutes_approved or policies.may_read_draft(user, conference)):
        raise NotVisible
    key = f"press-minutes:{conference.pk}:{conference.version}"
    data = cache.get(key)
    if data is None:
        limits.spend("preview", caller)
        data = _rendered(conference)
        cache.set(key, data, PREVIEW_KEPT)
    return answer(data, f"bien ban {conference.title}", inline=True)


def _rendered(conference: PressConference) -> bytes:
    approved_by = conference.minutes_approved_by
    document = layout.ReleaseDocument(
        header=layout.AgencyHeader(conference.unit.name_vi),
        # Minutes take no number from a book of the service: whoever files them writes one in.
        number=layout.NumberLine("…/BB", "Hà Nội", conference.held_at.astimezone(HANOI).date()),
        title=layout.Title("Biên bản", f"Họp báo: {conference.title}"),
        body_html=to_html(conference.minutes),
        signature=layout.SignatureBlock(("NGƯỜI DUYỆT BIÊN BẢN",), approved_by.full_name if approved_by else ""),
        marks=layout.Marks(
            draft=not conference.minutes_approved,
            illustrative=tuple(sorted({"title" if name == "title" else "body" for name in conference.illustrative})),
        ),
    )
    return render(
        template="pdf/release.html",
        context={"document": document},
        title=f"Biên bản họp báo: {conference.title}",
        language="vi",
        created_at=conference.minutes_approved_at or conference.updated_at,
    )


def accreditations_csv(rows: "list[Accreditation]") -> bytes:
    """UTF-8 with a mark for Excel.  No cell begins like a formula: names and reasons were written by people."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(
        [
            *(_("Name"), _("Outlet"), _("E-mail"), _("Number of the press card"), _("Online")),
            *(_("State"), _("Reason"), _("Asked for"), _("Present since")),
        ]
    )
    for row in rows:
        cells = [
            *(str(row), row.outlet_name, row.email, row.card_number, _("yes") if row.online else ""),
            *(str(row.get_state_display()), row.refuse_reason, when(row.requested_at)),
            when(row.attended_at) if row.attended_at else "",
        ]
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue().encode("utf-8-sig")
