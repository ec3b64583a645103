"""What others are asked to do: an outlet corrects what it printed, a body is told of the false information.

Outlet, article and body are invented (*minh họa*).  Nothing leaves the house: the service records what people send.
"""

from collections.abc import Generator

from comms.core import clock
from comms.org.models import User
from comms.sample.contacts import OUTLETS
from comms.sample.destinations import DESTINATIONS
from incidents.models import CentreReport, Claim, CorrectionRequest, Destination, Incident
from incidents.services import (
    centre_report,
    centre_report_answer,
    correction_answer,
    correction_close,
    correction_draft,
    correction_send,
)
from incidents.states import CorrectionState, Medium, Outcome, Verdict
from incidents.states.redress import FormCheck, regime_on
from press.distribution.models import MediaOutlet
from press.mandates.models import Mandate

ARTICLE = "Cổng pháp luật quốc gia có địa chỉ mới (minh họa)"
PASSAGE = "Cổng PBGDPL quốc gia đã chuyển sang địa chỉ pbgdpl-quocgia.example."
TRUTH = "Cổng PBGDPL có địa chỉ truy cập http://pbgdpl.gov.vn."
ANSWERED = "Tòa soạn đã đăng thông tin cải chính, xin lỗi bạn đọc (minh họa)."
# It names neither the issue nor the date: the comparison has something to show.
FORM = [check for check in FormCheck if check != FormCheck.WORK]
CORRECTED = f"Thông tin cải chính, xin lỗi: bài “{ARTICLE}” nêu sai địa chỉ. {TRUTH}"


def ask_for_redress(people: dict[str, User], incident: Incident, claim: Claim) -> Generator[str, None, None]:
    yield from _correction(people, incident, claim)
    yield from _report(people, incident, claim)


def _correction(people: dict[str, User], incident: Incident, claim: Claim) -> Generator[str, None, None]:
    desk, speaker = people["press_officer"], people["spokesperson"]
    regime = regime_on(clock.today())
    mandate = Mandate.objects.filter(person=speaker).first()
    if regime is None or mandate is None or not mandate.is_valid_now:
        return
    outlet = MediaOutlet.objects.get(name=OUTLETS[2][0])
    request: CorrectionRequest = incident.correction_requests.first() or correction_draft(
        actor=desk,
        incident_id=incident.pk,
        claim_id=claim.pk,
        outlet_id=outlet.pk,
        medium=Medium.ONLINE,
        article_title=ARTICLE,
        article_url="https://dientu.example.com/bai/15",
        article_on=clock.today(),
        passage=PASSAGE,
        truth=TRUTH,
        ground=regime.grounds[0],
        illustrative=["outlet_name", "article_title", "article_url", "article_on", "passage"],
    )
    if request.state == CorrectionState.DRAFT:
        request = correction_send(actor=speaker, correctionrequest_id=request.pk, version=request.version)
        yield "spokesperson asks an outlet for a correction; its legal time to answer runs"
    if request.state == CorrectionState.SENT:
        request = correction_answer(
            actor=desk,
            correctionrequest_id=request.pk,
            version=request.version,
            text=ANSWERED,
            outcome=Outcome.CORRECTED,
            published_url="https://dientu.example.com/bai/15-cai-chinh",
            published_at=clock.now(),
            published_text=CORRECTED,
            form=FORM,
        )
    if request.state == CorrectionState.ANSWERED:
        correction_close(
            actor=desk, correctionrequest_id=request.pk, version=request.version, outcome=Outcome.CORRECTED
        )
        yield "the published correction is compared with what was asked; press_officer closes the request"


def _report(people: dict[str, User], incident: Incident, claim: Claim) -> Generator[str, None, None]:
    desk = people["press_officer"]
    body = Destination.objects.valid_on(clock.today()).filter(name=DESTINATIONS[1][0]).first()
    if body is None:
        return
    report: CentreReport = incident.centre_reports.first() or centre_report(
        actor=desk, incident_id=incident.pk, destination_id=body.pk, claim_id=claim.pk, reference="15/BC-VP (minh họa)"
    )
    if report.answered_at is None:
        centre_report_answer(
            actor=desk,
            centrereport_id=report.pk,
            version=report.version,
            text="Đã tiếp nhận và gắn nhãn (minh họa).",
            label=Verdict.FALSE,
        )
        yield "press_officer records the report to a body and its answer"
