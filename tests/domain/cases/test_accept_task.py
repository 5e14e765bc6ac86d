"""The assisting unit takes its part on (接收协办)."""

import pytest

from linli.cases import actions as cases
from tests.domain.asking import attempts, case_of, refused
from tests.domain.cases.assisting import task_of, told, working
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_the_assisting_unit_takes_it_on(world: World) -> None:
    number, task = working(world)
    assert task_of(task).state == "working"
    assert told(task) == ["task.add", "task.accept"]
    assert case_of(number).open_tasks == 1


def test_it_is_taken_on_once(world: World) -> None:
    _, task = working(world)
    with refused("illegal_move"):
        cases.accept_task(world.ren, task)


@pytest.mark.parametrize("by", ["stranger", "stranger_zhao", "li", "gong", "admin"])
def test_a_stranger_is_told_the_same_of_a_sub_task_as_of_nothing(world: World, by: str) -> None:
    for unknown in (world.assisted(), "S99999999"):
        with refused("not_found"):
            cases.accept_task(getattr(world, by), unknown)


@pytest.mark.parametrize("by", ["zhao", "chen", "leader"])
def test_nobody_but_the_assisting_unit_takes_it_on(world: World, by: str) -> None:
    task = world.assisted()
    with refused("forbidden"):
        cases.accept_task(getattr(world, by), task)
    assert attempts() == [(getattr(world, by).key, "task.accept", task, "forbidden")]
