"""The kinds of releases: what each is for, what it needs before anybody signs it, what a new draft begins with.

The texts of the templates are *minh họa*: an office sets its own with `kind_configure(kind=…, template=…)`.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.errors import FieldError, Invalid
from press.releases import content
from press.releases.books import KindLayout
from press.releases.models import Release
from press.releases.states import LANGUAGES, Kind

# Signer: NĐ 30/2020/NĐ-CP asks for post and name on every document that is numbered.  A bulletin without a signature
# says whom to ask instead.
REQUIRED: dict[str, tuple[str, ...]] = {
    Kind.PRESS_RELEASE: ("title", "body", "signer_post", "signer_name"),
    Kind.PRESS_INFORMATION: ("title", "body", "contact"),
    Kind.INVITATION: ("title", "body", "event_at", "event_place", "contact"),
    Kind.RESPONSE: ("title", "body", "question"),
    Kind.ERRATUM: ("title", "body", "signer_post", "signer_name"),
}
PURPOSE = {
    Kind.PRESS_RELEASE: _("A numbered administrative document (thông cáo) with signer and recipients."),
    Kind.PRESS_INFORMATION: _("A bulletin without number: background, figures, the course of an event."),
    Kind.INVITATION: _("Invites the press to a conference or an event, with its time and place."),
    Kind.RESPONSE: _("Answers in writing what the press has asked."),
}
TEMPLATE_FIELDS = ("body", "boilerplate", "dateline")

_ABOUT = {
    "vi": "Về Bộ Tư pháp\nĐoạn giới thiệu này là minh họa; thay bằng lời giới thiệu đã được duyệt.",
    "en": "About the Ministry of Justice\nThis paragraph is illustrative; put the approved one in its place.",
}
_PLACE = {"vi": "Hà Nội", "en": "Hanoi"}
_BODIES = {
    "vi": {
        Kind.PRESS_RELEASE: "[Mở đầu: việc gì, ai, khi nào, ở đâu, vì sao.]\n\n[Nội dung chính, căn cứ, số liệu.]\n\n"
        "[Bước tiếp theo và thời gian.]",
        Kind.PRESS_INFORMATION: "[Tóm tắt trong một đoạn.]\n\n## Bối cảnh\n\n[…]\n\n## Số liệu\n\n- […]",
        Kind.INVITATION: "[Cơ quan] mời các cơ quan báo chí dự [tên sự kiện].\n\nNội dung: […]\n\n"
        "Đăng ký trước [giờ, ngày] với [đầu mối].",
        Kind.RESPONSE: "[Trả lời trực tiếp câu hỏi.]\n\n[Căn cứ pháp luật, số liệu.]",
    },
    "en": {
        Kind.PRESS_RELEASE: "[Opening: what, who, when, where, why.]\n\n[Main content, legal basis, figures.]\n\n"
        "[What follows, and when.]",
        Kind.PRESS_INFORMATION: "[Summary in one paragraph.]\n\n## Background\n\n[…]\n\n## Figures\n\n- […]",
        Kind.INVITATION: "[The agency] invites the press to [the event].\n\nContent: […]\n\n"
        "Register before [time, date] with [contact].",
        Kind.RESPONSE: "[The direct answer.]\n\n[Legal basis, figures.]",
    },
}


def begins_with(kind: str, language: str) -> dict[str, str]:
    """What a new draft begins with: body, boilerplate, dateline; as configured, and otherwise the examples of here."""
    layout = KindLayout.objects.filter(kind=kind).first()
    return {**_example(kind, language), **(layout.template.get(language, {}) if layout else {})}


def examples(release: Release) -> set[str]:
    """The parts of the text that are still the example of its kind."""
    example = _example(release.kind, release.language)
    return {name for name in ("body", "boilerplate") if example[name] and getattr(release, name) == example[name]}


def checked_template(template: Any) -> dict[str, dict[str, str]]:
    """`{"vi": {"body", "boilerplate", "dateline"}, "en": {…}}`, each part of it optional.  Raises Invalid."""
    languages = dict(LANGUAGES)
    if not isinstance(template, Mapping) or not all(isinstance(parts, Mapping) for parts in template.values()):
        raise Invalid.field("template", _("A template has parts for each language."), code="invalid")
    unknown = {*template} - {*languages} | {name for parts in template.values() for name in parts} - {*TEMPLATE_FIELDS}
    if unknown:
        names = ", ".join(sorted(map(str, unknown)))
        raise Invalid.field("template", _("Unknown: %(names)s.") % {"names": names}, code="unknown")
    return {language: content.cleaned(parts) for language, parts in template.items()}


def missing(release: Release) -> list[str]:
    """The required parts that the release has not got.  A text that is still the example, or that of the original of a
    translation, counts as missing."""
    absent = {name for name in REQUIRED[release.kind] if not getattr(release, name)}
    if release.body == begins_with(release.kind, release.language)["body"] or "body" in examples(release):
        absent.add("body")
    if release.variant_of and release.body == release.variant_of.body:
        absent.add("body")
    return [name for name in REQUIRED[release.kind] if name in absent]


def words_of(name: str) -> Any:
    """How a part of the text is called."""
    return Release._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # a field of the text


def check_complete(release: Release) -> None:
    """Raises Invalid that names every part that is missing before the text can be signed."""
    errors = {name: [FieldError("required", _said(release, name))] for name in missing(release)}
    if errors:
        raise Invalid(errors)


def _said(release: Release, name: str) -> Any:
    if name == "body":
        return _("There is no text to sign yet.")
    return _("Still missing: %(part)s.") % {"part": words_of(name)}


def _example(kind: str, language: str) -> dict[str, str]:
    to_all = kind in {Kind.PRESS_RELEASE, Kind.PRESS_INFORMATION}
    return {
        "body": _BODIES[language].get(Kind(kind), ""),
        "boilerplate": _ABOUT[language] if to_all else "",
        "dateline": _PLACE[language] if to_all else "",
    }
