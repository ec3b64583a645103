"""Taking a number from a book, and configuring the books."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.org.models import User
from press.releases import kinds, policies
from press.releases.books import KindLayout, NumberBook, NumberCounter, NumberEntry, check_template
from press.releases.models import Release
from press.releases.states import Kind

# Kind → (title line, the same in English, does it take a number?).  Press release and erratum share a book.  Title line
# and symbol are examples until the ministry confirms them.
_DEFAULTS = {
    Kind.PRESS_RELEASE: ("THÔNG CÁO BÁO CHÍ", "PRESS RELEASE", True),
    Kind.ERRATUM: ("THÔNG CÁO BÁO CHÍ", "PRESS RELEASE", True),
    Kind.PRESS_INFORMATION: ("THÔNG TIN BÁO CHÍ", "PRESS INFORMATION", False),
    Kind.INVITATION: ("GIẤY MỜI", "INVITATION", False),
    Kind.RESPONSE: ("TRẢ LỜI BÁO CHÍ", "RESPONSE TO THE PRESS", False),
}


def layout_for(kind: str) -> KindLayout:
    """How releases of this kind look, with their book.  What nobody has configured begins with the defaults."""
    layout = KindLayout.objects.select_related("book").filter(kind=kind).first()
    if layout is not None:
        return layout
    line, line_en, numbered = _DEFAULTS[Kind(kind)]
    book = None
    if numbered:
        book, _created = NumberBook.objects.get_or_create(
            agency="BTP", code="TC", defaults={"template": "{number:02d}/TC-BTP", "illustrative": ["symbol"]}
        )
    layout, _created = KindLayout.objects.get_or_create(
        kind=kind,
        defaults={
            "title_line": line,
            "title_line_en": line_en,
            "book": book,
            "layout": KindLayout.Layout.NUMBERED if numbered else KindLayout.Layout.BULLETIN,
            "illustrative": ["title_line"],
        },
    )
    return layout


def book_for(release: Release, layout: KindLayout) -> NumberBook | None:
    """The book from which the release takes its number; None for a kind without numbers, and for a translation, which
    is named by the number of its original.

    A local body counts in a book of its own under the same code, never in the ministry's.  Raises Conflict `no_book`.
    """
    if release.variant_of_id:
        return None
    body = release.local_body
    if body is None or layout.book is None:
        return layout.book
    book: NumberBook | None = NumberBook.objects.filter(agency=body.code, code=layout.book.code).first()
    if book is None:
        raise Conflict(
            _("%(agency)s has no number book of its own for this kind, and takes no number of the ministry.")
            % {"agency": body.name_vi},
            code="no_book",
        )
    return book


def illustrative_for(release: Release, layout: KindLayout, book: NumberBook | None) -> list[str]:
    """What is an example: in the text, of its kind, of its book."""
    return sorted({*release.illustrative, *layout.illustrative, *(book.illustrative if book else ())})


def number_take(*, book: NumberBook, release: Release, year: int) -> tuple[int, str]:
    """The next number of the book's year and how it is written: (5, «05/TC-BTP»).

    Called in the issuing transaction after every check: the counter's row stays locked until the commit, so a number
    is lost to nobody and given to nobody twice.  A rollback gives it back.
    """
    NumberCounter.objects.get_or_create(book=book, year=year)
    NumberCounter.objects.filter(book=book, year=year).update(last=F("last") + 1)
    number = NumberCounter.objects.get(book=book, year=year).last
    NumberEntry.objects.create(
        agency=book.agency, symbol=book.symbol, year=year, number=number, book=book, release=release
    )
    return number, book.written(number)


def number_void(*, actor: User, release: Release, reason: str) -> None:
    """Mark the release's number, if it has one, as void.  The row stays; the number is never given again."""
    NumberEntry.objects.filter(release=release, voided_at=None).update(
        voided_at=clock.now(), voided_by=actor, void_reason=reason
    )


@transaction.atomic
def book_configure(
    *, actor: User | None, agency: str, code: str, template: str, illustrative: Sequence[str] = ()
) -> NumberBook:
    """Open a book, or change how its numbers are written.  `actor` None: the service itself.

    Raises NotAllowed; Invalid for the template, and once the book has given numbers (`in_use`).
    """
    if actor is not None:
        require(policies.may_configure_books(actor))
    try:
        check_template(template)
    except ValidationError as error:
        raise Invalid.field("template", " ".join(error.messages), code="template") from error
    book = NumberBook.objects.select_for_update().filter(agency=agency, code=code).first()
    if book and book.template != template and book.entries.exists():
        raise Invalid.field("template", _("This book has given numbers: its symbol stays."), code="in_use")
    if NumberBook.objects.filter(agency=agency, template=template).exclude(code=code).exists():
        raise Invalid.field("template", _("Another book of this agency writes its numbers so."), code="taken")
    book, _created = NumberBook.objects.update_or_create(
        agency=agency, code=code, defaults={"template": template, "illustrative": list(illustrative)}
    )
    record(actor=actor, action="press.book.configured", agency=agency, code=code, template=template)
    return book


@transaction.atomic
def kind_configure(*, actor: User | None, kind: str, **fields: Any) -> KindLayout:
    """Set title line, layout, book and template of a kind of release.  `actor` None: the service itself.

    Raises NotAllowed; Invalid for a number of press information, which never takes one, and for a template that is not
    of the shape of `kinds.checked_template`.
    """
    if actor is not None:
        require(policies.may_configure_books(actor))
    if kind == Kind.PRESS_INFORMATION and fields.get("book") is not None:
        raise Invalid.field("book", _("Press information never takes a number."), code="not_numbered")
    layout_for(kind)
    if "template" in fields:
        fields["template"] = kinds.checked_template(fields["template"])
    if "book" in fields:
        fields["layout"] = KindLayout.Layout.NUMBERED if fields["book"] else KindLayout.Layout.BULLETIN
    layout, _created = KindLayout.objects.update_or_create(kind=kind, defaults=fields)
    record(actor=actor, action="press.kind.configured", kind=kind, fields=sorted(fields))
    return layout
