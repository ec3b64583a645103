"""Conferences in each state, built by calling the services as the cast would."""

from typing import Any

from comms.core import clock
from press.conferences import services
from press.conferences.models import Accreditation, ConferenceQuestion, PressConference
from press.mandates.models import Mandate
from press.mandates.services import mandate_record
from tests.cast import Cast
from tests.press.conftest import hanoi

AGENDA = [
    {"at": "09:30", "title": "Hỏi và trả lời"},
    {"at": "09:00", "title": "Kết quả quý", "speaker": "Nguyễn Văn A"},
]


def mandate(cast: Cast, **fields: Any) -> Mandate:
    """Of the spokesperson, since 01/01/2026."""
    values = {
        "actor": cast.press_officer,
        "person": cast.spokesperson,
        "capacity": "regular",
        "valid_from": hanoi(2026, 1, 1),
        "decided_at": hanoi(2026, 1, 1),
        "decided_by": "Bộ trưởng",
    }
    if not fields:
        return Mandate.objects.filter(capacity="regular").first() or mandate_record(**values)
    return mandate_record(**(values | fields))


def planned(cast: Cast, **fields: Any) -> PressConference:
    """By the press officer, for 25/11/2026 at 09:00."""
    values: dict[str, Any] = {
        "actor": cast.press_officer,
        "kind": "extraordinary",
        "title": "Cổng pháp luật quốc gia",
        "held_at": hanoi(2026, 11, 25, 9),
        "place": "58-60 Trần Phú",
        "agenda": AGENDA,
    }
    if "mandate_id" not in fields:
        values["mandate_id"] = mandate(cast).pk
    return services.conference_plan(**(values | fields))


def do(verb: str, conference: PressConference, actor: Any, **arguments: Any) -> PressConference:
    """One verb with the version as it stands."""
    conference.refresh_from_db()
    service = getattr(services, verb if verb.startswith("minutes") else f"conference_{verb}")
    result: PressConference = service(
        actor=actor, pressconference_id=conference.pk, version=conference.version, **arguments
    )
    return result


def announced(cast: Cast, **fields: Any) -> PressConference:
    return do("announce", planned(cast, **fields), cast.spokesperson)


def held(cast: Cast, **fields: Any) -> PressConference:
    """Yesterday from nine to half past ten."""
    conference = planned(cast, **({"held_at": hanoi(2026, 11, 20, 9)} | fields))
    return do("hold", conference, cast.press_officer, ended_at=hanoi(2026, 11, 20, 10, 30))


def asked(cast: Cast, conference: PressConference, **fields: Any) -> ConferenceQuestion:
    values = {"text": "Cổng có thu phí không?", "asked_by": "Trần Thị P", "outlet_name": "Báo Ví dụ"}
    return services.question_ask(actor=cast.press_officer, pressconference_id=conference.pk, **(values | fields))


def do_question(verb: str, question: ConferenceQuestion, actor: Any, **arguments: Any) -> ConferenceQuestion:
    question.refresh_from_db()
    service = getattr(services, f"question_{verb}")
    result: ConferenceQuestion = service(
        actor=actor, conferencequestion_id=question.pk, version=question.version, **arguments
    )
    return result


def promised(cast: Cast, conference: PressConference, **fields: Any) -> ConferenceQuestion:
    values = {"unit": cast.units["CNTT"], "promised_for": clock.today()}
    return do_question("promise", asked(cast, conference), cast.press_officer, **(values | fields))


def registered(cast: Cast, conference: PressConference, **fields: Any) -> Accreditation:
    values = {"name": "Trần Thị P", "outlet_name": "Báo Ví dụ", "email": "p@example.org"}
    return services.accreditation_register(
        actor=cast.press_officer,
        pressconference_id=conference.pk,
        **({} if "journalist_id" in fields else values) | fields,
    )


def do_accreditation(verb: str, row: Accreditation, actor: Any, **arguments: Any) -> Accreditation:
    row.refresh_from_db()
    service = getattr(services, f"accreditation_{verb}")
    result: Accreditation = service(actor=actor, accreditation_id=row.pk, version=row.version, **arguments)
    return result
