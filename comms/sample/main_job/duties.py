"""The periodic duties since July 2026: what the board shows.

The months before the sample was loaded are invented: every document says *minh họa*.  Some are late and one is missed,
so that the board has each state."""

from collections.abc import Generator
from datetime import date, datetime

from comms.core import clock
from comms.duties.models import Duty, DutyLink
from comms.duties.services import duties_backfill, duty_meet
from comms.duties.states import Subject
from comms.org.models import User
from press.releases.models import Release

SINCE = date(2026, 7, 1)
INVENTED = (
    (Subject.INFORMATION, 7, "Bản tin hoạt động tháng 7/2026", (2026, 7, 28, 9)),
    (Subject.INFORMATION, 8, "Bản tin hoạt động tháng 8/2026", (2026, 8, 27, 9)),
    (Subject.INFORMATION, 9, "Bản tin hoạt động tháng 9/2026", (2026, 10, 2, 15)),
    (Subject.INFORMATION, 10, "Bản tin hoạt động tháng 10/2026", (2026, 10, 29, 9)),
    (Subject.DOCUMENTS_INPUT, 7, "Các bộ gửi thông tin về văn bản ban hành tháng 7/2026", (2026, 8, 4, 16)),
    (Subject.DOCUMENTS_INPUT, 8, "Các bộ gửi thông tin về văn bản ban hành tháng 8/2026", (2026, 9, 4, 16)),
    (Subject.DOCUMENTS_INPUT, 9, "Các bộ gửi thông tin về văn bản ban hành tháng 9/2026", (2026, 10, 7, 10)),
    (Subject.DOCUMENTS_INPUT, 10, "Các bộ gửi thông tin về văn bản ban hành tháng 10/2026", (2026, 11, 5, 16)),
    (Subject.DOCUMENTS_RELEASE, 7, "Thông cáo về văn bản ban hành tháng 7/2026", (2026, 8, 10, 10)),
    (Subject.DOCUMENTS_RELEASE, 8, "Thông cáo về văn bản ban hành tháng 8/2026", (2026, 9, 9, 10)),
    (Subject.DOCUMENTS_RELEASE, 10, "Thông cáo về văn bản ban hành tháng 10/2026", (2026, 11, 10, 10)),
    (Subject.CONFERENCE, 10, "Họp báo thường kỳ quý III/2026", (2026, 9, 24, 14)),
)
NOTE = "Minh họa: không phải việc có thật."


def keep_duties(people: dict[str, User], release: Release) -> Generator[str, None, None]:
    actor = people["press_officer"]
    if DutyLink.objects.exists():
        return
    made = duties_backfill(actor=actor, since=SINCE, reason="Nhập các kỳ từ ngày 01/7/2026 cho dữ liệu minh họa")
    for subject, month, title, at in INVENTED:
        duty = Duty.objects.get(subject=subject, ends__year=2026, ends__month=month)
        happened = datetime(*at, tzinfo=clock.HANOI)  # type: ignore[misc,arg-type]  # the parts of a date
        duty_meet(
            actor=actor, duty_id=duty.pk, version=duty.version, title=f"{title} (minh họa)", at=happened, note=NOTE
        )
    now = Duty.objects.filter(subject=Subject.INFORMATION, starts__lte=clock.today(), ends__gte=clock.today()).first()
    if (
        now is not None
        and release.issued_at is not None
        and release.issued_at.astimezone(clock.HANOI).date() >= now.starts
    ):
        duty_meet(actor=actor, duty_id=now.pk, version=now.version, release=release)
    yield f"press_officer enters {made} periods of legal duties since 01/07/2026 and links what met them"
