"""Until its instant an embargoed release is not there: for no list, search, page, file or code.  The query says so,
with the clock; nothing has to happen when the time comes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from comms.core import clock, subjects
from press.releases import selectors
from press.releases.models import Release
from tests.cast import Cast
from tests.press.releases.building import do, draft, issued, sign_off, stored

UNTIL = datetime(2026, 11, 21, 12, 0, tzinfo=clock.HANOI)
BYTES = b"%PDF-1.7 under embargo"


@pytest.fixture
def release(cast: Cast) -> Release:
    return stored(cast, data=BYTES, embargo_until=UNTIL)


def api_of(cast: Cast, person: str) -> APIClient:
    client = APIClient()
    client.force_authenticate(getattr(cast, person))
    return client


def page_of(cast: Cast, person: str) -> Client:
    client = Client()
    client.force_login(getattr(cast, person), backend="django.contrib.auth.backends.ModelBackend")
    return client


def found_in_list(cast: Cast, release: Release) -> bool:
    return bool(api_of(cast, "outsider").get("/api/v1/releases/").json()["results"])


def found_in_search(cast: Cast, release: Release) -> bool:
    return bool(api_of(cast, "outsider").get("/api/v1/releases/?search=pho bien").json()["results"])


def detail(cast: Cast, release: Release) -> bool:
    return bool(api_of(cast, "outsider").get(f"/api/v1/releases/{release.pk}/").status_code == 200)


def pdf(cast: Cast, release: Release) -> bool:
    response = api_of(cast, "outsider").get(f"/api/v1/releases/{release.pk}/pdf/")
    return response.status_code == 200 and response.content == BYTES


def preview(cast: Cast, release: Release) -> bool:
    return bool(api_of(cast, "outsider").get(f"/api/v1/releases/{release.pk}/preview.pdf").status_code == 200)


def page_list(cast: Cast, release: Release) -> bool:
    return release.title in page_of(cast, "outsider").get(reverse("press:releases")).content.decode()


def page(cast: Cast, release: Release) -> bool:
    return page_of(cast, "outsider").get(release.get_absolute_url()).status_code == 200


def page_pdf(cast: Cast, release: Release) -> bool:
    return page_of(cast, "outsider").get(reverse("press:release-pdf", args=[release.pk])).status_code == 200


def newsroom_list(cast: Cast, release: Release) -> bool:
    return release.title in Client().get(reverse("press:newsroom")).content.decode()


def newsroom_search(cast: Cast, release: Release) -> bool:
    return release.title in Client().get(reverse("press:newsroom"), {"search": "Cổng"}).content.decode()


def newsroom_page(cast: Cast, release: Release) -> bool:
    return Client().get(f"/newsroom/{selectors.public_slug(release)}/").status_code == 200


def newsroom_pdf(cast: Cast, release: Release) -> bool:
    return Client().get(f"/newsroom/{selectors.public_slug(release)}/document.pdf").status_code == 200


def verify_api(cast: Cast, release: Release) -> bool:
    return bool(APIClient().get(f"/api/v1/verify/{release.verify_code}/").json()["result"] == "valid")


def verify_file(cast: Cast, release: Release) -> bool:
    upload = SimpleUploadedFile("a.pdf", BYTES, content_type="application/pdf")
    return bool(APIClient().post("/api/v1/verify/", {"file": upload}, format="multipart").json()["result"] == "valid")


def verify_page(cast: Cast, release: Release) -> bool:
    return release.title in Client().get(reverse("press:verify", args=[release.verify_code])).content.decode()


def subject(cast: Cast, release: Release) -> bool:
    return subjects.find(cast.outsider, "press.release", release.pk) is not None


WAYS = [
    found_in_list,
    found_in_search,
    detail,
    pdf,
    preview,
    page_list,
    page,
    page_pdf,
    newsroom_list,
    newsroom_search,
    newsroom_page,
    newsroom_pdf,
    verify_api,
    verify_file,
    verify_page,
    subject,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_embargo(cast: Cast, release: Release, way: Callable[[Cast, Release], bool]) -> None:
    """A second before the instant nothing is there, at the instant everything is."""
    with clock.frozen(UNTIL - timedelta(seconds=1)):
        assert not way(cast, release)
    with clock.frozen(UNTIL):
        assert way(cast, release)


def test_who_worked_on_it_reads_it_before(cast: Cast, release: Release) -> None:
    for person in ("press_officer", "legal_checker", "unit_head", "spokesperson", "leader"):
        assert api_of(cast, person).get(f"/api/v1/releases/{release.pk}/").status_code == 200


def test_the_evidence_of_a_task_does_not_tell_the_title(cast: Cast) -> None:
    """Readers of the task learn the number at most."""
    from press.releases.services.issuing import _evidence_title
    from press.releases.services.numbers import layout_for

    release = issued(cast, embargo_until=UNTIL)
    assert _evidence_title(release, layout_for(release.kind)) == "THÔNG CÁO BÁO CHÍ 01/TC-BTP"


# --- the newsroom and the verification beside the embargo -------------------------------------------------------------


def test_the_newsroom_waits_for_the_document(cast: Cast) -> None:
    """Issued, but its PDF is not there yet: not published yet."""
    release = issued(cast)
    assert not newsroom_page(cast, release)
    assert not newsroom_list(cast, release)


@pytest.mark.parametrize("make", [draft, issued])
def test_the_newsroom_has_nothing_else(cast: Cast, make: Any) -> None:
    assert not newsroom_page(cast, make(cast))


def test_an_address_of_the_newsroom_stays(cast: Cast) -> None:
    """Other words before the same id lead to the address; the id alone decides."""
    release = stored(cast)
    assert selectors.public_slug(release).startswith("khai-truong-cong-thong-tin-dien-tu-pho-bien")
    response = Client().get(f"/newsroom/khac-{release.pk}/")
    assert (response.status_code, response["Location"]) == (301, f"/newsroom/{selectors.public_slug(release)}/")


def test_a_withdrawn_release_is_read_under_its_notice(cast: Cast) -> None:
    """Its address stays, text and document with it; the reason is for the file."""
    release = do("withdraw", stored(cast, data=BYTES), cast.spokesperson, reason="Lý do nội bộ", notice="Số liệu sai.")
    content = Client().get(f"/newsroom/{selectors.public_slug(release)}/").content.decode()
    assert content.index("Số liệu sai.") < content.index(release.body)
    assert "Lý do nội bộ" not in content
    assert newsroom_pdf(cast, release)
    assert newsroom_list(cast, release)


def test_the_verification_says_what_became_of_it(cast: Cast) -> None:
    """valid → corrected, with the erratum's code → withdrawn; void; unknown."""

    def result(code: str) -> dict[str, Any]:
        return dict(APIClient().get(f"/api/v1/verify/{code}/").json())

    original = stored(cast, data=b"%PDF original")
    code = original.verify_code
    assert result(code)["result"] == "valid"
    assert result("-".join(code[at : at + 5] for at in range(0, 20, 5)).lower())["result"] == "valid"
    erratum = do("correct", original, cast.press_officer, note="Ngày đúng là 06/9/2022.")
    do("submit", erratum, cast.press_officer)
    sign_off(cast, erratum)
    do("approve", erratum, cast.spokesperson)
    do("issue", erratum, cast.spokesperson)
    assert result(code)["result"] == "corrected"
    do("withdraw", original, cast.spokesperson, reason="Sai")
    assert result(code)["result"] == "withdrawn"
    void = do("void", issued(cast), cast.spokesperson, reason="Nhầm")
    assert result(void.verify_code)["result"] == "void"
    assert result("ABCDE")["result"] == "unknown"
    assert {value for name, value in result("ABCDE").items() if name != "result"} == {None}


def test_another_file_is_unknown(cast: Cast) -> None:
    """One changed byte, and it is not the ministry's document."""
    stored(cast, data=BYTES)
    upload = SimpleUploadedFile("a.pdf", BYTES + b" ", content_type="application/pdf")
    response = APIClient().post("/api/v1/verify/", {"file": upload}, format="multipart")
    assert response.json()["result"] == "unknown"


def test_codes_cannot_be_guessed(cast: Cast) -> None:
    """A hundred bits from the system's source of randomness, different each time."""
    codes = {issued(cast, kind="press_information").verify_code for _each in range(5)}
    assert len(codes) == 5
    assert all(len(code) == 20 for code in codes)


def test_only_the_press_contact_is_published(cast: Cast) -> None:
    """No name, e-mail or unit of who wrote and signed it."""
    content = Client().get(f"/newsroom/{selectors.public_slug(stored(cast))}/").content.decode()
    assert "b@example.org" in content
    for person in (cast.press_officer, cast.legal_checker, cast.unit_head):
        assert person.full_name not in content.replace("Nguyễn Văn B", "")
