"""Published refutations in the newsroom: the list, one claim with its conclusion, the feed.

As all of the newsroom: the same for everybody, no session, no cookie (`press.newsroom.views.SharedView`).
"""

from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import translation
from django.utils.translation import gettext as _

from comms.core.records import found
from comms.core.text import fold
from comms.web.keyset import keyset_page
from incidents.forms.refutations import PublicSearch
from incidents.models import Refutation
from incidents.selectors import newsroom
from incidents.states import Means
from press.newsroom import addresses, feeds
from press.newsroom.article import data_block
from press.newsroom.views import SharedView

PAGE_SIZE = 30
MINISTRY = "Bộ Tư pháp"


class OfRefutations(SharedView):
    folder = "incidents/newsroom"

    def feeds(self) -> dict[str, str]:
        return {
            **super().feeds(),
            "refutations_url": newsroom.list_path(self.language),
            "refutations_atom_url": newsroom.named("refutations-atom", self.language),
        }


class RefutationList(OfRefutations):
    """What was verified and published, newest first; a conclusion that stands no longer is marked."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = PublicSearch(request.GET, label_suffix="")
        rows = newsroom.with_parts(newsroom.published())
        rows = self.narrow(rows, form.cleaned_data) if form.is_valid() else rows.none()
        page = keyset_page(rows, request, order=("-opened_at",), size=PAGE_SIZE)
        return self.page(
            "refutations",
            {
                "heading": _("Refutations"),
                "page": page,
                "filter_form": form,
                "narrowed": any(request.GET.values()),
                "rows": [_shown(row, self.language) for row in page],
                "languages": {each: newsroom.list_path(each) for each in addresses.PREFIXES},
            },
        )

    @staticmethod
    def narrow(rows: "QuerySet[Refutation]", chosen: dict[str, Any]) -> "QuerySet[Refutation]":
        for word in fold(chosen["search"]).split():
            rows = rows.filter(folded__contains=word)
        return rows.filter(verdict_row__verdict=chosen["verdict"]) if chosen["verdict"] else rows


class RefutationPage(OfRefutations):
    """One claim: what was said, what is true, on what ground, how the ministry said so, every conclusion."""

    def get(self, request: HttpRequest, words: str, pk: UUID) -> HttpResponse:
        refutation = found(newsroom.with_parts(newsroom.published()), claim=pk)
        languages = {each: newsroom.page_path(refutation, each) for each in addresses.PREFIXES}
        if request.path != languages[self.language]:
            return HttpResponsePermanentRedirect(languages[self.language])
        release = refutation.release if refutation.means == Means.RELEASE else None
        return self.page(
            "refutation",
            {
                **_shown(refutation, self.language),
                "heading": refutation.title,
                "languages": languages,
                "canonical": addresses.absolute(languages["vi"]),
                "release_url": addresses.release_url(release, self.language) if release else "",
                "conclusions": newsroom.conclusions(refutation),
                "review": data_block(claim_review(refutation)) if newsroom.stands(refutation) else "",
            },
        )


class RefutationAtom(OfRefutations):
    """The newest as Atom; one whose conclusion stands no longer says so."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(newsroom.with_parts(newsroom.published()).order_by("-opened_at", "pk")[: newsroom.FEED_ROWS])
        own = addresses.absolute(newsroom.named("refutations-atom", self.language))
        feed = ET.Element(feeds.element("feed"), {feeds.XML_LANG: self.language})
        feeds.add_text(feed, "id", own)
        feeds.add_text(feed, "title", _("Refutations of the Ministry of Justice"))
        changed = [newsroom.changed_at(row) for row in rows]
        feeds.add_text(feed, "updated", max(changed).isoformat() if changed else feeds.BEGINNING)
        _link(feed, "self", "application/atom+xml", own)
        _link(feed, "alternate", "text/html", addresses.absolute(newsroom.list_path(self.language)))
        feeds.add_text(ET.SubElement(feed, feeds.element("author")), "name", _("Ministry of Justice"))
        for row in rows:
            self._entry(feed, row)
        body = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
        return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")

    def _entry(self, feed: ET.Element, row: Refutation) -> None:
        verdict, stands = row.verdict_row, newsroom.stands(row)
        entry = ET.SubElement(feed, feeds.element("entry"))
        feeds.add_text(entry, "id", f"urn:uuid:{row.claim_id}")
        feeds.add_text(entry, "title", row.title)
        feeds.add_text(entry, "published", row.opened_at.isoformat())  # type: ignore[attr-defined]  # annotated
        feeds.add_text(entry, "updated", newsroom.changed_at(row).isoformat())
        if stands:
            label = str(verdict.get_verdict_display())
            ET.SubElement(entry, feeds.element("category"), {"term": verdict.verdict, "label": label})
        _link(entry, "alternate", "text/html", addresses.absolute(newsroom.page_path(row, self.language)))
        feeds.add_text(entry, "summary", row.public_text if stands else _("This conclusion no longer stands."))


def claim_review(refutation: Refutation) -> dict[str, Any]:
    """ClaimReview of schema.org, of a conclusion that stands.  `refutation` comes from `published` and `with_parts`.

    Everything in it is in Vietnamese, the language of the words that were approved.
    """
    claim: Any = refutation.claim
    reviewed: dict[str, Any] = {"@type": "Claim", "text": claim.text}
    if claim.open_sightings:
        reviewed["firstAppearance"] = {"@type": "CreativeWork", "url": claim.open_sightings[0].url}
    with translation.override("vi"):
        label = str(refutation.verdict_row.get_verdict_display())
    site = settings.SITE_URL.rstrip("/")
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "@id": f"urn:uuid:{claim.pk}",
        "url": addresses.absolute(newsroom.page_path(refutation, "vi")),
        "inLanguage": "vi",
        "claimReviewed": claim.text,
        "itemReviewed": reviewed,
        "author": {"@type": "GovernmentOrganization", "name": MINISTRY, "url": f"{site}/newsroom/"},
        "reviewRating": {"@type": "Rating", "alternateName": label},
        "reviewBody": refutation.public_text,
        "datePublished": refutation.opened_at.isoformat(),  # type: ignore[attr-defined]  # annotated
    }


def _shown(refutation: Refutation, language: str) -> dict[str, Any]:
    return {
        "refutation": refutation,
        "url": newsroom.page_path(refutation, language),
        "stands": newsroom.stands(refutation),
        "withdrawn": newsroom.withdrawn(refutation),
        "present": newsroom.new_conclusion(refutation),
        "verified_again": newsroom.verified_again(refutation),
    }


def _link(parent: ET.Element, rel: str, kind: str, href: str) -> None:
    ET.SubElement(parent, feeds.element("link"), {"rel": rel, "type": kind, "href": href})
