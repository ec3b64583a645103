"""The ministry's own public feed: delivered when the release stands in it."""

from press.distribution.transports.parcels import Outcome, Parcel, Verdict
from press.releases.selectors import once_public


def send(parcel: Parcel) -> Outcome:
    """Accepted with the public address; a release that is not there yet is looked for again."""
    if once_public().filter(pk=parcel.release.pk).exists():
        return Outcome.of(Verdict.ACCEPTED, parcel.public_url)
    return Outcome.of(Verdict.TEMPORARY, "the release is not in the newsroom yet")
