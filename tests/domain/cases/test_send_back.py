"""A matter goes back to the outside unit that sent it in (退回来件)."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel.territory import territory
from tests.domain.asking import case_of, refused, running
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_it_ends_for_us_and_the_sender_reads_why(world: World) -> None:
    number = world.drive(world.transfer_in(), "send_back")
    assert (case_of(number).state, running(number)) == ("sent_back", set())
    with territory(world.gong):
        seen = queries.one(world.gong, number)
        (sent,) = queries.transfers(world.gong, seen)
    assert (seen.result, sent.outcome) == ("It lies in another street.", "sent_back")


def test_a_case_of_our_own_is_not_sent_back(world: World) -> None:
    with refused("rule", rule="not_transferred_in"):
        world.act(world.report(), "send_back")


def test_not_while_something_above_it_is_open(world: World) -> None:
    number = world.transfer_in()
    cases.hold(world.chen, number, holder="subtask:7", reason="Open.")
    with refused("on_hold"):
        world.act(number, "send_back")
