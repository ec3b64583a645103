"""Clients that are signed in as somebody."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from comms.org.models import User
from tests.cast import Cast

SignedIn = Callable[[User], Client]


@pytest.fixture
def as_(cast: Cast) -> SignedIn:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def gallery(settings: Any) -> None:
    """The pages of `tests.web.gallery` beside the real ones."""
    settings.ROOT_URLCONF = "tests.web.gallery"


@pytest.fixture
def officer(as_: SignedIn, cast: Cast) -> Client:
    return as_(cast.officer)
