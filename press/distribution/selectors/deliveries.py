"""Reads of deliveries: whom an order would reach, how far it has come, what was sent to whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from comms.org.selectors import holds, reads_everything
from press.distribution.keys import digest, key_of
from press.distribution.models import (
    CONTACT_ROLES,
    CopyAccess,
    Delivery,
    DistributionList,
    Journalist,
    ListMember,
    MediaOutlet,
)
from press.distribution.selectors.recipients import Recipient, recipients_of, skipped
from press.distribution.states import REACHED, DeliveryState, Purpose, Transport
from press.distribution.transports.parcels import public_url
from press.releases.models import Release
from press.releases.states import STANDING, Kind


@dataclass(frozen=True)
class Reach:
    """Whom an order would reach: `recipients` are new, `already` have it, `skipped` say why not.

    `refused_lists` receive no copies under embargo; `everybody` is all of the above but their members.
    """

    purpose: str
    recipients: list[Recipient] = field(default_factory=list)
    already: list[Recipient] = field(default_factory=list)
    skipped: list[Recipient] = field(default_factory=list)
    refused_lists: list[DistributionList] = field(default_factory=list)

    @property
    def everybody(self) -> list[Recipient]:
        return [*self.recipients, *self.already, *self.skipped]


def releases_sent_by(user: Any) -> "QuerySet[Release]":
    """Releases whose deliveries the person may see: their file, for those who may read the contacts of the press."""
    may = getattr(user, "is_active", False) and (reads_everything(user) or holds(user, *CONTACT_ROLES))
    return Release.objects.file_visible_to(user) if may else Release.objects.none()


def purpose_of(release: Release) -> str:
    """Why the release is sent when somebody orders it now."""
    if release.kind == Kind.ERRATUM:
        return Purpose.ERRATUM
    return Purpose.EMBARGOED if release.under_embargo else Purpose.RELEASE


def reach_of(
    release: Release,
    *,
    lists: Sequence[DistributionList] = (),
    outlets: Sequence[MediaOutlet] = (),
    journalists: Sequence[Journalist] = (),
    transports: Sequence[str] = (Transport.MAIL, Transport.WEBHOOK),
) -> Reach:
    """Sort everybody who is asked for.  The caller has taken the rows through visibility."""
    reach = Reach(purpose_of(release))
    if release.under_embargo:
        reach.refused_lists.extend(one for one in lists if not one.embargo_trusted)
    found = recipients_of([one for one in lists if one not in reach.refused_lists], outlets, journalists)
    if Transport.PORTAL in transports:
        name, address = str(_("Newsroom")), public_url(release)
        found.append(Recipient("portal", None, name, address, release.language, Transport.PORTAL))
    trust = _Trust(release)
    judged = [_judged(one, release, transports, trust) for one in found]
    keys = [key_of(one.transport, one.address, release.document_sha256, reach.purpose) for one in judged]
    there = set(Delivery.objects.filter(key__in=keys).values_list("key", flat=True))
    for one, key in zip(judged, keys, strict=True):
        if not one.receives:
            reach.skipped.append(one)
        else:
            (reach.already if key in there else reach.recipients).append(one)
    return reach


class _Trust:
    """Who is in a list that may have copies under embargo; asked for once, and only while there is an embargo."""

    def __init__(self, release: Release) -> None:
        rows = ListMember.objects.none()
        if release.under_embargo:
            rows = ListMember.objects.filter(list__embargo_trusted=True, list__active=True)
        self.outlets: set[Any] = set()
        self.journalists: set[Any] = set()
        for outlet, journalist in rows.values_list("outlet", "journalist"):
            self.outlets.add(outlet)
            self.journalists.add(journalist)

    def covers(self, one: Recipient) -> bool:
        trusted = self.outlets if one.kind == "outlet" else self.journalists
        return one.object is not None and one.object.pk in trusted


def _judged(one: Recipient, release: Release, transports: Sequence[str], trust: _Trust) -> Recipient:
    if not one.receives:
        return one
    if one.transport not in transports:
        return skipped(one, _("this way was not chosen"))
    if release.under_embargo and not trust.covers(one):
        return skipped(one, _("is in no list that receives copies under embargo"))
    if one.transport == Transport.MAIL and not settings.MAIL_IS_SENT:
        return skipped(one, _("no mail server is set up"))
    return one


def deliveries_of(user: Any, release: Release) -> "QuerySet[Delivery]":
    """Everything that went out about a release: itself, its errata, the notice of its withdrawal."""
    about = Q(release=release) | Q(release__corrects=release, purpose=Purpose.ERRATUM)
    return with_details(Delivery.objects.visible_to(user).filter(about))


def with_details(deliveries: "QuerySet[Delivery]") -> "QuerySet[Delivery]":
    """With what pages, API and policies ask of each, in a number of queries that does not grow."""
    return deliveries.select_related("release__desk_unit", "outlet", "journalist", "ordered_by").prefetch_related(
        "release__unit_rows__unit"
    )


def counts_of(deliveries: "QuerySet[Delivery]") -> dict[str, int]:
    """State → how many; every state stands in it."""
    found = dict(deliveries.order_by().values_list("state").annotate(many=Count("pk")))
    return {state: found.get(state, 0) for state in DeliveryState.values}


def current_address(delivery: Delivery) -> str:
    """Where the contact is reached now by the way of this delivery; the old address where there is none any more."""
    if delivery.transport == Transport.PORTAL:
        return public_url(delivery.release)
    if delivery.journalist is not None:
        address = delivery.journalist.email
    elif delivery.outlet is not None:
        mail = delivery.transport == Transport.MAIL
        address = delivery.outlet.email if mail else delivery.outlet.webhook_url
    else:
        address = ""
    return address or delivery.address


def delivery_by_token(token: str) -> Delivery | None:
    """The delivery whose recipient's own address has this secret part."""
    rows = Delivery.objects.filter(token_sha256=digest(token)).select_related("release", "journalist", "outlet")
    return rows.first()


def copy_of(delivery: Delivery) -> bytes | None:
    """The marked PDF of one recipient, once it was made and while its release stands."""
    if delivery.release.state not in STANDING:
        return None
    copy = getattr(delivery, "copy", None)
    return bytes(copy.content) if copy else None


def waits_for_embargo(delivery: Delivery, release: Release) -> bool:
    """A correction that follows by itself goes under embargo only to who got the text under embargo, too."""
    if delivery.purpose != Purpose.ERRATUM or delivery.ordered_by_id is not None or not release.under_embargo:
        return False
    trusted = Delivery.objects.filter(release=release.corrects_id, purpose=Purpose.EMBARGOED)
    return not trusted.filter(transport=delivery.transport, address=delivery.address).exists()


def accesses_of(delivery: Delivery) -> "QuerySet[CopyAccess]":
    return CopyAccess.objects.filter(delivery=delivery).order_by("-opened_at", "id")


def reached_by(release: Release) -> "QuerySet[Delivery]":
    """Deliveries of the document itself that were accepted, or handed over and not answered, now or at an earlier
    try."""
    arrived = Q(state__in=REACHED) | Q(unanswered=True)
    sent = Delivery.objects.filter(arrived, release=release).exclude(purpose=Purpose.WITHDRAWAL)
    return sent.order_by("created_at", "id")
