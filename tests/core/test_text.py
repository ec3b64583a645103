"""One normal form, a folded form for search, the Vietnamese order, slugs."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.core.text import fold, name_sort_key, nfc, slug, sort_key

any_text = st.text()


@pytest.mark.parametrize("text", ["Đề án truyền thông", "Ủy ban nhân dân", "thừa ủy quyền", "ỹ ặ ố ự"])
def test_decomposed_input_becomes_composed(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert decomposed != text
    assert nfc(decomposed) == text


@pytest.mark.parametrize("invisible", ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"])
def test_zero_width_characters_disappear(invisible: str) -> None:
    assert nfc(f"{invisible}báo{invisible} chí{invisible}") == "báo chí"
    assert fold(f"b{invisible}áo") == "bao"


def test_a_mark_behind_a_zero_width_character_still_composes() -> None:
    assert nfc("a\u200b\u0301") == "á"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đề án Nâng cao", "de an nang cao"),
        ("ĐƯỜNG DÂY NÓNG", "duong day nong"),
        ("đđĐĐ", "dddd"),
        ("  nhiều   khoảng\ttrắng\n", "nhieu khoang trang"),
        ("hòa hoà thủy thuỷ", "hoa hoa thuy thuy"),
        ("1996/QĐ-BTP", "1996/qd-btp"),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_the_searched_form(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@given(any_text)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)


@given(any_text)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(any_text)
def test_folding_does_not_depend_on_the_normal_form(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(nfc(text))


@given(any_text)
def test_the_sort_key_does_not_depend_on_the_normal_form(text: str) -> None:
    assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(nfc(text))


@given(any_text)
def test_every_slug_fits_an_address(text: str) -> None:
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


ALPHABET = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
TONES = ["ma", "mà", "mả", "mã", "má", "mạ"]  # ngang, huyền, hỏi, ngã, sắc, nặng
ORDERED = [
    ALPHABET,
    [letter.upper() for letter in ALPHABET],
    TONES,
    [f"{first}n" for first in ALPHABET],
    # A letter comes before a tone: the tones decide only between words of the same letters.
    ["mạ", "mà a", "ma b", "mă"],
    ["hoa", "hòa", "hoà"][:2],
    ["Ánh", "Bình", "Cường", "Dũng", "Đà Nẵng", "Đông", "Em", "Uyên", "Ưng"],
    ["dũng", "đà", "đạo", "đông"],
    ["Sở 1", "Sở Nội vụ", "Sở Tư pháp"],
    ["Cục", "Cục A", "Cục Ă"],
]


@pytest.mark.parametrize("ordered", ORDERED, ids=lambda words: words[0])
def test_the_vietnamese_order(ordered: list[str]) -> None:
    shuffled = random.Random(4711).sample(ordered, len(ordered))
    assert sorted(shuffled, key=sort_key) == ordered


def test_capitals_stand_with_their_small_letters() -> None:
    assert sort_key("ĐÀ NẴNG") == sort_key("Đà Nẵng")


@given(any_text)
def test_the_sort_key_is_plain_hexadecimal(text: str) -> None:
    """No collation of any database can put it in another order."""
    assert set(sort_key(text)) <= set("0123456789abcdef")


def test_people_stand_by_their_given_name() -> None:
    people = ["Trần Thị Ánh", "Phạm Văn Ánh", "Nguyễn Văn Bình", "Lê Đức", "Đỗ Ưng"]
    expected = ["Phạm Văn Ánh", "Trần Thị Ánh", "Nguyễn Văn Bình", "Lê Đức", "Đỗ Ưng"]
    assert sorted(people, key=name_sort_key) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đường dây nóng", "duong-day-nong"),
        ("  Thông cáo số 01/2026!  ", "thong-cao-so-01-2026"),
        ("——", ""),
    ],
)
def test_slugs_keep_the_d_with_stroke(text: str, expected: str) -> None:
    assert slug(text) == expected
