"""Named clocks: start, stop, pause, resume, extend; due times are computed, never edited."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from linli.kernel import clocks
from linli.kernel.calendar import Pause
from linli.kernel.models import Clock
from linli.kernel.territory import territory
from tests.domain.asking import EYE, case_of, clocks_of, in_state, running
from tests.world import World

pytestmark = pytest.mark.postgres15
TOWN = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int = 10) -> datetime:
    """A moment of March 2026 in the town; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, tzinfo=TOWN)


@pytest.fixture
def number(world: World) -> str:
    """A case that was dispatched on Monday the 2nd at ten, with two working days to handle it."""
    with time_machine.travel(at(2).astimezone(UTC), tick=False):
        return in_state(world, "dispatched")


def test_a_clock_is_due_after_its_limit(number: str) -> None:
    handle = clocks_of(number)["handle"]
    assert (handle.started_at, handle.due_at) == (at(2), at(5, 0))
    assert case_of(number).due_at == handle.due_at


def test_a_paused_clock_has_no_due_time_and_gets_its_days_back(number: str) -> None:
    with territory(EYE):
        clocks.pause(case_of(number), "handle", at(3))
    assert clocks_of(number)["handle"].due_at is None
    with territory(EYE):
        clocks.resume(case_of(number), "handle", at(5))
    handle = clocks_of(number)["handle"]
    assert handle.due_at == at(7, 0)
    assert clocks.pauses_of(handle) == (Pause(at(3), at(5)),)


def test_every_pause_is_recorded(number: str) -> None:
    case = case_of(number)
    with territory(EYE):
        for day in (3, 4):
            clocks.pause(case, "handle", at(day, 10))
            clocks.resume(case, "handle", at(day, 12))
    recorded = (Pause(at(3, 10), at(3, 12)), Pause(at(4, 10), at(4, 12)))
    assert clocks.pauses_of(clocks_of(number)["handle"]) == recorded


def test_an_extended_clock_is_due_later_by_its_own_unit(number: str) -> None:
    with territory(EYE):
        clocks.extend(case_of(number), "handle", 1)
    handle = clocks_of(number)["handle"]
    assert (handle.amount, handle.due_at) == (3, at(6, 0))


def test_a_clock_that_is_extended_while_paused_waits_for_its_end(number: str) -> None:
    case = case_of(number)
    with territory(EYE):
        clocks.pause(case, "handle", at(3))
        clocks.extend(case, "handle", 1)
    assert clocks_of(number)["handle"].due_at is None


def test_a_stopped_clock_keeps_its_moment_and_a_new_start_begins_anew(world: World, number: str) -> None:
    world.drive(number, "return")
    assert running(number) == {"dispatch"}
    assert clocks_of(number)["handle"].stopped_at is not None
    with time_machine.travel(at(9).astimezone(UTC), tick=False):
        world.act(number, "dispatch", unit="street/roads")
    handle = clocks_of(number)["handle"]
    assert (handle.started_at, handle.stopped_at, handle.pauses) == (at(9), None, [])
    assert handle.due_at == at(12, 0)


def test_stages_are_timed_one_after_the_other(world: World) -> None:
    number = in_state(world, "closed")
    found = clocks_of(number)
    assert set(found) == {"file", "dispatch", "accept", "handle", "check", "close"}
    for clock in found.values():
        assert clock.stopped_at is not None
        assert timedelta(0) <= clock.stopped_at - clock.started_at < timedelta(minutes=1)


def test_pausing_twice_is_pausing_once(number: str) -> None:
    case = case_of(number)
    with territory(EYE):
        clocks.pause(case, "handle", at(3))
        clocks.pause(case, "handle", at(4))
        clocks.resume(case, "handle", at(5))
    assert clocks.pauses_of(clocks_of(number)["handle"]) == (Pause(at(3), at(5)),)


def test_resuming_a_clock_that_runs_changes_nothing(number: str) -> None:
    with territory(EYE):
        clocks.resume(case_of(number), "handle", at(3))
    assert (clocks_of(number)["handle"].due_at, clocks_of(number)["handle"].pauses) == (at(5, 0), [])


def test_a_clock_that_fired_fires_again_only_when_it_is_due_later_than_that(number: str) -> None:
    case = case_of(number)
    with territory(EYE):
        Clock.objects.filter(object_id=case.pk, name="handle").update(fired_at=at(6, 12))
        clocks.extend(case, "handle", 1)
        assert clocks_of(number)["handle"].fired_at == at(6, 12)
        clocks.extend(case, "handle", 1)
    assert clocks_of(number)["handle"].fired_at is None
