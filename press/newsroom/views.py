"""Pages of the newsroom: the list, one release with its document, the feeds, the spokespersons, the sitemap.

Every answer is the same for everybody: no session, no cookie, no token (`settings.SHARED_PATHS`), drawn without what
other pages know of the reader, in the language of the address.
"""

import json
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View

from comms.core import clock
from comms.core.errors import Invalid, NotVisible
from comms.core.records import found
from comms.core.text import fold
from comms.web.keyset import keyset_page
from press.newsroom import addresses, feeds, rooms, selectors, spokespersons
from press.newsroom.article import article, data_block
from press.newsroom.caching import known, shared
from press.newsroom.files import public_files
from press.newsroom.forms import DayOfList, NewsroomFilters
from press.releases import downloads
from press.releases.models import Release
from press.releases.selectors import public_attachments, public_slug
from press.releases.states import State

PAGE_SIZE = 30
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
ET.register_namespace("xhtml", XHTML)


@method_decorator(login_not_required, name="dispatch")
class SharedView(View):
    """An answer for everybody, in the language of its address; 404 for all that is not public, whatever it is."""

    language = "vi"
    # Where the templates of this view lie; what is not there is the newsroom's own.
    folder = "press/newsroom"

    def dispatch(self, request: HttpRequest, *args: Any, language: str = "vi", **kwargs: Any) -> HttpResponseBase:
        self.language = language
        with translation.override(language):
            try:
                response = super().dispatch(request, *args, **kwargs)
            except (NotVisible, Invalid):
                response = self.page("missing", {"heading": _("Page not found")}, status=404)
        response["Content-Language"] = language
        return shared(request, response)

    def page(self, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        """A template of this room, drawn without the reader: no context processor is asked."""
        others = {language: addresses.newsroom_url("newsroom", language) for language in addresses.PREFIXES}
        return HttpResponse(
            render_to_string(
                [f"{self.folder}/{name}.html", f"press/newsroom/{name}.html"],
                {
                    "request": self.request,
                    "languages": others,
                    "home_url": others[self.language],
                    "rooms": [(room.label, room.url(self.language)) for room in rooms.rooms()],
                    **self.feeds(),
                    **context,
                },
            ),
            status=status,
        )

    def feeds(self) -> dict[str, str]:
        names = {
            "atom_url": "newsroom-atom",
            "json_url": "newsroom-json",
            "spokespersons_url": "newsroom-spokespersons",
        }
        return {key: addresses.newsroom_url(name, self.language) for key, name in names.items()}


class NewsroomList(SharedView):
    """What the ministry has published, newest first; what was withdrawn is marked."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = NewsroomFilters(request.GET, label_suffix="")
        rows = selectors.published()
        rows = self.narrow(rows, form.cleaned_data) if form.is_valid() else rows.none()
        page = keyset_page(selectors.with_parts(rows), request, order=("-published_at",), size=PAGE_SIZE)
        others = selectors.translations(page)
        return self.page(
            "list",
            {
                "heading": _("Newsroom"),
                "page": page,
                "filter_form": form,
                "narrowed": any(request.GET.values()),
                "releases": [
                    {
                        "release": release,
                        "url": addresses.release_url(release, self.language),
                        "translations": self.links(others[release.pk]),
                        "major": any(erratum.correction_major for erratum in release.public_errata),
                    }
                    for release in page
                ],
            },
        )

    def narrow(self, rows: "QuerySet[Release]", chosen: dict[str, Any]) -> "QuerySet[Release]":
        for word in fold(chosen["search"]).split():
            rows = rows.filter(folded__contains=word)
        if chosen["kind"]:
            rows = rows.filter(kind=chosen["kind"])
        if year := chosen["year"]:
            first, last = (clock.today().replace(year=each, month=1, day=1) for each in (year, year + 1))
            rows = rows.filter(issued_at__gte=_midnight(first), issued_at__lt=_midnight(last))
        if chosen["language"]:
            return rows.filter(language=chosen["language"])
        return selectors.in_language(rows, self.language)

    @staticmethod
    def links(others: list[Release]) -> list[tuple[str, str]]:
        return [(other.language, addresses.release_url(other)) for other in others]


class NewsroomPage(SharedView):
    """One published release.  The address stays; of a withdrawn one the text stands under the notice."""

    def get(self, request: HttpRequest, words: str, pk: UUID) -> HttpResponse:
        release = found(selectors.with_parts(selectors.published()), pk=pk)
        if f"{words}-{release.pk}" != public_slug(release):
            return HttpResponsePermanentRedirect(addresses.release_url(release, self.language))
        others = selectors.translations([release])[release.pk]
        files = public_files(release, public_attachments(release))
        original = selectors.published().filter(pk=release.corrects_id).first()
        errata = [(erratum, addresses.release_url(erratum, self.language)) for erratum in release.public_errata]
        languages = {language: addresses.release_url(release, language) for language in addresses.PREFIXES}
        return self.page(
            "release",
            {
                "heading": release.title,
                "release": release,
                "withdrawn": release.state == State.WITHDRAWN,
                "languages": languages | dict(NewsroomList.links(others)),
                "canonical": addresses.absolute(addresses.release_url(release)),
                "versions": [
                    (each.language, addresses.absolute(addresses.release_url(each)))
                    for each in sorted([release, *others], key=lambda each: each.language)
                ]
                if others
                else [],
                "translations": others,
                "pdf_url": addresses.pdf_url(release),
                "errata": errata,
                "original": original,
                "original_url": addresses.release_url(original, self.language) if original else "",
                "article": data_block(article(release, others, files)),
                "files": files,
                "documents": [file for file in files if not file.is_picture],
            },
        )


class NewsroomPdf(SharedView):
    """The stored document of a published release, as it was issued: what came later is said on its page."""

    def get(self, request: HttpRequest, words: str, pk: UUID) -> HttpResponse:
        release = found(selectors.published(), pk=pk)
        tag = f'"{release.document_sha256}"'
        if known(request, tag):
            # The bytes need not be fetched to say that they are the same.
            return HttpResponse(headers={"ETag": tag})
        response = downloads.issued_pdf(release)
        if response is None:
            raise NotVisible
        response["ETag"] = tag
        return response


class NewsroomFile(SharedView):
    """A picture or a document that went out with a release: as long as the release stands, and of no other."""

    def get(self, request: HttpRequest, words: str, pk: UUID, attachment: UUID) -> HttpResponseBase:
        row = found(public_attachments(found(selectors.published(), pk=pk)), pk=attachment)
        tag = f'"{row.file.sha256}"'
        if known(request, tag):
            return HttpResponse(headers={"ETag": tag})
        response = downloads.attached_file(row)
        response["ETag"] = tag
        return response


class Atom(SharedView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(feeds.atom(self.language), content_type="application/atom+xml; charset=utf-8")


class JsonFeed(SharedView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(feeds.json_feed(self.language), content_type="application/feed+json; charset=utf-8")


class SpokespersonsOn(SharedView):
    """Who speaks, on the day that `at` names; 404 for what is no day."""

    def day(self, request: HttpRequest) -> date:
        chosen = request.GET.get("at", "")
        if not chosen:
            return clock.today()
        day = form.cleaned_data["at"] if (form := DayOfList(request.GET)).is_valid() else None
        if day is None:
            raise NotVisible
        return day


class Spokespersons(SpokespersonsOn):
    """The list as a page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        day = self.day(request)
        asked = f"?at={day.isoformat()}" if request.GET.get("at") else ""
        languages = {each: addresses.newsroom_url("newsroom-spokespersons", each) for each in addresses.PREFIXES}
        return self.page(
            "spokespersons",
            {
                "heading": _("Spokespersons"),
                "agencies": spokespersons.agencies(day),
                "filter_form": DayOfList(initial={"at": day}, label_suffix=""),
                "languages": {each: f"{url}{asked}" for each, url in languages.items()},
                "data_url": addresses.newsroom_url("newsroom-spokespersons-json", self.language) + asked,
            },
        )


class SpokespersonsData(SpokespersonsOn):
    """The same as data, the same in each language."""

    def get(self, request: HttpRequest) -> HttpResponse:
        day = self.day(request)
        body = {
            "at": day.isoformat(),
            "agencies": [
                {
                    "code": agency.unit.code,
                    "name_vi": agency.unit.name_vi,
                    "name_en": agency.unit.name_en,
                    "current": [each.data() for each in agency.current],
                    "former": [each.data() for each in agency.former],
                }
                for agency in spokespersons.agencies(day)
            ],
        }
        return HttpResponse(
            json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
            content_type="application/json; charset=utf-8",
        )


class Sitemap(SharedView):
    """Every published release that stands, in all its languages, and the pages of the rooms above."""

    def get(self, request: HttpRequest) -> HttpResponse:
        stands = selectors.published().exclude(state=State.WITHDRAWN).order_by("-published_at", "pk")
        rows = list(selectors.with_parts(stands)[: selectors.SITEMAP_ROWS])
        others = selectors.translations(rows)
        root = ET.Element(f"{{{SITEMAP}}}urlset")
        for language in addresses.PREFIXES:
            _located(root, addresses.newsroom_url("newsroom", language))
            _located(root, addresses.newsroom_url("newsroom-spokespersons", language))
            for room in rooms.rooms():
                _located(root, room.url(language))
                for path, changed_at in room.pages(language):
                    ET.SubElement(_located(root, path), f"{{{SITEMAP}}}lastmod").text = changed_at.isoformat()
        for release in rows:
            entry = _located(root, addresses.release_url(release))
            ET.SubElement(entry, f"{{{SITEMAP}}}lastmod").text = selectors.changed_at(release).isoformat()
            for each in [release, *others[release.pk]] if others[release.pk] else []:
                url = addresses.absolute(addresses.release_url(each))
                ET.SubElement(entry, f"{{{XHTML}}}link", {"rel": "alternate", "hreflang": each.language, "href": url})
        body = ET.tostring(root, encoding="utf-8", xml_declaration=True, default_namespace=None)
        return HttpResponse(body, content_type="application/xml; charset=utf-8")


class Robots(SharedView):
    """Only what is public may be indexed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        allowed = [addresses.newsroom_url("newsroom", language) for language in addresses.PREFIXES]
        lines = ["User-agent: *", *(f"Allow: {path}" for path in [*allowed, "/static/"]), "Disallow: /", ""]
        lines.append(f"Sitemap: {addresses.absolute('/sitemap.xml')}\n")
        return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


class Missing(SharedView):
    """Any other address of the newsroom: the same answer as for a release that is not public."""

    def get(self, request: HttpRequest, rest: str) -> HttpResponse:
        raise NotVisible


def _located(root: ET.Element, path: str) -> ET.Element:
    entry = ET.SubElement(root, f"{{{SITEMAP}}}url")
    ET.SubElement(entry, f"{{{SITEMAP}}}loc").text = addresses.absolute(path)
    return entry


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.HANOI)
