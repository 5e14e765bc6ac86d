"""A unit takes a case on (接收)."""

import pytest

from tests.domain.asking import case_of, in_state, refused, running
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_the_unit_takes_the_case_on_and_its_time_goes_on(world: World) -> None:
    number = world.drive(in_state(world, "dispatched"), "accept")
    assert case_of(number).state == "accepted"
    assert running(number) == {"handle"}


def test_another_unit_does_not_even_see_it(world: World) -> None:
    number = in_state(world, "dispatched")
    with refused("not_found"):
        world.act(number, "accept", by=world.stranger_zhao)


def test_the_desk_sees_it_and_may_not_accept_for_the_unit(world: World) -> None:
    number = in_state(world, "dispatched")
    with refused("forbidden"):
        world.act(number, "accept", by=world.chen)
