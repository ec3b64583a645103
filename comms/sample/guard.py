"""Sample data has no business in production."""

from django.conf import settings
from django.core.management.base import CommandError


def refuse_in_production() -> None:
    """Raise CommandError when DJANGO_ENV is production, which it is when unset."""
    if settings.PRODUCTION:
        raise CommandError("Sample data is refused in production (DJANGO_ENV is production, which it is when unset).")
