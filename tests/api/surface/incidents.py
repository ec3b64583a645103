"""An incident led by the unit that reported it; the press desk, leadership, auditor and administrator see it too."""

from collections.abc import Callable
from typing import Any

from incidents.models import Claim, Incident
from incidents.services import incident_link_statement
from tests.api.surface import EVERYBODY, Given, Row
from tests.cast import Cast
from tests.incidents import building
from tests.incidents.building import claimed, do_claim, in_state, judged
from tests.press.releases.building import issued

DESK = ("press_officer", "spokesperson")
LEADS = (*DESK, "unit_head")
HANDLES = (*LEADS, "officer")
SEES = (*HANDLES, "leader", "auditor", "administrator")
REPORTS = tuple(person for person in EVERYBODY if person not in ("auditor", "administrator"))
REASON = {"reason": "Đã xem"}


def seen_but(*allowed: str) -> tuple[str, ...]:
    return tuple(person for person in SEES if person not in allowed)


def rows_of(call: str, allowed: tuple[str, ...], given: Callable[[Cast], Given], *, done: int = 200) -> Row:
    """Allowed to some who see it, 403 to the others who do, 404 to everybody else."""
    refused = {403: rest} if (rest := seen_but(*allowed)) else {}
    return Row(call, {done: allowed, **refused}, others=404, given=given)


def incident(
    state: str, body: Any = None, link: Callable[[Cast], Any] | None = None, **triage: Any
) -> Callable[[Cast], Given]:
    """In a state, led by the unit of the cast that reported it; `link` makes the body."""

    def given(cast: Cast) -> Given:
        made: Incident = in_state(cast, state, triage={"lead_unit": cast.units["C-PBGDPL-TGPL"], **triage})
        return Given(path={"id": made.pk}, version=made.version, body=link(cast) if link else body)

    return given


def claim(verb: str, body: Any = None) -> Callable[[Cast], Given]:
    """A claim on which `verb` is the next step."""

    def given(cast: Cast) -> Given:
        made: Claim = claimed(cast, in_state(cast, "active", triage={"lead_unit": cast.units["C-PBGDPL-TGPL"]}))
        sent = body
        if verb == "judge":
            made = do_claim("check", made, cast.press_officer)
        if verb in ("refute", "publish"):
            made, answer = judged(cast, made), building.given(cast)
            sent = {"statement": str(answer.pk)} if verb == "refute" else None
        if verb == "publish":
            made = do_claim("refute", made, cast.press_officer, statement_id=answer.pk)
        return Given(path={"id": made.pk}, version=made.version, body=sent)

    return given


def to_claim(cast: Cast) -> Given:
    made = in_state(cast, "active", triage={"lead_unit": cast.units["C-PBGDPL-TGPL"]})
    return Given(body={"incident": str(made.pk), "text": "Cổng thu phí."})


def answered(cast: Cast) -> Given:
    """Severity 2, with a statement that was given."""
    given = incident("active", severity=2)(cast)
    statement = building.given(cast)
    incident_link_statement(actor=cast.press_officer, incident_id=given.path["id"], statement_id=statement.pk)
    return given


def release_link(cast: Cast) -> dict[str, str]:
    return {"release": str(issued(cast).pk), "purpose": "refutation"}


def statement_link(cast: Cast) -> dict[str, str]:
    return {"statement": str(building.given(cast).pk), "purpose": "update"}


REPORT = {"title": "Tin sai về Cổng", "field": "policy"}
SEEN = {"url": "https://example.org/tin"}
ENTRY = {"text": "Đã gọi cho tòa soạn", "kind": "contact"}

ROWS = [
    Row("GET incidents/", {200: EVERYBODY}),
    Row("POST incidents/", {201: REPORTS}, given=lambda cast: Given(body=REPORT)),
    rows_of("GET incidents/{id}/", SEES, incident("active")),
    rows_of("GET incidents/{id}/history/", SEES, incident("active")),
    rows_of("PATCH incidents/{id}/", LEADS, incident("active", {"title": "Tin sai, sửa"})),
    Row(
        "POST incidents/{id}/triage/",
        {200: DESK, 403: seen_but(*DESK)},
        others=404,
        given=incident("reported", {"severity": 2, **REASON}),
    ),
    rows_of("POST incidents/{id}/assess/", LEADS, incident("active", {"severity": 3, **REASON})),
    rows_of("POST incidents/{id}/activate/", HANDLES, incident("triaged")),
    rows_of("POST incidents/{id}/contain/", LEADS, incident("active")),
    rows_of("POST incidents/{id}/waive/", ("leader",), incident("active", REASON)),
    rows_of("POST incidents/{id}/close/", LEADS, answered),
    rows_of("POST incidents/{id}/reopen/", LEADS, incident("closed", REASON)),
    rows_of("POST incidents/{id}/review/", LEADS, incident("closed", {"text": "Bài học"})),
    rows_of("POST incidents/{id}/dismiss/", LEADS, incident("triaged", REASON)),
    rows_of("GET incidents/{id}/timeline/", SEES, incident("active")),
    rows_of("POST incidents/{id}/timeline/", (*HANDLES, "leader"), incident("active", ENTRY), done=201),
    rows_of("GET incidents/{id}/claims/", SEES, incident("active")),
    rows_of("POST incidents/{id}/claims/", (*HANDLES, "leader"), incident("active", {"text": "Thu phí"}), done=201),
    rows_of("GET incidents/{id}/sightings/", SEES, incident("active")),
    rows_of("POST incidents/{id}/sightings/", (*HANDLES, "leader"), incident("active", SEEN), done=201),
    rows_of("GET incidents/{id}/releases/", SEES, incident("active")),
    rows_of("POST incidents/{id}/releases/", HANDLES, incident("active", link=release_link), done=201),
    rows_of("GET incidents/{id}/statements/", SEES, incident("active")),
    rows_of("POST incidents/{id}/statements/", HANDLES, incident("active", link=statement_link), done=201),
    rows_of("GET incidents/{id}/tasks/", SEES, incident("active")),
    # Nobody sees a task that does not exist: the body is refused before the right is looked at.
    Row(
        "POST incidents/{id}/tasks/",
        {400: SEES},
        others=404,
        given=incident("active", {"task": "00000000-0000-4000-8000-000000000000"}),
    ),
    Row("GET claims/", {200: EVERYBODY}),
    Row(
        "POST claims/",
        {201: (*HANDLES, "leader"), 403: ("auditor", "administrator")},
        others=400,
        given=to_claim,
    ),
    rows_of("GET claims/{id}/", SEES, claim("check")),
    rows_of("GET claims/{id}/history/", SEES, claim("check")),
    rows_of("POST claims/{id}/check/", HANDLES, claim("check")),
    rows_of("POST claims/{id}/judge/", LEADS, claim("judge", {"verdict": "false", "evidence": "QĐ 1799/QĐ-BTP"})),
    rows_of("POST claims/{id}/refute/", LEADS, claim("refute")),
    rows_of("POST claims/{id}/publish/", LEADS, claim("publish")),
    rows_of("GET claims/{id}/sightings/", SEES, claim("check")),
    rows_of("POST claims/{id}/sightings/", (*HANDLES, "leader"), claim("check", SEEN), done=201),
]
