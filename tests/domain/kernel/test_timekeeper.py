"""Clocks fire once each, in due order, whoever else is at it and however long nobody was."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from linli.kernel import outbox, timekeeper
from linli.kernel.refusals import Refusal
from tests.domain.asking import at_once, case_of, clocks_of, facts, in_state, lines_of
from tests.world import World

pytestmark = pytest.mark.postgres15
MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LATER = MORNING + timedelta(days=30)


def cases_in_time(world: World, state: str, count: int, minutes_apart: int = 1) -> list[str]:
    """Cases that came into this state one after the other."""
    numbers = []
    for place in range(count):
        with time_machine.travel(MORNING + timedelta(minutes=place * minutes_apart), tick=False):
            numbers.append(in_state(world, state))
    return numbers


def fire_all(now: datetime) -> int:
    total = 0
    while fired := timekeeper.fire_due(now):
        total += fired
    return total


def test_a_clock_fires_when_it_is_due_and_not_a_moment_before(committed: World) -> None:
    (number,) = cases_in_time(committed, "reported", 1)
    due = clocks_of(number)["file"].due_at
    assert due == MORNING + timedelta(minutes=15)
    assert timekeeper.fire_due(due - timedelta(microseconds=1)) == 0
    assert timekeeper.fire_due(due) == 1
    assert timekeeper.fire_due(due) == 0
    (fact,) = facts("clock.fired")
    assert datetime.fromisoformat(fact.payload["due_at"]) == due
    assert fact.object_id == case_of(number).pk


def test_after_an_outage_all_fire_once_in_due_order_with_their_true_due_time(
    committed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timekeeper, "BATCH", 3)
    numbers = cases_in_time(committed, "reported", 7)
    dues = [clocks_of(number)["file"].due_at for number in reversed(numbers)]
    assert fire_all(LATER) == 7
    fired = facts("clock.fired")
    assert [datetime.fromisoformat(f.payload["due_at"]) for f in fired] == sorted(d for d in dues if d)
    assert {datetime.fromisoformat(f.payload["fired_at"]) for f in fired} == {LATER}
    assert all(clocks_of(number)["file"].fired_at == LATER for number in numbers)


def test_four_timekeepers_at_once_fire_each_clock_once(committed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timekeeper, "BATCH", 2)
    cases_in_time(committed, "reported", 9)
    answers = at_once(4, lambda _: fire_all(LATER))
    counts = [answer for answer in answers if not isinstance(answer, Refusal)]
    assert sum(counts) + fire_all(LATER) == 9
    fired = facts("clock.fired")
    assert len({(f.object_id, f.payload["clock"]) for f in fired}) == len(fired) == 9


def hear_all(hearings: Sequence[outbox.Hearing]) -> None:
    for handler, fact in hearings:
        outbox.deliver(handler, fact)


def test_a_stopped_clock_does_not_fire(committed: World) -> None:
    cases_in_time(committed, "voided", 1)
    assert timekeeper.fire_due(LATER) == 0


def test_a_clock_that_begins_anew_may_fire_anew(committed: World) -> None:
    (number,) = cases_in_time(committed, "filed", 1)
    assert timekeeper.fire_due(LATER) == 1
    committed.drive(number, "dispatch", "return")
    assert clocks_of(number)["dispatch"].fired_at is None
    assert timekeeper.fire_due(LATER + timedelta(days=300)) == 1


def test_a_case_is_marked_overdue_once_although_the_fact_is_heard_twice(committed: World) -> None:
    (number,) = cases_in_time(committed, "dispatched", 1)
    assert fire_all(LATER) == 2
    for _ in range(2):
        outbox.relay_once(hear_all)
        for fact in facts("clock.fired"):
            told = outbox.Fact(
                fact.id, fact.name, fact.object_type, fact.object_id, fact.version, fact.at.isoformat(), fact.payload
            )
            outbox.HANDLERS["clock.fired"]["linli.cases.handlers.act_in_time"](told)
    assert case_of(number).is_overdue
    assert [line.verb for line in lines_of(number)].count("become_overdue") == 1
