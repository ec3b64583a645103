"""Statements as a reader sees them."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from press.releases.models import Release
from press.speaking.models import Statement


def statements_shown_to(user: Any) -> "QuerySet[Statement]":
    """Visible statements with their speaker and `seen_release`: the id of the release that each names, where the reader
    sees that too.  What was said is known to everybody; the release may still be a draft."""
    release = Release.objects.visible_to(user).filter(pk=OuterRef("release_id")).values("pk")
    rows: QuerySet[Statement] = Statement.objects.visible_to(user).select_related("mandate__person")
    return rows.annotate(seen_release=Subquery(release[:1]))
