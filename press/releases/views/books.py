"""The number books: settings, and the register of a year."""

import re
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.decisions import require
from comms.core.records import found
from comms.web.pages import FormPage, PageView
from press.releases import policies, registers, services
from press.releases.books import KindLayout, NumberBook
from press.releases.forms.books import BookForm, KindForm
from press.releases.services.numbers import layout_for
from press.releases.states import Kind


class BookPages(PageView):
    """What every page of the number books shares: who may open it, and the way to it."""

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Releases"), reverse("press:releases")), (_("Number books"), reverse("press:number-books"))]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require(policies.may_read_books(request.user))
        return super().dispatch(request, *args, **kwargs)


class BookList(BookPages):
    """The books with their years, and which kind goes into which."""

    template_name = "press/number_books.html"
    heading = _("Number books")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Releases"), reverse("press:releases"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        layouts = [layout_for(kind) for kind in Kind.values]
        books = [
            {
                "book": book,
                "years": registers.years_of(book),
                "kinds": [layout.get_kind_display() for layout in book.kinds.all()],
            }
            for book in registers.books()
        ]
        decision = policies.may_configure_books(self.request.user)
        return super().get_context_data(books=books, layouts=layouts, may_configure=decision, **kwargs)


class RegisterPage(BookPages):
    """Every number of a book's year in its order, for the eye and for paper; a long year in parts (`?part=2`)."""

    template_name = "press/number_register.html"

    def register(self, part: int | None = None) -> registers.Register:
        book = found(NumberBook.objects.all(), pk=self.kwargs["pk"])
        year = self.kwargs["year"]
        if not 2000 <= year <= clock.today().year + 1:
            raise Http404
        return registers.register_of(self.request.user, book, year, part=part)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = self.request.GET.get("part", "1")
        if not re.fullmatch("[1-9][0-9]{0,4}", given, re.ASCII):
            raise Http404
        register = self.register(int(given))
        heading = _("Register of numbers %(symbol)s, %(year)s") % {
            "symbol": register.book.symbol,
            "year": register.year,
        }
        return super().get_context_data(heading=heading, register=register, part=int(given), **kwargs)


class RegisterFile(RegisterPage):
    """The same as CSV."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        register = self.register()
        headings = [
            gettext("Number and symbol"),
            gettext("Given on"),
            gettext("Title"),
            gettext("State"),
            gettext("Voided"),
            gettext("by"),
            gettext("Reason"),
        ]
        return HttpResponse(
            registers.as_csv(register, headings, gettext("not visible to you")),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="so-van-ban-{register.book.pk}-{register.year}.csv"',
                "X-Content-Type-Options": "nosniff",
            },
        )


class Configure(FormPage, BookPages):
    """A form of an administrator."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require(policies.may_configure_books(request.user))
        return super().dispatch(request, *args, **kwargs)

    def success_url(self, saved: Any) -> str:
        return reverse("press:number-books")


class BookCreate(Configure):
    """Open a book."""

    form_class = BookForm
    heading = _("New number book")
    done = _("The number book was saved.")

    def save(self, form: Any) -> Any:
        given = dict(form.cleaned_data)
        return services.book_configure(
            actor=self.request.user, illustrative=["symbol"] if given.pop("is_example") else [], **given
        )


class BookEdit(BookCreate):
    """How a book writes its numbers; once it has given one its symbol stays."""

    heading = _("Change the number book")

    def initial(self) -> dict[str, Any]:
        book = found(NumberBook.objects.all(), pk=self.kwargs["pk"])
        return {
            "agency": book.agency,
            "code": book.code,
            "template": book.template,
            "is_example": "symbol" in book.illustrative,
        }

    def make_form(self, *data: Any) -> BookForm:
        """Agency and code are what the book is: they are shown and not changed."""
        form = BookForm(*data, initial=self.initial())
        form.fields["agency"].disabled = form.fields["code"].disabled = True
        return form


class KindEdit(Configure):
    """Title line and book of a kind of release."""

    form_class = KindForm
    heading = _("Change the kind of release")
    done = _("The kind of release was saved.")

    def layout(self) -> KindLayout:
        if self.kwargs["kind"] not in Kind.values:
            raise Http404
        return layout_for(self.kwargs["kind"])

    def initial(self) -> dict[str, Any]:
        layout = self.layout()
        return {
            "book": str(layout.book_id or ""),
            "title_line": layout.title_line,
            "title_line_en": layout.title_line_en,
            "is_example": "title_line" in layout.illustrative,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=str(self.layout().get_kind_display()).capitalize(), **kwargs)

    def save(self, form: Any) -> Any:
        given = form.cleaned_data
        book = NumberBook.objects.filter(pk=given["book"] or None).first()
        return services.kind_configure(
            actor=self.request.user,
            kind=self.layout().kind,
            book=book,
            title_line=given["title_line"],
            title_line_en=given["title_line_en"],
            illustrative=["title_line"] if given["is_example"] else [],
        )
