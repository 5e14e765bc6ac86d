"""A matter is for the level above (上报上级)."""

import pytest

from tests.domain.asking import attempts, case_of, in_state, lines_of, refused, running
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_it_goes_one_level_up_and_stays_where_it_is(world: World) -> None:
    number = in_state(world, "handling")
    before = running(number)
    world.act(number, "escalate")
    case = case_of(number)
    assert (case.level, case.state, running(number)) == ("street", "handling", before)
    assert (lines_of(number)[-1].data["level"], lines_of(number)[-1].remark) == ("street", "The street has to decide.")


def test_above_the_district_there_is_no_level(world: World) -> None:
    number = world.drive(world.report(), "escalate", "escalate")
    assert case_of(number).level == "district"
    with refused("rule", rule="top_level"):
        world.act(number, "escalate")
    assert attempts() == [(world.chen.key, "case.escalate", number, "rule")]
