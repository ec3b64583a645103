"""Reads of outlets, journalists and lists."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce

from comms.core import clock
from comms.core.text import fold
from press.distribution.models import Delivery, DistributionList, Employment, Journalist, ListMember, MediaOutlet
from press.distribution.selectors.recipients import recipients_of


def outlets_for(user: Any) -> "QuerySet[MediaOutlet]":
    rows: QuerySet[MediaOutlet] = MediaOutlet.objects.visible_to(user)
    return rows


def journalists_for(user: Any) -> "QuerySet[Journalist]":
    """With their employments, the open and the latest first, and the outlet of each."""
    spells = Employment.objects.select_related("outlet").order_by("-starts", "id")
    rows: QuerySet[Journalist] = Journalist.objects.visible_to(user)
    return rows.prefetch_related(Prefetch("employments", queryset=spells))


def lists_for(user: Any) -> "QuerySet[DistributionList]":
    """With `member_count`."""
    rows: QuerySet[DistributionList] = DistributionList.objects.visible_to(user)
    members = ListMember.objects.filter(list=OuterRef("pk")).order_by().values("list").annotate(number=Count("pk"))
    return rows.annotate(member_count=Coalesce(Subquery(members.values("number")), 0))


def on_list(rows: "QuerySet[Any]", list_id: Any) -> "QuerySet[Any]":
    """Outlets or journalists who stand on the list."""
    name = "outlet" if rows.model is MediaOutlet else "journalist"
    return rows.filter(Exists(ListMember.objects.filter(list=list_id, **{name: OuterRef("pk")})))


def at_outlet(rows: "QuerySet[Journalist]", outlet_id: Any) -> "QuerySet[Journalist]":
    """Who works there now."""
    return rows.filter(Exists(Employment.objects.filter(outlet=outlet_id, ends=None, journalist=OuterRef("pk"))))


def reading(rows: "QuerySet[Journalist]", language: str, *, first: bool = False) -> "QuerySet[Journalist]":
    """Who reads texts in the language; with `first`, who reads it before any other."""
    written = rows.annotate(languages_written=Cast("languages", TextField()))
    return written.filter(
        **{f"languages_written__{'startswith' if first else 'contains'}": f'{"[" * first}"{language}"'}
    )


def with_beat(rows: "QuerySet[Journalist]", beat: str) -> "QuerySet[Journalist]":
    """Whose beats have these words, without regard to marks and case."""
    wanted = fold(beat)
    near = rows.filter(folded__contains=wanted).order_by().values_list("pk", "beats")
    return rows.filter(pk__in=[pk for pk, beats in near if any(wanted in fold(one) for one in beats)])


def named(rows: "QuerySet[Any]", text: str) -> "QuerySet[Any]":
    """Lists whose name has every word; they are few and have no searched column."""
    words = fold(text).split()
    near = rows.order_by().values_list("pk", "name")
    return rows.filter(pk__in=[pk for pk, name in near if all(word in fold(name) for word in words)])


def members_of(kept: DistributionList) -> "QuerySet[ListMember]":
    rows = ListMember.objects.filter(list=kept).select_related("list", "outlet", "journalist")
    return rows.order_by("id")


def listings_of(contact: Any) -> "QuerySet[ListMember]":
    """The lists on which an outlet or a journalist stands."""
    name = "outlet" if isinstance(contact, MediaOutlet) else "journalist"
    return ListMember.objects.filter(**{name: contact}).select_related("list").order_by("list__name", "id")


def deliveries_to(user: Any, contact: Any, most: int = 10) -> list[Delivery]:
    """What was sent to an outlet or a journalist last, as far as the person may see it."""
    name = "outlet" if isinstance(contact, MediaOutlet) else "journalist"
    rows = Delivery.objects.visible_to(user).filter(**{name: contact}).select_related("release")
    return list(rows.order_by("-created_at", "id")[:most])


def reached_by(kept: DistributionList) -> tuple[int, int]:
    """How many addresses receive what is sent to the list, and how many are skipped."""
    found = recipients_of([kept])
    taken = sum(one.receives for one in found)
    return taken, len(found) - taken


def addable(user: Any, kept: DistributionList, text: str, most: int) -> list[MediaOutlet | Journalist]:
    """Active outlets and journalists that are not on the list yet and have every word of `text` in name or address."""
    found: list[Any] = []
    for model, name in ((MediaOutlet, "outlet"), (Journalist, "journalist")):
        rows = model.objects.visible_to(user).filter(active=True)
        rows = rows.filter(~Exists(ListMember.objects.filter(list=kept, **{name: OuterRef("pk")})))
        found += searched(rows, text).order_by("name", "id")[:most]
    return sorted(found, key=lambda one: fold(one.name))[:most]


def searched(rows: "QuerySet[Any]", text: str) -> "QuerySet[Any]":
    """Rows whose folded column has every word."""
    for word in fold(text).split():
        rows = rows.filter(Q(folded__contains=word))
    return rows


def table_rows(journalists: Iterable[Journalist]) -> list[list[str]]:
    """One line a journalist, in the columns of `contact_files`; employments are loaded."""
    return [_cells(one) for one in journalists if not one.forgotten]


def _cells(one: Journalist) -> list[str]:
    present = [spell for spell in one.employments.all() if spell.ends is None]
    return [
        one.name,
        one.email,
        present[0].outlet.name if present else "",
        present[0].post if present else "",
        "; ".join(one.beats),
        "; ".join(one.languages),
        f"{one.consent_at.astimezone(clock.HANOI):%d/%m/%Y}" if one.consent_at else "",
        one.consent_source,
    ]
