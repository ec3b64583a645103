"""A claim that repeats an earlier one, both in incidents of the unit of the cast."""

from tests.api.surface import EVERYBODY, Given, Row
from tests.api.surface.incidents import HANDLES, SEES, rows_of
from tests.cast import Cast
from tests.incidents.building import claimed, in_state

SAID = "Cổng Pháp luật quốc gia bắt đầu thu phí 50.000 đồng mỗi lần tra cứu"


def matched(cast: Cast) -> Given:
    for _ in range(2):
        incident = in_state(cast, "active", triage={"lead_unit": cast.units["C-PBGDPL-TGPL"]})
        claim = claimed(cast, incident, text=SAID)
    return Given(path={"id": claim.pk, "match": claim.matches.get().pk}, version=1)


ROWS = [
    Row("POST claims/match/", {200: EVERYBODY}, given=lambda cast: Given(body={"text": SAID})),
    rows_of("GET claims/{id}/matches/", SEES, matched),
    rows_of("POST claims/{id}/matches/{match}/confirm/", HANDLES, matched),
    rows_of("POST claims/{id}/matches/{match}/reject/", HANDLES, matched),
]
