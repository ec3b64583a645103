"""Messages are read in English here; the catalogue has its own test."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from tests.press.distribution.servers import Hook, Postbox, mail_server


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    box = Postbox()
    server = mail_server(box, settings)
    yield box
    server.stop()


@pytest.fixture
def hook(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    made = Hook(tmp_path)
    settings.WEBHOOKS_TO_LOOPBACK = True
    monkeypatch.setenv("SSL_CERT_FILE", str(made.authority))
    yield made
    made.close()
