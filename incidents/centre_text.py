"""The words in which false information is reported to a competent body, made from a claim and where it was seen.

In Vietnamese whatever the language of the page, since it is sent to an authority.  A person reads, edits and sends it.
"""

from comms.core.clock import HANOI
from incidents.models import Claim, Incident, Sighting
from incidents.states import Verdict

# Where it was seen: the latest places, so that a claim with thousands of them still fits a form.
MOST_PLACES = 20
VERDICTS = {
    Verdict.FALSE: "tin giả",
    Verdict.MISLEADING: "tin sai sự thật",
    Verdict.TRUE: "tin xác thực",
    Verdict.UNVERIFIABLE: "chưa đủ căn cứ kết luận",
}


def report_text(incident: Incident, claim: Claim | None) -> str:
    """Plain text of several lines: what is said, where it was seen, what the ministry has concluded."""
    if claim is None:
        return "\n\n".join(filter(None, [f"Vụ việc: {incident.title}", incident.summary]))
    parts = [f"Vụ việc: {incident.title}", f"Nội dung được lan truyền:\n{claim.text}"]
    if places := _places(claim):
        parts.append(places)
    if not claim.verdict:
        # What an earlier conclusion rested on says nothing while the claim is verified again.
        return "\n\n".join(parts)
    parts.append(f"Kết luận của cơ quan: {VERDICTS[Verdict(claim.verdict)]}.")
    if claim.evidence:
        parts.append(f"Chứng cứ:\n{claim.evidence}")
    if claim.legal_source:
        parts.append(f"Căn cứ pháp lý:\n{claim.legal_source}")
    return "\n\n".join(parts)


def _places(claim: Claim) -> str:
    rows = Sighting.objects.filter(claim=claim)
    latest = list(rows.order_by("-captured_at", "-recorded_at", "id")[: MOST_PLACES + 1])
    lines = [_line(row) for row in latest[:MOST_PLACES]]
    if len(latest) > MOST_PLACES:
        lines.append(f"- và những nơi khác, tổng số {rows.count()} lượt ghi nhận")
    return "\n".join(["Nơi ghi nhận:", *lines]) if lines else ""


def _line(row: Sighting) -> str:
    reach = f", khoảng {row.reach} người tiếp cận" if row.reach else ""
    return f"- {row.url} (ghi nhận {row.captured_at.astimezone(HANOI):%d/%m/%Y %H:%M}{reach})"
