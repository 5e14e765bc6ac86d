"""What no unit has accepted is the desk's again (收回), by hand, or by itself from outside."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from linli.cases import handlers, queries
from linli.kernel.outbox import Fact
from linli.kernel.territory import territory
from linli.kernel.timekeeper import fire_due
from tests.domain.asking import EYE, case_of, clocks_of, facts, in_state, lines_of, refused, running
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_by_hand(world: World) -> None:
    number = world.drive(in_state(world, "transferring"), "recall")
    assert (case_of(number).state, case_of(number).owner, running(number)) == ("filed", "desk", {"dispatch"})
    with territory(EYE):
        assert [sent.outcome for sent in queries.transfers(EYE, case_of(number))] == ["recalled"]


def test_a_unit_that_has_not_accepted_it_loses_it_again_and_its_clocks_stop(world: World) -> None:
    number = world.drive(in_state(world, "dispatched"), "recall")
    assert (case_of(number).state, case_of(number).unit_path, running(number)) == ("filed", "", {"dispatch"})
    assert lines_of(number)[-1].data["unit"] == "street/water"
    with territory(world.zhao), refused("not_found"):
        queries.one(world.zhao, number)
    world.act(number, "dispatch")
    assert case_of(number).state == "dispatched"


def test_what_a_unit_has_accepted_cannot_be_taken_from_it(world: World) -> None:
    with refused("illegal_move"):
        world.drive(in_state(world, "accepted"), "recall")


def test_unaccepted_in_time_it_comes_back_by_itself_also_after_an_outage(committed: World) -> None:
    number = in_state(committed, "transferring")
    with time_machine.travel(timezone.now() + timedelta(hours=9), tick=False):
        fire_due(datetime.now(UTC))
        (event,) = facts("clock.fired")
        told = Fact(event.id, event.name, event.object_type, event.object_id, 0, "", event.payload)
        for _ in range(2):
            handlers.act_in_time(told)
    assert (case_of(number).state, case_of(number).owner) == ("filed", "desk")
    assert [line.actor for line in lines_of(number) if line.verb == "recall"] == ["job:timekeeper"]


def test_a_firing_for_an_earlier_sending_does_not_recall_a_later_one(world: World) -> None:
    number = in_state(world, "transferring")
    first = clocks_of(number)["transfer"].due_at
    assert first is not None
    world.drive(number, "recall", "transfer_out")
    payload = {"clock": "transfer", "due_at": first.isoformat(), "fired_at": first.isoformat()}
    handlers.act_in_time(Fact(999, "clock.fired", "case", case_of(number).pk, 0, "", payload))
    assert case_of(number).state == "transferring"
