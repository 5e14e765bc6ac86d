"""A matter is not taken up (作废)."""

import pytest

from linli.cases import actions as cases
from tests.domain.asking import case_of, in_state, refused, running
from tests.world import World

pytestmark = pytest.mark.postgres15


@pytest.mark.parametrize("state", ["reported", "filed"])
def test_a_voided_case_tells_its_reporter_why(world: World, state: str) -> None:
    number = world.drive(in_state(world, state), "void")
    case = case_of(number)
    assert (case.state, case.result) == ("voided", "Not a matter for the grid.")
    assert case.closed_at is not None
    assert running(number) == set()


def test_a_held_case_is_not_voided(world: World) -> None:
    number = in_state(world, "filed")
    cases.hold(world.chen, number, holder="subtask:7", reason="Open.")
    with refused("on_hold"):
        world.act(number, "void")
