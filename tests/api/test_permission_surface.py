"""Resource × verb × member of the cast → status.  The rows stand in `tests/api/surface/`."""

from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from comms.audit.models import AuditEvent
from tests.api.surface import ANONYMOUS, PREFIX, Row, _template, registered, rows
from tests.cast import Cast

ROWS = rows()


def test_every_method_of_every_address_has_a_row() -> None:
    """A missing rule is a missing row; a row for an address that is gone is a mistake, and so is a doubled one."""
    there = {call for call, _callback in registered()}
    said = Counter(row.call for row in ROWS)
    assert there - set(said) == set(), "without a row"
    assert set(said) - there == set(), "a row for nothing"
    assert [call for call, count in said.items() if count > 1] == [], "two rows with one name"


def test_everything_under_the_api_is_a_view_of_the_api() -> None:
    """No plain view stands under /api/: it would not know of problems, versions or default deny."""
    assert [call for call, callback in registered() if not hasattr(callback, "cls")] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.call)
def test_surface(row: Row, cast: Cast) -> None:
    """Each member of the cast, from the same state, gets the status of the table; a refusal leaves no evidence."""
    given = row.given(cast)
    method, address = row.call.split(" ", 1)
    url = PREFIX + address.format(**given.path) + given.query
    headers = dict(given.headers)
    if given.version is not None:
        headers["If-Match"] = f'"{given.version}"'
    got: dict[str, int] = {}
    for person in row.expected():
        client = APIClient()
        if person != ANONYMOUS:
            client.force_authenticate(getattr(cast, person))
        events = AuditEvent.objects.count()
        with transaction.atomic():
            response = client.generic(method, url, **_sent(client, given, method), headers=headers)
            got[person] = response.status_code
            if response.status_code >= 400:
                assert response.headers["Content-Type"] == "application/problem+json"
                assert AuditEvent.objects.count() == events, f"{person} was refused and left evidence"
            transaction.set_rollback(True)
    assert got == row.expected()


def _sent(client: APIClient, given: Any, method: str) -> dict[str, Any]:
    if method == "GET" or given.body is None:
        return {}
    body = given.body() if callable(given.body) else given.body
    data, content_type = client._encode_data(body, format=given.format)
    return {"data": data, "content_type": content_type}


@pytest.mark.parametrize(
    ("pattern", "template"),
    [
        ("^plans/$", "plans/"),
        ("^plans/(?P<id>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/$", "plans/{id}/"),
        (r"^a/(?P<id>[^/.]+)/b/(?P<unit>[\w.-]{1,36})/c\Z", "a/{id}/b/{unit}/c"),
        ("plans/<uuid:plan_id>/export.xlsx", "plans/{plan_id}/export.xlsx"),
        (r"^plans/export\.xlsx$", "plans/export.xlsx"),
        ("verify/<code>/", "verify/{code}/"),
    ],
)
def test_addresses_are_read_from_patterns(pattern: str, template: str) -> None:
    """The check for missing rows stands on this."""
    assert _template(pattern) == template
