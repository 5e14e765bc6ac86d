"""The desk confirms that a matter from outside has arrived (签收)."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel.territory import territory
from tests.domain.asking import EYE, case_of, refused, running
from tests.world import World

pytestmark = pytest.mark.postgres15


@pytest.mark.parametrize("verb", ["receive", "file", "void", "self_handle"])
def test_its_receipt_is_kept_whatever_is_decided_about_it_first(world: World, verb: str) -> None:
    number = world.transfer_in()
    if verb == "self_handle":
        cases.self_handle(world.lin, number, class_code="06010", outcome="done", result="Asked for quiet.")
    else:
        world.drive(number, verb)
    assert "receive" not in running(number)
    with territory(EYE):
        (sent,) = queries.transfers(EYE, case_of(number))
    assert (sent.outcome, sent.accepted_at is not None) == ("taken_in", True)


def test_what_was_voided_at_once_is_not_received_again_when_it_comes_back(world: World) -> None:
    number = world.drive(world.transfer_in(), "void", "reopen")
    with refused("rule", rule="received_before"):
        world.act(number, "receive")


def test_a_case_of_our_own_is_not_received(world: World) -> None:
    with refused("rule", rule="not_transferred_in"):
        world.act(world.report(), "receive")


def test_a_matter_is_received_once(world: World) -> None:
    number = world.drive(world.transfer_in(), "receive")
    with refused("rule", rule="received_before"):
        world.act(number, "receive")
    assert case_of(number).version == 2
    with territory(world.chen):
        standing = queries.obstacle(world.chen, case_of(number), "receive")
    assert standing is not None
    assert standing.words["rule"] == "received_before"
