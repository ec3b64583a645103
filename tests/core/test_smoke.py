from comms.audit.services import verify
from comms.org.selectors import acts_for
from tests.cast import Cast


def test_roles_follow_lineage(cast: Cast) -> None:
    """A role in the present successor acts for the unit of 2022; an unrelated one does not."""
    old = cast.units["V-PBGDPL"]
    assert acts_for(cast.officer, old.pk, "officer")
    assert not acts_for(cast.outsider, old.pk)
    assert verify().broken_at is None
