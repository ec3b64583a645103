"""File names come from outside."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.files.names import attachment_header, clean_name, ending_of


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("Báo cáo.pdf", "Báo cáo.pdf"),
        (unicodedata.normalize("NFD", "Đường dây nóng.pdf"), "Đường dây nóng.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\a\\b.txt", "b.txt"),
        ("a\r\nSet-Cookie: x.txt", "a Set-Cookie_ x.txt"),
        ("cod.\u202efdp.exe", "cod.fdp.exe"),
        ("a\x00b\u200b.txt", "ab.txt"),
        ('<img src="x">.png', "_img src=_x__.png"),
        ("....", "file"),
        (".htaccess", "htaccess"),
        ("", "file"),
    ],
)
def test_names_are_cleaned(raw: str, cleaned: str) -> None:
    """No path, no control or direction characters, NFC."""
    assert clean_name(raw) == cleaned


@given(st.text(max_size=400))
def test_any_name_is_made_harmless(raw: str) -> None:
    """Whatever was sent: one line, at most 200 characters, nothing that leads elsewhere, and cleaned only once."""
    name = clean_name(raw)
    assert 0 < len(name) <= 200
    assert not set(name) & set('/\\<>:"|?*\r\n\x00\u202e')
    assert name not in {".", ".."}
    assert clean_name(name) == name


def test_a_long_name_keeps_its_ending() -> None:
    """Two hundred characters with it."""
    assert clean_name("ế" * 300 + ".docx") == "ế" * 195 + ".docx"


def test_endings() -> None:
    """In lower case, empty when there is none."""
    assert [ending_of(name) for name in ("A.PDF", "a.tar.gz", "a")] == ["pdf", "gz", ""]


def test_the_header_carries_both_names() -> None:
    """An ASCII one for old clients, the whole one as RFC 5987 writes it; neither can break out."""
    assert (
        attachment_header("Báo cáo đợt 1.pdf")
        == "attachment; filename=\"Bao cao dot 1.pdf\"; filename*=UTF-8''B%C3%A1o%20c%C3%A1o%20%C4%91%E1%BB%A3t%201.pdf"
    )
    hostile = attachment_header('a"; x=\r\ny')
    assert hostile.count('"') == 2
    assert "\n" not in hostile
