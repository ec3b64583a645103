"""`Idempotency-Key`: the same request sent twice is done once and answered alike.

The key is claimed in a transaction of its own, so that a second request sees it running.  The work and its stored
answer commit together: after a crash either both are there or neither, and the lease lets the next try begin.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.http import HttpResponse
from django.http.request import QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from comms.api.models import IdempotentRequest
from comms.api.problems import Problem
from comms.api.renderers import dumps
from comms.core import clock

LEASE = timedelta(seconds=120)
KEPT = timedelta(hours=48)
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
_KEY = re.compile(r"[\x21-\x7e]{1,128}")
State = IdempotentRequest.State


class Refused(Exception):
    """Rolls the transaction back while the view's answer goes out."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def key_of(request: Any) -> str | None:
    """The key of the request, if it has one."""
    if (key := request.META.get("HTTP_IDEMPOTENCY_KEY")) is None:
        return None
    if not _KEY.fullmatch(key):
        detail = _("An idempotency key has 1 to 128 visible ASCII characters.")
        raise Problem(400, "idempotency_key_invalid", detail)
    return str(key)


def atomically(work: Callable[[], HttpResponse]) -> HttpResponse:
    """Do the work in one transaction; a refusal, raised or answered, leaves no row."""
    try:
        with transaction.atomic():
            response = work()
            if response.status_code >= 400:
                raise Refused(response)
            return response
    except Refused as refused:
        return refused.response


def once(request: Any, key: str, work: Callable[[], HttpResponse]) -> HttpResponse:
    """Do the work unless this person has sent the same request with this key; then give the stored answer.

    Raises Problem: 422 when the key came with another request, 409 while the first one is still running.
    """
    row = _claim(request, key)
    if row.state == State.DONE:
        return _stored(row)

    def work_and_keep() -> HttpResponse:
        response = work()
        if response.status_code < 400:
            _keep(row, response)
        return response

    try:
        response = atomically(work_and_keep)
    except BaseException:
        _release(row)
        raise
    if response.status_code >= 400:
        _release(row)
    return response


def forget_old() -> int:
    """Delete what is older than the time for which answers are kept."""
    deleted, _by_model = IdempotentRequest.objects.filter(created_at__lt=clock.now() - KEPT).delete()
    return deleted


def _claim(request: Any, key: str) -> IdempotentRequest:
    """The row of this key: fresh and running, taken over from a dead request, or done."""
    now = clock.now()
    asked = IdempotentRequest(
        user_id=request.user.pk,
        key=key,
        method=request.method,
        path=request.get_full_path(),
        payload_sha256=payload_sha256(request),
        leased_until=now + LEASE,
    )
    IdempotentRequest.objects.bulk_create([asked], ignore_conflicts=True)
    row = IdempotentRequest.objects.filter(user_id=asked.user_id, key=key).first()
    if row is None:
        raise _running()  # it was refused and freed between the two statements
    if row.pk == asked.pk:
        return row
    if (row.method, row.path, row.payload_sha256) != (asked.method, asked.path, asked.payload_sha256):
        raise Problem(422, "idempotency_key_reused", _("This key came with another request before. Use a new one."))
    if row.state == State.DONE:
        return row
    taken = IdempotentRequest.objects.filter(
        pk=row.pk, state=State.RUNNING, attempt=row.attempt, leased_until__lte=now
    ).update(attempt=models.F("attempt") + 1, leased_until=now + LEASE)
    if not taken:
        raise _running()
    row.attempt += 1
    return row


def _keep(row: IdempotentRequest, response: Any) -> None:
    """Store the answer in the transaction of the work.  Lost the lease?  Then the work must not commit either."""
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    if isinstance(response, Response):  # it is rendered only after the transaction
        content, headers["Content-Type"] = dumps(response.data), "application/json"
    else:
        content = response.content
    kept = IdempotentRequest.objects.filter(pk=row.pk, state=State.RUNNING, attempt=row.attempt).update(
        state=State.DONE, status=response.status_code, body=content, headers=headers
    )
    if not kept:
        raise _running()


def _release(row: IdempotentRequest) -> None:
    IdempotentRequest.objects.filter(pk=row.pk, state=State.RUNNING, attempt=row.attempt).delete()


def _stored(row: IdempotentRequest) -> HttpResponse:
    headers = {**row.headers, "Idempotency-Replayed": "true"}
    return HttpResponse(bytes(row.body), status=row.status, headers=headers)


def _running() -> Problem:
    return Problem(409, "idempotency_key_running", _("The first request with this key is still running."))


def payload_sha256(request: Any) -> str:
    """SHA-256 over the parsed body: the order of keys and a form's boundary do not matter, the bytes of files do."""
    data = request.data
    if isinstance(data, QueryDict):
        data = {name: [_file_sha256(item) for item in items] for name, items in sorted(data.lists())}
    return hashlib.sha256(_sorted_bytes(data)).hexdigest()


def _file_sha256(item: Any) -> Any:
    if not isinstance(item, UploadedFile):
        return item
    digest = hashlib.sha256()
    for chunk in item.chunks():
        digest.update(chunk)
    item.seek(0)
    return {"name": item.name, "type": item.content_type, "sha256": digest.hexdigest()}


def _sorted_bytes(data: Any) -> bytes:
    return dumps(_sorted(data))


def _sorted(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _sorted(data[name]) for name in sorted(data)}
    if isinstance(data, list):
        return [_sorted(item) for item in data]
    return data
