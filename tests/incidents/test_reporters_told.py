"""Of the public, whom a changed conclusion reaches."""

import pytest

from comms.core import clock
from incidents.models import PublicReport, VerdictNotice
from tests.cast import Cast
from tests.incidents.building import do_claim
from tests.incidents.building_refutations import led, refutable

pytestmark = pytest.mark.usefixtures("rules")


def test_who_was_answered_on_the_incident_hears_of_its_claims(cast: Cast) -> None:
    """A report that opened the incident names no claim: its sender was answered all the same.  One on another claim,
    or on another incident, has nothing to do with it."""
    claim = refutable(cast)
    other = refutable(cast, claim.incident, text="Cổng đã đóng cửa.")

    def answered(code: str, **of: object) -> PublicReport:
        return PublicReport.objects.create(
            code=code,
            text="Tôi thấy tin này",
            answer="Tin giả",
            answered_by=cast.press_officer,
            answered_at=clock.now(),
            state="answered",
            **of,
        )

    opened_it = answered("A", incident=claim.incident, claim=None)
    named_it = answered("B", incident=claim.incident, claim=claim)
    answered("C", incident=other.incident, claim=other)
    answered("D", incident=led(cast, title="Vụ khác"), claim=None)
    do_claim("check", claim, cast.press_officer, reason="Bằng chứng mới")
    do_claim("judge", claim, cast.press_officer, verdict="true", evidence="Văn bản mới")
    told = VerdictNotice.objects.filter(to="reporter").values_list("about_id", flat=True)
    assert set(told) == {opened_it.pk, named_it.pk}
