"""The head of the audit chain is the last lock of a transaction: everybody who writes waits for who holds it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from press.releases import services
from press.releases.models import Release
from tests.cast import Cast
from tests.press.releases.building import do, draft, in_review, signed
from tests.press.releases.test_signing_links import mailed

ACTS: dict[str, tuple[Callable[[Cast], Release], Callable[[Cast, Release], Any]]] = {
    "submit": (draft, lambda cast, release: do("submit", release, cast.press_officer)),
    "sign": (in_review, lambda cast, release: do("sign", release, cast.unit_head)),
    "sign by a link": (
        in_review,
        lambda cast, release: services.signing_link_sign(token=mailed(cast, release), address="127.0.0.1"),
    ),
    "return": (in_review, lambda cast, release: do("return", release, cast.unit_head, comment="Sửa")),
    "approve": (signed, lambda cast, release: do("approve", release, cast.spokesperson)),
}


@pytest.mark.parametrize("act", ACTS)
def test_notices_are_written_before_the_evidence(cast: Cast, act: str) -> None:
    build, run = ACTS[act]
    release = build(cast)
    with CaptureQueriesContext(connection) as queries:
        run(cast, release)
    writes = [query["sql"] for query in queries if query["sql"].startswith("INSERT")]
    notices = [place for place, sql in enumerate(writes) if '"notify_notification"' in sql]
    evidence = [place for place, sql in enumerate(writes) if '"audit_event"' in sql]
    assert notices
    assert max(notices) < max(evidence)
