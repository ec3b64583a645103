"""A release as search engines and news readers take it: NewsArticle of schema.org, as JSON-LD."""

import json
from typing import Any

from django.utils.safestring import SafeString

from press.newsroom import addresses, selectors
from press.newsroom.files import PublicFile
from press.releases.models import Release
from press.releases.states import State

# A data block ends with the first "</script", and no JavaScript reads it as code: the five characters are written as
# JSON escapes, as Django's json_script does.
_ESCAPES = {ord(char): f"\\u{ord(char):04X}" for char in "<>&\u2028\u2029"}


def article(release: Release, translations: list[Release], files: list[PublicFile]) -> dict[str, Any]:
    """`release` comes from `published` and `with_parts`."""
    url = addresses.absolute(addresses.release_url(release))
    units = [{"@type": "GovernmentOrganization", "name": row.unit.name_vi} for row in release.unit_rows.all()]
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": f"urn:uuid:{release.pk}",
        "url": url,
        "mainEntityOfPage": url,
        "headline": release.title,
        "description": release.abstract,
        "inLanguage": release.language,
        "identifier": release.symbol,
        "datePublished": release.published_at.isoformat(),  # type: ignore[attr-defined]  # annotated
        "dateModified": selectors.changed_at(release).isoformat(),
        "author": units,
        "publisher": units[:1],
        "isAccessibleForFree": True,
        "encoding": {
            "@type": "MediaObject",
            "contentUrl": addresses.absolute(addresses.pdf_url(release)),
            "encodingFormat": "application/pdf",
            "sha256": release.document_sha256,
        },
        "image": [_image(file) for file in files if file.is_picture],
        "associatedMedia": [_media(file) for file in files if not file.is_picture],
        "correction": [_correction(erratum) for erratum in release.public_errata],  # type: ignore[attr-defined]
        "workTranslation": [addresses.absolute(addresses.release_url(other)) for other in translations],
        "creativeWorkStatus": "withdrawn" if release.state == State.WITHDRAWN else "",
    }
    return _given(data)


def data_block(data: dict[str, Any]) -> SafeString:
    """JSON that can stand inside a script element."""
    return SafeString(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))


def _image(file: PublicFile) -> dict[str, Any]:
    words = {"caption": file.row.caption or file.row.alt, "creditText": file.row.credit}
    return _given({**_media(file), "@type": "ImageObject", **words, "width": file.width, "height": file.height})


def _media(file: PublicFile) -> dict[str, Any]:
    stored = file.row.file
    return {
        "@type": "MediaObject",
        "name": stored.name,
        "contentUrl": addresses.absolute(file.url),
        "encodingFormat": stored.content_type,
        "sha256": stored.sha256,
    }


def _given(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in ("", [], None)}


def _correction(erratum: Release) -> dict[str, Any]:
    return {
        "@type": "CorrectionComment",
        "text": erratum.correction_note,
        "url": addresses.absolute(addresses.release_url(erratum)),
    }
