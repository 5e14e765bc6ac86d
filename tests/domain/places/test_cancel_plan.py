"""A planned division is cancelled before its day."""

import pytest

from linli.places import actions as places
from tests.domain.asking import refused
from tests.domain.places.test_plan import planned, state_of
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_it_is_cancelled_once_and_by_administrators_only(world: World) -> None:
    number = planned()
    for by in (world.chen, world.stranger, world.li):
        with refused("not_found"):
            places.cancel_plan(by, number)
    places.cancel_plan(world.admin, number)
    assert state_of(number) == "cancelled"
    with refused("illegal_move"):
        places.cancel_plan(world.admin, number)
