"""Two press conferences, invented from title to answer: one was held, one is to come.  No mail is ordered."""

from collections.abc import Generator
from datetime import timedelta
from typing import Any

from comms.core import clock
from comms.org.models import Unit, User
from press.conferences import services
from press.conferences.models import PressConference
from press.conferences.states import ConferenceKind
from press.distribution.models import DistributionList
from press.mandates.models import Mandate

HELD = "Họp báo đột xuất về Cổng pháp luật quốc gia (minh họa)"
TO_COME = "Họp báo thường kỳ quý (minh họa)"
INVENTED = ["title", "held_at", "place", "agenda"]
PLACE = "Hội trường minh họa"
AGENDA = [
    {"at": "09:00", "title": "Giới thiệu nội dung", "speaker": "Người phát ngôn"},
    {"at": "09:30", "title": "Hỏi và trả lời", "speaker": ""},
]
ASKED = "Cổng có phiên bản cho điện thoại không?"
PROMISED = "Khi nào có số liệu truy cập của năm?"
ANSWER = "Câu trả lời này là ví dụ, không phải phát ngôn có thật."


def prepare_conference(people: dict[str, User]) -> Generator[str, None, None]:
    mandate = Mandate.objects.filter(person=people["spokesperson"]).first()
    if mandate is None or not mandate.is_valid_now:
        return
    desk = people["press_officer"]
    if not PressConference.objects.filter(title=HELD).exists():
        conference = _planned(desk, mandate, HELD, kind=ConferenceKind.EXTRAORDINARY, held_at=clock.now())
        _accredit(desk, conference)
        conference = services.conference_hold(
            actor=desk, pressconference_id=conference.pk, version=_version(conference), held_at=conference.held_at
        )
        _ask(desk, conference)
        yield "press_officer records an extraordinary press conference with two questions, one answer promised"
    if not PressConference.objects.filter(title=TO_COME).exists():
        morning = clock.now().astimezone(clock.HANOI).replace(hour=9, minute=0, second=0, microsecond=0)
        conference = _planned(
            desk, mandate, TO_COME, kind=ConferenceKind.PERIODIC, held_at=morning + timedelta(days=14)
        )
        conference = services.conference_invite(actor=desk, pressconference_id=conference.pk, version=1)
        _accredit(desk, conference)
        yield "press_officer plans the next periodic one, drafts its invitation and accredits a list"


def _planned(desk: User, mandate: Mandate, title: str, **fields: Any) -> PressConference:
    return services.conference_plan(
        actor=desk, title=title, place=PLACE, agenda=AGENDA, mandate_id=mandate.pk, illustrative=INVENTED, **fields
    )


def _accredit(desk: User, conference: PressConference) -> None:
    first = DistributionList.objects.filter(active=True).order_by("name").first()
    if first is not None:
        services.list_accredit(actor=desk, pressconference_id=conference.pk, list_id=first.pk)


def _ask(desk: User, conference: PressConference) -> None:
    common: dict[str, Any] = {"actor": desk, "pressconference_id": conference.pk}
    first = services.question_ask(text=ASKED, outlet_name="Báo Minh họa Pháp luật", **common)
    services.question_answer(actor=desk, conferencequestion_id=first.pk, version=1, answer=ANSWER)
    second = services.question_ask(text=PROMISED, outlet_name="Báo điện tử Minh họa", **common)
    unit = Unit.objects.valid_on(clock.today()).filter(kind=Unit.Kind.AGENCY).order_by("code").first()
    if unit is not None:
        services.question_promise(
            actor=desk,
            conferencequestion_id=second.pk,
            version=1,
            unit=unit,
            promised_for=clock.today() + timedelta(days=7),
        )


def _version(conference: PressConference) -> int:
    conference.refresh_from_db()
    return conference.version
