"""A recipient's marked copy, handed to the page that checks files, is answered as the table of states says."""

from datetime import timedelta

from comms.core import clock
from comms.outbox import services as work
from press.distribution.models import DeliveryCopy
from press.releases import verification
from tests.cast import Cast
from tests.press.distribution.building_deliveries import journalist, list_of, order
from tests.press.releases.building import do, stored


def marked(cast: Cast, hours: int = 2) -> DeliveryCopy:
    """A copy under embargo, made as the outbox makes it."""
    release = stored(cast, embargo_until=clock.now() + timedelta(hours=hours))
    order(cast, release, lists=[list_of(cast, journalist(cast), embargo_trusted=True)])
    work.drain()
    return DeliveryCopy.objects.select_related("delivery__release").get()


def test_a_marked_copy_is_known_when_its_embargo_ends(cast: Cast) -> None:
    """Before, it is as unknown as any other file, not even said to be a copy; after, it is one of this release."""
    copy = marked(cast)
    data = bytes(copy.content)
    assert verification.verify_file(data) == verification.UNKNOWN
    with clock.frozen(clock.now() + timedelta(hours=2)):
        found = verification.verify_file(data)
        assert (found.result, found.copy, found.release) == ("valid", True, copy.delivery.release)
        assert verification.verify_file(data[:-1]).copy is False


def test_a_marked_copy_of_what_was_withdrawn(cast: Cast) -> None:
    """It says so, to whoever still has it."""
    copy = marked(cast)
    with clock.frozen(clock.now() + timedelta(hours=3)):
        do("withdraw", copy.delivery.release, cast.spokesperson, reason="Sai", notice="Đã thu hồi.")
        found = verification.verify_file(bytes(copy.content))
        assert (found.result, found.copy) == ("withdrawn", True)
        assert found.release is not None
        assert found.release.withdrawal_notice == "Đã thu hồi."
