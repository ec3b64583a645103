"""Releases over HTTP: the main job, and what its grammar promises."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from comms.core import clock
from press.releases.models import Release
from tasks.models import Task
from tests.cast import Cast
from tests.press.releases.building import TEXT, approved, do, draft, in_review, issued, stored
from tests.tasks.build import alone

RELEASES = "/api/v1/releases/"


@pytest.fixture
def api(cast: Cast) -> Any:
    def caller(person: str) -> APIClient:
        client = APIClient(headers={"Accept-Language": "en"})
        client.force_authenticate(getattr(cast, person))
        return client

    return caller


def post(client: APIClient, release: Any, verb: str, body: Any = None, **headers: str) -> Any:
    current = Release.objects.get(pk=release["id"] if isinstance(release, dict) else release.pk)
    headers = {"If-Match": f'"{current.version}"', **headers}
    return client.post(f"{RELEASES}{current.pk}/{verb}/", body, headers=headers)


def test_from_draft_to_document(cast: Cast, api: Any) -> None:
    """The whole way over HTTP; `pdf/` says 503 and when to come again until the bytes are there."""
    response = api("press_officer").post(RELEASES, {**TEXT, "units": ["C-PBGDPL-TGPL"]})
    assert response.status_code == 201, response.content
    assert response["ETag"] == '"1"'
    release = response.json()
    assert release["state"] == "draft"
    assert release["units"] == [str(cast.units["C-PBGDPL-TGPL"].pk)]
    assert release["illustrative"] == []
    assert (release["number"], release["symbol"], release["document_sha256"]) == (None, None, None)
    for person, verb in [
        ("press_officer", "submit"),
        ("unit_head", "sign"),
        ("legal_checker", "sign"),
        ("verifier", "sign"),
        ("spokesperson", "approve"),
    ]:
        response = post(api(person), release, verb)
        assert response.status_code == 200, response.content
    response = post(api("spokesperson"), release, "issue", **{"Idempotency-Key": "k1"})
    assert (response.status_code, response.json()["symbol"]) == (200, "01/TC-BTP")
    assert response.json()["issued_at"].endswith("+07:00")
    pending = api("outsider").get(f"{RELEASES}{release['id']}/pdf/")
    assert (pending.status_code, pending["Retry-After"], pending.json()["code"]) == (503, "5", "document_pending")
    from press.releases import services

    services.document_store(release_id=release["id"], data=b"%PDF-1.7")
    document = api("outsider").get(f"{RELEASES}{release['id']}/pdf/")
    assert (document.status_code, document.content, document["Content-Type"]) == (200, b"%PDF-1.7", "application/pdf")
    assert document["Content-Disposition"] == 'attachment; filename="01-tc-btp.pdf"'
    assert document["X-Content-Type-Options"] == "nosniff"


def test_the_same_key_issues_once(cast: Cast, api: Any) -> None:
    """The second request gets the first answer; without a key it is 400."""
    release = approved(cast)
    missing = post(api("spokesperson"), release, "issue")
    assert (missing.status_code, missing.json()["code"]) == (400, "idempotency_key_missing")
    tag = f'"{release.version}"'
    headers = {"Idempotency-Key": "once", "If-Match": tag}
    first = api("spokesperson").post(f"{RELEASES}{release.pk}/issue/", headers=headers)
    second = api("spokesperson").post(f"{RELEASES}{release.pk}/issue/", headers=headers)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["number"] == second.json()["number"] == 1


@pytest.mark.parametrize("verb", ["correct", "withdraw"])
def test_steps_that_must_not_happen_twice_need_a_key(cast: Cast, api: Any, verb: str) -> None:
    response = post(api("spokesperson"), issued(cast), verb, {"reason": "Sai", "note": "Sai"})
    assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_missing")


def test_a_stale_version_is_412(cast: Cast, api: Any) -> None:
    release = draft(cast)
    do("update", release, cast.press_officer, title="Khác")
    url = f"{RELEASES}{release.pk}/"
    response = api("press_officer").patch(url, {"title": "Cũ"}, headers={"If-Match": '"1"'})
    assert (response.status_code, response.json()["current_version"]) == (412, 2)
    assert api("press_officer").patch(url, {"title": "Cũ"}).status_code == 428


@pytest.mark.parametrize(
    "body",
    [
        {"state": "issued"},
        {"number": 7},
        {"verify_code": "X"},
        {"illustrative": []},
        {"author": "x"},
        {"kind": "decree"},
        {"kind": "erratum"},
        {"units": []},
        {"units": ["NOWHERE"]},
        {"tasks": [str(uuid4())]},
        {"title": ""},
        {"title": None},
        {"recipients": "Báo chí"},
        {"contact": {"fax": "1"}},
        {"embargo_until": "2026-11-22T09:00:00"},
        {},
    ],
)
def test_a_body_that_is_not_understood_is_400_and_changes_nothing(cast: Cast, api: Any, body: Any) -> None:
    release = draft(cast)
    response = api("press_officer").patch(f"{RELEASES}{release.pk}/", body, headers={"If-Match": '"1"'})
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    release.refresh_from_db()
    assert (release.version, release.versions.count()) == (1, 1)


def test_actions_say_why_not(cast: Cast, api: Any) -> None:
    """Each verb with whether the caller may, and a reason that can be read."""
    release = in_review(cast)
    actions = {row["verb"]: row for row in api("press_officer").get(f"{RELEASES}{release.pk}/").json()["actions"]}
    assert set(actions) == set(Release.transitions)
    assert not actions["sign"]["allowed"]
    assert "wrote this text" in actions["sign"]["reason"]
    actions = {row["verb"]: row for row in api("spokesperson").get(f"{RELEASES}{release.pk}/").json()["actions"]}
    assert "legal check" in actions["approve"]["reason"]
    assert actions["return"]["allowed"]


def test_the_refused_verb_gives_the_reason_of_the_action(cast: Cast, api: Any) -> None:
    response = post(api("press_officer"), in_review(cast), "sign")
    assert (response.status_code, "wrote this text" in response.json()["detail"]) == (403, True)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?state=draft", 1),
        ("?state=issued", 1),
        ("?kind=invitation", 1),
        ("?unit=VP", 1),
        ("?unit=CNTT", 0),
        ("?issued_after=2026-11-21T08:59:59%2B07:00", 1),
        ("?issued_after=2026-11-21T09:00:00%2B07:00", 0),
        ("?search=giay moi", 1),
        ("?search=khong co", 0),
    ],
)
def test_filters(cast: Cast, api: Any, query: str, count: int) -> None:
    issued(cast)
    draft(cast, kind="invitation", title="Giấy mời họp báo", units=[cast.units["VP"]])
    assert len(api("press_officer").get(RELEASES + query).json()["results"]) == count


@pytest.mark.parametrize("query", ["?colour=red", "?state=open", "?issued_after=yesterday", "?fields=password"])
def test_unknown_filters_are_400(cast: Cast, api: Any, query: str) -> None:
    assert api("press_officer").get(RELEASES + query).status_code == 400


def test_versions_signatures_and_diff(cast: Cast, api: Any) -> None:
    release = do("update", draft(cast), cast.press_officer, title="Khai trương Cổng mới")
    do("submit", release, cast.press_officer)
    do("sign", release, cast.unit_head)
    client, url = api("press_officer"), f"{RELEASES}{release.pk}/"
    assert [row["number"] for row in client.get(f"{url}versions/").json()["results"]] == [2, 1]
    (signature,) = client.get(f"{url}signatures/").json()["results"]
    assert (signature["step"], signature["unit"], signature["valid"]) == ("unit_head", "C-PBGDPL-TGPL", True)
    (change,) = client.get(f"{url}diff/?a=1&b=2").json()["fields_changed"]
    assert change["field"] == "title"
    assert [part["text"] for part in change["parts"] if part["op"] == "insert"] == ["mới"]
    assert client.get(f"{url}diff/?a=1&b=9").status_code == 404
    assert client.get(f"{url}diff/?a=x").status_code == 400


def test_the_file_is_not_published_with_the_release(cast: Cast, api: Any) -> None:
    """Everybody reads the issued text; remarks, versions and signers stay with those who worked on it."""
    release = stored(cast)
    url = f"{RELEASES}{release.pk}/"
    assert api("outsider").get(url).status_code == 200
    for part in ("versions/", "signatures/", "history/", "diff/?a=1&b=1"):
        assert api("outsider").get(url + part).status_code == 404


def test_an_erratum_is_answered_with_201(cast: Cast, api: Any) -> None:
    response = post(
        api("press_officer"), issued(cast), "correct", {"note": "Sai ngày", "major": True}, **{"Idempotency-Key": "c"}
    )
    assert (response.status_code, response.json()["kind"], response.json()["state"]) == (201, "erratum", "draft")
    assert response["Location"].endswith(f"{response.json()['id']}/")


def test_links_lead_only_to_what_the_caller_may_see(cast: Cast, api: Any) -> None:
    """Neither a hidden task nor an original under embargo is named to the reader of an announced erratum."""
    original = stored(cast)
    erratum = do("correct", original, cast.press_officer, note="Sai ngày")
    task = alone(cast)
    erratum.task_rows.create(task=task)
    for verb, actor in [
        ("submit", cast.press_officer),
        ("sign", cast.unit_head),
        ("sign", cast.legal_checker),
        ("sign", cast.verifier),
        ("approve", cast.spokesperson),
        ("issue", cast.spokesperson),
    ]:
        do(verb, erratum, actor)
    assert Task.objects.visible_to(cast.leader).filter(pk=task.pk).exists()
    assert not Task.objects.visible_to(cast.outsider).filter(pk=task.pk).exists()
    Release.objects.filter(pk=original.pk).update(embargo_until=clock.now() + timedelta(hours=1))
    url = f"{RELEASES}{erratum.pk}/"
    for person, tasks, corrects in [("leader", [str(task.pk)], str(original.pk)), ("outsider", [], None)]:
        single = api(person).get(url).json()
        (listed,) = (row for row in api(person).get(RELEASES).json()["results"] if row["id"] == str(erratum.pk))
        for shown in (single, listed):
            assert (shown["tasks"], shown["corrects"]) == (tasks, corrects), person
    Release.objects.filter(pk=original.pk).update(embargo_until=None)
    assert api("outsider").get(url).json()["corrects"] == str(original.pk)


def test_who_returns_a_text_out_of_sight_is_answered(cast: Cast, api: Any) -> None:
    """A legal checker does not see drafts: the answer is the last of it, and leads nowhere."""
    release = draft(cast)
    release.task_rows.create(task=alone(cast))
    do("submit", release, cast.press_officer)
    response = post(api("legal_checker"), release, "return", {"comment": "Sửa trích yếu"})
    assert (response.status_code, response.json()["state"]) == (200, "draft")
    assert (response.json()["tasks"], response.json()["corrects"]) == ([], None)
    assert api("legal_checker").get(f"{RELEASES}{release.pk}/").status_code == 404


def test_a_draft_has_no_issued_document(cast: Cast, api: Any) -> None:
    assert api("press_officer").get(f"{RELEASES}{draft(cast).pk}/pdf/").status_code == 404


def test_queries_do_not_grow(cast: Cast, api: Any, queries_do_not_grow: Any) -> None:
    """Neither of the list nor of the pages of releases and newsroom."""
    from django.test import Client

    stored(cast)
    client = api("press_officer")
    pages = Client()
    pages.force_login(cast.press_officer, backend="django.contrib.auth.backends.ModelBackend")

    def grow() -> None:
        for _each in range(3):
            draft(cast)
            stored(cast)

    for read in (
        lambda: client.get(RELEASES),
        lambda: pages.get("/releases/"),
        lambda: Client().get("/newsroom/"),
    ):
        queries_do_not_grow(read, grow)
