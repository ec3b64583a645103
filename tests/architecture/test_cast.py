"""The cast that is copied is the cast that the services wrote."""

from datetime import date

import pytest

from comms.audit.models import AuditEvent
from comms.audit.services import verify
from comms.org.models import Role
from comms.org.selectors import acts_for
from comms.org.services import role_grant
from tests.cast import PEOPLE, Cast


@pytest.mark.django_db
@pytest.mark.parametrize("time", ["first", "second", "third"])
def test_each_test_finds_the_same_cast(cast: Cast, time: str) -> None:
    """Built the first time, copied after it: rows, evidence, lineage, and rows that come after."""
    assert set(cast.people) == set(PEOPLE)
    assert acts_for(cast.officer, cast.units["V-PBGDPL"].pk, "officer")
    assert not acts_for(cast.outsider, cast.units["V-PBGDPL"].pk)
    before = AuditEvent.objects.count()
    role_grant(actor=None, user=cast.officer, unit=cast.units["VP"], kind=Role.Kind.VIEWER, starts=date(2026, 1, 1))
    assert verify().broken_at is None
    assert verify().events == before + 1
    assert acts_for(cast.officer, cast.units["VP"].pk, "viewer")
