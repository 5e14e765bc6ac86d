"""An outside unit sends a case back (移送退回)."""

import pytest

from linli.cases import queries
from linli.kernel.territory import territory
from tests.domain.asking import EYE, case_of, in_state, lines_of, refused, running
from tests.world import World

pytestmark = pytest.mark.postgres15


@pytest.mark.parametrize("state", ["transferring", "transferred"])
def test_it_is_the_desk_s_again_and_out_of_the_partner_s_sight(world: World, state: str) -> None:
    number = world.drive(in_state(world, state), "return_transfer")
    case = case_of(number)
    assert (case.state, case.owner, case.unit_path, case.returned_by) == ("filed", "desk", "", ["police"])
    assert running(number) == {"dispatch"}
    assert lines_of(number)[-1].remark == "Not ours."
    with territory(world.gong), refused("not_found"):
        queries.one(world.gong, number)
    with territory(EYE):
        assert [sent.outcome for sent in queries.transfers(EYE, case)] == ["returned"]


def test_it_may_be_sent_again_and_what_came_back_before_is_kept(world: World) -> None:
    number = world.drive(in_state(world, "transferred"), "return_transfer", "transfer_out", "accept_transfer")
    with territory(EYE):
        assert [sent.outcome for sent in queries.transfers(EYE, case_of(number))] == ["returned", ""]


def test_whoever_sent_the_matter_in_goes_on_seeing_it(world: World) -> None:
    number = world.drive(world.transfer_in(), "file", "transfer_out", "return_transfer")
    with territory(world.gong):
        assert queries.one(world.gong, number).state == "filed"
