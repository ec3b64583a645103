"""What this app owes when a conference was held, a release revoked, the calendar changed.

Whoever announces may hold the audit chain already, and duties are locked before it: so each is owed through the outbox.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from comms.core import clock
from comms.org.models import User
from comms.outbox.services import outbox
from press.conferences.models import PressConference
from press.releases.models import Release


def on_conference_held(*, conference: PressConference, actor: User | None, **_: Any) -> None:
    if actor is not None:
        key = f"duties.conference:{conference.pk}:{conference.version}"
        outbox("duties.conference_held", key=key, conference_id=conference.pk, actor_id=actor.pk)


def on_release_revoked(*, releases: Iterable[Release], actor: User | None, **_: Any) -> None:
    for release in releases:
        key = f"duties.revoked:{release.pk}:{release.version}"
        outbox("duties.release_revoked", key=key, release_id=release.pk, actor_id=actor.pk if actor else "")


def on_calendar_changed(*, since: date | None, **_: Any) -> None:
    outbox("duties.recount", key=f"duties.recount:{since}:{clock.now().isoformat()}")
