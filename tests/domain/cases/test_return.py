"""A unit gives a case back to the desk (回退)."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel.territory import territory
from tests.domain.asking import case_of, in_state, lines_of, refused, running
from tests.world import World

pytestmark = pytest.mark.postgres15


@pytest.mark.parametrize("state", ["dispatched", "accepted", "handling"])
def test_a_case_returned_by_its_unit_waits_for_dispatch_again(world: World, state: str) -> None:
    number = world.drive(in_state(world, state), "return")
    case = case_of(number)
    assert (case.state, case.unit_id, case.unit_path, case.handler_id, case.due_at) == ("filed", None, "", None, None)
    assert case.returns == 1
    assert running(number) == {"dispatch"}


def test_a_returned_case_leaves_the_unit_s_sight_in_the_same_transaction(world: World) -> None:
    number = world.drive(in_state(world, "dispatched"), "return")
    with territory(world.zhao), refused("not_found"):
        queries.one(world.zhao, number)
    with refused("not_found"):
        cases.accept(world.zhao, number)


def test_the_reason_and_everything_filled_in_before_is_kept(world: World) -> None:
    number = world.drive(in_state(world, "handling"), "return")
    line = lines_of(number)[-1]
    assert (line.remark, line.data["unit"], line.data["from"], line.data["to"]) == (
        "Not ours.",
        "street/water",
        "handling",
        "filed",
    )
    case = case_of(number)
    assert case.event_class is not None


def test_it_may_go_to_another_unit_and_its_time_begins_anew(world: World) -> None:
    number = world.drive(in_state(world, "dispatched"), "return")
    world.act(number, "dispatch", unit="street/roads")
    assert case_of(number).unit_path == "/street/roads/"
    assert running(number) == {"accept", "handle"}
