"""The one-time signing link: ordered, mailed, read, used once; dead with an edit, a return, a revocation, its time."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from comms.audit.models import AuditEvent
from comms.core import clock
from comms.core.errors import Conflict, Invalid, NotAllowed, NotVisible
from comms.org.services import role_grant
from comms.outbox.models import OutboxMessage
from press.releases import services
from press.releases.models import Release, Signature, SigningLink
from tests.cast import Cast
from tests.press.releases.building import do, draft, drain, in_review
from tests.races import at_once, needs_postgresql

ADDRESS = re.compile(r"/sign/([\w-]{40,})/")
COMMENT = "Sửa số liệu"


def order(cast: Cast, release: Release, actor: Any = None, **fields: Any) -> SigningLink:
    values = {
        "step": "unit_head",
        "name": "Trần Văn Lãnh Đạo",
        "post": "Cục trưởng",
        "email": "leader@example.org",
        "expires_at": clock.now() + timedelta(days=2),
    }
    return services.signing_link_order(actor=actor or cast.spokesperson, release_id=release.pk, **(values | fields))


def mailed(cast: Cast, release: Release, **fields: Any) -> str:
    """The secret part of the address, as it stands in the mail and nowhere else."""
    order(cast, release, **fields)
    drain()
    letter = next(each for each in reversed(mail.outbox) if each.to == ["leader@example.org"])
    found = ADDRESS.search(str(letter.body))
    assert found
    return found[1]


def test_read_and_signed_once(cast: Cast, client: Client) -> None:
    """A GET signs nothing, however often; a POST signs once, and the address is dead after it."""
    release = in_review(cast)
    token = mailed(cast, release)
    for _time in range(2):
        page = client.get(f"/sign/{token}/")
        assert page.status_code == 200
        assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
        assert release.title in page.content.decode()
    assert [client.post(f"/sign/{token}/", sent).status_code for sent in ({}, {"act": "x"})] == [400, 400]
    assert not Signature.objects.exists()
    assert client.get(f"/sign/{token}/document.pdf").content.startswith(b"%PDF")
    assert client.post(f"/sign/{token}/", {"act": "sign"}).status_code == 200
    signature = Signature.objects.get()
    assert (signature.signer, signature.signer_label, signature.step) == (None, "Trần Văn Lãnh Đạo", "unit_head")
    assert signature.content_sha256 == release.content_sha256
    assert client.get(f"/sign/{token}/").status_code == 404
    assert client.post(f"/sign/{token}/", {"act": "sign"}).status_code == 404
    acts = AuditEvent.objects.filter(action__startswith="press.signing_link.").order_by("seq")
    assert [row.action.rsplit(".")[-1] for row in acts] == ["ordered", "opened", "opened", "signed"]
    assert acts.last().data["address"] == "127.0.0.1"  # type: ignore[union-attr]  # there is one
    do("sign", release, cast.legal_checker)


def test_returned_with_a_comment(cast: Cast, client: Client) -> None:
    token = mailed(cast, release := in_review(cast))
    assert client.post(f"/sign/{token}/", {"act": "return", "comment": " "}).status_code == 400
    assert client.post(f"/sign/{token}/", {"act": "return", "comment": COMMENT}).status_code == 200
    release.refresh_from_db()
    assert (release.state, SigningLink.objects.get().comment) == ("draft", COMMENT)


def test_who_signed_by_a_link_is_told_of_a_return(cast: Cast) -> None:
    """By mail, once, without an address to sign; not who has not signed."""
    token = mailed(cast, release := in_review(cast))
    services.signing_link_sign(token=token, address="127.0.0.1")
    do("return", release, cast.legal_checker, comment=COMMENT)
    drain()
    OutboxMessage.objects.filter(topic="press.mail_returned").update(state="pending", done_at=None)
    drain()
    first, again = [each for each in mail.outbox if each.to == ["leader@example.org"]][1:]
    for words in (cast.legal_checker.full_name, release.title, COMMENT, "Trần Văn Lãnh Đạo"):
        assert words in str(first.body)
    assert "/sign/" not in str(first.body)
    assert first.extra_headers["Message-ID"] == again.extra_headers["Message-ID"]
    mail.outbox.clear()
    token = mailed(cast, do("submit", release, cast.press_officer))
    do("return", release, cast.unit_head, comment=COMMENT)
    drain()
    assert len([each for each in mail.outbox if each.to == ["leader@example.org"]]) == 1


DEATHS: dict[str, Callable[[Cast, Release, SigningLink], Any]] = {
    "returned": lambda cast, release, link: do("return", release, cast.unit_head, comment=COMMENT),
    "revoked": lambda cast, release, link: services.signing_link_revoke(
        actor=cast.spokesperson, release_id=release.pk, link_id=link.pk
    ),
    "signed by another": lambda cast, release, link: do("sign", release, cast.unit_head),
    "sent again": lambda cast, release, link: services.signing_link_resend(
        actor=cast.spokesperson, release_id=release.pk, link_id=link.pk
    ),
    "the same text sent again after a return": lambda cast, release, link: do(
        "submit", do("return", release, cast.unit_head, comment=COMMENT), cast.press_officer
    ),
    "marked as used": lambda cast, release, link: SigningLink.objects.update(used_at=clock.now(), outcome="signed"),
    "over": lambda cast, release, link: SigningLink.objects.update(expires_at=clock.now()),
    "another hash": lambda cast, release, link: SigningLink.objects.update(content_sha256="0" * 64),
    "the text was changed past the services": lambda cast, release, link: Release.objects.update(body="Khác"),
}


def words(answer: Any) -> str:
    """The page below its head, where the language is chosen."""
    return str(answer.content.decode().partition("<main")[2])


@pytest.mark.parametrize("death", DEATHS)
def test_it_dies(cast: Cast, client: Client, death: str) -> None:
    """Wrong, used and over answer alike."""
    token = mailed(cast, release := in_review(cast))
    DEATHS[death](cast, release, SigningLink.objects.get())
    before = Signature.objects.count()
    wrong = client.get(f"/sign/{'x' * 43}/")
    for answer in (client.get(f"/sign/{token}/"), client.get(f"/sign/{token}/document.pdf"),
                   client.post(f"/sign/{token}/", {"act": "sign"})):  # fmt: skip
        assert answer.status_code == 404
    assert words(client.get(f"/sign/{token}/")) == words(wrong)
    assert Signature.objects.count() == before


def test_the_secret_stands_in_the_mail_alone(cast: Cast, client: Client, caplog: Any) -> None:
    """Not in the database (every table), not in logs, not on the page of who ordered it."""
    release = in_review(cast)
    token = mailed(cast, release)
    client.get(f"/sign/{token}/")
    services.signing_link_revoke(actor=cast.spokesperson, release_id=release.pk, link_id=SigningLink.objects.get().pk)
    client.get(f"/sign/{token}/")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert token not in str(cursor.fetchall()), table
    assert token not in caplog.text
    client.force_login(cast.spokesperson)
    assert token not in client.get(f"{release.get_absolute_url()}signoff/").content.decode()


def test_a_refused_request_is_logged_without_the_secret(cast: Cast, caplog: Any) -> None:
    """A form without its CSRF token: Django writes the path into the log."""
    token = mailed(cast, in_review(cast))
    assert Client(enforce_csrf_checks=True).post(f"/sign/{token}/", {"act": "sign"}).status_code == 403
    said = caplog.text
    assert "/sign/…/" in said
    assert token not in said


def test_a_crash_after_the_mail_sends_a_new_address(cast: Cast, client: Client) -> None:
    """Mail that was sent but not marked goes again with another secret; only the later one opens."""
    first = mailed(cast, in_review(cast))
    SigningLink.objects.update(mailed_at=None)
    OutboxMessage.objects.filter(topic="press.mail_signing_link").update(state="pending", done_at=None)
    drain()
    second = ADDRESS.search(str(mail.outbox[-1].body))[1]  # type: ignore[index]  # there is one
    assert first != second
    assert [client.get(f"/sign/{token}/").status_code for token in (first, second)] == [404, 200]


def test_who_orders_it_and_for_whom(cast: Cast) -> None:
    """Not the author, not a stranger, not the administrator; never to the address of an account."""
    release = in_review(cast)
    for actor in (cast.press_officer, cast.legal_checker, cast.administrator, cast.leader):
        with pytest.raises(NotAllowed):
            order(cast, release, actor)
    with pytest.raises(NotVisible):
        order(cast, release, cast.outsider)
    type(cast.press_officer).objects.filter(pk=cast.press_officer.pk).update(email="Author@Example.org")
    for wrong in ({"email": "author@example.ORG"}, {"email": "nobody"}, {"step": "office"}, {"name": " "},
                  {"expires_at": clock.now()}, {"expires_at": clock.now() + timedelta(days=7, seconds=1)}):  # fmt: skip
        with pytest.raises(Invalid):
            order(cast, release, **wrong)
    order(cast, release, cast.unit_head)
    with pytest.raises(Conflict):
        order(cast, release)
    with pytest.raises(NotAllowed):
        order(cast, do("submit", draft(cast), cast.press_officer), cast.verifier)


def test_the_author_orders_none_as_spokesperson_either(cast: Cast) -> None:
    values = {"unit": cast.units["VP"], "kind": "spokesperson", "starts": clock.today()}
    role_grant(actor=None, user=cast.press_officer, **values)
    with pytest.raises(NotAllowed, match="You wrote"):
        order(cast, in_review(cast), cast.press_officer)


@needs_postgresql
def test_two_uses_at_once_are_one(transactional_db: Any, cast: Cast) -> None:
    token = mailed(cast, in_review(cast))

    def use() -> Any:
        return services.signing_link_sign(token=token, address="127.0.0.1")

    results = at_once(use, use)
    assert sorted(type(each).__name__ for each in results) == ["NotVisible", "SigningLink"]
    assert Signature.objects.count() == 1


def test_in_the_api(cast: Cast) -> None:
    """Ordered, listed and ended there too; the address is in no answer, and never an unknown field."""
    release = in_review(cast)
    client = APIClient()
    client.force_authenticate(cast.spokesperson)
    address = f"/api/v1/releases/{release.pk}/signing-links/"
    body = {"step": "unit_head", "unit": "C-PBGDPL-TGPL", "name": "Trần Văn Lãnh Đạo", "post": "Cục trưởng",
            "email": "leader@example.org", "expires_at": "2026-11-23T09:00:00+07:00"}  # fmt: skip
    assert client.post(address, {**body, "token": "x"}, format="json").status_code == 400
    assert client.post(address, {**body, "step": "spokesperson"}, format="json").status_code == 400
    made = client.post(address, body, format="json")
    assert made.status_code == 201, made.json()
    drain()
    token = ADDRESS.search(str(mail.outbox[-1].body))[1]  # type: ignore[index]  # there is one
    listed = client.get(address).json()["results"]
    assert [(row["id"], row["unit"], row["is_open"]) for row in listed] == [
        (made.json()["id"], "C-PBGDPL-TGPL", True)]  # fmt: skip
    assert not [key for key in listed[0] if "token" in key]
    assert token not in str(listed)
    one = f"{address}{made.json()['id']}"
    assert client.post(f"{one}/resend/").status_code == 200
    with pytest.raises(NotVisible):
        services.signing_link_read(token=token)
    assert client.post(f"{one}/revoke/").json()["is_open"] is False
    assert client.post(f"{one}/revoke/").status_code == 409


def test_the_steps_in_the_api(cast: Cast) -> None:
    services.steps_configure(actor=cast.administrator, kind="invitation", steps=["legal_checker"])
    client = APIClient()
    client.force_authenticate(cast.auditor)
    found = {row["kind"]: row["steps"] for row in client.get("/api/v1/signing-steps/").json()}
    assert found["invitation"] == ["legal_checker"]
    assert found["press_release"] == ["unit_head", "legal_checker", "office"]


@pytest.mark.parametrize(
    ("name", "seen"),
    [("administrator", {"absences", "settings/signing-steps"}), ("unit_head", {"absences"}), ("officer", set())],
)
def test_in_the_navigation(cast: Cast, client: Client, name: str, seen: set[str]) -> None:
    client.force_login(cast.people[name], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/notifications/").content.decode()
    assert {address for address in ("absences", "settings/signing-steps") if f'href="/{address}/"' in page} == seen
