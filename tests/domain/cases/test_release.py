"""A hold is let go."""

import pytest

from linli.cases import actions as cases
from tests.domain.asking import attempts, case_of, in_state, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_a_released_hold_can_be_taken_again(world: World) -> None:
    number = in_state(world, "checked")
    for _ in range(2):
        cases.hold(world.chen, number, holder="subtask:7", reason="Open.")
        cases.release(world.chen, number, holder="subtask:7")
    assert case_of(number).open_holds == 0


@pytest.mark.parametrize("holder", ["subtask:8", "", "subtask:7"])
def test_what_does_not_hold_cannot_be_released(world: World, holder: str) -> None:
    number = in_state(world, "checked")
    cases.hold(world.chen, number, holder="subtask:7", reason="Open.")
    cases.release(world.chen, number, holder="subtask:7")
    with refused("rule", rule="no_such_hold"):
        cases.release(world.chen, number, holder=holder)
    assert attempts() == [(world.chen.key, "case.release", number, "rule")]


def test_a_hold_on_another_case_is_not_touched(world: World) -> None:
    number, other = in_state(world, "checked"), in_state(world, "checked")
    cases.hold(world.chen, other, holder="subtask:7", reason="Open.")
    with refused("rule", rule="no_such_hold"):
        cases.release(world.chen, number, holder="subtask:7")
    assert case_of(other).open_holds == 1
