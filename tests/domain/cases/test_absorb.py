"""The other side of a merge (并入)."""

import pytest

from linli.cases import actions as cases
from tests.domain.asking import case_of, in_state, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


@pytest.mark.parametrize("state", ["verifying", "suspended", "transferred", "checked"])
def test_a_case_takes_others_in_wherever_it_stands_while_it_is_open(world: World, state: str) -> None:
    target = in_state(world, state)
    source = world.merged(into=target)
    assert (case_of(target).state, case_of(source).state) == (state, "merged")
    assert case_of(source).participants == []
    assert len([token for token in case_of(target).participants if token.startswith("code:")]) == 2


def test_nobody_at_the_desk_does_it_by_itself(world: World) -> None:
    with refused("forbidden"):
        cases.absorb(world.chen, world.report(), source=world.report())
