"""Who may speak is known to everybody, and kept by the office, by the agency itself and by the leadership."""

from collections.abc import Callable
from typing import Any

from tests.api.surface import EVERYBODY, Given, Row
from tests.cast import Cast
from tests.incidents import building

KEEPERS = ("press_officer", "verifier", "leader")


def of_mandate(body: Any = None) -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        mandate = building.mandate(cast)
        return Given(path={"id": mandate.pk}, version=mandate.version, body=body)

    return given


def to_record(cast: Cast) -> Given:
    return Given(
        body={
            "person": "coordinator",
            "capacity": "authorised",
            "valid_from": "2026-11-21T08:00:00+07:00",
            "valid_to": "2026-11-30T17:00:00+07:00",
            "document_number": "12/GUQ-BTP",
            "scope": "Cổng pháp luật quốc gia",
            "decided_at": "2026-11-21T08:00:00+07:00",
            "decided_by": "Bộ trưởng",
        }
    )


ROWS = [
    Row("GET mandates/", {200: EVERYBODY}),
    Row("POST mandates/", {201: KEEPERS}, given=to_record),
    Row("GET mandates/{id}/", {200: EVERYBODY}, given=of_mandate()),
    Row("PATCH mandates/{id}/", {200: KEEPERS}, given=of_mandate({"phone": "024 1111 1111"})),
    Row("GET mandates/{id}/history/", {200: EVERYBODY}, given=of_mandate()),
    Row("POST mandates/{id}/publish/", {200: KEEPERS}, given=of_mandate()),
    Row("POST mandates/{id}/revoke/", {200: KEEPERS}, given=of_mandate({"reason": "Chuyển công tác"})),
]
