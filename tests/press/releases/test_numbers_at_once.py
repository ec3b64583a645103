"""Numbers are gap-free and given once, whoever issues at the same moment."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from comms.core import clock
from comms.core.errors import ServiceError
from press.releases import services
from press.releases.books import NumberCounter, NumberEntry
from press.releases.models import Release
from tests.cast import Cast
from tests.press.releases.building import approved, do
from tests.races import at_once, needs_postgresql

pytestmark = [needs_postgresql, pytest.mark.django_db(transaction=True)]

THREADS, EACH = 8, 5


def issue_all(cast: Cast, releases: list[Release]) -> Callable[[], list[Any]]:
    def run() -> list[Any]:
        results: list[Any] = []
        for release in releases:
            try:
                issued = services.release_issue(actor=cast.spokesperson, release_id=release.pk, version=release.version)
                results.append(issued.number)
            except ServiceError as error:
                results.append(error)
        return results

    return run


def test_numbers_have_no_gap_and_no_double(cast: Cast) -> None:
    """Eight writers with five releases each; in every second batch one text was changed and is refused, which costs
    no number: the others share 1 to n, each once."""
    batches = [[approved(cast) for _each in range(EACH)] for _thread in range(THREADS)]
    broken = [batch[2].pk for batch in batches[::2]]
    Release.objects.filter(pk__in=broken).update(body="Khác")
    results = at_once(*(issue_all(cast, batch) for batch in batches))
    numbers = sorted(number for result in results for number in result if isinstance(number, int))
    refused = [error for result in results for error in result if not isinstance(error, int)]
    assert numbers == list(range(1, THREADS * EACH - len(broken) + 1))
    assert [getattr(error, "code", error) for error in refused] == ["content_changed"] * len(broken)
    assert sorted(NumberEntry.objects.values_list("number", flat=True)) == numbers
    assert NumberCounter.objects.get().last == len(numbers)


def test_one_release_issued_at_once_by_two_takes_one_number(cast: Cast) -> None:
    """The second writer reads the state that the first has made."""
    release = approved(cast)
    results = at_once(*[issue_all(cast, [release])] * 2)
    assert sorted(isinstance(result[0], int) for result in results) == [False, True]
    assert NumberEntry.objects.count() == 1


def test_two_sweeps_at_once_issue_a_due_release_once(cast: Cast) -> None:
    """Both find it due; one waits for the other and then has nothing to do."""
    at = clock.now() + timedelta(hours=1)
    release = do("schedule", approved(cast), cast.spokesperson, scheduled_for=at)
    with clock.frozen(at):
        results = at_once(*[lambda: services.release_issue_due(release_id=release.pk)] * 2)
    assert sorted(result is None for result in results) == [False, True]
    assert NumberEntry.objects.count() == 1


def test_two_documents_at_once(cast: Cast) -> None:
    """Two workers that rendered the same release: one document, and both get the same."""
    release = do("issue", approved(cast), cast.spokesperson)
    results = at_once(
        *[
            lambda data=data: services.document_store(release_id=release.pk, data=data)
            for data in (b"%PDF a", b"%PDF b")
        ]
    )
    assert results[0] == results[1]
    assert release.documents.count() == 1
