"""Pages of releases: every core step by plain forms, without JavaScript, under the rights of the services."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from press.releases import services
from press.releases.models import Release
from tests.cast import Cast
from tests.press.releases.building import TEXT, approved, do, draft, in_review, issued, sign_off, stored

FORM = {
    "kind": "press_release",
    "language": "vi",
    "title": TEXT["title"],
    "abstract": TEXT["abstract"],
    "body": TEXT["body"],
    "signer_post": TEXT["signer_post"],
    "signer_name": TEXT["signer_name"],
    "recipients": "Các cơ quan báo chí\nCổng Thông tin điện tử Bộ Tư pháp",
    "contact_name": "Nguyễn Văn B",
    "contact_email": "b@example.org",
}


@pytest.fixture
def browse(cast: Cast) -> Any:
    def signed_in(name: str) -> Client:
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        client.force_login(getattr(cast, name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def send(client: Client, release: Release, verb: str, **data: Any) -> Any:
    version = Release.objects.get(pk=release.pk).version
    return client.post(f"{release.get_absolute_url()}{verb}/", {"version": version, **data})


def test_the_way_by_forms(cast: Cast, browse: Any) -> None:
    """Draft, edit, submit, two signatures, approval, issue: each a POST that leads back to the page."""
    units = {"lead_unit": cast.units["C-PBGDPL-TGPL"].pk, "other_units": [cast.units["VP"].pk]}
    response = browse("press_officer").post("/releases/new/", {**FORM, **units})
    release = Release.objects.get()
    assert (response.status_code, response["Location"]) == (302, release.get_absolute_url())
    assert release.unit_ids == [cast.units["C-PBGDPL-TGPL"].pk, cast.units["VP"].pk]
    assert release.contact == {"name": "Nguyễn Văn B", "email": "b@example.org"}
    edited = {**FORM, **units, "title": "Tiêu đề mới", "embargo_until": "22/11/2026 08:00", "version": 1}
    assert browse("press_officer").post(f"{release.get_absolute_url()}edit/", edited).status_code == 302
    for person, verb in [
        ("press_officer", "submit"),
        ("unit_head", "sign"),
        ("verifier", "sign"),
        ("legal_checker", "sign"),
        ("spokesperson", "approve"),
        ("spokesperson", "issue"),
    ]:
        assert send(browse(person), release, verb).status_code == 302, verb
    release.refresh_from_db()
    assert (release.state, release.title, release.symbol) == ("issued", "Tiêu đề mới", "01/TC-BTP")
    assert release.embargo_until is not None
    assert release.embargo_until.isoformat() == "2026-11-22T01:00:00+00:00"


def test_the_page_says_who_is_next_and_why_not_you(cast: Cast, browse: Any) -> None:
    release = in_review(cast)
    do("sign", release, cast.unit_head)
    content = browse("press_officer").get(release.get_absolute_url()).content.decode()
    assert "You wrote this text: somebody else must sign and approve it." in content
    assert content.count("next</span>") == 1
    assert release.content_sha256[:12] in content


def test_the_preview_stands_beside_the_text(cast: Cast, browse: Any) -> None:
    """A frame of the same origin, and a link for whoever has no frames; what it shows may be framed and is inline."""
    release = draft(cast)
    client = browse("press_officer")
    path = f"/releases/{release.pk}/preview.pdf"
    content = client.get(release.get_absolute_url()).content.decode()
    assert f'<iframe class="document" src="{path}?v=1' in content
    assert f'<a href="{path}">' in content
    response = client.get(path)
    assert response.content.startswith(b"%PDF")
    assert (response["Content-Disposition"].split(";")[0], response["X-Frame-Options"]) == ("inline", "SAMEORIGIN")
    assert response["Cache-Control"] == "no-store"
    assert browse("outsider").get(path).status_code == 404


def test_a_preview_is_rendered_once_a_version(cast: Cast, browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reload costs nothing; an edit brings a new one."""
    rendered: list[str] = []

    def preview(release: Release) -> bytes:
        rendered.append(release.title)
        return b"%PDF"

    monkeypatch.setattr(services, "preview", preview)
    release = draft(cast)
    for _each in range(3):
        browse("press_officer").get(f"/releases/{release.pk}/preview.pdf")
    do("update", release, cast.press_officer, title="Mới")
    browse("press_officer").get(f"/releases/{release.pk}/preview.pdf")
    assert rendered == [TEXT["title"], "Mới"]


def test_the_document_is_waited_for(cast: Cast, browse: Any) -> None:
    release = issued(cast)
    response = browse("outsider").get(f"/releases/{release.pk}/document.pdf")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    services.document_store(release_id=release.pk, data=b"%PDF x")
    response = browse("outsider").get(f"/releases/{release.pk}/document.pdf")
    assert (response.status_code, response.content) == (200, b"%PDF x")
    assert response["Content-Disposition"] == 'attachment; filename="01-tc-btp.pdf"'


def test_the_file_stays_inside(cast: Cast, browse: Any) -> None:
    """A reader of the issued text sees neither signers nor remarks nor versions."""
    release = in_review(cast)
    do("return", release, cast.unit_head, comment="Viết lại đoạn hai")
    do("submit", release, cast.press_officer)
    sign_off(cast, release)
    do("approve", release, cast.spokesperson)
    do("issue", release, cast.spokesperson)
    outside = browse("outsider").get(release.get_absolute_url()).content.decode()
    assert release.title in outside
    for secret in ("Viết lại đoạn hai", cast.legal_checker.full_name, "Versions of the text"):
        assert secret not in outside
    assert "Viết lại đoạn hai" in browse("press_officer").get(release.get_absolute_url()).content.decode()
    assert browse("outsider").get(f"/releases/{release.pk}/changes/").status_code == 404


def test_the_form_is_shown_to_who_may_send_it(cast: Cast, browse: Any) -> None:
    """Anybody else reads at once why not, instead of after typing."""
    release = draft(cast)
    assert browse("press_officer").get("/releases/new/").status_code == 200
    assert browse("press_officer").get(f"{release.get_absolute_url()}edit/").status_code == 200
    for path in ("/releases/new/", f"{release.get_absolute_url()}edit/"):
        response = browse("spokesperson").get(path)
        assert (response.status_code, "press officers" in response.content.decode()) == (403, True)


def test_a_stale_form_says_so(cast: Cast, browse: Any) -> None:
    release = draft(cast)
    do("update", release, cast.press_officer, title="Mới")
    data = {**FORM, "lead_unit": cast.units["VP"].pk, "version": 1}
    response = browse("press_officer").post(f"{release.get_absolute_url()}edit/", data)
    assert response.status_code == 412
    release.refresh_from_db()
    assert release.title == "Mới"


def test_what_a_service_refuses_stands_beside_its_field(cast: Cast, browse: Any) -> None:
    response = send(browse("spokesperson"), approved(cast), "schedule", scheduled_for="21/11/2026 08:00")
    assert response.status_code == 400
    assert "This time has passed." in response.content.decode()


def test_an_erratum_opens_with_its_draft(cast: Cast, browse: Any) -> None:
    original = stored(cast)
    response = send(browse("press_officer"), original, "correct", note="Ngày đúng là 06/9/2022.")
    erratum = Release.objects.get(corrects=original)
    assert response["Location"] == erratum.get_absolute_url()
    content = browse("press_officer").get(f"{erratum.get_absolute_url()}edit/").content.decode()
    assert 'name="kind"' not in content


def test_changes_are_marked(cast: Cast, browse: Any) -> None:
    release = do("update", draft(cast), cast.press_officer, title="Khai trương <b>Cổng</b> mới")
    content = browse("press_officer").get(f"/releases/{release.pk}/changes/").content.decode()
    assert "<ins>&lt;b&gt;Cổng&lt;/b&gt; mới</ins>" in content.replace(" </ins>", "</ins>")
    assert "<del>" in content


@pytest.mark.parametrize("query", ["?a=x&b=y", "?a=99&b=" + "9" * 5000, "?a=²"])
def test_versions_that_are_not_there_show_the_last(cast: Cast, browse: Any, query: str) -> None:
    release = draft(cast)
    assert browse("press_officer").get(f"/releases/{release.pk}/changes/{query}").status_code == 200


def test_a_file_is_verified_on_the_page(cast: Cast) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    release = stored(cast, data=b"%PDF-1.7 real")
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for data, words in ((b"%PDF-1.7 real", release.title), (b"%PDF-1.7 fake", "Unknown")):
        response = client.post("/verify/", {"file": SimpleUploadedFile("a.pdf", data)})
        assert words in response.content.decode()
    assert client.post("/verify/", {}).status_code == 400


def test_nobody_outside_is_asked_to_sign_in(cast: Cast) -> None:
    """Newsroom and verification are public; everything else leads to the sign-in."""
    for path in ("/newsroom/", "/verify/", "/verify/ABC/"):
        assert Client().get(path).status_code == 200
    for path in ("/releases/", "/releases/new/", draft(cast).get_absolute_url()):
        assert Client().get(path).status_code == 302


def test_a_review_that_nobody_asked_for_is_folded_away(cast: Cast, browse: Any) -> None:
    """Of a release that was signed off before its issue, among the steps that are not possible now."""
    content = browse("leader").get(issued(cast).get_absolute_url()).content.decode()
    later = content.split('<details class="later">')[1]
    assert "This release was not issued urgently." in later
    assert 'id="why-review_urgent"' not in content
    urgent = do("issue_urgent", in_review(cast), cast.spokesperson, reason="Khẩn")
    assert 'id="why-review_urgent"' in browse("spokesperson").get(urgent.get_absolute_url()).content.decode()


def test_the_page_of_an_erratum_names_only_a_visible_original(cast: Cast, browse: Any) -> None:
    """A legal checker works on every erratum, and not on every original; the way back follows visibility."""
    original = stored(cast)
    erratum = do("correct", original, cast.press_officer, note="Sai ngày")
    link = f'href="{original.get_absolute_url()}"'
    assert link in browse("press_officer").get(erratum.get_absolute_url()).content.decode()
    do("submit", erratum, cast.press_officer)
    page = browse("unit_head").get(erratum.get_absolute_url()).content.decode()
    assert link in page
    Release.objects.filter(pk=original.pk).update(state="draft")
    assert link not in browse("legal_checker").get(erratum.get_absolute_url()).content.decode()


def test_remarks_stay_in_the_file(cast: Cast, browse: Any) -> None:
    """What was said on a return is read by those who worked on the text, on page and in the API alike."""
    release = do("return", in_review(cast), cast.unit_head, comment="Số liệu chưa khớp")
    for verb, actor in [
        ("submit", cast.press_officer),
        ("sign", cast.unit_head),
        ("sign", cast.legal_checker),
        ("sign", cast.verifier),
        ("approve", cast.spokesperson),
        ("issue", cast.spokesperson),
    ]:
        do(verb, release, actor)
    page, history = release.get_absolute_url(), f"/api/v1/releases/{release.pk}/history/"
    assert "Số liệu chưa khớp" in browse("press_officer").get(page).content.decode()
    assert "Số liệu chưa khớp" in browse("press_officer").get(history).content.decode()
    for person in ("outsider", "officer", "coordinator"):
        response = browse(person).get(page)
        assert response.status_code == 200
        assert "Số liệu chưa khớp" not in response.content.decode()
        assert browse(person).get(history).status_code == 404


def test_the_newsroom_says_what_is_invented(cast: Cast) -> None:
    """At number, text and contact each, and nowhere when nothing is."""
    from django.test import Client

    from press.releases import selectors

    mark = 'class="mark"'
    plain = stored(cast, kind="press_information")
    Release.objects.filter(pk=plain.pk).update(illustrative=[])
    assert mark not in Client().get(f"/newsroom/{selectors.public_slug(plain)}/").content.decode()
    for name, place in [("title", "<h1"), ("body", "<article"), ("contact", 'id="contact"'), ("symbol", 'class="sub"')]:
        release = stored(cast)
        Release.objects.filter(pk=release.pk).update(illustrative=[name])
        content = Client().get(f"/newsroom/{selectors.public_slug(release)}/").content.decode()
        assert content.count(mark) == 1, name
        assert place in content
    assert Client().get("/newsroom/").content.decode().count(mark) == 2  # a title, a number


def test_who_returns_a_text_out_of_sight_is_led_to_the_list(cast: Cast, browse: Any) -> None:
    """A legal checker does not see drafts: the page of the text they just returned would be an error."""
    release = in_review(cast)
    returned = send(browse("legal_checker"), release, "return", comment="Sửa trích yếu")
    assert (returned.status_code, returned["Location"]) == (302, "/releases/")
    release = draft(cast)
    assert send(browse("press_officer"), release, "submit")["Location"] == release.get_absolute_url()
