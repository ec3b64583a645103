"""Bodies that no honest client sends: a clear 4xx, nothing written."""

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from comms.audit.models import AuditEvent
from plans.models import Plan
from tests.api.conftest import code_of
from tests.api.trial import TRIALS

pytestmark = pytest.mark.urls("tests.api.trial")

JSON = "application/json"


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b'{"code": NaN}', JSON, 400, "malformed_json"),
        (b'{"year": Infinity}', JSON, 400, "malformed_json"),
        (b'{"year": -Infinity}', JSON, 400, "malformed_json"),
        (b'{"year": 1e999}', JSON, 400, "malformed_json"),
        (b'{"code": "\\ud800"}', JSON, 400, "malformed_json"),
        (b'{"\\udfff": 1}', JSON, 400, "malformed_json"),
        (b'{"code": "\xed\xa0\x80"}', JSON, 400, "malformed_json"),
        (b'{"code": "\xff"}', JSON, 400, "malformed_json"),
        (b"{'code': 1}", JSON, 400, "malformed_json"),
        (b"\xef\xbb\xbf{}", JSON, 400, "malformed_json"),
        ('{"code": "x"}'.encode("utf-16"), JSON, 400, "malformed_json"),
        (b'{"code": "x"', JSON, 400, "malformed_json"),
        (b"{} {}", JSON, 400, "malformed_json"),
        (b"[" * 5000 + b"]" * 5000, JSON, 400, "malformed_json"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, JSON, 400, "invalid"),
        (b'{"code": "a", "code": "b"}', JSON, 400, "duplicate_key"),
        (b'{"code": "a", "co\\u0064e": "b"}', JSON, 400, "duplicate_key"),
        (b'{"x": {"y": 1, "y": 1}}', JSON, 400, "duplicate_key"),
        (b'{"year": ' + b"9" * 5000 + b"}", JSON, 400, "malformed_json"),
        (b'"text"', JSON, 400, "invalid"),
        (b"[]", JSON, 400, "invalid"),
        (b"null", JSON, 400, "invalid"),
        (b"7", JSON, 400, "invalid"),
        (b"", JSON, 400, "invalid"),
        (b"{}", "application/json; charset=utf-16", 415, "unsupported_media_type"),
        (b"{}", "application/json; charset=utf-7", 415, "unsupported_media_type"),
        (b"{}", "application/json; charset=zlib_codec", 415, "unsupported_media_type"),
        (b"{}", 'application/json; charset="UTF-8"', 400, "invalid"),
        (b"code=x", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (b"<x/>", "application/xml", 415, "unsupported_media_type"),
        (b"{}", "text/plain", 415, "unsupported_media_type"),
        (b"{}", "nonsense", 415, "unsupported_media_type"),
        (b"--b\r\n", "multipart/form-data; boundary=b", 415, "unsupported_media_type"),
    ],
)
def test_a_hostile_body_is_refused(api: APIClient, body: bytes, content_type: str, status: int, code: str) -> None:
    """The parser says what is wrong; no row is left."""
    events = AuditEvent.objects.count()
    response = api.generic("POST", TRIALS, body, content_type=content_type)
    assert (response.status_code, code_of(response)) == (status, code)
    assert not Plan.objects.exists()
    assert AuditEvent.objects.count() == events


class Unread(BytesIO):
    """A body that fails the test when somebody reads it."""

    def read(self, *args: Any) -> bytes:
        raise AssertionError("the body was read")


def test_a_body_too_large_is_refused_before_it_is_read(api: APIClient) -> None:
    """100 MB are refused by their length; nothing of them comes into memory."""
    for address, content_type in ((TRIALS, JSON), ("/api/v1/trial-upload/", "multipart/form-data; boundary=b")):
        response = api.generic(
            "POST",
            address,
            b"",
            content_type=content_type,
            **{"CONTENT_LENGTH": str(100 * 1024 * 1024), "wsgi.input": Unread()},
        )
        assert (response.status_code, code_of(response)) == (413, "too_large")


def test_the_limit_is_exact(api: APIClient) -> None:
    """JSON of the size of the limit is read, one byte more is not."""
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    body = b'{"code": "' + b"x" * (limit - 12) + b'"}'
    assert len(body) == limit
    assert code_of(api.generic("POST", TRIALS, body, content_type=JSON)) == "invalid"
    assert code_of(api.generic("POST", TRIALS, body + b" ", content_type=JSON)) == "too_large"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, identity"])
def test_compressed_bodies_are_not_taken(api: APIClient, coding: str) -> None:
    """A body that could inflate is 415."""
    response = api.post(TRIALS, {}, headers={"Content-Encoding": coding})
    assert (response.status_code, code_of(response)) == (415, "unsupported_media_type")


def test_a_wrong_length_is_400(api: APIClient) -> None:
    response = api.generic("POST", TRIALS, b"{}", content_type=JSON, CONTENT_LENGTH="many")
    assert (response.status_code, code_of(response)) == (400, "malformed_length")


def test_a_broken_form_is_400(api: APIClient) -> None:
    """A boundary that never comes, none at all, and a form in another charset."""
    for content_type, body, status in (
        ("multipart/form-data; boundary=b", b"no boundary here", 201),
        ("multipart/form-data", b"x", 400),
        ("multipart/form-data; boundary=" + "b" * 300, b"x", 400),
        ("multipart/form-data; boundary=b; charset=utf-16", b"x", 415),
    ):
        response = api.generic("POST", "/api/v1/trial-upload/", body, content_type=content_type)
        assert response.status_code == status, (content_type, response.content)


def test_too_many_parts_are_refused(api: APIClient) -> None:
    """Django's limits on fields and files answer as problems."""
    many_files = {f"f{number}": SimpleUploadedFile(f"{number}.txt", b"x") for number in range(20)}
    response = api.post("/api/v1/trial-upload/", many_files, format="multipart")
    assert (response.status_code, code_of(response)) == (413, "too_large")
    many_fields = {f"f{number}": "x" for number in range(600)}
    response = api.post("/api/v1/trial-upload/", many_fields, format="multipart")
    assert (response.status_code, code_of(response)) == (413, "too_large")


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"flag": "yes"}, "flag", "invalid"),
        ({"flag": 1}, "flag", "invalid"),
        ({"flag": 1.0}, "flag", "invalid"),
        ({"flag": None}, "flag", "null"),
        ({"flag": [True]}, "flag", "invalid"),
        ({"flag": {}}, "flag", "invalid"),
        ({"number": True}, "number", "invalid"),
        ({"number": "x"}, "number", "invalid"),
        ({"number": -1}, "number", "min_value"),
        ({"number": 2**31}, "number", "max_value"),
        ({"number": {}}, "number", "invalid"),
        ({"at": "2026-11-21T09:00:00"}, "at", "offset"),
        ({"at": "2026-11-21"}, "at", "offset"),
        ({"at": "2026-13-21T09:00:00+07:00"}, "at", "invalid"),
        ({"at": "21/11/2026 09:00"}, "at", "invalid"),
        ({"at": 1700000000}, "at", "invalid"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "at", "range"),
        ({"text": "a\x00b"}, "text", "control"),
        ({"text": "a\x1bb"}, "text", "control"),
        ({"text": "x" * 100_001}, "text", "max_length"),
        ({"line": {"a": 1}}, "line", "invalid"),
        ({"line": "a\tb"}, "line", "control"),
    ],
)
def test_each_kind_of_field_takes_one_form(api: APIClient, body: dict[str, Any], field: str, code: str) -> None:
    response = api.post("/api/v1/trial-echo/", body)
    assert response.status_code == 400
    assert [item["code"] for item in response.json()["errors"][field]] == [code], response.json()


def test_what_is_right_comes_back_as_it_is_stored(api: APIClient) -> None:
    """NFC, line ends as \\n, instants in Hanoi time."""
    sent = {
        "line": " Đề a\u0301n\u200b ",
        "text": "một\r\nhai\tba",
        "flag": False,
        "number": 0,
        "at": "2026-11-21T02:00:00Z",
    }
    assert api.post("/api/v1/trial-echo/", sent).json() == {
        "line": "Đề án",
        "text": "một\nhai\tba",
        "flag": False,
        "number": 0,
        "at": "2026-11-21T09:00:00+07:00",
    }
