"""A table is imported by the plan's owner unit; whoever reads the plan exports what they may read of it."""

from collections.abc import Callable

from tests.api.surface import Given, Row
from tests.api.surface.plans import OWNER, READERS, UNSEEN
from tests.cast import Cast
from tests.plans.build import draft
from tests.tasks.tables import upload, xlsx


def a_table(query: str = "") -> Callable[[Cast], Given]:
    def given(cast: Cast) -> Given:
        return Given(
            path={"plan": draft(cast).pk}, body=lambda: {"file": upload(xlsx())}, query=query, format="multipart"
        )

    return given


ROWS = [
    Row("POST plans/{plan}/import/", {201: OWNER, 404: UNSEEN}, given=a_table()),
    Row("GET plans/{plan}/export.xlsx", {200: READERS}, others=404, given=a_table()),
    Row("GET plans/{plan}/export.docx", {200: READERS}, others=404, given=a_table()),
    Row("GET plans/{plan}/assignment-table.pdf", {200: READERS}, others=404, given=a_table()),
]
