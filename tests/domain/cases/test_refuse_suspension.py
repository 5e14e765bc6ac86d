"""The desk says no to a rest (不予挂账)."""

import pytest

from tests.domain.asking import case_of, in_state, lines_of, running
from tests.domain.cases.test_request_extension import applications
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_the_unit_goes_on_and_may_ask_again(world: World) -> None:
    number = world.drive(in_state(world, "handling"), "request_suspension", "refuse_suspension")
    assert (case_of(number).state, case_of(number).asked, running(number)) == ("handling", "", {"handle"})
    assert lines_of(number)[-1].remark == "It can be done now."
    world.drive(number, "request_suspension", "approve_suspension")
    assert [row.step for row in applications(number)] == ["refused", "approved"]
