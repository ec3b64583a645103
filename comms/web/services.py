"""What the pages themselves write."""

from typing import Any

from django.contrib.auth import get_user_model


def language_remember(*, user: Any, language: str) -> None:
    """Keep the language that a person has chosen with the account."""
    get_user_model()._default_manager.filter(pk=user.pk).update(language=language)
