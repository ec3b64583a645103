"""Effects: owed with the change, done by one worker at a time, tried four times, never lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from comms.core import clock
from comms.outbox import handlers, jobs, selectors, services
from comms.outbox.models import OutboxMessage
from tests.races import at_once, needs_postgresql

State = OutboxMessage.State
TOPIC = "tests.effect"


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is forgotten after it, and the apps' own periodic jobs do not run in it."""
    monkeypatch.setattr(handlers, "_handlers", {})
    monkeypatch.setattr(handlers, "_periodic", {})


@pytest.fixture
def done(own_registry: None) -> list[dict[str, Any]]:
    """The payloads with which the effect was done."""
    calls: list[dict[str, Any]] = []
    handlers.handles(TOPIC)(lambda **payload: calls.append(payload))
    return calls


def owe(key: str = "one", **payload: Any) -> OutboxMessage:
    with transaction.atomic():
        services.outbox(TOPIC, key=key, **payload)
    return OutboxMessage.objects.get(key=key)


def failing(error: BaseException) -> Callable[..., None]:
    def handler(**payload: Any) -> None:
        raise error

    handlers.handles(TOPIC)(handler)
    return handler


class TestOwing:
    @pytest.mark.django_db(transaction=True)
    def test_outside_a_transaction_nothing_can_be_owed(self) -> None:
        with pytest.raises(RuntimeError, match="in the transaction of the change"):
            services.outbox(TOPIC, key="one")

    @pytest.mark.django_db(transaction=True)
    def test_a_change_that_is_rolled_back_owes_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Neither a row nor a call to a worker is left."""
        woken: list[Any] = []
        monkeypatch.setattr(services, "wake", woken.append)
        with transaction.atomic():
            services.outbox(TOPIC, key="one")
            transaction.set_rollback(True)
        assert not OutboxMessage.objects.exists()
        assert woken == []

    @pytest.mark.django_db(transaction=True)
    def test_a_commit_wakes_a_worker(self, monkeypatch: pytest.MonkeyPatch) -> None:
        woken: list[Any] = []
        monkeypatch.setattr(services, "wake", woken.append)
        with transaction.atomic():
            services.outbox(TOPIC, key="one")
            assert woken == [], "a worker that is woken before the commit finds no row"
        assert woken == [OutboxMessage.objects.get().pk]

    @pytest.mark.django_db
    def test_the_same_key_is_owed_once(self, done: list[Any]) -> None:
        first = owe("one", release_id=1)
        assert owe("one", release_id=2) == first
        assert services.drain() == 1
        owe("one", release_id=3)
        assert services.drain() == 0, "what was done is not owed again under its key"
        assert done == [{"release_id": "1"}]

    @pytest.mark.django_db
    def test_without_a_broker_nobody_is_called(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(services.current_app, "send_task", lambda *args: pytest.fail("there is no broker"))
        assert services.wake(owe().pk) is False

    @pytest.mark.django_db
    def test_a_broker_that_does_not_answer_costs_nothing_but_time(
        self, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def refuse(*args: Any) -> None:
            raise OperationalError("connection refused")

        message = owe()
        settings.CELERY_BROKER_URL = "amqp://127.0.0.1:1//"
        monkeypatch.setattr(services.current_app, "send_task", refuse)
        assert services.wake(message.pk) is False
        assert "the sweeper will find" in caplog.text
        assert list(selectors.due_messages()) == [message]

    @needs_postgresql
    @pytest.mark.django_db(transaction=True)
    def test_two_writers_owe_one_effect(self) -> None:
        results = at_once(*[lambda: owe("one")] * 4)
        assert {message.pk for message in results} == {OutboxMessage.objects.get().pk}


@pytest.mark.django_db
class TestDelivering:
    def test_the_effect_is_done_once_with_its_payload(self, done: list[Any], frozen_clock: datetime) -> None:
        message = owe(release_id=7, version=2)
        assert services.deliver(message.pk) is True
        assert services.deliver(message.pk) is False
        assert done == [{"release_id": "7", "version": "2"}]
        message.refresh_from_db()
        assert (message.state, message.attempts, message.done_at) == (State.DONE, 1, frozen_clock)
        assert message.leased_until is None

    def test_while_one_worker_does_it_another_leaves_it_alone(self) -> None:
        runs: list[bool] = []

        def handler(**payload: Any) -> None:
            runs.append(services.deliver(message.pk))
            assert services.drain() == 0

        handlers.handles(TOPIC)(handler)
        message = owe()
        assert services.deliver(message.pk) is True
        assert runs == [False]

    def test_a_failure_is_tried_four_times_ever_later_then_parked(self, frozen_clock: datetime) -> None:
        failing(ValueError("no answer"))
        message = owe()
        at = frozen_clock
        for attempt, wait in enumerate([5, 10, 20], start=1):
            with clock.frozen(at):
                assert services.deliver(message.pk) is False
            message.refresh_from_db()
            assert (message.state, message.attempts) == (State.PENDING, attempt)
            assert message.due_at == at + timedelta(seconds=wait)
            assert message.last_error == "ValueError: no answer"
            with clock.frozen(message.due_at - timedelta(seconds=1)):
                assert not selectors.due_messages().exists(), "too early"
            at = message.due_at
        with clock.frozen(at):
            services.deliver(message.pk)
        message.refresh_from_db()
        assert (message.state, message.attempts) == (State.PARKED, 4)
        with clock.frozen(at + timedelta(days=1)):
            assert services.deliver(message.pk) is False
            assert selectors.backlog() == {"due": 0, "parked": 1}

    def test_a_parked_message_gets_its_tries_again(self, done: list[Any]) -> None:
        message = owe()
        OutboxMessage.objects.filter(pk=message.pk).update(state=State.PARKED, attempts=4, last_error="was down")
        services.retry_parked(message.pk)
        assert services.deliver(message.pk) is True
        message.refresh_from_db()
        assert (message.state, message.attempts, message.last_error) == (State.DONE, 1, "")

    @pytest.mark.parametrize("register", [lambda: failing(handlers.Hopeless("the release is void")), lambda: None])
    def test_what_another_try_cannot_help_is_parked_at_once(self, register: Callable[[], Any]) -> None:
        """A handler that gives up, and a topic that nobody handles."""
        register()
        message = owe()
        assert services.deliver(message.pk) is False
        message.refresh_from_db()
        assert (message.state, message.attempts) == (State.PARKED, 1)
        assert message.last_error.startswith("Hopeless: ")

    def test_the_lease_of_a_dead_worker_runs_out(self, done: list[Any], frozen_clock: datetime) -> None:
        message = owe()
        assert services._claim(message.pk) is not None  # and then the worker dies
        with clock.frozen(frozen_clock + services.LEASE - timedelta(seconds=1)):
            assert services.drain() == 0
        with clock.frozen(frozen_clock + services.LEASE):
            assert services.drain() == 1
        message.refresh_from_db()
        assert (message.state, message.attempts) == (State.DONE, 2)

    def test_what_kills_every_worker_is_parked(self, done: list[Any], frozen_clock: datetime) -> None:
        message, at = owe(), frozen_clock
        for _ in range(services.MAX_ATTEMPTS):
            with clock.frozen(at):
                assert services._claim(message.pk) is not None
            at += services.LEASE
        with clock.frozen(at):
            assert services.drain() == 0
        message.refresh_from_db()
        assert (message.state, message.last_error) == (State.PARKED, "the worker died in each of 4 tries")
        assert done == []

    @pytest.mark.parametrize("outcome", [None, ValueError("too late")])
    def test_a_worker_that_lost_its_lease_does_not_overwrite_the_outcome(
        self, outcome: Exception | None, frozen_clock: datetime
    ) -> None:
        """The slow worker ends, well or badly, after another one has done the effect."""
        later = frozen_clock + services.LEASE
        slow = True

        def handler(**payload: Any) -> None:
            nonlocal slow
            if slow:
                slow = False
                with clock.frozen(later):
                    assert services.deliver(message.pk) is True
                if outcome:
                    raise outcome

        handlers.handles(TOPIC)(handler)
        message = owe()
        services.deliver(message.pk)
        message.refresh_from_db()
        assert (message.state, message.attempts, message.done_at) == (State.DONE, 2, later)
        assert message.last_error == ""

    def test_a_worker_that_lost_its_lease_does_not_take_it_from_another(self, frozen_clock: datetime) -> None:
        """The slow worker fails while the next one is at it: the next one's lease stays."""
        later = frozen_clock + services.LEASE

        def handler(**payload: Any) -> None:
            with clock.frozen(later):
                assert services._claim(message.pk) is not None
            raise ValueError("too late")

        handlers.handles(TOPIC)(handler)
        message = owe()
        services.deliver(message.pk)
        message.refresh_from_db()
        assert (message.attempts, message.leased_until, message.last_error) == (2, later + services.LEASE, "")


@pytest.mark.django_db
class TestDraining:
    def test_what_comes_to_be_owed_while_draining_is_done_too(self) -> None:
        order: list[str] = []

        def handler(step: str) -> None:
            order.append(step)
            if step == "render":
                owe("two", step="publish")

        handlers.handles(TOPIC)(handler)
        owe("one", step="render")
        assert services.drain() == 2
        assert order == ["render", "publish"]

    def test_one_that_fails_does_not_hold_up_the_others(self, frozen_clock: datetime) -> None:
        done: list[str] = []

        def handler(number: str) -> None:
            if number == "1":
                raise ValueError(number)
            done.append(number)

        handlers.handles(TOPIC)(handler)
        for number in range(4):
            with clock.frozen(frozen_clock - timedelta(minutes=10 - number)):
                owe(f"number {number}", number=number)
        assert services.drain() == 3
        assert done == ["0", "2", "3"]

    def test_it_stops_at_its_limit_and_when_told(self, done: list[Any]) -> None:
        for number in range(5):
            owe(f"number {number}")
        assert services.drain(limit=2) == 2
        assert services.drain(stopped=lambda: len(done) == 3) == 1
        assert selectors.backlog() == {"due": 2, "parked": 0}

    def test_more_than_one_batch(self, done: list[Any]) -> None:
        OutboxMessage.objects.bulk_create(OutboxMessage(topic=TOPIC, key=f"number {n}") for n in range(230))
        assert services.drain() == 230

    def test_a_periodic_job_that_fails_does_not_stop_the_others(self, caplog: pytest.LogCaptureFixture) -> None:
        ran: list[str] = []

        def fails() -> None:
            raise ValueError("the calendar is empty")

        handlers.periodic("first")(fails)
        handlers.periodic("second")(lambda: ran.append("second"))
        services.run_periodic()
        assert ran == ["second"]
        assert "the periodic job first failed" in caplog.text

    def test_the_sweeper_wakes_a_worker_for_what_is_due_and_not_done(
        self, done: list[Any], monkeypatch: pytest.MonkeyPatch, frozen_clock: datetime
    ) -> None:
        """Every lost call is made good: not what is done, parked, leased or not yet due."""
        due, finished, parked, leased, later = (owe(key) for key in ("due", "finished", "parked", "leased", "later"))
        services.deliver(finished.pk)
        OutboxMessage.objects.filter(pk=parked.pk).update(state=State.PARKED)
        services._claim(leased.pk)
        OutboxMessage.objects.filter(pk=later.pk).update(due_at=frozen_clock + timedelta(minutes=1))
        woken: list[Any] = []
        monkeypatch.setattr(services, "wake", lambda pk: woken.append(pk) or True)
        jobs.sweep()
        assert woken == [due.pk]

    def test_a_sweep_stops_at_a_broker_that_does_not_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        tried: list[Any] = []
        monkeypatch.setattr(services, "wake", lambda pk: tried.append(pk) or False)
        owe("one")
        owe("two")
        jobs.sweep()
        assert len(tried) == 1


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_workers_at_once_do_each_effect_once(own_registry: None) -> None:
    """Four drainers over the same forty messages: nothing twice, nothing left."""
    done: list[str] = []
    handlers.handles(TOPIC)(lambda **payload: done.append(payload["number"]))
    for number in range(40):
        owe(f"number {number}", number=number)
    counts = at_once(*[services.drain] * 4)
    assert sum(counts) == 40
    assert sorted(done, key=int) == [str(number) for number in range(40)]
