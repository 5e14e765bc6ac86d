"""An assisting unit comes into a case: only along with its sub-task."""

import pytest

from linli.cases import actions as cases
from tests.domain.asking import case_of, in_state, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


@pytest.mark.parametrize("by", ["zhao", "chen", "lin"])
def test_nobody_opens_a_case_to_a_unit_by_itself(world: World, by: str) -> None:
    number = in_state(world, "handling")
    with refused("forbidden"):
        cases.engage(getattr(world, by), number, task="S00000001", unit="street/roads")
    assert case_of(number).open_tasks == 0
