"""The same release in another language: its own sign-off, no number, never before its original, never without it."""

from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from comms.audit.models import AuditEvent
from comms.core import clock
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed
from press.events import release_revoked
from press.releases import policies, services
from press.releases.books import NumberEntry
from press.releases.models import Release
from tests.cast import Cast
from tests.press.releases.building import approved, do, draft, issued, stored
from tests.press.releases.test_document import text_of

ENGLISH = {"title": "The portal is open", "body": "The ministry opened the portal."}
LATER = datetime(2026, 11, 22, 8, tzinfo=clock.HANOI)


def translated(cast: Cast, original: Release, **fields: Any) -> Release:
    variant = do("translate", original, cast.press_officer, language="en")
    return do("update", variant, cast.press_officer, **{**ENGLISH, **fields})


def ready(cast: Cast, original: Release, **fields: Any) -> Release:
    """Translated, signed by whoever has to, approved."""
    variant = do("submit", translated(cast, original, **fields), cast.press_officer)
    for person in (cast.unit_head, cast.legal_checker, cast.verifier):
        variant.refresh_from_db()
        if policies.may_sign(person, Release.objects.get(pk=variant.pk)):
            do("sign", variant, person)
    return do("approve", variant, cast.spokesperson)


def test_a_translation_begins_with_the_text_of_its_original(cast: Cast) -> None:
    """Everything comes along but the language; what is left untranslated cannot be sent for sign-off."""
    original = draft(cast, quotes=[{"text": "Lời", "speaker": "Nguyễn Văn C"}], dateline="Hà Nội")
    variant = do("translate", original, cast.press_officer, language="en")
    assert (variant.variant_of, variant.language, variant.state) == (original, "en", "draft")
    assert (variant.body, variant.quotes, variant.unit_ids) == (original.body, original.quotes, original.unit_ids)
    with pytest.raises(Invalid) as refused:
        do("submit", variant, cast.press_officer)
    assert set(refused.value.errors) == {"body"}


def test_it_is_signed_off_and_issued_without_a_number(cast: Cast) -> None:
    """It says on its paper and on its page whose translation it is; the book gives it nothing."""
    original = issued(cast)
    variant = do("issue", ready(cast, original), cast.spokesperson)
    assert (variant.state, variant.number, variant.symbol) == ("issued", None, "")
    assert NumberEntry.objects.count() == 1
    text = text_of(services.preview(variant))
    assert "(Translation of document no. 01/TC-BTP of 21/11/2026)" in text
    assert "01/TC-BTP" not in text_of(services.preview(original)).replace("Số: 01/TC-BTP", "")


def test_its_signatures_are_its_own(cast: Cast) -> None:
    """The approval of the original approves nothing else."""
    variant = translated(cast, issued(cast))
    with pytest.raises(IllegalTransition):
        do("issue", variant, cast.spokesperson)
    assert not variant.signatures.exists()


@pytest.mark.parametrize(
    ("language", "error"), [("vi", Invalid), ("fr", Invalid), ("en", Conflict)], ids=["its own", "unknown", "twice"]
)
def test_refused_languages(cast: Cast, language: str, error: type[Exception]) -> None:
    original = draft(cast)
    do("translate", original, cast.press_officer, language="en")
    with pytest.raises(error):
        do("translate", original, cast.press_officer, language=language)


def test_a_voided_translation_makes_room_for_another(cast: Cast) -> None:
    original = draft(cast)
    do("void", do("translate", original, cast.press_officer, language="en"), cast.press_officer, reason="Thừa")
    assert do("translate", original, cast.press_officer, language="en").state == "draft"


def test_what_is_not_translated(cast: Cast) -> None:
    """A translation, an erratum; and nobody translates who does not write for the release."""
    original = issued(cast)
    variant = do("translate", original, cast.press_officer, language="en")
    erratum = do("correct", original, cast.press_officer, note="Sai ngày")
    for release in (variant, erratum):
        with pytest.raises(IllegalTransition):
            do("translate", release, cast.press_officer, language="vi")
    with pytest.raises(NotAllowed):
        do("translate", original, cast.spokesperson, language="en")


def test_not_before_its_original_is_issued(cast: Cast) -> None:
    original = approved(cast)
    variant = ready(cast, original)
    with pytest.raises(Conflict) as refused:
        do("issue", variant, cast.spokesperson)
    assert refused.value.code == "original_not_issued"
    do("issue", original, cast.spokesperson)
    assert do("issue", variant, cast.spokesperson).state == "issued"


def test_not_read_before_its_original(cast: Cast) -> None:
    """The embargo comes along; without it, the translation is neither approved nor issued urgently."""
    original = issued(cast, embargo_until=LATER)
    variant = translated(cast, original)
    assert variant.embargo_until == LATER
    do("update", variant, cast.press_officer, embargo_until=None)
    with pytest.raises(Conflict) as refused:
        do("issue_urgent", variant, cast.spokesperson, reason="Gấp")
    assert refused.value.code == "embargo_undercut"


def test_a_withdrawal_takes_the_translations_along(cast: Cast) -> None:
    """Issued ones are withdrawn under the same notice, drafts are void; each is announced and leaves its evidence."""
    heard: list[Any] = []

    def hear(releases: list[Release], **_: Any) -> None:
        heard.append([release.pk for release in releases])

    original = stored(cast)
    variant = do("issue", ready(cast, original), cast.spokesperson)
    services.document_store(release_id=variant.pk, data=b"%PDF en")
    release_revoked.connect(hear)
    try:
        do("withdraw", original, cast.spokesperson, reason="Sai số liệu", notice="Số liệu sai.")
    finally:
        release_revoked.disconnect(hear)
    variant.refresh_from_db()
    assert (variant.state, variant.withdrawal_notice, variant.end_reason) == (
        "withdrawn",
        "Số liệu sai.",
        "Sai số liệu",
    )
    assert heard == [[original.pk, variant.pk]]
    events = AuditEvent.objects.filter(action="press.release.withdrawn").order_by("seq")
    assert [str(event.subject_id) for event in events] == [str(original.pk), str(variant.pk)]


@pytest.mark.parametrize("verb", ["withdraw", "void"])
def test_an_unissued_translation_ends_with_its_original(cast: Cast, verb: str) -> None:
    original = issued(cast)
    variant = translated(cast, original)
    do(verb, original, cast.spokesperson, reason="Sai")
    variant.refresh_from_db()
    assert variant.state == "void"


def test_a_translation_ends_alone(cast: Cast) -> None:
    original = stored(cast)
    variant = do("issue", ready(cast, original), cast.spokesperson)
    do("withdraw", variant, cast.spokesperson, reason="Dịch sai")
    original.refresh_from_db()
    assert original.state == "issued"


def test_links_both_ways(cast: Cast) -> None:
    """On the page and in the API, as far as the reader may see the other one."""
    original = stored(cast)

    def read(name: str, release: Release) -> tuple[Any, str]:
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        client.force_login(getattr(cast, name), backend="django.contrib.auth.backends.ModelBackend")
        body = client.get(f"/api/v1/releases/{release.pk}/").json()
        return body, client.get(release.get_absolute_url()).content.decode()

    client = Client()
    client.force_login(cast.press_officer, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(f"{original.get_absolute_url()}translate/", {"version": original.version, "language": "en"})
    variant = Release.objects.get(variant_of=original)
    assert answer["Location"] == variant.get_absolute_url()
    body, page = read("press_officer", original)
    assert (body["variants"], body["variant_of"]) == ([str(variant.pk)], None)
    assert variant.get_absolute_url() in page
    body, page = read("press_officer", variant)
    assert (body["variant_of"], body["variants"]) == (str(original.pk), [])
    assert "This is a translation of" in page
    body, page = read("outsider", original)
    assert body["variants"] == []
    assert str(variant.pk) not in page
