"""A case is the desk's again (收回), by hand, or by itself from outside while nobody has accepted it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from linli.cases import actions as cases
from linli.cases import handlers, queries
from linli.kernel.outbox import Fact
from linli.kernel.territory import territory
from linli.kernel.timekeeper import fire_due
from tests.domain.asking import EYE, case_of, clocks_of, facts, in_state, lines_of, refused, running
from tests.domain.cases.test_request_extension import applications
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


@pytest.mark.parametrize("state", ["accepted", "handling", "transferred"])
def test_from_a_unit_that_has_accepted_it_it_is_taken_with_a_reason(world: World, state: str) -> None:
    number = in_state(world, state)
    with refused("missing_input", field="remark"):
        world.act(number, "recall")
    world.act(number, "recall", remark="They do not answer.")
    case = case_of(number)
    assert (case.state, case.unit_path, case.handler_id, case.due_at) == ("filed", "", None, None)
    assert (case.owner, case.returns, running(number)) == ("desk", 0, {"dispatch"})
    assert lines_of(number)[-1].remark == "They do not answer."
    for unit in (world.zhao, world.gong):
        with territory(unit), refused("not_found"):
            queries.one(unit, number)
    world.act(number, "void")


def test_an_open_application_ends_with_it_and_an_open_sub_task_is_in_its_way(world: World) -> None:
    number = world.drive(in_state(world, "handling"), "request_extension")
    task = world.assisted(number)
    with refused("rule", rule="tasks_open"):
        world.act(number, "recall", remark="They do not answer.")
    cases.cancel_task(world.chen, task, reason="No need.")
    world.act(number, "recall", remark="They do not answer.")
    assert case_of(number).asked == ""
    assert [asked.step for asked in applications(number)] == ["lapsed"]


def test_what_an_outside_unit_accepted_in_the_last_moment_is_not_taken_back_by_itself(world: World) -> None:
    number = in_state(world, "transferring")
    due = clocks_of(number)["transfer"].due_at
    assert due is not None
    world.act(number, "accept_transfer")
    payload = {"clock": "transfer", "due_at": due.isoformat(), "fired_at": due.isoformat()}
    handlers.act_in_time(Fact(999, "clock.fired", "case", case_of(number).pk, 0, "", payload))
    assert case_of(number).state == "transferred"


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
