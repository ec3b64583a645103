"""The newsroom as Atom (RFC 4287, tombstones of RFC 6721) and as JSON Feed 1.1."""

import json
import re
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from press.newsroom import addresses, selectors
from press.newsroom.files import PublicFile, public_files
from press.releases.models import Release

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ET.register_namespace("", ATOM)
ET.register_namespace("at", TOMBSTONES)
# Characters that XML 1.0 has no way to write.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Of an empty feed: Atom asks for an instant, and there is nothing to name.
BEGINNING = "1970-01-01T00:00:00+00:00"


def atom(language: str) -> bytes:
    """The newest texts, and a tombstone for each that was withdrawn."""
    entries, ended = selectors.feed_rows(language)
    home, own = _addresses("newsroom-atom", language)
    feed = ET.Element(element("feed"), {XML_LANG: language})
    add_text(feed, "id", own)
    add_text(feed, "title", _title())
    add_text(feed, "updated", max((*map(_changed, entries), *map(_ended, ended)), default=BEGINNING))
    ET.SubElement(feed, element("link"), {"rel": "self", "type": "application/atom+xml", "href": own})
    ET.SubElement(feed, element("link"), {"rel": "alternate", "type": "text/html", "href": home})
    add_text(ET.SubElement(feed, element("author")), "name", _("Ministry of Justice"))
    for release in entries:
        _entry(feed, release)
    for release in ended:
        tombstone = ET.SubElement(
            feed, f"{{{TOMBSTONES}}}deleted-entry", {"ref": _id(release), "when": _ended(release)}
        )
        ET.SubElement(tombstone, element("link"), {"rel": "alternate", "type": "text/html", "href": _page(release)})
        comment = ET.SubElement(tombstone, f"{{{TOMBSTONES}}}comment")
        comment.text = writable(_notice(release))
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def json_feed(language: str) -> bytes:
    """The same; what was withdrawn stands in the extension `_deleted`, since version 1.1 has no word for it."""
    entries, ended = selectors.feed_rows(language)
    home, own = _addresses("newsroom-json", language)
    gone = [
        {"id": _id(release), "url": _page(release), "date_deleted": _ended(release), "notice": _notice(release)}
        for release in ended
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(),
        "home_page_url": home,
        "feed_url": own,
        "language": language,
        "authors": [{"name": _("Ministry of Justice")}],
        "items": [_item(release) for release in entries],
        "_deleted": {"about": home, "items": gone},
    }
    return json.dumps(feed, ensure_ascii=False).encode("utf-8", "replace")


def _entry(feed: ET.Element, release: Release) -> None:
    entry = ET.SubElement(feed, element("entry"), {XML_LANG: release.language})
    add_text(entry, "id", _id(release))
    add_text(entry, "title", release.title)
    add_text(entry, "published", release.published_at.isoformat())  # type: ignore[attr-defined]  # annotated
    add_text(entry, "updated", _changed(release))
    for row in release.unit_rows.all():
        add_text(ET.SubElement(entry, element("author")), "name", row.unit.name_vi)
    ET.SubElement(entry, element("category"), {"term": release.kind, "label": str(release.get_kind_display())})
    ET.SubElement(entry, element("link"), {"rel": "alternate", "type": "text/html", "href": _page(release)})
    for document in release.documents.all():
        pdf = {"type": "application/pdf", "length": str(document.size), "href": _pdf(release)}
        ET.SubElement(entry, element("link"), {"rel": "enclosure", **pdf})
    files = _files(release)
    for file in files:
        stored = file.row.file
        enclosed = {"type": stored.content_type, "length": str(stored.size), "href": file.url}
        ET.SubElement(entry, element("link"), {"rel": "enclosure", **enclosed, "title": writable(stored.name)})
    for erratum in release.public_errata:  # type: ignore[attr-defined]  # prefetched
        ET.SubElement(entry, element("link"), {"rel": "related", "type": "text/html", "href": _page(erratum)})
    if release.abstract:
        add_text(entry, "summary", release.abstract)
    content = add_text(entry, "content", _html(release, files))
    content.set("type", "html")


def _item(release: Release) -> dict[str, Any]:
    files = _files(release)
    enclosed = [
        {"url": _pdf(release), "mime_type": "application/pdf", "size_in_bytes": document.size}
        for document in release.documents.all()
    ]
    for file in files:
        stored = file.row.file
        described = {"mime_type": stored.content_type, "title": stored.name, "size_in_bytes": stored.size}
        enclosed.append({"url": file.url, **described})
    item = {
        "id": _id(release),
        "url": _page(release),
        "title": release.title,
        "summary": release.abstract,
        "content_html": _html(release, files),
        "date_published": release.published_at.isoformat(),  # type: ignore[attr-defined]  # annotated
        "date_modified": _changed(release),
        "language": release.language,
        "tags": [str(release.get_kind_display())],
        "authors": [{"name": row.unit.name_vi} for row in release.unit_rows.all()],
        "image": next((file.url for file in files if file.is_picture), ""),
        "attachments": enclosed,
    }
    return {name: value for name, value in item.items() if value}


def _files(release: Release) -> list[PublicFile]:
    """Of a row of `feed_rows`, which has nothing but what is public."""
    return public_files(release, release.attachment_rows.all(), addresses.absolute)


def _html(release: Release, files: list[PublicFile]) -> str:
    """The text as the newsroom shows it, with what has been corrected since on top."""
    errata = [(erratum, _page(erratum)) for erratum in release.public_errata]  # type: ignore[attr-defined]
    return render_to_string(
        "press/newsroom/feed_entry.html", {"release": release, "errata": errata, "files": files}
    ).strip()


def _title() -> str:
    return _("Press releases of the Ministry of Justice")


def _notice(release: Release) -> str:
    return release.withdrawal_notice or _("The ministry has withdrawn this release. Do not quote it any more.")


def _addresses(name: str, language: str) -> tuple[str, str]:
    return tuple(addresses.absolute(addresses.newsroom_url(each, language)) for each in ("newsroom", name))  # type: ignore[return-value]  # two


def _id(release: Release) -> str:
    return f"urn:uuid:{release.pk}"


def _page(release: Release) -> str:
    return addresses.absolute(addresses.release_url(release))


def _pdf(release: Release) -> str:
    return addresses.absolute(addresses.pdf_url(release))


def _changed(release: Release) -> str:
    return selectors.changed_at(release).isoformat()


def _ended(release: Release) -> str:
    at: datetime = release.withdrawn_at or release.published_at  # type: ignore[attr-defined]  # annotated
    return at.isoformat()


def element(tag: str) -> str:
    """The name of an element of Atom."""
    return f"{{{ATOM}}}{tag}"


def add_text(parent: ET.Element, tag: str, text: str) -> ET.Element:
    """A new element of Atom with this text."""
    child = ET.SubElement(parent, element(tag))
    child.text = writable(text)
    return child


def writable(text: str) -> str:
    """Without the characters that XML has no way to write."""
    return _UNWRITABLE.sub("", text)
