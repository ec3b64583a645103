"""The paper: a preview while it is a draft, and the issued document, made once."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, datetime
from html import unescape
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.errors import Conflict, FieldError, Invalid
from comms.core.records import locked
from comms.core.rich_text import to_html
from comms.files.services import stored_bytes
from comms.org.models import Unit
from comms.pdf import layout, signing
from comms.pdf.errors import named
from comms.pdf.services import render, signless
from press.events import document_stored
from press.releases import content
from press.releases.books import KindLayout, NumberBook
from press.releases.kinds import words_of
from press.releases.models import Document, Release
from press.releases.selectors import document_of, pictures_of
from press.releases.services.common import content_of
from press.releases.services.numbers import book_for, illustrative_for, layout_for
from press.releases.states import ANNOUNCED


def document_render(*, release_id: UUID) -> Document | None:
    """Make and store the document of an issued release, outside of any transaction while it is being rendered.

    Running twice stores one.  None for a release that was voided before its document was made.
    Raises Conflict when the text is no longer the approved one, RenderFailed, SigningFailed: then nothing is stored,
    the number stays, and the work is tried again.
    """
    release = Release.objects.filter(pk=release_id, state__in=ANNOUNCED).first()
    if release is None:
        return None
    if stored := document_of(release):
        return stored
    if content.digest(content_of(release)) != release.approved_sha256:
        raise Conflict(_("The text is not the one that was approved."), code="content_changed")
    if not signing.is_configured():
        return document_store(release_id=release.pk, data=_rendered(release))
    # The paper says by whom and when it is signed: so both are known before it is made, and the signature has them too.
    signed = layout.DigitalSignature(signing.certificate().name, clock.now().replace(microsecond=0))
    data = signing.sign(render(**rendering_of(release, signed)), at=signed.at)
    return document_store(release_id=release.pk, data=data, signed_by=signed.name, signed_at=signed.at)


@transaction.atomic
def document_store(
    *, release_id: UUID, data: bytes, signed_by: str = "", signed_at: datetime | None = None
) -> Document | None:
    """Keep the bytes of an issued release with their SHA-256: the first ones, for good.

    `signed_by`, `signed_at`: of their digital signature, if they have one.
    """
    release = locked(Release.objects.all(), release_id)
    if release.state not in ANNOUNCED:
        return None
    if stored := document_of(release):
        return stored
    sha256 = hashlib.sha256(data).hexdigest()
    document = Document.objects.create(
        release=release, sha256=sha256, size=len(data), content=data, signed_by=signed_by, signed_at=signed_at
    )
    # The version stays: nobody decided anything, and a person's next step must not fail because the paper is ready.
    Release.objects.filter(pk=release.pk).update(document_sha256=sha256, updated_at=clock.now())
    document_stored.send(sender=Release, release=release)
    facts = {"sha256": sha256, "size": len(data), **({"signed_by": signed_by} if signed_by else {})}
    record(actor=None, action="press.release.document_stored", target=release, **facts)
    return document


def preview(release: Release) -> bytes:
    """The document as it would be now, marked as a draft.  Raises RenderFailed.  The caller has fetched `release`
    through visibility; nothing is stored."""
    return _rendered(release)


# Which part of the text stands in which part of the paper; what is in neither comes from the settings.
_FIELDS = {"lead_html": "abstract", "body_html": "body", "issuers": "units", "pictures": "attachments"}
_OF_TEXT = {"title", "dateline", "question", "quotes", "event_place", "boilerplate", "recipients", "contact"}


def check_printable(release: Release) -> None:
    """Raises Invalid that names each part with a character for which the fonts have no sign: asked before anybody binds
    himself to the text, because what is issued could then never be printed."""
    found: dict[str, str] = {}
    paper = paper_of(release)
    parts = {
        **asdict(paper),
        "title": paper.title.abstract,
        "kind": paper.title.type_line,
        # Without the text for those who cannot see it, which is not printed.
        "pictures": [(each.caption, each.credit) for each in paper.pictures],
        "signature": None,
    }
    for part, value in parts.items():
        name = part if part in _OF_TEXT else _FIELDS.get(part, "kind")
        said = " ".join(_strings(value))
        found[name] = found.get(name, "") + signless(unescape(said) if part.endswith("_html") else said)
    found["signer_post"], found["signer_name"] = signless(release.signer_post), signless(release.signer_name)
    errors = {
        name: [
            FieldError(
                "signless",
                _("%(part)s: the fonts of the document have no sign for %(characters)s. Write it in another way.")
                % {"part": capfirst(_part(name)), "characters": named(characters)},
            )
        ]
        for name, characters in found.items()
        if characters
    }
    if errors:
        raise Invalid(errors)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings(list(value.values()))
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _strings(each)


def _part(name: str) -> Any:
    return {"units": _("Units"), "attachments": _("Pictures and attached files")}.get(name) or words_of(name)


def paper_of(release: Release) -> layout.ReleaseDocument:
    """What the document says, part by part, as the release stands now."""
    kind = layout_for(release.kind)
    book = _book(release, kind)
    day = release.issued_at.astimezone(clock.HANOI).date() if release.issued_at else None
    # The place of a local body is not known here: its date stands alone.
    place = "" if release.local_body else kind.place
    marked = release.illustrative if release.issued_at else illustrative_for(release, kind, book)
    return layout.ReleaseDocument(
        header=_header(release, kind),
        title=layout.Title(kind.title_for(release.language), release.title),
        lead_html=format_html("<p><strong>{}</strong></p>", release.abstract) if release.abstract else "",
        body_html=to_html(release.body),
        dateline=release.dateline,
        question=release.question,
        quotes=tuple(layout.Quote(**quote) for quote in release.quotes),
        event_at=release.event_at,
        event_place=release.event_place,
        boilerplate=release.boilerplate,
        pictures=tuple(layout.Picture(str(row.pk), row.alt, row.caption, row.credit) for row in pictures_of(release)),
        number=_number_line(release, kind, book, place, day),
        signature=_signature(release),
        recipients=layout.Recipients(tuple(release.recipients)) if kind.book else None,
        contact=_contact(release.contact),
        marks=layout.Marks(
            draft=release.state not in ANNOUNCED, embargo_until=_embargo(release), illustrative=tuple(marked)
        ),
        verification=_verification(release.verify_code),
        corrects=_original(release.corrects),
        translates=_original(release.variant_of),
        issuers=_issuers(release),
        language=release.language,
        place=place,
        day=day,
    )


def rendering_of(release: Release, signed: layout.DigitalSignature | None = None) -> dict[str, Any]:
    """What `comms.pdf.services.render` takes to make the document: everything is read now, nothing when it is made."""
    paper = paper_of(release)
    paper = replace(paper, marks=replace(paper.marks, signed=signed))
    return {
        "template": "pdf/release.html",
        "pictures": {str(row.pk): stored_bytes(row.file) for row in pictures_of(release)},
        "context": {"document": paper},
        "title": release.title,
        "language": release.language,
        "created_at": release.issued_at or clock.now(),
        "author": paper.header.agency,
        "subject": release.abstract,
        "keywords": [release.symbol] if release.symbol else [],
        "properties": {
            "Symbol": release.symbol,
            "ContentSha256": release.approved_sha256,
            "VerifyCode": release.verify_code or "",
        },
    }


def _rendered(release: Release) -> bytes:
    return render(**rendering_of(release))


def _header(release: Release, kind: KindLayout) -> layout.AgencyHeader:
    """A local body under its own name, every other unit under the agency of the kind.  A ministry stands alone; any
    other issuer stands under the agency to which it belongs."""
    unit = release.local_body or Unit.objects.select_related("parent").filter(code=kind.agency).first()
    if unit is None:
        return layout.AgencyHeader(kind.agency)
    above = unit.parent.name_vi if unit.parent and unit.kind != Unit.Kind.MINISTRY else ""
    return layout.AgencyHeader(unit.name_vi, above)


def _book(release: Release, kind: KindLayout) -> NumberBook | None:
    """None also for a local body without a book of its own: its draft can be looked at, though not issued."""
    try:
        return book_for(release, kind)
    except Conflict:
        return None


def _number_line(
    release: Release, kind: KindLayout, book: NumberBook | None, place: str, day: date | None
) -> layout.NumberLine | None:
    if release.issued_at is not None:
        return layout.NumberLine(release.symbol, place, day) if release.symbol else None
    if kind.book is None or release.variant_of_id:
        return None
    return layout.NumberLine(f"…{book.symbol if book else ''}", place, None)


def _signature(release: Release) -> layout.SignatureBlock | None:
    posts = tuple(line.strip() for line in release.signer_post.splitlines() if line.strip())
    return layout.SignatureBlock(posts, release.signer_name) if posts or release.signer_name else None


def _contact(contact: dict[str, Any]) -> layout.Contact | None:
    return layout.Contact(**{"name": "", **contact}) if any(contact.values()) else None


def _embargo(release: Release) -> Any:
    """An embargo that was over when the document was issued leaves no mark on it."""
    if release.embargo_until and release.embargo_until > (release.issued_at or clock.now()):
        return release.embargo_until
    return None


def _verification(code: str | None) -> layout.Verification | None:
    if not code:
        return None
    url = settings.SITE_URL.rstrip("/") + reverse("press:verify", args=[code])
    grouped = "-".join(code[start : start + 5] for start in range(0, len(code), 5))
    return layout.Verification(grouped, url)


def _original(original: Release | None) -> layout.Original | None:
    if original is None or original.issued_at is None:
        return None
    return layout.Original(original.title, original.symbol, original.issued_at.astimezone(clock.HANOI).date())


def _issuers(release: Release) -> tuple[str, ...]:
    """Of a joint release every unit, the lead unit first, by its name in the language of the document.  The head of
    the paper stays that of the lead unit's agency: NĐ 30/2020/NĐ-CP has a form for one issuing agency only."""
    units = [row.unit for row in release.unit_rows.all()]
    if len(units) < 2:
        return ()
    return tuple((unit.name_en or unit.name_vi) if release.language == "en" else unit.name_vi for unit in units)
