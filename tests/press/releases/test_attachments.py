"""Files that go out with a text: part of what is signed, pictures written anew, public when the release is."""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from comms.core import clock
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotVisible
from comms.files.models import StoredFile
from comms.files.services import stored_bytes
from press.releases import content, downloads, selectors, services
from press.releases.models import Release, ReleaseAttachment, ReleaseVersion
from press.releases.services.common import content_of
from tests.cast import Cast
from tests.press.releases.building import approved, do, draft, stored
from tests.press.releases.test_document import text_of

LATER = datetime(2026, 11, 22, 8, tzinfo=clock.HANOI)
WORDS = {"alt": "Hai người ký văn bản", "caption": "Lễ ký", "credit": "Văn phòng Bộ"}


def picture(kind: str = "JPEG", size: tuple[int, int] = (400, 300), name: str = "anh.jpg", **saved: Any) -> Any:
    buffer = io.BytesIO()
    Image.new("RGB", size, "navy").save(buffer, kind, **saved)
    return SimpleUploadedFile(name, buffer.getvalue())


def note(name: str = "phụ lục.txt") -> Any:
    return SimpleUploadedFile(name, "Phụ lục".encode())


def attach(cast: Cast, release: Release, file: Any = None, role: str = "picture", **words: Any) -> ReleaseAttachment:
    given = {**(WORDS if role == "picture" else {}), **words}
    return services.release_attach(
        actor=cast.press_officer, release_id=release.pk, file=file or picture(), role=role, **given
    )


def test_a_file_is_part_of_what_is_signed(cast: Cast) -> None:
    """Attaching, describing and taking off each change the hash, begin a round and leave a version."""
    release = draft(cast)
    hashes = [release.content_sha256]

    def now() -> None:
        release.refresh_from_db()
        assert release.content_sha256 == content.digest(content_of(release))
        hashes.append(release.content_sha256)

    row = attach(cast, release)
    now()
    services.release_describe(
        actor=cast.press_officer, release_id=release.pk, attachment_id=row.pk, caption="Lễ ký kết"
    )
    now()
    assert (release.round, len(set(hashes))) == (3, 3)
    services.release_detach(actor=cast.press_officer, release_id=release.pk, attachment_id=row.pk)
    now()
    assert (release.round, hashes[-1]) == (4, hashes[0])
    kept = ReleaseVersion.objects.get(release=release, number=2).content["attachments"]
    assert (kept[0]["sha256"], kept[0]["alt"]) == (row.file.sha256, WORDS["alt"])
    assert not StoredFile.objects.exists()


def test_a_picture_goes_out_without_what_its_camera_knew(cast: Cast) -> None:
    """Upright as the camera meant it, no larger than print needs, and nothing in the bytes but the picture."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010E] = "nơi chụp bí mật"
    upload = picture(size=(4000, 2000), exif=exif, comment=b"secret comment")
    upload = SimpleUploadedFile("anh.jpg", upload.read() + b"<?php hidden ?>")
    row = attach(cast, draft(cast), upload)
    data = stored_bytes(row.file)
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (750, 1500), {})
    for hidden in (b"secret", b"Exif", b"php"):
        assert hidden not in data


@pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("WEBP", "jpg")])
def test_what_pictures_become(cast: Cast, kind: str, ending: str) -> None:
    buffer = io.BytesIO()
    mode = "P" if kind == "PNG" else "RGB"
    Image.new(mode, (40, 30)).save(buffer, kind)
    row = attach(cast, draft(cast), SimpleUploadedFile(f"Ảnh.{kind.lower()}", buffer.getvalue()))
    assert row.file.name == f"Ảnh.{ending}"


def test_the_largest_pictures_stay_within_one_render(cast: Cast) -> None:
    """Noise with transparency, which compresses to nothing, as a PNG of the full size."""
    noise = Image.effect_noise((1600, 1600), 200).convert("RGBA")
    noise.putalpha(128)
    buffer = io.BytesIO()
    noise.save(buffer, "PNG")
    row = attach(cast, draft(cast), SimpleUploadedFile("a.png", buffer.getvalue()))
    assert row.file.size < 2_000_000


@pytest.mark.parametrize(
    ("file", "words", "role", "field", "code"),
    [
        (picture, {"alt": " "}, "picture", "alt", "required"),
        (picture, {"caption": "x" * 301}, "picture", "caption", "max_length"),
        (picture, {}, "video", "role", "choice"),
        (note, {}, "picture", "file", "unsupported"),
        (lambda: SimpleUploadedFile("a.jpg", picture().read()[:200]), {}, "picture", "file", "damaged"),
        (lambda: picture("PNG", (8000, 5100), "a.png"), {}, "picture", "file", "too_many_pixels"),
        (lambda: SimpleUploadedFile("a.svg", b"<svg xmlns='x'/>"), {}, "document", "file", "unsupported"),
        (lambda: SimpleUploadedFile("a.pdf", b"a text"), {}, "document", "file", "mismatch"),
    ],
)
def test_refused_files(cast: Cast, file: Any, words: dict[str, str], role: str, field: str, code: str) -> None:
    """Nothing is stored of what is refused."""
    release = draft(cast)
    with pytest.raises(Invalid) as refused:
        attach(cast, release, file(), role, **words)
    assert [error.code for error in refused.value.errors[field]] == [code]
    release.refresh_from_db()
    assert (release.version, StoredFile.objects.count()) == (1, 0)


def test_at_most_ten(cast: Cast) -> None:
    release = draft(cast)
    for _each in range(10):
        attach(cast, release, note(), "document")
    with pytest.raises(Invalid):
        attach(cast, release, note(), "document")


def test_only_the_desk_and_only_a_draft(cast: Cast) -> None:
    release = draft(cast)
    row = attach(cast, release)
    for actor, error in ((cast.spokesperson, NotAllowed), (cast.outsider, NotVisible)):
        with pytest.raises(error):
            services.release_detach(actor=actor, release_id=release.pk, attachment_id=row.pk)
    do("submit", release, cast.press_officer)
    for step in (
        lambda: attach(cast, release),
        lambda: services.release_describe(
            actor=cast.press_officer, release_id=release.pk, attachment_id=row.pk, caption="x"
        ),
        lambda: services.release_detach(actor=cast.press_officer, release_id=release.pk, attachment_id=row.pk),
    ):
        with pytest.raises(IllegalTransition):
            step()
    other = draft(cast, title="Khác")
    with pytest.raises(NotVisible):
        services.release_detach(actor=cast.press_officer, release_id=other.pk, attachment_id=row.pk)


def test_the_order_is_the_writers(cast: Cast) -> None:
    release = draft(cast)
    rows = [attach(cast, release, note(f"{number}.txt"), "document") for number in range(3)]
    services.release_describe(actor=cast.press_officer, release_id=release.pk, attachment_id=rows[2].pk, position=0)
    assert [row.file.name for row in selectors.attachments_of(release)] == ["2.txt", "0.txt", "1.txt"]
    release.refresh_from_db()
    assert release.content_sha256 == content.digest(content_of(release))


def test_pictures_stand_on_the_paper_with_their_captions(cast: Cast) -> None:
    """After the text, tagged as figures with what they show; a document beside it does not."""
    release = draft(cast)
    attach(cast, release)
    attach(cast, release, picture("PNG", name="b.png"), alt="Tòa nhà", caption="")
    attach(cast, release, note(), "document")
    data = services.preview(Release.objects.get(pk=release.pk))
    reader = PdfReader(io.BytesIO(data))
    text = text_of(data)
    assert text.index("1799/QĐ-BTP./.") < text.index("Lễ ký (Nguồn: Văn phòng Bộ)")
    figures = {str(each["/Alt"]) for each in structure(reader) if each.get("/S") == "/Figure" and "/Alt" in each}
    assert figures == {WORDS["alt"], "Tòa nhà"}


def structure(reader: PdfReader) -> Iterator[Any]:
    """Every element of the document's structure tree."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        each = waiting.pop().get_object()
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            yield each
            if "/K" in each:
                waiting.append(each["/K"])


def test_public_with_the_release_and_not_before(cast: Cast) -> None:
    """Never of a draft, of one under embargo or of a withdrawn one; with headers under which no browser runs it."""
    release = draft(cast, embargo_until=LATER)
    row = attach(cast, release, note('..\\..\\<b>"x"\r\n.txt'), "document")
    shown = attach(cast, release)
    assert not selectors.public_attachments(release).exists()
    public = stored(cast, title="Khác")
    assert not selectors.public_attachments(public).exists()
    do("issue_urgent", release, cast.spokesperson, reason="Gấp")
    services.document_store(release_id=release.pk, data=b"%PDF a")
    assert not selectors.public_attachments(release).exists()
    Release.objects.filter(pk=release.pk).update(embargo_until=None)
    assert list(selectors.public_attachments(release)) == [row, shown]
    for each, disposition in ((row, "attachment"), (shown, "inline")):
        response = downloads.attached_file(each)
        assert response["Content-Disposition"].startswith(f"{disposition};")
        assert (response["X-Content-Type-Options"], "sandbox" in response["Content-Security-Policy"]) == (
            "nosniff",
            True,
        )
        assert not {"<", "\r", "\n", "\\"} & set(response["Content-Disposition"])
        assert b"".join(response) == stored_bytes(each.file)
        response.file_to_stream.close()  # closing the response ends a request, and with it the test's transaction


def test_a_stored_file_is_read_by_who_reads_its_release(cast: Cast, client: Client) -> None:
    release = draft(cast, embargo_until=LATER)
    row = attach(cast, release)
    for person, status in ((cast.press_officer, 200), (cast.outsider, 404)):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        response = client.get(row.file.get_absolute_url())
        assert response.status_code == status
        b"".join(response)  # read to its end the client closes it; closed before, the test's connection goes too


def test_by_the_pages(cast: Cast, client: Client) -> None:
    """Attach, describe, take off: forms without a script, each with the version that was read."""
    client.force_login(cast.press_officer, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    release = draft(cast)
    base = f"{release.get_absolute_url()}files/"
    assert client.get(base).status_code == 200
    sent = {"role": "picture", "version": 1}
    refused = client.post(base, {**sent, "file": picture()})
    assert (refused.status_code, "Say what the picture shows" in refused.content.decode()) == (400, True)
    assert client.post(base, {**sent, **WORDS, "file": picture()}).status_code == 302
    row = ReleaseAttachment.objects.get()
    page = client.get(release.get_absolute_url()).content.decode()
    assert row.file.get_absolute_url() in page
    assert "Hai người ký văn bản" in page
    assert client.get(f"{base}{row.pk}/").context["form"].initial["position"] == 1
    assert client.post(f"{base}{row.pk}/", {**WORDS, "caption": "Mới", "version": 2}).status_code == 302
    assert client.post(f"{base}{row.pk}/detach/", {"version": 2}).status_code == 412
    assert client.post(f"{base}{row.pk}/detach/", {"version": 3}).status_code == 302
    assert not ReleaseAttachment.objects.exists()


def test_by_the_api(cast: Cast, client: Client) -> None:
    client.force_login(cast.press_officer, backend="django.contrib.auth.backends.ModelBackend")
    release = draft(cast)
    base = f"/api/v1/releases/{release.pk}/attachments/"
    made = client.post(base, {"file": picture(), "role": "picture", **WORDS})
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["alt"], body["content_type"], body["position"]) == (WORDS["alt"], "image/jpeg", 0)
    assert client.get(base).json()["results"] == [body]
    changed = client.patch(
        f"{base}{body['id']}/", {"caption": "Mới"}, content_type="application/json", headers={"If-Match": '"2"'}
    )
    assert (changed.status_code, changed.json()["caption"]) == (200, "Mới")
    assert client.delete(f"{base}{body['id']}/", headers={"If-Match": '"2"'}).status_code == 412
    assert client.delete(f"{base}{body['id']}/", headers={"If-Match": '"3"'}).status_code == 204


def test_a_file_changed_behind_the_service_is_not_issued(cast: Cast) -> None:
    release = approved(cast)
    ReleaseAttachment.objects.create(
        release=release, role="picture", alt="Khác", position=0, file=attach(cast, draft(cast, title="Hai")).file
    )
    with pytest.raises(Conflict) as refused:
        do("issue", release, cast.spokesperson)
    assert refused.value.code == "content_changed"
