"""What is learned: the review of the closed incident, and its action, which becomes a task of a draft plan."""

from collections.abc import Generator
from datetime import timedelta

from comms.core import clock
from comms.org.models import Unit, User
from incidents.models import Incident, ReviewAction
from incidents.services import incident_review, review_action_add, review_action_task
from incidents.states import IncidentState
from plans.models import Plan
from plans.services import plan_create

REVIEW = {
    "text": "Phát hiện sau hai giờ; trả lời trong thời hạn (minh họa).",
    "causes": "Người dân chưa có nơi tra cứu địa chỉ chính thức (minh họa).",
    "worked": "Nội dung phản bác được ba người soạn, thẩm định, phê duyệt trong buổi sáng (minh họa).",
    "failed": "Chưa theo dõi các nhóm trên mạng xã hội (minh họa).",
}
ACTION = "Công bố danh mục địa chỉ chính thức của các cổng thông tin (minh họa)"
PLAN_CODE = "KH-SAU-SU-CO"
PLAN_TITLE = "Kế hoạch khắc phục sau sự cố truyền thông (minh họa)"
DAYS = 30


def learn(people: dict[str, User], incident: Incident) -> Generator[str, None, None]:
    desk, officer = people["press_officer"], people["officer"]
    if incident.state == IncidentState.CLOSED:
        incident = incident_review(actor=desk, incident_id=incident.pk, version=incident.version, **REVIEW)
        yield "press_officer writes down what was learned"
    if incident.state != IncidentState.REVIEWED:
        return
    action: ReviewAction = ReviewAction.objects.filter(incident=incident).first() or review_action_add(
        actor=desk,
        incident_id=incident.pk,
        text=ACTION,
        unit=Unit.objects.get(code="CNTT"),
        due_on=clock.today() + timedelta(days=DAYS),
    )
    if action.task_id is None:
        plan = Plan.objects.filter(code=PLAN_CODE).first() or plan_create(
            actor=officer,
            code=PLAN_CODE,
            title=PLAN_TITLE,
            owner_unit=Unit.objects.get(code="C-PBGDPL-TGPL"),
            starts=clock.today(),
            ends=clock.today() + timedelta(days=3 * DAYS),
            illustrative=["code", "title", "starts", "ends"],
        )
        review_action_task(actor=officer, reviewaction_id=action.pk, version=action.version, plan_id=plan.pk)
        yield f"officer brings its action into the draft of {plan.code}: the task leads back to the incident"
