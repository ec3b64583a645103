"""What an operator should know at start."""

from typing import Any

from django.conf import settings
from django.core.checks import Info, register


@register
def mail_is_sent(app_configs: Any, **kwargs: Any) -> list[Info]:
    """Without EMAIL_URL people find their notices on the pages only."""
    if settings.MAIL_IS_SENT:
        return []
    return [Info("EMAIL_URL is not set: notices stand on the pages, and nothing is mailed.", id="notify.I001")]
