"""The grammar on every resource there is: the rows of the permission surface say how each address is reached."""

from functools import cache
from typing import Any

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from comms.api.verbs import Verb
from tests.api.conftest import code_of
from tests.api.surface import PREFIX, Given, Row, registered, rows
from tests.cast import Cast

KEY = {"Idempotency-Key": "contract"}
ROWS = [row for row in rows() if row.call not in {"GET schema/", "GET docs/"} and any(s < 300 for s in row.allowed)]
READS = [row for row in ROWS if row.call.startswith("GET ")]
WRITES = [row for row in ROWS if not row.call.startswith("GET ")]
# A public address has no person whose key it could be.
POSTS = [row for row in WRITES if row.call.startswith("POST ") and row.anonymous >= 300]


def named(row: Row) -> str:
    return row.call


@cache
def callbacks() -> dict[str, Any]:
    return dict(registered())


class Play:
    """One row, ready to be played by somebody who may: each call starts from the same state."""

    def __init__(self, row: Row, cast: Cast) -> None:
        self.method, self.address = row.call.split(" ", 1)
        self.given: Given = row.given(cast)
        person = next(people[0] for status, people in row.allowed.items() if status < 300 and people)
        self.client = APIClient()
        self.client.force_authenticate(getattr(cast, person))
        view = callbacks()[row.call]
        self.action = getattr(view, "actions", {}).get(self.method.lower(), "")
        self.contract = getattr(getattr(view.cls, self.action or "-", None), "contract", None)
        self.body = self.given.body() if callable(self.given.body) else self.given.body

    def send(
        self, *, query: str = "", version: str | None = "", body: Any = None, keep: bool = False, **headers: str
    ) -> Any:
        """`version=None` leaves If-Match out, "" sends the present one."""
        sent = {**self.given.headers, **headers}
        if self.given.version is not None and version == "":
            sent["If-Match"] = f'"{self.given.version}"'
        elif version:
            sent["If-Match"] = version
        data = self.body if body is None else body
        arguments: dict[str, Any] = {}
        if self.method != "GET" and data is not None:
            encoded, content_type = self.client._encode_data(data, format=self.given.format)
            arguments = {"data": encoded, "content_type": content_type}
        url = PREFIX + self.address.format(**self.given.path) + (query or self.given.query)
        with transaction.atomic():
            response = self.client.generic(self.method, url, headers=sent, **arguments)
            if not keep:
                transaction.set_rollback(True)
        return response


@pytest.mark.parametrize("row", READS, ids=named)
def test_reading(row: Row, cast: Cast) -> None:
    """An unknown parameter is refused; one object comes with its version, a list with its pages."""
    play = Play(row, cast)
    refused = play.send(query="?zz_unknown=1")
    assert code_of(refused) == "invalid"
    assert refused.json()["errors"]["zz_unknown"][0]["code"] == "unknown_parameter"
    answer = play.send()
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    if play.action == "retrieve":
        body = answer.json()
        # What never changes has no version.
        assert answer.headers.get("ETag") == (f'"{body["version"]}"' if "version" in body else None)
        assert body["id"]
        for action in body.get("actions", ()):
            assert action.keys() == {"verb", "allowed", "reason"}
            assert action["allowed"] or action["reason"], f"{action['verb']} is refused without a reason"
    elif play.action in {"list", "history"}:
        assert answer.json().keys() == {"next", "previous", "results"}
        assert code_of(play.send(query="?page_size=201")) == "invalid"
        assert code_of(play.send(query="?cursor=junk")) == "invalid"


@pytest.mark.parametrize("row", WRITES, ids=named)
def test_writing(row: Row, cast: Cast) -> None:
    """A field that is not known, a missing version and an old one are refused on every write that needs one."""
    play = Play(row, cast)
    if play.body is None or isinstance(play.body, dict):
        unknown = play.send(body={**(play.body or {}), "zz_unknown": "1"})
        assert (unknown.status_code, code_of(unknown)) == (400, "invalid")
        assert unknown.json()["errors"]["zz_unknown"][0]["code"] == "unknown_field"
    assert code_of(play.send(query="?zz_unknown=1")) == "invalid"
    if isinstance(play.contract, Verb) or play.action == "partial_update":
        assert play.given.version is not None, "the row says no version"
        assert code_of(play.send(version=None)) == "if_match_missing"
        stale = play.send(version='"999999"')
        assert (stale.status_code, code_of(stale)) == (412, "stale_version")
        assert stale.json()["current_version"] == play.given.version


@pytest.mark.parametrize("row", POSTS, ids=named)
def test_the_same_post_twice_is_done_once(row: Row, cast: Cast) -> None:
    """Every POST takes an Idempotency-Key; the repeat gets the bytes of the first answer."""
    play = Play(row, cast)
    needs_key = getattr(play.contract, "needs_key", False)
    play.given = Given(**{**play.given.__dict__, "headers": {}})
    if needs_key:
        assert code_of(play.send()) == "idempotency_key_missing"
    first = play.send(keep=True, **KEY)
    assert first.status_code < 300, first.content
    if hasattr(play.body, "keys"):
        for value in play.body.values():
            if hasattr(value, "seek"):
                value.seek(0)
    again = play.send(keep=True, **KEY)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
