"""Who is editing, the preview of what is not saved, and links for readers without an account."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from comms.audit.models import AuditEvent
from comms.core import clock
from comms.core.errors import IllegalTransition, Invalid, NotAllowed, NotVisible
from comms.notify.models import Notification
from comms.org.models import Role, User
from comms.org.services import role_grant, user_create
from comms.pdf.errors import RenderBusy
from press.releases import selectors, services
from press.releases.models import EditLock, PreviewLink, Release, ReleaseVersion
from tests.cast import Cast
from tests.press.releases.building import TEXT, approved, do, draft, in_review, issued
from tests.races import at_once, needs_postgresql


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def second(cast: Cast) -> User:
    """Another press officer of the same office."""
    person = user_create(actor=None, username="second", full_name="Trần Thị Hai")
    role_grant(actor=None, user=person, unit=cast.units["VP"], kind=Role.Kind.PRESS_OFFICER, starts=clock.today())
    return User.objects.get(pk=person.pk)


def signed_in(user: User) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def main(response: Any) -> str:
    return text(response).split("<main")[1]


def form_of(release: Release, **fields: Any) -> dict[str, Any]:
    given = {"kind": "press_release", "language": "vi", "title": release.title, "body": release.body}
    return {**given, "lead_unit": release.unit_ids[0], "version": release.version, **fields}


# --- the lock --------------------------------------------------------------------------------------


def test_a_lock_is_held_refreshed_and_lapses(cast: Cast, second: User, monkeypatch: pytest.MonkeyPatch) -> None:
    release = draft(cast)
    first = services.edit_lock_take(actor=cast.press_officer, release_id=release.pk)
    assert services.edit_lock_take(actor=second, release_id=release.pk).holder == cast.press_officer
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=4))
    services.edit_lock_refresh(actor=cast.press_officer, release_id=release.pk)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=8))
    assert services.edit_lock_take(actor=second, release_id=release.pk).holder == cast.press_officer
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=9, seconds=1))
    taken = services.edit_lock_take(actor=second, release_id=release.pk)
    assert (taken.holder, taken.taken_from, taken.taken_at > first.taken_at) == (second, None, True)
    assert not Notification.objects.exists()  # it had lapsed: nothing was taken from anybody


def test_a_take_over_is_told_to_both(cast: Cast, second: User) -> None:
    release = draft(cast)
    services.edit_lock_take(actor=cast.press_officer, release_id=release.pk)
    lock = services.edit_lock_take(actor=second, release_id=release.pk, take_over=True)
    assert (lock.holder, lock.taken_from) == (second, cast.press_officer)
    notice = Notification.objects.get()
    assert (notice.person, second.full_name in notice.title) == (cast.press_officer, True)
    assert AuditEvent.objects.filter(action="press.release.edit_taken_over", actor_id=second.pk).count() == 1
    left = services.edit_lock_refresh(actor=cast.press_officer, release_id=release.pk)
    assert left is not None
    assert left.holder == second
    services.edit_lock_release(actor=cast.press_officer, release_id=release.pk)
    assert EditLock.objects.get().holder == second  # what is another's stays
    services.edit_lock_release(actor=second, release_id=release.pk)
    assert not EditLock.objects.exists()


def test_who_may_not_edit_takes_no_lock(cast: Cast) -> None:
    release = draft(cast)
    with pytest.raises(NotAllowed):
        services.edit_lock_take(actor=cast.spokesperson, release_id=release.pk)
    with pytest.raises(NotVisible):
        services.edit_lock_take(actor=cast.outsider, release_id=release.pk)
    with pytest.raises(IllegalTransition):
        services.edit_lock_take(actor=cast.press_officer, release_id=in_review(cast).pk)
    assert not EditLock.objects.exists()


def test_a_lock_stops_no_saving(cast: Cast, second: User) -> None:
    """It is the version that settles: the API knows nothing of locks."""
    release = draft(cast)
    services.edit_lock_take(actor=second, release_id=release.pk)
    assert do("update", release, cast.press_officer, title="Mới").title == "Mới"


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_open_the_page_at_once(cast: Cast, second: User) -> None:
    """One holds it, and both are told the same one."""
    release = draft(cast)
    locks = at_once(
        *(
            lambda who=who: services.edit_lock_take(actor=who, release_id=release.pk)
            for who in (cast.press_officer, second)
        )
    )
    assert len({lock.holder_id for lock in locks}) == 1
    assert EditLock.objects.count() == 1


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_take_over_at_once(cast: Cast, second: User) -> None:
    """The later one takes it from the earlier one: everybody who lost it has been told."""
    release = draft(cast)
    services.edit_lock_take(actor=cast.press_officer, release_id=release.pk)
    at_once(
        lambda: services.edit_lock_take(actor=second, release_id=release.pk, take_over=True),
        lambda: services.edit_lock_refresh(actor=cast.press_officer, release_id=release.pk),
        lambda: services.edit_lock_take(actor=second, release_id=release.pk, take_over=True),
    )
    assert EditLock.objects.get().holder == second
    assert Notification.objects.filter(person=cast.press_officer).count() == 1


# --- the preview of what is not saved ------------------------------------------------------------------


def test_what_is_typed_is_drawn_and_not_kept(cast: Cast) -> None:
    """The real document of the unsaved words, by the rules of saving; afterwards everything is as before."""
    release = draft(cast)
    client = signed_in(cast.press_officer)
    before = (release.version, AuditEvent.objects.count(), ReleaseVersion.objects.count(), Release.objects.count())
    response = client.post(f"/releases/{release.pk}/preview/", form_of(release, title="Chưa lưu"))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.content.startswith(b"%PDF")
    assert "Content-Security-Policy" not in response.headers
    fresh = client.post("/releases/new/preview/", form_of(release, title="Bản mới"))
    assert fresh.content.startswith(b"%PDF")
    release.refresh_from_db()
    after = (release.version, AuditEvent.objects.count(), ReleaseVersion.objects.count(), Release.objects.count())
    assert (after, release.title) == (before, TEXT["title"])


def test_the_words_of_the_form_reach_the_paper(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Any] = []

    def render(**arguments: Any) -> bytes:
        drawn.append(arguments)
        return b"%PDF"

    monkeypatch.setattr("press.releases.services.editing.render", render)
    release = draft(cast)
    signed_in(cast.press_officer).post(
        f"/releases/{release.pk}/preview/", form_of(release, title="Chưa lưu", body="Tin *nóng*")
    )
    assert drawn[0]["title"] == "Chưa lưu"
    assert "<em>nóng</em>" in drawn[0]["context"]["document"].body_html


def test_what_cannot_be_drawn_is_said_in_words(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    release = draft(cast)
    client = signed_in(cast.press_officer)
    address = f"/releases/{release.pk}/preview/"
    empty = client.post(address, form_of(release, title=""))
    assert (empty.status_code, "data-refusal" in text(empty)) == (400, True)
    assert "Content-Security-Policy" in empty.headers

    def busy(**arguments: Any) -> bytes:
        raise RenderBusy

    with monkeypatch.context() as patched:
        patched.setattr("press.releases.services.editing.render", busy)
        refused = client.post(address, form_of(release))
    assert (refused.status_code, "Too many documents are being rendered" in text(refused)) == (503, True)
    monkeypatch.setitem(settings.REQUESTS_A_MINUTE, "preview", 0)
    assert client.post(address, form_of(release)).status_code == 429
    assert signed_in(cast.outsider).post(address, form_of(release)).status_code == 404
    assert signed_in(cast.spokesperson).post(address, form_of(release)).status_code in {403, 429}
    assert client.get(address).status_code == 405


def test_only_press_officers_draw_a_new_text(cast: Cast) -> None:
    release = draft(cast)
    assert signed_in(cast.spokesperson).post("/releases/new/preview/", form_of(release)).status_code == 403
    assert signed_in(cast.spokesperson).post(f"/releases/{release.pk}/preview/", form_of(release)).status_code == 403


# --- preview links ---------------------------------------------------------------------------------------


def a_link(cast: Cast, release: Release, **fields: Any) -> PreviewLink:
    given = {"label": "Ban Tuyên giáo", "expires_at": clock.now() + timedelta(days=2), **fields}
    return services.preview_link_create(actor=cast.press_officer, release_id=release.pk, **given)


def test_a_link_shows_the_draft_as_it_stands(cast: Cast) -> None:
    release = draft(cast)
    link = a_link(cast, release)
    do("update", release, cast.press_officer, body="Chữ mới nhất")
    response = Client().get(f"/preview/{link.token}/")
    assert response.status_code == 200
    assert "Chữ mới nhất" in text(response)
    assert "noindex" in response["X-Robots-Tag"]
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert cast.press_officer.full_name not in text(response)
    paper = Client().get(f"/preview/{link.token}/document.pdf")
    assert (paper.content[:4], paper["Cache-Control"]) == (b"%PDF", "no-store")
    stored = PreviewLink.objects.get()
    assert (stored.opened_count, stored.last_opened_at) == (2, clock.now())
    assert AuditEvent.objects.filter(action="press.release.preview_link_opened", actor_id=None).count() == 2
    assert link.token not in str(PreviewLink.objects.values().get()) + str(list(AuditEvent.objects.values()))


def test_every_closed_link_answers_like_one_that_never_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    never = Client().get("/preview/nothing/")
    revoked, late, gone = draft(cast), draft(cast), draft(cast)
    of_revoked, of_late, of_gone = a_link(cast, revoked), a_link(cast, late), a_link(cast, gone)
    services.preview_link_revoke(actor=cast.press_officer, release_id=revoked.pk, link_id=of_revoked.pk)
    do("issue_urgent", gone, cast.spokesperson, reason="Gấp")
    tokens = {of_revoked.token, of_gone.token}
    PreviewLink.objects.filter(pk=of_late.pk).update(expires_at=clock.now())
    for token in (*tokens, of_late.token):
        for name in ("", "document.pdf"):
            answer = Client().get(f"/preview/{token}/{name}")
            assert (answer.status_code, main(answer)) == (404, main(never))
    assert not PreviewLink.objects.exclude(opened_count=0).exists()


def test_what_a_link_asks_for(cast: Cast) -> None:
    release = draft(cast)
    for fields in (
        {"label": " "},
        {"expires_at": clock.now()},
        {"expires_at": clock.now() + timedelta(days=14, seconds=1)},
        {"expires_at": (clock.now() + timedelta(days=1)).replace(tzinfo=None)},
    ):
        with pytest.raises(Invalid):
            a_link(cast, release, **fields)
    a_link(cast, approved(cast))
    with pytest.raises(IllegalTransition):
        a_link(cast, issued(cast))
    for person, error in ((cast.spokesperson, NotAllowed), (cast.leader, NotAllowed), (cast.outsider, NotVisible)):
        with pytest.raises(error):
            services.preview_link_create(
                actor=person, release_id=release.pk, label="x", expires_at=clock.now() + timedelta(days=1)
            )


def test_a_link_is_closed_once_and_by_its_desk(cast: Cast) -> None:
    release, other = draft(cast), draft(cast)
    link = a_link(cast, release)
    with pytest.raises(NotVisible):
        services.preview_link_revoke(actor=cast.press_officer, release_id=other.pk, link_id=link.pk)
    with pytest.raises(NotAllowed):
        services.preview_link_revoke(actor=cast.leader, release_id=release.pk, link_id=link.pk)
    services.preview_link_revoke(actor=cast.press_officer, release_id=release.pk, link_id=link.pk)
    with pytest.raises(IllegalTransition):
        services.preview_link_revoke(actor=cast.press_officer, release_id=release.pk, link_id=link.pk)


def test_openings_are_limited_per_address(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    link = a_link(cast, draft(cast))
    monkeypatch.setitem(settings.REQUESTS_A_MINUTE, "preview_link", 1)
    assert [Client().get(f"/preview/{link.token}/").status_code for _each in range(2)] == [200, 429]


def test_the_page_shows_a_link_once_and_closes_it(cast: Cast) -> None:
    release = draft(cast)
    client = signed_in(cast.press_officer)
    made = client.post(f"/releases/{release.pk}/share/", {"label": "Đọc giả X", "expires_at": "23/11/2026 09:00"})
    link = PreviewLink.objects.get()
    address = text(made).split('value="http://testserver/preview/')[1].split("/")[0]
    assert Client().get(f"/preview/{address}/").status_code == 200
    page = text(client.get(release.get_absolute_url()))
    assert "Đọc giả X" in page
    assert "Opened 1 time, last on 21/11/2026 09:00" in page
    assert address not in page
    refused = client.post(f"/releases/{release.pk}/share/", {"label": "x", "expires_at": "31/12/2026 09:00"})
    assert (refused.status_code, "within 14 days" in text(refused)) == (400, True)
    closed = client.post(f"/releases/{release.pk}/links/{link.pk}/revoke/", follow=True)
    assert "The preview link is closed." in text(closed)
    assert Client().get(f"/preview/{address}/").status_code == 404
    assert selectors.edit_lock_of(release) is None
