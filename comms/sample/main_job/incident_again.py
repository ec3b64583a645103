"""The same claim comes again, from the public: it is found to repeat the first one, and its report is a duplicate."""

from collections.abc import Generator

from comms.org.models import User
from incidents.models import Claim, ClaimMatch, Incident, PublicReport
from incidents.services import (
    claim_report,
    incident_dismiss,
    match_confirm,
    public_report_answer,
    public_report_receive,
    public_report_take,
)
from incidents.states import Field, IncidentState, MatchState, SeenIn

TITLE = "Người dân phản ánh tin nhắn về địa chỉ mới của Cổng (minh họa)"
WORDS = "Tôi nhận được tin nhắn: Cổng thông tin điện tử phổ biến giáo dục pháp luật quốc gia chuyển sang địa chỉ mới."
REPEATED = "Cổng thông tin điện tử phổ biến giáo dục pháp luật quốc gia đã chuyễn sang địa chỉ pbgdpl-quocgia.example"
ANSWER = "Thông tin này không đúng; Bộ đã có thông tin chính thức trên trang dành cho báo chí. (Lời văn minh họa)"


def take_report_of_the_same(people: dict[str, User], first: Incident, claim: Claim) -> Generator[str, None, None]:
    desk = people["press_officer"]
    again = Incident.objects.filter(title=TITLE).first()
    if again is None:
        report = PublicReport.objects.filter(text=WORDS, state="received").first() or public_report_receive(
            text=WORDS, url="https://chat.example/4712", seen_in=SeenIn.MESSAGING
        )
        report = public_report_take(
            actor=desk, publicreport_id=report.pk, version=report.version, title=TITLE, field=Field.SCAM
        )
        again = report.incident
        public_report_answer(actor=desk, publicreport_id=report.pk, version=report.version, text=ANSWER)
        yield "somebody outside reports a message without an account; press_officer takes it up and answers"
    if again is None or again.state != IncidentState.REPORTED:
        return
    if not again.claims.exists():
        claim_report(actor=desk, incident_id=again.pk, text=REPEATED)
    match = ClaimMatch.objects.filter(claim__incident=again, earlier=claim, state=MatchState.SUGGESTED).first()
    if match is not None:
        match_confirm(actor=desk, match_id=match.pk, version=match.version)
        yield f"the service finds that it repeats the earlier claim ({match.score} of 100); press_officer confirms it"
    again.refresh_from_db()
    incident_dismiss(
        actor=desk,
        incident_id=again.pk,
        version=again.version,
        reason="Trùng với sự cố đang xử lý (minh họa).",
        duplicate_of=first.pk,
    )
    yield "press_officer dismisses the second incident as a duplicate of the first"
