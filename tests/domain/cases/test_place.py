"""A case comes to lie in today's division."""

import pytest

from linli.cases import actions as cases
from linli.places.actions.registers import areas_changed
from linli.places.models import Area
from tests.domain.asking import EYE, case_of, in_state, refused
from tests.world import COMMUNITY, GRID, World

pytestmark = pytest.mark.postgres15


def test_a_case_whose_area_stands_stays(world: World) -> None:
    with refused("rule", rule="not_misplaced"):
        cases.place(EYE, in_state(world, "filed"))


def test_a_case_around_which_no_area_is_left_lies_in_the_nearest_one_above(world: World) -> None:
    number = in_state(world, "filed")
    Area.objects.filter(code=GRID).update(is_retired=True)
    areas_changed()
    cases.place(EYE, number)
    assert case_of(number).area_path == f"/33/330110010/{COMMUNITY}/"


def test_a_case_that_has_ended_is_not_placed(world: World) -> None:
    number = in_state(world, "closed")
    Area.objects.filter(code=GRID).update(is_retired=True)
    areas_changed()
    with refused("illegal_move"):
        cases.place(EYE, number)
