"""A case is passed on to an outside unit (移送)."""

import pytest

from linli.cases import queries
from linli.kernel.territory import territory
from tests.domain.asking import case_of, clocks_of, in_state, refused, running
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_until_the_partner_accepts_it_the_case_is_the_desk_s(world: World) -> None:
    number = in_state(world, "transferring")
    case = case_of(number)
    assert (case.state, case.owner, case.unit_id) == ("transferring", "desk", None)
    assert running(number) == {"transfer"}
    with territory(world.gong):
        sent = queries.open_transfer(world.gong, queries.one(world.gong, number))
    assert sent is not None
    assert (sent.is_incoming, sent.reason, sent.accepted_at) == (False, "A matter of the police.", None)


def test_the_time_to_accept_is_the_partner_s_own(world: World) -> None:
    clock = clocks_of(in_state(world, "transferring"))["transfer"]
    assert (clock.amount, clock.unit) == (1, "minute")


def test_a_unit_of_our_own_is_dispatched_to_and_an_outside_one_transferred_to(world: World) -> None:
    number = in_state(world, "filed")
    with refused("rule", rule="not_outside"):
        world.act(number, "transfer_out", unit="street/water")
    with refused("rule", rule="outside_unit"):
        world.act(number, "dispatch", unit="police")
    with refused("invalid", field="unit", reason="unknown_unit"):
        world.act(number, "transfer_out", unit="nowhere")
