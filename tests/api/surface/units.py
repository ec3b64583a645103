"""Units are known to everybody who is signed in; nobody writes them over HTTP."""

from tests.api.surface import EVERYBODY, Given, Row
from tests.cast import Cast


def unit(cast: Cast) -> Given:
    return Given(path={"id": cast.units["VP"].code})


ROWS = [
    Row("GET schema/", {200: EVERYBODY}),
    Row("GET docs/", {200: EVERYBODY}),
    Row("GET units/", {200: EVERYBODY}),
    Row("GET units/{id}/", {200: EVERYBODY}, given=unit),
    Row("GET units/{id}/lineage/", {200: EVERYBODY}, given=unit),
    Row("GET units/{id}/history/", {200: EVERYBODY}, given=unit),
]
