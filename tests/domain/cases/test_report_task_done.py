"""The assisting unit says what was done (协办反馈)."""

import pytest

from linli.cases import actions as cases
from linli.cases.rules import Channel
from tests.domain.asking import attempts, case_of, lines_of, refused
from tests.domain.cases.assisting import clock_of, sees, sees_task, task_of, told, working
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_its_clock_stops_and_the_case_may_be_reported_back(world: World) -> None:
    number, task = working(world)
    cases.report_task_done(world.ren, task, result="The road is closed.")
    found, clock = task_of(task), clock_of(task)
    assert (found.state, found.result, found.ended_at is not None) == ("done", "The road is closed.", True)
    assert clock
    assert clock.stopped_at == found.ended_at
    assert told(task)[-1] == "task.report_done"
    line = lines_of(number)[-1]
    assert (line.verb, line.data["task"], line.data["is_done"]) == ("disengage", task, True)
    assert case_of(number).open_tasks == 0
    world.drive(number, "report_back")


def test_from_then_on_the_assisting_unit_sees_its_part_and_no_more_the_case(world: World) -> None:
    number, task = working(world)
    cases.report_task_done(world.ren, task, result="Closed.")
    assert (sees(world.ren, number), sees_task(world.ren, task)) == (False, True)
    assert not any(token.startswith("unit:/street/roads/") for token in case_of(number).participants)


def test_who_has_another_part_sees_the_case_until_that_has_ended_too(world: World) -> None:
    number, task = working(world)
    second = world.assisted(number, text="And mark it.")
    cases.report_task_done(world.ren, task, result="Closed.")
    assert (sees(world.ren, number), case_of(number).open_tasks) == (True, 1)
    cases.return_task(world.ren, second, reason="There is no paint.")
    assert (sees(world.ren, number), case_of(number).open_tasks) == (False, 0)


def test_who_assisted_does_not_check_the_case(world: World) -> None:
    number, task = working(world)
    cases.report_task_done(world.ren, task, result="Closed.")
    assert f"handler:{world.ren.key}" in case_of(number).played


def test_who_reported_the_matter_does_not_do_a_part_of_it(world: World) -> None:
    number = world.report(by=world.ren, channel=Channel.PATROL)
    world.drive(number, "file", "dispatch", "accept", "start")
    task = world.assisted(number)
    cases.accept_task(world.ren, task)
    with refused("separation_of_duties"):
        cases.report_task_done(world.ren, task, result="Closed.")
    assert (task_of(task).state, case_of(number).open_tasks) == ("working", 1)


def test_it_needs_words(world: World) -> None:
    _, task = working(world)
    for empty in ("", " \n "):
        with refused("missing_input", field="result"):
            cases.report_task_done(world.ren, task, result=empty)
    with refused("invalid", field="result", reason="too_long"):
        cases.report_task_done(world.ren, task, result="x" * 1001)
    assert task_of(task).state == "working"


def test_what_was_not_taken_on_is_not_done(world: World) -> None:
    task = world.assisted()
    with refused("illegal_move"):
        cases.report_task_done(world.ren, task, result="Closed.")


def test_nobody_but_the_assisting_unit_says_so(world: World) -> None:
    _, task = working(world)
    with refused("forbidden"):
        cases.report_task_done(world.zhao, task, result="Closed.")
    assert attempts() == [(world.zhao.key, "task.report_done", task, "forbidden")]
    with refused("not_found"):
        cases.report_task_done(world.stranger_zhao, task, result="Closed.")
