"""Reports by the public: the press desk of the office handles them, leadership reads along."""

from collections.abc import Callable
from typing import Any

from tests.api.surface import EVERYBODY, Given, Row
from tests.cast import Cast
from tests.incidents.building_intake import come, done

DESK = ("press_officer", "spokesperson")
SEES = (*DESK, "leader")


def report(*verbs: str, body: Any = None) -> Callable[[Cast], Given]:
    """One to which `verbs` were done."""

    def given(cast: Cast) -> Given:
        made = come(name="Nguyễn Văn A (minh họa)")
        for verb in verbs:
            made = done(verb, made, cast.press_officer)
        return Given(path={"id": made.pk}, version=made.version, body=body)

    return given


def verb_row(verb: str, given: Callable[[Cast], Given]) -> Row:
    return Row(f"POST public-reports/{{id}}/{verb}/", {200: DESK, 403: ("leader",)}, others=404, given=given)


ROWS = [
    Row("GET incidents/suggest/", {200: EVERYBODY}),
    Row("GET incidents/counts/", {200: EVERYBODY}),
    Row("GET public-reports/", {200: EVERYBODY}),
    Row("GET public-reports/{id}/", {200: SEES}, others=404, given=report()),
    Row("GET public-reports/{id}/history/", {200: SEES}, others=404, given=report()),
    verb_row("take", report(body={"title": "Tin sai về phí"})),
    verb_row("dismiss", report(body={"reason": "Không liên quan"})),
    verb_row("answer", report("dismiss", body={"text": "Xin cảm ơn"})),
    verb_row("forget", report()),
]
