"""Who receives what is sent to lists, outlets and journalists: each address once, and who is left out and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from press.distribution.models import DistributionList, Journalist, ListMember, MediaOutlet
from press.distribution.states import Transport

UNSUBSCRIBED = _("has unsubscribed")


@dataclass(frozen=True)
class Recipient:
    """One address.  `skipped_reason` is empty for whoever receives; else the words why not.

    `kind` is `outlet` or `journalist`, `object` that row; `address` an e-mail address or, by `transport` webhook, the
    address of the outlet's hook.  An outlet with both is two recipients.  `language` is what the recipient reads first.
    """

    kind: str
    object: Any
    name: str
    address: str
    language: str
    transport: str = Transport.MAIL
    skipped_reason: Any = ""

    @property
    def receives(self) -> bool:
        return not self.skipped_reason

    @property
    def key(self) -> tuple[str, str]:
        """What makes two recipients one; an address of mail is the same in any case."""
        return self.transport, self.address.casefold() if self.transport == Transport.MAIL else self.address


def recipients_of(
    lists: Iterable[DistributionList] = (),
    outlets: Iterable[MediaOutlet] = (),
    journalists: Iterable[Journalist] = (),
    language: str | None = None,
) -> list[Recipient]:
    """Everybody who is in one of the lists or named alone, by name, each address once; who is skipped stands in it too.

    Of two with one address the one who receives counts, whoever is skipped; but an address whose owner has unsubscribed
    receives nothing under any name.  With `language` (vi, en) who does not read it is skipped.
    The caller has taken the rows through visibility.  A constant number of queries.
    """
    found = [
        *(one for journalist in journalists for one in of_journalist(journalist, language)),
        *(one for outlet in outlets for one in of_outlet(outlet, language)),
        *_members(list(lists), language),
    ]
    kept: dict[tuple[str, str], Recipient] = {}
    nowhere: dict[Any, Recipient] = {}
    for one in _without_unsubscribed(found):
        if not one.address:
            nowhere[one.object.pk] = one
            continue
        before = kept.get(one.key)
        if before is None or (one.receives and not before.receives):
            kept[one.key] = one
    return sorted([*kept.values(), *nowhere.values()], key=lambda one: (one.name.casefold(), one.kind, one.address))


def of_members(members: Iterable[ListMember]) -> list[tuple[ListMember, Recipient]]:
    """Each member of a list as a recipient, by the first of its ways; what `recipients_of` would say of it alone."""
    rows = list(members)
    return list(zip(rows, _without_unsubscribed([of_member(row)[0] for row in rows]), strict=True))


def of_journalist(journalist: Journalist, language: str | None = None) -> list[Recipient]:
    """The journalist as a recipient, skipped without a consent that still stands."""
    reads = journalist.languages or ["vi"]
    reason: Any = ""
    if not journalist.active:
        reason = _("is no longer active")
    elif journalist.unsubscribed_at is not None:
        reason = UNSUBSCRIBED
    elif journalist.consent_at is None:
        reason = _("has not agreed to receive releases")
    elif not journalist.email:
        reason = _("has no address")
    elif language is not None and language not in reads:
        reason = _("does not read texts in this language")
    preferred = language if language in reads else reads[0]
    name, address = journalist.name, journalist.email
    return [Recipient("journalist", journalist, name, address, preferred or "vi", skipped_reason=reason)]


def of_outlet(outlet: MediaOutlet, language: str | None = None) -> list[Recipient]:
    """The outlet by mail, by its hook, or by both; skipped without either."""
    reason: Any = ""
    if not outlet.active:
        reason = _("is no longer active")
    elif not outlet.email and not outlet.webhook_url:
        reason = _("has no address")
    elif language is not None and language != outlet.language:
        reason = _("does not read texts in this language")
    ways = [(Transport.MAIL, outlet.email), (Transport.WEBHOOK, outlet.webhook_url)]
    ways = [way for way in ways if way[1]] or [(Transport.MAIL, "")]
    return [
        Recipient("outlet", outlet, outlet.name, address, outlet.language, transport, reason)
        for transport, address in ways
    ]


def of_member(member: ListMember, language: str | None = None) -> list[Recipient]:
    """One line of a list; a list that is not used any more sends to nobody.  `list` and its member are loaded."""
    if member.journalist is not None:
        found = of_journalist(member.journalist, language)
    elif member.outlet is not None:
        found = of_outlet(member.outlet, language)
    else:
        return []
    if member.list.active:
        return found
    return [skipped(one, _("the list is no longer active")) if one.receives else one for one in found]


def skipped(one: Recipient, reason: Any) -> Recipient:
    return Recipient(one.kind, one.object, one.name, one.address, one.language, one.transport, reason)


def _members(lists: list[DistributionList], language: str | None) -> list[Recipient]:
    if not lists:
        return []
    rows = ListMember.objects.filter(list__in=[one.pk for one in lists]).select_related("list", "outlet", "journalist")
    return [one for member in rows.order_by("id") for one in of_member(member, language)]


def _without_unsubscribed(found: list[Recipient]) -> list[Recipient]:
    closed = _unsubscribed_addresses(one.address for one in found if one.transport == Transport.MAIL)
    return [
        skipped(one, UNSUBSCRIBED)
        if one.receives and one.transport == Transport.MAIL and one.address.casefold() in closed
        else one
        for one in found
    ]


def _unsubscribed_addresses(addresses: Iterable[str]) -> set[str]:
    """Those of the addresses whose owner wants nothing more, also where only an outlet was named by the address."""
    wanted = {address.casefold() for address in addresses if address}
    if not wanted:
        return set()
    rows = Journalist.objects.filter(unsubscribed_at__isnull=False).annotate(folded_email=Lower("email"))
    return {email.casefold() for email in rows.filter(folded_email__in=wanted).values_list("email", flat=True)}
