"""An absence is known to its two people and to who reads everything; declared by the person or an administrator."""

from datetime import date

from press.releases.services import absence_declare
from tests.api.surface import EVERYBODY, Given, Row
from tests.cast import Cast

DAY = date(2026, 11, 21)
SEES = ("unit_head", "officer", "leader", "auditor", "administrator")


def declared(cast: Cast) -> Given:
    absence = absence_declare(actor=cast.unit_head, deputy=cast.officer, starts=DAY, ends=DAY)
    return Given(path={"id": absence.pk}, version=absence.version)


def to_declare(cast: Cast) -> Given:
    day = DAY.isoformat()
    return Given(body={"absent": "unit_head", "deputy": "officer", "starts": day, "ends": day})


ROWS = [
    Row("GET signing-absences/", {200: EVERYBODY}),
    Row("POST signing-absences/", {201: ("unit_head", "administrator")}, given=to_declare),
    Row("GET signing-absences/{id}/", {200: SEES}, others=404, given=declared),
    Row("GET signing-absences/{id}/history/", {200: SEES}, others=404, given=declared),
    Row(
        "POST signing-absences/{id}/revoke/",
        {200: ("unit_head", "administrator"), 403: ("officer", "leader", "auditor")},
        others=404,
        given=declared,
    ),
]
