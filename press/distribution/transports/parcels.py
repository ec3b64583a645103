"""What a transport is given, and what it answers."""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.urls import reverse

from press.distribution.models import Delivery
from press.distribution.states import Purpose
from press.releases.models import Release
from press.releases.selectors import public_slug

LONGEST_ANSWER = 500


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    # The same again may help: the other side is busy, away, or does not know us yet.
    TEMPORARY = "temporary"
    # The same again cannot help.
    PERMANENT = "permanent"


@dataclass(frozen=True)
class Outcome:
    """What the other side said; `answer` is shortened to one readable text.

    `unanswered`: it may have what was sent, and could not say so.
    """

    verdict: Verdict
    answer: str
    unanswered: bool = False

    @classmethod
    def of(cls, verdict: Verdict, answer: object, *, unanswered: bool = False) -> "Outcome":
        text = answer.decode("utf-8", errors="replace") if isinstance(answer, bytes) else str(answer)
        shown = "".join(char if char.isprintable() else " " for char in text)
        return cls(verdict, " ".join(shown.split())[:LONGEST_ANSWER], unanswered)


@dataclass(frozen=True)
class Parcel:
    """One delivery with everything that goes with it, read before the transport is spoken to.

    `token` is the secret part of the recipient's own addresses.  `pdf` is None where nothing is attached: a copy under
    embargo is opened by its link, so that every opening is known, and a notice of withdrawal brings no document.
    """

    delivery: Delivery
    release: Release
    token: str
    pdf: bytes | None
    sha256: str
    by_link: bool

    @property
    def withdrawn(self) -> bool:
        return self.delivery.purpose == Purpose.WITHDRAWAL

    @property
    def copy_url(self) -> str:
        return _absolute(reverse("press:copy", args=[self.token]))

    @property
    def unsubscribe_url(self) -> str:
        return _absolute(reverse("press:unsubscribe", args=[self.token]))

    @property
    def public_url(self) -> str:
        """The page of the release in the newsroom, also of one that was withdrawn and now says so."""
        return public_url(self.release)

    @property
    def document_url(self) -> str:
        """Where the PDF is; empty when there is none to read any more."""
        if self.withdrawn:
            return ""
        return f"{self.copy_url if self.by_link else self.public_url}document.pdf"


def public_url(release: Release) -> str:
    return _absolute(f"{reverse('press:newsroom')}{public_slug(release)}/")


def site() -> str:
    return settings.SITE_URL.rstrip("/")


def _absolute(path: str) -> str:
    return f"{site()}{path}"
