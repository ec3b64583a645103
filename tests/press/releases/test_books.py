"""The number books: who sets them, and the register of a year."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comms.core import clock
from comms.core.errors import NotAllowed
from comms.org.models import Role
from comms.org.services import role_grant
from press.releases import registers, services
from press.releases.books import KindLayout, NumberBook, NumberCounter, NumberEntry
from tests.cast import Cast
from tests.press.releases.building import do, issued


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def register_url(name: str = "press:number-register") -> str:
    return reverse(name, args=[NumberBook.objects.get(agency="BTP", code="TC").pk, 2026])


def test_only_an_administrator_sets_the_books(cast: Cast) -> None:
    """Services and pages refuse everybody else, with the reason."""
    for user in (cast.press_officer, cast.spokesperson, cast.leader, cast.auditor):
        with pytest.raises(NotAllowed):
            services.book_configure(actor=user, agency="BTP", code="X", template="{number}/X-BTP")
        with pytest.raises(NotAllowed):
            services.kind_configure(actor=user, kind="response", title_line="X")
        assert signed_in(user).get(reverse("press:number-book-new")).status_code == 403
        page = signed_in(user).get(reverse("press:number-books"))
        assert page.status_code == 200
        assert "are set by an administrator" in page.content.decode()
    assert signed_in(cast.officer).get(reverse("press:number-books")).status_code == 403


def test_an_administrator_opens_a_book_and_gives_it_to_a_kind(cast: Cast) -> None:
    """By the pages; a second book with the same symbol and a template of another shape are refused beside the field."""
    client = signed_in(cast.administrator)
    given = {"agency": "BTP", "code": "GM", "template": "{number}/GM-BTP", "is_example": "on"}
    assert client.post(reverse("press:number-book-new"), given).status_code == 302
    book = NumberBook.objects.get(code="GM")
    assert (book.template, book.illustrative) == ("{number}/GM-BTP", ["symbol"])
    again = client.post(reverse("press:number-book-new"), {**given, "code": "GM2"})
    assert again.status_code == 400
    assert "Another book" in again.content.decode()
    assert client.post(reverse("press:number-book-new"), {**given, "template": "{x}"}).status_code == 400
    kind = reverse("press:number-kind", args=["invitation"])
    assert client.post(kind, {"book": str(book.pk), "title_line": "GIẤY MỜI HỌP BÁO"}).status_code == 302
    layout = KindLayout.objects.get(kind="invitation")
    assert (layout.book, layout.layout, layout.title_line, layout.illustrative) == (
        book,
        "numbered",
        "GIẤY MỜI HỌP BÁO",
        [],
    )
    information = reverse("press:number-kind", args=["press_information"])
    refused = client.post(information, {"book": str(book.pk), "title_line": "THÔNG TIN BÁO CHÍ"})
    assert refused.status_code == 400
    assert client.get(reverse("press:number-kind", args=["other"])).status_code == 404


def test_a_book_that_has_given_numbers_keeps_its_symbol(cast: Cast) -> None:
    """Said beside the field; what is only a remark about it may change."""
    issued(cast)
    book = NumberBook.objects.get(agency="BTP", code="TC")
    client, url = signed_in(cast.administrator), reverse("press:number-book-edit", args=[book.pk])
    refused = client.post(url, {"template": "{number}/TCBC-BTP", "is_example": "on"})
    assert refused.status_code == 400
    assert "its symbol stays" in refused.content.decode()
    assert client.post(url, {"template": book.template}).status_code == 302
    book.refresh_from_db()
    assert (book.template, book.agency, book.code, book.illustrative) == ("{number:02d}/TC-BTP", "BTP", "TC", [])


def test_the_register_has_every_number(cast: Cast) -> None:
    """In order, the void one with its reason and by whom; no gap."""
    first, second = issued(cast), issued(cast, title="Bản thứ hai")
    do("void", first, cast.spokesperson, reason="Cấp nhầm số")
    page = signed_in(cast.auditor).get(register_url())
    register = page.context["register"]
    assert [line.written for line in register.lines] == ["01/TC-BTP", "02/TC-BTP"]
    assert (register.last, register.missing) == (2, [])
    text = page.content.decode()
    assert "No gap" in text
    assert "Cấp nhầm số" in text
    assert str(cast.spokesperson) in text
    assert second.title in text


def test_a_missing_number_is_told(cast: Cast) -> None:
    """A row that somebody took out of the database shows as a gap."""
    issued(cast)
    issued(cast)
    NumberEntry.objects.filter(number=1).delete()
    page = signed_in(cast.auditor).get(register_url())
    assert page.context["register"].missing == [1]
    assert "have no row" in page.content.decode()
    NumberCounter.objects.update(last=3)
    assert signed_in(cast.auditor).get(register_url()).context["register"].missing == [1, 3]


def test_a_hidden_release_is_a_number_only(cast: Cast) -> None:
    """Under embargo whoever did not work on it reads its number, and neither title, date nor state; in the file too."""
    issued(cast, title="Bản mật đến ngày mai", embargo_until=clock.now() + timedelta(days=1))
    role_grant(
        actor=cast.administrator,
        user=cast.outsider,
        unit=cast.units["STP-HUE"],
        kind=Role.Kind.UNIT_HEAD,
        starts=clock.today(),
    )
    client = signed_in(cast.outsider)
    page = client.get(register_url())
    assert page.status_code == 200
    (line,) = page.context["register"].lines
    assert (line.written, line.release, line.entry) == ("01/TC-BTP", None, None)
    text, file = page.content.decode(), client.get(register_url("press:number-register-csv")).content.decode()
    for shown in (text, file):
        assert "01/TC-BTP" in shown
        assert "Bản mật" not in shown
        assert "not visible to you" in shown
    assert "Bản mật" in signed_in(cast.auditor).get(register_url()).content.decode()


def test_the_file_holds_no_formula(cast: Cast) -> None:
    """Whatever a title begins with, a spreadsheet reads text."""
    release = issued(cast, title="=1+1 kết quả")
    do("void", release, cast.spokesperson, reason="@SUM(A1)")
    content = signed_in(cast.auditor).get(register_url("press:number-register-csv")).content.decode("utf-8-sig")
    _heading, row = csv.reader(io.StringIO(content))
    assert row[0] == "01/TC-BTP"
    assert row[2] == "'=1+1 kết quả"
    assert row[6] == "'@SUM(A1)"


def test_a_register_asks_no_more_the_longer_it_is(cast: Cast, django_assert_max_num_queries: Any) -> None:
    """The number of queries is that of one row."""
    for _each in range(4):
        issued(cast)
    book = NumberBook.objects.get(agency="BTP", code="TC")
    with django_assert_max_num_queries(6):
        assert len(registers.register_of(cast.auditor, book, 2026).lines) == 4


def test_a_long_year_is_shown_in_parts(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part has its numbers; that none is missing is said of the whole year; the file has every one."""
    monkeypatch.setattr(registers, "PART", 2)
    for _each in range(3):
        issued(cast)
    client = signed_in(cast.auditor)
    first, second = (client.get(f"{register_url()}{part}").content.decode() for part in ("", "?part=2"))
    assert ("02/TC-BTP" in first, "03/TC-BTP" in first) == (True, False)
    assert ("02/TC-BTP" in second, "03/TC-BTP" in second) == (False, True)
    for page in (first, second):
        assert "every number from 1 to 3 has its row" in page
        assert 'href="?part=2"' in page
    assert len(client.get(register_url("press:number-register-csv")).content.splitlines()) == 4
    assert "No numbers in this part" in client.get(f"{register_url()}?part=9").content.decode()
    for wrong in ("0", "-1", "x", "1e9", "999999", "٢"):
        assert client.get(register_url(), {"part": wrong}).status_code == 404


@pytest.mark.parametrize("year", [1999, 2099, 99999])
def test_a_year_that_none_could_be(cast: Cast, year: int) -> None:
    issued(cast)
    book = NumberBook.objects.get(agency="BTP", code="TC")
    assert signed_in(cast.auditor).get(reverse("press:number-register", args=[book.pk, year])).status_code == 404


def test_the_way_to_the_books(cast: Cast) -> None:
    """The administrator finds them in the navigation; for the others, who only read them, it stays short."""
    for user, found in ((cast.administrator, True), (cast.press_officer, False), (cast.officer, False)):
        page = signed_in(user).get("/").content.decode()
        assert (f'href="{reverse("press:number-books")}"' in page) is found
