"""Signing in, being locked out, signing out."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from comms.audit.models import AuditEvent
from comms.core import clock
from comms.org.models import User
from comms.org.services import user_create
from tests.cast import PASSWORD
from tests.conftest import TODAY


@pytest.fixture
def person(db: None) -> User:
    return user_create(actor=None, username="person", full_name="Nguyễn Văn A", password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, **more: str) -> object:
    return client.post("/login/", {"username": "person", "password": password, **more})


def test_the_right_password_opens_a_session_and_leaves_evidence(client: Client, person: User) -> None:
    """Signing in leads to the overview and is recorded with who it was."""
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    event = AuditEvent.objects.get(action="org.session.opened")
    assert (event.actor_id, event.actor_label) == (person.pk, "Nguyễn Văn A")
    assert client.get("/units/").status_code == 200


def test_a_wrong_password_opens_nothing_and_tells_nothing(client: Client, person: User) -> None:
    """The answer is the same sentence for a wrong password and for a name that does not exist."""
    wrong = sign_in(client, "wrong")
    absent = client.post("/login/", {"username": "nobody", "password": "wrong"})
    sentence = "Tên đăng nhập hoặc mật khẩu không đúng."
    assert sentence in wrong.content.decode()
    assert sentence in absent.content.decode()
    assert "_auth_user_id" not in client.session
    assert not AuditEvent.objects.filter(action="org.session.opened").exists()


def test_an_inactive_person_does_not_come_in(client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert sign_in(client).status_code == 200
    assert "_auth_user_id" not in client.session


def test_five_failures_close_the_door_for_a_quarter_of_an_hour(client: Client, person: User) -> None:
    """Then even the right password is refused, in words and with Retry-After; another address is not affected."""
    with time_machine.travel(TODAY, tick=False) as travelled:
        for _ in range(4):
            assert sign_in(client, "wrong").status_code == 200
        assert sign_in(client, "wrong").status_code == 429
        refused = sign_in(client)
        assert (refused.status_code, refused["Retry-After"]) == (429, "900")
        assert "Đăng nhập sai quá nhiều lần" in refused.content.decode()
        assert "_auth_user_id" not in client.session
        elsewhere = Client(REMOTE_ADDR="10.0.0.9")
        assert sign_in(elsewhere).status_code == 302
        travelled.shift(timedelta(minutes=16))
        with clock.frozen(TODAY + timedelta(minutes=16)):
            assert sign_in(client).status_code == 302


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_next_never_leads_away(client: Client, person: User, target: str) -> None:
    """A foreign address after sign-in is ignored."""
    assert sign_in(client, next=target)["Location"] == "/"


def test_next_leads_back_to_the_page_that_was_asked_for(client: Client, person: User) -> None:
    asked = client.get("/units/?kind=local")
    assert asked["Location"] == "/login/?next=/units/%3Fkind%3Dlocal"
    assert sign_in(client, next="/units/?kind=local")["Location"] == "/units/?kind=local"


def test_who_is_signed_in_does_not_see_the_form_again(client: Client, person: User) -> None:
    client.force_login(person)
    assert client.get("/login/")["Location"] == "/"


def test_signing_out_ends_the_session_and_forgets_the_language(client: Client, person: User) -> None:
    """The next person at this machine begins with their own language."""
    client.force_login(person)
    client.post("/language/", {"language": "en"})
    answer = client.post("/logout/")
    assert answer["Location"] == "/login/"
    assert answer.cookies["django_language"]["max-age"] == 0
    assert client.get("/units/").status_code == 302
    assert client.get("/logout/").status_code == 405


def test_the_form_is_a_form_that_password_managers_know(client: Client, db: None) -> None:
    page = client.get("/login/").content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert 'lang="vi"' in page
