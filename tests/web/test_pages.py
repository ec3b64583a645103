"""A record with its verbs, a form, a list with pages."""

import re
from typing import Any

import pytest
from django.test import Client

from comms.org.models import Unit
from tests.cast import UNITS, Cast

pytestmark = pytest.mark.usefixtures("gallery")


def page_of(client: Client, path: str = "/gallery/VP/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_verb_is_done_by_a_form_that_carries_the_version(officer: Client) -> None:
    """POST, service, message, redirect: what was done is not done again by reloading."""
    assert '<input type="hidden" name="version" value="1">' in page_of(officer)
    answer = officer.post("/gallery/VP/rename/", {"version": "1", "reason": "Một lý do"})
    assert (answer.status_code, answer["Location"]) == (302, "/gallery/VP/")
    assert Unit.objects.get(code="VP").name_en == "Một lý do"
    assert "Đã đổi tên." in page_of(officer)
    assert "Đã đổi tên." not in page_of(officer)


def test_a_refused_verb_shows_its_reason_and_no_form(officer: Client) -> None:
    """The reason is text on the page, tied to the button, which sends nothing."""
    page = page_of(officer)
    assert 'aria-disabled="true" aria-describedby="why-forbid">Duyệt</button>' in page
    assert '<span class="why" id="why-forbid">Chỉ người phát ngôn được duyệt.</span>' in page
    assert 'action="/gallery/VP/forbid/"' not in page
    assert 'action="/gallery/VP/plain/"' in page


def test_a_verb_of_another_state_stands_apart(officer: Client) -> None:
    page = page_of(officer)
    later = page[page.index('<details class="later">') :]
    assert "<dt>Mở lại</dt><dd>Không thể khi đang thực hiện.</dd>" in later


@pytest.mark.parametrize(("reason", "complaint"), [("", "Trường này là bắt buộc."), ("x", "Lý do quá ngắn.")])
def test_what_is_wrong_stands_beside_the_field(officer: Client, reason: str, complaint: str) -> None:
    """Whether the form or the service found it: 400, the step unfolded, what was typed kept, nothing written."""
    answer = officer.post("/gallery/VP/rename/", {"version": "1", "reason": reason})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert re.search(r'<details open>\s*<summary class="button primary">Đổi tên', page)
    assert complaint in page
    assert 'aria-invalid="true"' in page
    assert f">\n{reason}</textarea>" in page
    assert Unit.objects.get(code="VP").name_en == ""


@pytest.mark.parametrize("version", [None, "", "abc"])
def test_a_form_without_a_version_does_nothing(officer: Client, version: str | None) -> None:
    given = {"reason": "Một lý do"} | ({"version": version} if version is not None else {})
    assert officer.post("/gallery/VP/rename/", given).status_code == 400
    assert Unit.objects.get(code="VP").name_en == ""


def test_an_unknown_verb_is_not_there_and_a_verb_is_not_read(officer: Client) -> None:
    assert officer.post("/gallery/VP/unknown/", {"version": "1"}).status_code == 404
    assert officer.get("/gallery/VP/rename/")["Location"] == "/gallery/VP/"


def test_a_form_page_saves_and_leads_on(officer: Client) -> None:
    answer = officer.post("/gallery/name/", {"name": "Tên"}, follow=True)
    assert answer.redirect_chain == [("/units/VP/", 302)]
    assert "Đã lưu." in answer.content.decode()


def test_a_form_page_shows_what_the_service_refused(officer: Client) -> None:
    """A complaint about a field beside it; one about something else on top."""
    answer = officer.post("/gallery/name/", {"name": "x"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "<li>Khác.</li>" in page
    assert '<a href="#id_name">Tên</a>: Tên xấu.' in page
    assert 'aria-describedby="id_name_error"' in page


def test_an_edit_keeps_the_version_that_was_read(officer: Client) -> None:
    """After an error the form still says what the person had read, so that another's change is not overwritten."""
    assert 'name="version" value="1"' in page_of(officer, "/gallery/VP/edit/")
    assert 'name="version" value="0"' in officer.post("/gallery/VP/edit/", {"version": "0"}).content.decode()
    assert officer.post("/gallery/VP/edit/", {"version": "0", "name": "Tên"}).status_code == 412
    assert officer.post("/gallery/VP/edit/", {"version": "1", "name": "Tên"}).status_code == 302
    assert officer.get("/gallery/NO/edit/").status_code == 404


def walk(client: Client, path: str, relation: str) -> tuple[list[list[str]], str]:
    """The codes on each page while following the links of one kind, and the last address."""
    pages: list[list[str]] = []
    while len(pages) <= len(UNITS):
        page = page_of(client, path)
        pages.append([word for word in page.split("<nav")[0].split() if word in UNITS])
        link = re.search(rf'rel="{relation}" href="([^"]+)"', page)
        if not link:
            return pages, path
        path = link[1].replace("&amp;", "&")
    raise AssertionError("the pages run in a circle")


def test_pages_follow_each_other_without_gap_or_repetition(officer: Client) -> None:
    """Ordered by a falling date, equal for several rows, then a name; the same way back."""
    expected = list(Unit.objects.order_by("-valid_from", "name_sort", "pk").values_list("code", flat=True))
    forward, last = walk(officer, "/gallery/rows/?kind=x", "next")
    assert [code for page in forward for code in page] == expected
    assert all(len(page) == 2 for page in forward[:-1])
    assert "kind=x" in last
    backward, first = walk(officer, last, "prev")
    assert [code for page in reversed(backward) for code in page] == expected
    assert 'rel="prev"' not in page_of(officer, first)


@pytest.mark.parametrize("mark", ["xx", "bm9wZQ", "WzFd", "WyJhIiwgImIiLCAiYyJd", "%F0%9F%98%80"])
def test_an_invented_page_mark_is_refused(officer: Client, mark: str) -> None:
    assert officer.get(f"/gallery/rows/?after={mark}").status_code == 400


def test_the_navigation_marks_where_the_reader_is(officer: Client) -> None:
    for path in ("/units/", "/units/VP/"):
        assert '<a href="/units/" aria-current="page">Đơn vị</a>' in page_of(officer, path)
    assert 'aria-current="page"' not in page_of(officer).split("</nav>")[0]


def test_the_header_names_the_person_the_role_and_the_unit(officer: Client, cast: Cast) -> None:
    page = page_of(officer)
    assert cast.officer.full_name in page
    assert "chuyên viên · Cục Phổ biến, giáo dục pháp luật và Trợ giúp pháp lý" in page


def test_every_id_on_a_page_is_there_once(officer: Client) -> None:
    """Labels and reasons are tied by id: two forms of one page do not share any."""
    found: list[Any] = re.findall(r'\sid="([^"]+)"', page_of(officer))
    assert len(found) == len(set(found))
