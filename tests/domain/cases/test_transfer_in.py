"""An outside unit sends a matter in (移入)."""

import pytest

from linli.cases import queries
from linli.kernel.territory import territory
from tests.domain.asking import EYE, case_of, refused, running
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_it_opens_a_case_under_the_number_of_its_own_and_stays_open_to_the_sender(world: World) -> None:
    number = world.transfer_in("110-20261121-7")
    case = case_of(number)
    assert (case.state, case.channel, case.external_number) == ("reported", "transfer", "110-20261121-7")
    assert (case.source is not None, case.owner) == (True, "desk")
    assert running(number) == {"receive", "file"}
    with territory(world.gong):
        assert queries.one(world.gong, number).number == number


def test_the_same_number_of_the_same_sender_comes_in_once(world: World) -> None:
    world.transfer_in("7")
    with refused("rule", rule="transferred_before"):
        world.transfer_in("7")


@pytest.mark.parametrize("verb", ["send_back", "void"])
def test_what_was_not_taken_up_may_come_in_again_under_its_number(world: World, verb: str) -> None:
    first = world.drive(world.transfer_in("7"), verb)
    again = world.transfer_in("7")
    assert (case_of(again).state, case_of(again).number != first) == ("reported", True)
    with refused("rule", rule="transferred_before"):
        world.transfer_in("7")


def test_only_an_outside_unit_sends_in(world: World) -> None:
    with refused("rule", rule="not_outside"):
        world.transfer_in(by=EYE)
    with refused("forbidden"):
        world.transfer_in(by=world.chen)


@pytest.mark.parametrize("field", ["text", "external_number"])
def test_text_and_number_are_needed(world: World, field: str) -> None:
    with refused("missing_input", field=field):
        world.transfer_in(**{field: " "})
