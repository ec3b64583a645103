"""PDF/A-3a with the mark of PDF/UA-1, read back from the finished file.

No validator of PDF/A is among the packages of this project: what is held here is the structure, not veraPDF's verdict.
"""

import hashlib
import io
import struct
from typing import Any
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageCms

from comms.pdf.errors import RenderFailed
from tests.pdf.documents import RELEASE, printed, reader, with_body

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"
DC = "{http://purl.org/dc/elements/1.1/}"
DOC = "{urn:comms:document:1.0:}"
SCHEMA = "{http://www.aiim.org/pdfa/ns/schema#}"
PROPERTY = "{http://www.aiim.org/pdfa/ns/property#}"
SAID = {"Symbol": "05/TC-BTP", "ContentSha256": "ab" * 32, "VerifyCode": "K7QXM2PDAA"}


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return printed(
        with_body("## Mục\n\nChữ **đậm**, *nghiêng*.\n\n|a|b|\n|-|-|\n|c|d|"),
        title="Thông cáo số 05 <&>",
        author="Bộ Tư pháp",
        properties=SAID,
    )


def root_of(pdf: bytes) -> Any:
    return reader(pdf).trailer["/Root"]


def metadata_of(pdf: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(root_of(pdf)["/Metadata"].get_data())


def fonts_of(pdf: bytes) -> list[Any]:
    found: dict[Any, Any] = {}
    for page in reader(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            found[font.indirect_reference or id(font)] = font.get_object()
    return list(found.values())


def test_it_says_what_it_is(pdf: bytes) -> None:
    """PDF/A part 3, level A, and PDF/UA part 1, in one RDF; the schema of every further property is described."""
    metadata = metadata_of(pdf)
    assert len(metadata.findall(f"{RDF}RDF")) == 1
    about = next(node for node in metadata.iter(f"{RDF}Description") if f"{PDFA}part" in node.attrib)
    assert (about.get(f"{PDFA}part"), about.get(f"{PDFA}conformance")) == ("3", "A")
    assert [node.text for node in metadata.iter(f"{PDFUA}part")] == ["1"]
    described = {node.text for node in metadata.iter(f"{SCHEMA}namespaceURI")}
    assert described == {PDFUA.strip("{}"), DOC.strip("{}")}
    assert {node.text for node in metadata.iter(f"{PROPERTY}name")} == {"part", *SAID}


def test_it_says_of_what_it_is(pdf: bytes) -> None:
    """Title, language, agency, number and symbol, the hash of the approved text and the code."""
    metadata = metadata_of(pdf)
    assert [node.text for node in metadata.find(f".//{DC}title").iter(f"{RDF}li")] == ["Thông cáo số 05 <&>"]  # type: ignore[union-attr]
    assert [node.text for node in metadata.find(f".//{DC}language").iter(f"{RDF}li")] == ["vi"]  # type: ignore[union-attr]
    assert [node.text for node in metadata.find(f".//{DC}creator").iter(f"{RDF}li")] == ["Bộ Tư pháp"]  # type: ignore[union-attr]
    assert {name: metadata.find(f".//{DOC}{name}").text for name in SAID} == SAID  # type: ignore[union-attr]
    info = reader(pdf).metadata
    assert info is not None
    assert (info.title, info.author, info["/symbol"]) == ("Thông cáo số 05 <&>", "Bộ Tư pháp", "05/TC-BTP")


def test_properties_are_text(pdf: bytes) -> None:
    """Marks in a symbol stay letters of it; what is empty or not known is not written."""
    hostile = "05/<x>&\"'"
    metadata = metadata_of(printed(properties={"Symbol": hostile, "ContentSha256": "", "Other": "x"}))
    assert metadata.find(f".//{DOC}Symbol").text == hostile  # type: ignore[union-attr]
    assert metadata.find(f".//{DOC}ContentSha256") is None
    assert metadata.find(f".//{DOC}Other") is None


def test_it_is_tagged_and_shows_one_colour_space(pdf: bytes) -> None:
    """Marked, with a structure tree, a language, its title in the window, and sRGB as output intent."""
    root = root_of(pdf)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "vi"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    (intent,) = root["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_data()[36:40] == b"acsp"


def test_every_font_is_in_the_file(pdf: bytes) -> None:
    """Embedded, with a way back to Unicode."""
    fonts = fonts_of(pdf)
    assert len(fonts) >= 3
    for font in fonts:
        (inner,) = font["/DescendantFonts"]
        descriptor = inner.get_object()["/FontDescriptor"]
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
        assert "/ToUnicode" in font


def test_a_font_has_what_a_reader_needs_and_no_more(pdf: bytes) -> None:
    """Glyphs, widths and their places, with sums that hold; names, classes and codes of characters stay outside."""
    for font in fonts_of(pdf):
        (inner,) = font["/DescendantFonts"]
        stream = inner.get_object()["/FontDescriptor"]["/FontFile2"]
        data = stream.get_data()
        assert stream["/Length1"] == len(data)
        read = TTFont(io.BytesIO(data), checkChecksums=2)
        assert {"glyf", "head", "hhea", "hmtx", "loca", "maxp"} <= set(read.reader.keys())
        assert not {"GDEF", "name", "cmap", "OS/2", "post"} & set(read.reader.keys())
        assert sum(struct.unpack(f">{len(data) // 4}I", data)) % 2**32 == 0xB1B0AFBA
        assert read["glyf"].keys()


def test_the_profile_is_srgb(pdf: bytes) -> None:
    """Every colour comes out as it goes in; the profile is of a version that PDF/A-3 knows."""
    (intent,) = root_of(pdf)["/OutputIntents"]
    data = intent["/DestOutputProfile"].get_data()
    assert intent["/DestOutputProfile"]["/N"] == 3
    assert data[8] in {2, 4}
    colours = Image.new("RGB", (256, 3))
    colours.putdata([part for at in range(256) for part in ((at, 0, 0), (at, at, at), (0, at, 255 - at))])
    profile = ImageCms.ImageCmsProfile(io.BytesIO(data))
    turned = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), "RGB", "RGB")
    assert ImageCms.applyTransform(colours, turned).tobytes() == colours.tobytes()


def test_what_an_archive_refuses_is_not_there(pdf: bytes) -> None:
    """No encryption, script, action or outside file; the trailer has its identifier."""
    document = reader(pdf)
    assert "/Encrypt" not in document.trailer
    assert len(document.trailer["/ID"]) == 2
    root = root_of(pdf)
    assert not {"/AA", "/OpenAction", "/AcroForm"} & set(root)
    assert "/JavaScript" not in root.get("/Names", {})


def test_the_same_input_gives_the_same_bytes_in_another_process() -> None:
    """Also in a process of its own with another seed of hashes and another time zone."""
    import os
    import subprocess
    import sys

    script = (
        "import django; django.setup()\n"
        "import hashlib; from tests.pdf.documents import printed\n"
        f"print(hashlib.sha256(printed(properties={SAID!r})).hexdigest())"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "7",
        "TZ": "America/Lima",
        "DJANGO_SETTINGS_MODULE": "comms.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == hashlib.sha256(printed(properties=SAID)).hexdigest()


@pytest.mark.parametrize(("text", "named"), [("Vui 😀 mừng", "😀 (U+1F600)"), ("漢字", "漢 (U+6F22), 字 (U+5B57)")])
def test_a_character_without_a_sign_is_named(text: str, named: str) -> None:
    """Neither an empty box nor a gap is printed: the paper is refused, with the characters."""
    with pytest.raises(RenderFailed) as caught:
        printed(with_body(text))
    assert caught.value.code == "render_character"
    assert named in str(caught.value.detail)
    assert printed(RELEASE).startswith(b"%PDF")
