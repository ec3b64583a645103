"""The import over HTTP: a dry run, a write, a refusal by row, and who may."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tasks.exporting import printed
from tasks.models import Task
from tests.api.conftest import code_of
from tests.cast import Cast
from tests.plans.build import draft, issued
from tests.tasks.amending import issued_plan
from tests.tasks.tables import ROWS, row, upload, xlsx


def send(api: APIClient, plan: Any, content: bytes | None = None, query: str = "", **headers: str) -> Any:
    url = f"/api/v1/plans/{plan.pk}/import/{query}"
    return api.post(url, {"file": upload(content or xlsx())}, format="multipart", headers=headers)


def test_a_dry_run_and_then_the_write(cast: Cast, api: APIClient) -> None:
    """The same answer twice; only the second one writes."""
    plan = draft(cast)
    dry = send(api, plan, query="?dry_run=true")
    assert dry.status_code == 200
    assert not Task.objects.exists()
    body = dry.json()
    assert {"rows", "created", "changed", "unchanged", "missing", "errors", "warnings", "preview"} <= set(body)
    first = body["preview"][0]
    assert first["lead_unit"]["code"] == "VP"
    assert first["timing"]["precision"] == "quarter"
    assert (first["act"], first["row"], first["objective"]) == ("new", 3, "NÂNG CAO NHẬN THỨC")
    wrote = send(api, plan)
    assert wrote.status_code == 201
    assert wrote.json() == body
    assert Task.objects.filter(plan=plan).count() == 3
    again = send(api, plan)
    assert (again.status_code, again.json()["unchanged"]) == (200, 3)


def test_a_refusal_names_rows_and_columns(cast: Cast, api: APIClient) -> None:
    plan = draft(cast)
    response = send(api, plan, xlsx([*ROWS, row("4", "", "Không biết")]))
    assert (response.status_code, code_of(response)) == (400, "rows_invalid")
    assert set(response.json()["errors"]) == {"rows.7.title", "rows.7.lead_unit"}
    assert response.json()["report"]["wrong"] == 1
    assert not Task.objects.exists()


def test_a_file_that_cannot_be_read(cast: Cast, api: APIClient) -> None:
    response = send(api, draft(cast), b"%PDF-1.7")
    assert response.status_code == 400
    assert response.json()["errors"]["file"][0]["code"] == "unsupported"


def test_an_issued_plan_asks_for_an_amendment(cast: Cast, api: APIClient) -> None:
    plan = issued(cast)
    assert send(api, plan, query="?dry_run=true").status_code == 200
    response = send(api, plan)
    assert (response.status_code, code_of(response)) == (409, "use_amendment")


@pytest.mark.parametrize("query", ["?dry_run=yes", "?dry_run=", "?other=1", "?dry_run=true&dry_run=true"])
def test_parameters_are_strict(cast: Cast, api: APIClient, query: str) -> None:
    assert send(api, draft(cast), query=query).status_code == 400


def test_bodies_are_strict(cast: Cast, api: APIClient) -> None:
    """No file, another field, JSON, a body of 200 MB by its header."""
    url = f"/api/v1/plans/{draft(cast).pk}/import/"
    assert api.post(url, {}, format="multipart").status_code == 400
    assert api.post(url, {"file": upload(xlsx()), "x": "1"}, format="multipart").status_code == 400
    assert api.post(url, {"file": "x"}, format="json").status_code == 415
    huge = api.generic(
        "POST", url, b"x", content_type="multipart/form-data; boundary=a", CONTENT_LENGTH=str(200 * 1024**2)
    )
    assert huge.status_code == 413


def test_a_key_writes_once(cast: Cast, api: APIClient) -> None:
    plan = draft(cast)
    content = xlsx()  # a second one may carry the next second
    answers = [send(api, plan, content, **{"Idempotency-Key": "k-1"}) for _time in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[1].headers["Idempotency-Replayed"] == "true"


def test_a_preview_has_two_hundred_rows(cast: Cast, api: APIClient) -> None:
    response = send(api, draft(cast), xlsx([row(str(n), f"Việc {n}") for n in range(250)]), "?dry_run=true")
    assert (response.json()["rows"], len(response.json()["preview"])) == (250, 200)


@pytest.mark.parametrize("query", ["", "?dry_run=true"])
def test_only_who_may_import_reads_a_table_against_the_plan(cast: Cast, caller: Any, query: str) -> None:
    """Also without writing: the answer holds tasks that others do not see."""
    plan = issued_plan(cast)
    for person, status in (("coordinator", 403), ("verifier", 403), ("leader", 403), ("outsider", 404)):
        assert send(caller(person), plan, query=query).status_code == status, person


def test_a_pdf_of_too_many_rows_is_a_clear_problem(
    cast: Cast, api: APIClient, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over the API a field and a code; in the pages the words, and the ways that take them all."""
    monkeypatch.setattr(printed, "MAX_LINES", 2)
    plan = draft(cast)
    send(api, plan)
    response = api.get(f"/api/v1/plans/{plan.pk}/assignment-table.pdf")
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["errors"]["plan"][0]["code"] == "too_many_rows"
    client.force_login(cast.officer)
    page = client.get(f"/plans/{plan.pk}/assignment-table.pdf")
    assert page.status_code == 400
    assert all(words in page.content.decode() for words in ("tối đa 2 dòng", "XLSX"))
