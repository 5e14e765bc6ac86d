"""The assisting unit does not do it (退回协办)."""

import pytest

from linli.cases import actions as cases
from tests.domain.asking import case_of, refused
from tests.domain.cases.assisting import sees, task_of, working
from tests.world import World

pytestmark = pytest.mark.postgres15


@pytest.mark.parametrize("is_accepted", [False, True])
def test_it_says_why_and_the_case_goes_on_without_it(world: World, is_accepted: bool) -> None:
    number, task = working(world)
    task = task if is_accepted else world.assisted(number, unit="street/roads")
    cases.return_task(world.ren, task, reason="It is a private road.")
    found = task_of(task)
    assert (found.state, found.result) == ("returned", "It is a private road.")
    assert case_of(number).open_tasks == (0 if is_accepted else 1)
    assert f"handler:{world.ren.key}" not in case_of(number).played


def test_the_case_is_out_of_sight_again(world: World) -> None:
    number, task = working(world)
    cases.return_task(world.ren, task, reason="It is a private road.")
    assert not sees(world.ren, number)


def test_it_needs_a_reason(world: World) -> None:
    _, task = working(world)
    with refused("missing_input", field="reason"):
        cases.return_task(world.ren, task, reason=" ")


def test_what_has_ended_is_not_returned(world: World) -> None:
    _, task = working(world)
    cases.return_task(world.ren, task, reason="It is a private road.")
    with refused("illegal_move"):
        cases.return_task(world.ren, task, reason="Still.")


def test_neither_the_unit_that_leads_nor_a_stranger_returns_it(world: World) -> None:
    _, task = working(world)
    with refused("forbidden"):
        cases.return_task(world.zhao, task, reason="No.")
    with refused("not_found"):
        cases.return_task(world.stranger_zhao, task, reason="No.")
