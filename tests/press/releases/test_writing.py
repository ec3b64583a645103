"""What a text consists of: the kinds and what they need, quotes and the rest, its hash, the form, the paper."""

from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from comms.core import clock
from comms.core.errors import Invalid
from press.releases import content, kinds, selectors, services
from press.releases.models import Release, ReleaseVersion
from press.releases.services.common import content_of
from press.releases.services.documents import paper_of
from tests.cast import Cast
from tests.press.releases.building import TEXT, do, draft, issued
from tests.press.releases.test_document import text_of

AT = datetime(2026, 11, 25, 14, 30, tzinfo=clock.HANOI)
PARTS: dict[str, Any] = {
    "dateline": "Hà Nội",
    "quotes": [{"text": "Cổng mở cho mọi người.", "speaker": "Nguyễn Văn C", "post": "Cục trưởng"}],
    "boilerplate": "Về Bộ Tư pháp\nĐoạn minh họa.",
    "event_at": AT,
    "event_place": "58-60 Trần Phú, Hà Nội",
    "question": "Khi nào khai trương?",
}


@pytest.fixture
def desk(cast: Cast) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(cast.press_officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def form_of(cast: Cast, **values: Any) -> dict[str, Any]:
    unit = cast.units["C-PBGDPL-TGPL"].pk
    return {"kind": "press_release", "language": "vi", "title": "Một", "lead_unit": unit, **values}


# --- the hash -------------------------------------------------------------------------------------


OLD = {
    "kind": "press_release",
    "title": "Khai trương Cổng",
    "abstract": "",
    "body": "Một đoạn.",
    "units": ["VP"],
    "signer_post": "CHÁNH VĂN PHÒNG",
    "signer_name": "Nguyễn Văn A",
    "recipients": ["Các cơ quan báo chí"],
    "contact": {},
    "language": "vi",
    "embargo_until": None,
    "corrects": None,
}
# Computed from the canonical JSON before dateline, quotes and the rest existed.
OLD_SHA256 = "02434ae58a402f9c33a4f25d582bb0d04bde935e816b18d2f8a622498a309162"


def test_what_was_signed_before_the_new_parts_existed_keeps_its_hash(cast: Cast) -> None:
    """An empty new part is no part of the hashed content, neither stored empty nor missing."""
    assert content.digest(OLD) == OLD_SHA256
    empty: dict[str, Any] = {name: [] if name in {"quotes", "attachments"} else "" for name in content.ADDED}
    assert content.digest({**OLD, **empty, "event_at": None, "variant_of": None}) == OLD_SHA256
    fields = {name: value for name, value in OLD.items() if name not in {"units", "corrects"}}
    release = draft(cast, **fields, units=[cast.units["VP"]])
    assert release.content_sha256 == OLD_SHA256


@pytest.mark.parametrize("name", sorted(PARTS))
def test_each_part_is_signed_and_kept(cast: Cast, name: str) -> None:
    """It changes the hash, begins a round, and stands in the version and in what is shown as changed."""
    release = draft(cast)
    before = release.content_sha256
    do("update", release, cast.press_officer, **{name: PARTS[name]})
    release.refresh_from_db()
    assert (release.content_sha256 != before, release.round) == (True, 2)
    assert release.content_sha256 == content.digest(content_of(release))
    older, newer = ReleaseVersion.objects.filter(release=release).order_by("number")
    assert [change["field"] for change in selectors.content_diff(older, newer)] == [name]
    assert [change["field"] for change in selectors.content_diff(newer, older)] == [name]


def test_every_complaint_comes_at_once(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        draft(
            cast,
            dateline="x" * 61,
            quotes=[{"text": "Lời", "speaker": ""}],
            event_at=datetime(2026, 11, 25),  # noqa: DTZ001  (the point of the test)
            event_place="x" * 201,
            question="\x07",
            boilerplate="x" * 2001,
            kind="decree",
            language="fr",
        )
    codes = {name: [error.code for error in found] for name, found in refused.value.errors.items()}
    assert codes == {
        "dateline": ["max_length"],
        "quotes": ["required"],
        "event_at": ["naive"],
        "event_place": ["max_length"],
        "question": ["characters"],
        "boilerplate": ["max_length"],
        "kind": ["choice"],
        "language": ["choice"],
    }


@pytest.mark.parametrize(
    ("quotes", "code"),
    [
        ([{"text": "", "speaker": "A"}], "required"),
        ([{"text": "Lời", "speaker": "A", "photo": "x"}], "unknown"),
        ([{"text": "Lời", "speaker": "A, B"}], "name"),
        ([{"text": "x" * 1001, "speaker": "A"}], "max_length"),
        ([{"text": "Lời", "speaker": "A"}] * 6, "max_length"),
    ],
)
def test_refused_quotes(cast: Cast, quotes: Any, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        draft(cast, quotes=quotes)
    assert [error.code for error in refused.value.errors["quotes"]] == [code]


# --- the kinds ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "without", "named"),
    [
        ("press_release", {"body": "", "signer_post": "", "signer_name": ""}, {"body", "signer_post", "signer_name"}),
        ("press_information", {"contact": {}}, {"contact"}),
        ("invitation", {"event_at": None, "event_place": "", "contact": {}}, {"event_at", "event_place", "contact"}),
        ("response", {"question": ""}, {"question"}),
    ],
)
def test_a_kind_says_everything_that_is_missing(
    cast: Cast, kind: str, without: dict[str, Any], named: set[str]
) -> None:
    """Before the sign-off, and before an urgent issue as well; with all of it the draft goes on."""
    release = draft(cast, kind=kind, **without)
    for verb, actor, arguments in (
        ("submit", cast.press_officer, {}),
        ("issue_urgent", cast.spokesperson, {"reason": "Gấp"}),
    ):
        with pytest.raises(Invalid) as refused:
            do(verb, release, actor, **arguments)
        assert set(refused.value.errors) == named
    assert do("submit", draft(cast, kind=kind), cast.press_officer).state == "in_review"


def test_a_text_that_is_still_the_template_is_no_text(cast: Cast) -> None:
    begun = kinds.begins_with("press_release", "vi")
    release = draft(cast, **begun)
    assert release.illustrative == ["body", "boilerplate"]
    with pytest.raises(Invalid) as refused:
        do("submit", release, cast.press_officer)
    assert set(refused.value.errors) == {"body"}
    release = do("update", release, cast.press_officer, body=TEXT["body"])
    assert release.illustrative == ["boilerplate"]
    assert do("update", release, cast.press_officer, boilerplate="Của văn phòng").illustrative == []


def test_an_office_sets_its_own_template(cast: Cast) -> None:
    """Part by part; the rest stays the example.  Its own words are not marked as one."""
    services.kind_configure(
        actor=cast.administrator, kind="press_release", template={"vi": {"boilerplate": "Về Bộ Tư pháp: …"}}
    )
    begun = kinds.begins_with("press_release", "vi")
    assert (begun["boilerplate"], begun["dateline"]) == ("Về Bộ Tư pháp: …", "Hà Nội")
    assert draft(cast, boilerplate=begun["boilerplate"]).illustrative == []
    assert kinds.begins_with("press_release", "en")["boilerplate"].startswith("About the Ministry")


@pytest.mark.parametrize("template", [{"fr": {}}, {"vi": {"title": "x"}}, {"vi": "x"}, {"vi": {"body": "x" * 60_001}}])
def test_refused_templates(cast: Cast, template: Any) -> None:
    with pytest.raises(Invalid):
        services.kind_configure(actor=cast.administrator, kind="press_release", template=template)


# --- the form -------------------------------------------------------------------------------------


def test_the_choice_of_the_kind(desk: Client) -> None:
    """What each is and needs; an erratum is begun from the release that it corrects."""
    page = desk.get("/releases/new/").content.decode()
    for kind in ("press_release", "press_information", "invitation", "response"):
        assert f"?kind={kind}" in page
    assert "?kind=erratum" not in page
    assert "takes place at, place, press contact" in page
    assert "?kind=press_release" in desk.get("/releases/new/?kind=erratum").content.decode()


@pytest.mark.parametrize(("language", "place"), [("vi", "Hà Nội"), ("en", "Hanoi")])
def test_a_new_draft_begins_with_the_template(desk: Client, language: str, place: str) -> None:
    page = desk.get(f"/releases/new/?kind=press_information&language={language}")
    initial = page.context["form"].initial
    assert (initial["kind"], initial["language"], initial["dateline"]) == ("press_information", language, place)
    assert initial["body"] == kinds.begins_with("press_information", language)["body"]


def test_the_form_writes_every_part(cast: Cast, desk: Client) -> None:
    """And shows it again as it was written: an edit without a change leaves the hash."""
    words = "Dòng một.\nDòng hai.\n— Nguyễn Văn C, Cục trưởng, Cục A\n\nNgắn.\n- Trần Thị D"
    sent = form_of(
        cast,
        body="Một đoạn.",
        dateline="Hà Nội",
        quotes=words.replace("\n", "\r\n"),
        event_at="25/11/2026 14:30",
        event_place="58-60 Trần Phú",
        question="Khi nào?",
        boilerplate="Về Bộ",
    )
    assert desk.post("/releases/new/?kind=press_release", sent).status_code == 302
    release = Release.objects.get()
    assert release.quotes == [
        {"text": "Dòng một.\nDòng hai.", "speaker": "Nguyễn Văn C", "post": "Cục trưởng, Cục A"},
        {"text": "Ngắn.", "speaker": "Trần Thị D", "post": ""},
    ]
    assert (release.event_at, release.question, release.dateline) == (AT, "Khi nào?", "Hà Nội")
    form = desk.get(f"{release.get_absolute_url()}edit/").context["form"]
    shown = {name: form[name].value() for name in form.fields}
    assert shown["quotes"] == words.replace("- Trần", "— Trần")
    again = {**sent, "quotes": shown["quotes"], "version": release.version}
    assert desk.post(f"{release.get_absolute_url()}edit/", again).status_code == 302
    assert Release.objects.get().content_sha256 == release.content_sha256


def test_a_quote_without_a_speaker_is_refused_beside_its_field(cast: Cast, desk: Client) -> None:
    response = desk.post("/releases/new/", form_of(cast, quotes="Lời nói\nkhông có người nói"))
    assert response.status_code == 400
    assert "The last line of each quote names its speaker" in response.content.decode()
    assert not Release.objects.exists()


def test_the_page_shows_the_parts_and_what_is_missing(cast: Cast, desk: Client) -> None:
    release = draft(cast, **PARTS, signer_name="")
    page = desk.get(release.get_absolute_url()).content.decode()
    for shown in (
        "Cổng mở cho mọi người.",
        "Nguyễn Văn C",
        "25/11/2026 14:30",
        "58-60 Trần Phú",
        "Khi nào khai trương?",
    ):
        assert shown in page, shown
    assert "Still missing before the sign-off: name of the signer." in " ".join(page.split())


# --- the paper ------------------------------------------------------------------------------------


def test_the_parts_on_the_paper(cast: Cast) -> None:
    """In order: question, dateline and text, quote, time and place, closing mark, boilerplate."""
    text = text_of(services.preview(draft(cast, **PARTS, body="Đoạn một.")))
    expected = [
        "Câu hỏi: Khi nào khai trương?",
        "Hà Nội – Đoạn một.",
        "“Cổng mở cho mọi người.” — Nguyễn Văn C, Cục trưởng",
        "Thời gian: 14 giờ 30 phút, ngày 25 tháng 11 năm 2026 (giờ Hà Nội)",
        "Địa điểm: 58-60 Trần Phú, Hà Nội./.",
        "Về Bộ Tư pháp Đoạn minh họa.",
    ]
    at = [text.find(part) for part in expected]
    assert -1 not in at, expected[at.index(-1)]
    assert at == sorted(at)


def test_hostile_parts_are_shown_literally(cast: Cast) -> None:
    bad = "<img src=x onerror=alert(1)>"
    release = draft(
        cast,
        **dict.fromkeys(("dateline", "boilerplate", "event_place", "question"), bad),
        quotes=[{"text": bad, "speaker": bad, "post": bad}],
    )
    assert bad in text_of(services.preview(release))
    html = paper_of(release).body + paper_of(release).about
    assert "<img" not in html
    assert html.count("&lt;img") == 7


def test_a_joint_release_names_every_unit(cast: Cast) -> None:
    """Under the head of the lead unit's agency: NĐ 30 knows no other.  A single unit is not named."""
    joint = draft(cast, units=[cast.units["C-PBGDPL-TGPL"], cast.units["VP"]])
    line = "Các đơn vị cùng phát hành: Cục Phổ biến, giáo dục pháp luật và Trợ giúp pháp lý; Văn phòng Bộ"
    assert line in text_of(services.preview(joint))
    assert paper_of(draft(cast)).issuers == ()
    assert paper_of(issued(cast)).header.agency == "Bộ Tư pháp"
