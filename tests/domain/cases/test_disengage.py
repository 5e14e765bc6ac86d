"""An assisting unit ends its part in a case: only along with its sub-task."""

import pytest

from linli.cases import actions as cases
from tests.domain.asking import case_of, in_state, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


@pytest.mark.parametrize("by", ["zhao", "chen", "ren"])
def test_nobody_shuts_a_unit_out_by_itself(world: World, by: str) -> None:
    number = in_state(world, "handling")
    task = world.assisted(number)
    with refused("forbidden"):
        cases.disengage(getattr(world, by), number, task=task, unit="street/roads")
    assert case_of(number).open_tasks == 1
