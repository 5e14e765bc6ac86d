"""The unit's chief or the desk says no to more time (不予延期)."""

import pytest

from tests.domain.asking import case_of, clocks_of, in_state, lines_of, refused
from tests.domain.cases.test_request_extension import applications
from tests.world import World

pytestmark = pytest.mark.postgres15


@pytest.mark.parametrize("by", ["feng", "chen"])
def test_a_refused_request_leaves_the_time_as_it_is_and_does_not_count(world: World, by: str) -> None:
    number = world.drive(in_state(world, "handling"), "request_extension")
    due = clocks_of(number)["handle"].due_at
    world.act(number, "refuse_extension", by=world.actors[by])
    assert (applications(number)[0].step, case_of(number).asked, case_of(number).extensions) == ("refused", "", 0)
    assert clocks_of(number)["handle"].due_at == due
    assert lines_of(number)[-1].remark == "There is time enough."


def test_the_desk_refuses_what_the_chief_endorsed(world: World) -> None:
    number = world.drive(in_state(world, "handling"), "request_extension", "endorse_extension", "refuse_extension")
    assert applications(number)[0].step == "refused"


def test_a_request_for_a_rest_is_not_refused_as_one_for_time(world: World) -> None:
    number = world.drive(in_state(world, "handling"), "request_suspension")
    with refused("rule", rule="no_application"):
        world.act(number, "refuse_extension")
