"""Releases that are not out yet, so that the lists, the calendar and the sign-off have something to show."""

from collections.abc import Generator
from datetime import timedelta
from typing import Any

from comms.core import clock
from comms.org.models import User
from comms.sample.main_job.release import approve, send_for_sign_off
from press.releases.services import release_schedule
from press.releases.states import State

AHEAD = timedelta(days=7)
_SAID = {"text": "Người dân cần biết luật trước khi luật có hiệu lực.", "speaker": "Nguyễn Văn A", "post": "Vụ trưởng"}
SCHEDULED: dict[str, Any] = {
    "title": "Khai mạc đợt truyền thông pháp luật (minh họa)",
    "body": "Đợt truyền thông này là ví dụ, không phải một việc có thật.",
    "dateline": "Hà Nội",
    "quotes": [_SAID],
    "invented": ["title", "body", "dateline", "quotes"],
}
IN_REVIEW: dict[str, Any] = {
    "title": "Kết quả đợt truyền thông pháp luật (minh họa)",
    "body": "Số liệu sẽ được bổ sung khi có kết quả; văn bản này là ví dụ.",
    "invented": ["title", "body"],
}


def leave_on_the_way(people: dict[str, User]) -> Generator[str, None, None]:
    """One release with its hour, one in its sign-off.  Nothing leaves the house: no mail is ordered."""
    release = yield from approve(people, **SCHEDULED)
    if release.state == State.APPROVED:
        morning = clock.now().astimezone(clock.HANOI).replace(hour=9, minute=0, second=0, microsecond=0)
        release_schedule(
            actor=people["spokesperson"],
            release_id=release.pk,
            version=release.version,
            scheduled_for=morning + AHEAD,
        )
        yield "spokesperson schedules it for 09:00 in a week"
    yield from send_for_sign_off(people, **IN_REVIEW)
