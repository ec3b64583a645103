"""Reviews, their actions and the dossier: of an incident led by the unit that reported it, as in `incidents`."""

from collections.abc import Callable
from typing import Any

from incidents.models import ReviewAction
from incidents.services import review_action_add
from tests.api.surface import Given, Row
from tests.api.surface.incidents import LEADS, SEES, incident, rows_of, seen_but
from tests.cast import Cast
from tests.incidents.building import in_state

ALL = "incidents/{incident}/actions/"
ONE = f"{ALL}{{id}}/"


def inside(body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        return Given(path={"incident": incident("closed")(cast).path["id"]}, body=body)

    return given


def action(body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        closed = in_state(cast, "closed", triage={"lead_unit": cast.units["C-PBGDPL-TGPL"]})
        made: ReviewAction = review_action_add(
            actor=cast.press_officer, incident_id=closed.pk, text="Lập danh mục", unit=cast.units["CNTT"]
        )
        return Given(path={"incident": closed.pk, "id": made.pk}, version=made.version, body=body)

    return given


ROWS = [
    rows_of("GET incidents/{id}/reviews/", SEES, incident("reviewed")),
    # It is printed by a worker, who has not come yet.
    Row("GET incidents/{id}/dossier.pdf", {503: SEES}, others=404, given=incident("active")),
    rows_of(f"GET {ALL}", SEES, inside()),
    rows_of(f"POST {ALL}", LEADS, inside({"text": "Lập danh mục", "unit": "CNTT"}), done=201),
    rows_of(f"GET {ONE}", SEES, action()),
    rows_of(f"GET {ONE}history/", SEES, action()),
    # Who may bring it into a plan, plans say: without one, or the task, the body is refused.
    Row(f"POST {ONE}task/", {400: SEES}, others=404, given=action({})),
    Row(
        f"POST {ONE}drop/",
        {200: LEADS, 403: seen_but(*LEADS)},
        others=404,
        given=action({"reason": "Đã có nơi khác làm"}),
    ),
]
