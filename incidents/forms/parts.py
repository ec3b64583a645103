"""What the forms of this app share."""

from typing import Any

from django.utils.translation import gettext_lazy as _

OFFERED = 200
HANOI_TIME = _("Hanoi time.")


def latest(rows: Any) -> Any:
    """The rows offered in a choice: the latest ones."""
    return rows.filter(pk__in=set(rows.order_by("-created_at").values_list("pk", flat=True)[:OFFERED]))
