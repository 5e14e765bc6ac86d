"""The rest of a case ends (恢复办理), by hand or with its time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from linli.cases import handlers
from linli.kernel.models import Clock
from linli.kernel.outbox import Fact
from linli.kernel.territory import territory
from linli.kernel.timekeeper import fire_due
from tests.domain.asking import EYE, case_of, clocks_of, facts, in_state, running
from tests.world import World

pytestmark = pytest.mark.postgres15
TOWN = ZoneInfo("Asia/Shanghai")


def at(day: int) -> datetime:
    return datetime(2026, 3, day, 10, tzinfo=TOWN).astimezone(UTC)


@pytest.mark.parametrize("state", ["accepted", "handling"])
def test_it_goes_on_where_it_stood_with_the_days_it_had_left(world: World, state: str) -> None:
    with time_machine.travel(at(2), tick=False):
        number = in_state(world, state)
        world.act(number, "request_suspension", until=at(20))
        world.drive(number, "approve_suspension")
    with time_machine.travel(at(9), tick=False):
        world.drive(number, "resume")
    case, handle = case_of(number), clocks_of(number)["handle"]
    assert (case.state, case.state_before, case.suspended_until) == (state, "", None)
    assert running(number) == {"handle"}
    # Two working days from the second, and five given back.
    assert case.due_at == handle.due_at == datetime(2026, 3, 12, tzinfo=TOWN)


def test_it_ends_by_itself_also_after_an_outage(committed: World) -> None:
    with time_machine.travel(at(2), tick=False):
        number = in_state(committed, "suspended")
    with time_machine.travel(at(2) + timedelta(days=60), tick=False):
        assert fire_due(datetime.now(UTC)) == 1
        (event,) = facts("clock.fired")
        told = Fact(event.id, event.name, event.object_type, event.object_id, 0, "", event.payload)
        for _ in range(2):
            handlers.act_in_time(told)
    assert (case_of(number).state, case_of(number).due_at is not None) == ("handling", True)


def test_a_firing_of_an_earlier_rest_does_not_end_a_later_one(world: World) -> None:
    number = in_state(world, "suspended")
    first = clocks_of(number)["suspension"]
    assert first.due_at is not None
    world.drive(number, "resume", "request_suspension", "approve_suspension")
    with territory(EYE):
        assert Clock.objects.filter(pk=first.pk, fired_at=None).exists()
    payload = {"clock": "suspension", "due_at": first.due_at.isoformat(), "fired_at": first.due_at.isoformat()}
    handlers.act_in_time(Fact(999, "clock.fired", "case", case_of(number).pk, 0, "", payload))
    assert case_of(number).state == "suspended"
