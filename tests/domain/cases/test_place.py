"""A case comes to lie in today's division."""

import pytest

from linli.cases import actions as cases
from linli.places.actions.registers import areas_changed
from linli.places.models import Area
from tests.domain.asking import EYE, case_of, in_state, lines_of, refused
from tests.world import COMMUNITY, GRID, World

pytestmark = pytest.mark.postgres15


ABOVE = f"/33/330110010/{COMMUNITY}/"


def divide_anew() -> None:
    """The grid of the cases is no more."""
    Area.objects.filter(code=GRID).update(is_retired=True)
    areas_changed()


def test_a_case_whose_area_stands_stays(world: World) -> None:
    with refused("rule", rule="not_misplaced"):
        cases.place(EYE, in_state(world, "filed"))


def test_a_case_around_which_no_area_is_left_lies_in_the_nearest_one_above(world: World) -> None:
    number = in_state(world, "filed")
    divide_anew()
    cases.place(EYE, number)
    assert case_of(number).area_path == ABOVE


def test_a_case_that_has_ended_is_not_placed(world: World) -> None:
    number = in_state(world, "closed")
    divide_anew()
    with refused("illegal_move"):
        cases.place(EYE, number)


@pytest.mark.parametrize("ended", ["closed", "voided"])
def test_what_goes_round_again_does_so_where_it_lies_today(world: World, ended: str) -> None:
    number = in_state(world, ended)
    before = case_of(number).area_path
    divide_anew()
    world.drive(number, "reopen")
    assert case_of(number).area_path == ABOVE
    data = lines_of(number)[-1].data
    assert (data["left"], data["area"]) == (before, ABOVE)


def test_so_does_what_is_taken_out_of_another_case(world: World) -> None:
    source = world.merged(in_state(world, "reported"), into=world.report())
    divide_anew()
    world.drive(source, "unmerge")
    assert case_of(source).area_path == ABOVE


def test_what_goes_round_again_in_an_area_that_stands_leaves_none(world: World) -> None:
    number = world.drive(in_state(world, "closed"), "reopen")
    assert "left" not in lines_of(number)[-1].data
