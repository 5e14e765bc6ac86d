"""Whoever leads no longer needs the assistance (取消协办)."""

import pytest

from linli.accounts.models import Unit
from linli.cases import actions as cases
from tests.domain.asking import attempts, case_of, refused
from tests.domain.cases.assisting import sees, sees_task, task_of, working
from tests.world import World

pytestmark = pytest.mark.postgres15


@pytest.mark.parametrize("by", ["zhao", "chen"])
def test_the_unit_that_leads_or_the_desk_takes_it_back(world: World, by: str) -> None:
    number, task = working(world)
    cases.cancel_task(getattr(world, by), task, reason="It was a small hole.")
    assert (task_of(task).state, task_of(task).result) == ("cancelled", "It was a small hole.")
    assert case_of(number).open_tasks == 0
    assert (sees(world.ren, number), sees_task(world.ren, task)) == (False, True)
    world.drive(number, "report_back")


def test_the_assisting_unit_does_not_take_it_back_itself(world: World) -> None:
    _, task = working(world)
    with refused("forbidden"):
        cases.cancel_task(world.ren, task, reason="No.")
    assert attempts() == [(world.ren.key, "task.cancel", task, "forbidden")]
    with refused("not_found"):
        cases.cancel_task(world.stranger, task, reason="No.")


def test_it_needs_a_reason(world: World) -> None:
    _, task = working(world)
    with refused("missing_input", field="reason"):
        cases.cancel_task(world.zhao, task, reason="")


def test_what_has_ended_is_not_taken_back(world: World) -> None:
    _, task = working(world)
    cases.report_task_done(world.ren, task, result="Closed.")
    with refused("illegal_move"):
        cases.cancel_task(world.zhao, task, reason="No need.")


def test_the_part_of_a_unit_that_was_retired_meanwhile_ends_too(world: World) -> None:
    number, task = working(world)
    Unit.objects.filter(code="street/roads").update(is_retired=True)
    cases.cancel_task(world.zhao, task, reason="They are no more.")
    assert (case_of(number).open_tasks, sees(world.ren, number)) == (0, False)
