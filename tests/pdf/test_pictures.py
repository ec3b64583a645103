"""Pictures go to the renderer as bytes, with the document, and nowhere else."""

import io

import pytest
from PIL import Image

from comms.pdf import services
from comms.pdf.errors import RenderFailed
from comms.pdf.pool import Limits, Picture, Pool
from comms.pdf.services import render
from tests.pdf.documents import AT, RELEASE, reader

PAGE = '<!doctype html><html lang="vi"><head><title>t</title></head><body>{}</body></html>'


def picture(kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, None).save(out, kind)
    return out.getvalue()


def shown(*names: str, pictures: dict[str, bytes]) -> bytes:
    body = "".join(f'<p><img alt="Hình" src="comms:picture/{name}"></p>' for name in names)
    pool = Pool(Limits(), size=1)
    try:
        return pool.render(PAGE.format(body).encode(), services._checked(pictures))
    finally:
        pool.close()


def test_a_document_shows_the_pictures_that_came_with_it() -> None:
    """JPEG and PNG; the same ones give the same bytes, others a file of another identity."""
    given = {"a.jpg": picture(), "b.png": picture("PNG", "RGBA")}
    pdf = shown("a.jpg", "b.png", pictures=given)
    assert [image.image.size for image in reader(pdf).pages[0].images if image.image] == [(40, 30), (40, 30)]
    assert shown("a.jpg", "b.png", pictures=given) == pdf
    other = shown("a.jpg", "b.png", pictures={**given, "a.jpg": picture(size=(41, 30))})
    assert reader(other).trailer["/ID"][0] != reader(pdf).trailer["/ID"][0]


@pytest.mark.parametrize("name", ["b.jpg", "../a.jpg", "a.jpg/", ""])
def test_a_picture_that_did_not_come_is_refused(name: str) -> None:
    """By whatever name it is asked for."""
    with pytest.raises(RenderFailed) as caught:
        shown(name, pictures={"a.jpg": picture()})
    assert caught.value.code == "render_resource"


def test_a_picture_serves_one_document_only() -> None:
    """The next document in the same child does not have it."""
    pool = Pool(Limits(), size=1)
    page = PAGE.format('<img alt="x" src="comms:picture/a.jpg">').encode()
    try:
        pool.render(page, [Picture("a.jpg", "image/jpeg", picture())])
        with pytest.raises(RenderFailed) as caught:
            pool.render(page)
    finally:
        pool.close()
    assert caught.value.code == "render_resource"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture("GIF", "P"),
        picture()[:100],
        picture("JPEG", "CMYK"),
        picture("PNG", "1", (6000, 4001)),
        picture() + bytes(services.MAX_PICTURE_BYTES),
    ],
    ids=["empty", "drawing", "other kind", "cut", "four inks", "too many pixels", "too many bytes"],
)
def test_what_is_no_picture_to_print_is_refused(content: bytes) -> None:
    """Before a child works on it."""
    with pytest.raises(RenderFailed) as caught:
        render(
            template="pdf/release.html",
            context={"document": RELEASE},
            title="t",
            language="vi",
            created_at=AT,
            pictures={"a": content},
        )
    assert caught.value.code == "render_picture"


def test_a_name_is_no_path() -> None:
    """Names are given by the caller, not by a person: another shape is a mistake."""
    with pytest.raises(ValueError, match="name of a picture"):
        services._checked({"a/../b": picture()})
