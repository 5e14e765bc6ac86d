"""The unit that leads asks another one to assist (请求协办)."""

from datetime import timedelta
from functools import partial
from typing import Any

import psycopg
import pytest
from django.utils import timezone

from linli.cases import actions as cases
from linli.kernel.models import Clock
from linli.kernel.refusals import Refusal
from tests import cluster
from tests.domain.asking import at_once, attempts, case_of, in_state, lines_of, refused
from tests.domain.cases.assisting import clock_of, sees, sees_task, task_of, told
from tests.world import World, new_key

pytestmark = pytest.mark.postgres15


def test_another_unit_is_asked_and_the_case_stays_with_the_unit_that_leads(world: World) -> None:
    number = in_state(world, "handling")
    task = task_of(world.assisted(number))
    assert (task.state, task.unit.code, task.text) == ("asked", "street/roads", "Close the road.")
    case = case_of(number)
    assert (case.state, case.owner, case.open_tasks) == ("handling", "unit:/street/water/", 1)
    line = lines_of(number)[-1]
    assert (line.verb, line.data["unit"], line.data["task"]) == ("engage", "street/roads", task.number)
    assert told(task.number) == ["task.add"]


def test_the_assisting_unit_sees_the_case_and_may_not_lead_it(world: World) -> None:
    number = in_state(world, "handling")
    assert not sees(world.ren, number)
    world.assisted(number)
    assert sees(world.ren, number)
    for verb, given in (("report_back", {"outcome": "done", "result": "Done."}), ("return_", {"reason": "No."})):
        with refused("forbidden"):
            getattr(cases, verb)(world.ren, number, **given)


def test_a_sub_task_is_seen_by_both_units_and_the_desk_and_by_nobody_else(world: World) -> None:
    task = world.assisted()
    seen = {name for name, actor in world.actors.items() if sees_task(actor, task)}
    assert {"zhao", "ren", "chen", "feng"} <= seen
    assert seen.isdisjoint({"li", "stranger", "stranger_zhao", "gong", "admin"})


def test_its_clock_ends_with_the_case_s_unless_an_earlier_end_is_given(world: World) -> None:
    number = in_state(world, "handling")
    due = case_of(number).due_at
    soon = timezone.now() + timedelta(minutes=30)
    clocks = [clock_of(world.assisted(number)), clock_of(world.assisted(number, until=soon))]
    assert all(isinstance(clock, Clock) for clock in clocks)
    assert [clock and clock.due_at for clock in clocks] == [due, soon]


@pytest.mark.parametrize(("minutes", "reason"), [(-1, "in_the_past"), (60 * 24 * 60, "after_the_case")])
def test_its_end_lies_ahead_and_within_the_case_s_own_time(world: World, minutes: int, reason: str) -> None:
    with refused("invalid", field="until", reason=reason):
        world.assisted(until=timezone.now() + timedelta(minutes=minutes))


def test_it_needs_a_unit_and_words(world: World) -> None:
    number = in_state(world, "handling")
    for field, value in (("unit", ""), ("text", " \n ")):
        with refused("missing_input", field=field):
            world.assisted(number, **{field: value})
    with refused("invalid", field="unit"):
        world.assisted(number, unit="nobody")


@pytest.mark.parametrize(
    ("unit", "rule"),
    [("street/water", "assists_itself"), ("street", "nobody_assists"), ("police", "outside_unit")],
)
def test_neither_the_unit_itself_nor_an_empty_nor_an_outside_one_assists(world: World, unit: str, rule: str) -> None:
    with refused("rule", rule=rule):
        world.assisted(unit=unit)


@pytest.mark.parametrize("by", ["stranger", "stranger_zhao", "li", "ren"])
def test_a_stranger_is_told_that_there_is_no_such_case(world: World, by: str) -> None:
    number = in_state(world, "handling")
    for unknown in (number, "20260101000000"):
        with refused("not_found"):
            world.assisted(unknown, by=getattr(world, by))
    assert case_of(number).open_tasks == 0


def test_who_sees_the_case_but_lacks_the_permission_is_forbidden_and_remembered(world: World) -> None:
    number = in_state(world, "handling")
    with refused("forbidden"):
        world.assisted(number, by=world.leader)
    assert attempts() == [(world.leader.key, "task.add", "", "forbidden")]


@pytest.mark.parametrize("state", ["filed", "dispatched", "suspended", "handled", "closed"])
def test_only_a_case_that_a_unit_has_taken_on_is_assisted(world: World, state: str) -> None:
    number = in_state(world, state)
    with refused("illegal_move"):
        world.assisted(number, by=world.chen)


def test_the_desk_may_ask_another_unit_too(world: World) -> None:
    assert task_of(world.assisted(by=world.chen)).lead_path == "/street/water/"


def test_the_same_key_asks_once(world: World) -> None:
    number, key = in_state(world, "handling"), new_key()
    given: dict[str, Any] = {"case": number, "unit": "street/roads", "text": "Close the road."}
    first = cases.add_task(world.zhao, key, **given)
    assert cases.add_task(world.zhao, key, **given) == first
    assert case_of(number).open_tasks == 1


@pytest.mark.parametrize("verb", ["report_back", "return", "request_suspension"])
def test_while_it_is_open_the_case_stays_with_the_unit(world: World, verb: str) -> None:
    number = in_state(world, "handling")
    world.assisted(number)
    with refused("rule", rule="tasks_open"):
        world.act(number, verb)
    assert case_of(number).state == "handling"


def test_a_suspension_that_was_asked_for_before_waits_too(world: World) -> None:
    number = world.drive(in_state(world, "handling"), "request_suspension")
    world.assisted(number)
    with refused("rule", rule="tasks_open"):
        world.act(number, "approve_suspension")


def ask_or_report_back(world: World, number: str, which: int) -> Any:
    return world.act(number, "report_back") if which else world.assisted(number)


def test_of_asking_and_reporting_back_at_once_one_is_refused(committed: World) -> None:
    for _ in range(3):
        number = in_state(committed, "handling")
        answers = at_once(2, partial(ask_or_report_back, committed, number))
        assert sum(isinstance(answer, Refusal) for answer in answers) == 1
        case = case_of(number)
        assert (case.state, case.open_tasks) in (("handling", 1), ("handled", 0))


def test_many_units_are_asked_at_once_and_none_is_lost(committed: World) -> None:
    number = in_state(committed, "handling")
    tasks = at_once(6, lambda _: committed.assisted(number))
    assert len(set(map(str, tasks))) == case_of(number).open_tasks == 6


def test_the_database_itself_keeps_an_assisted_case_with_its_unit(committed: World) -> None:
    number = in_state(committed, "handling")
    committed.assisted(number)
    with cluster.connect(cluster.database_name()) as admin, pytest.raises(psycopg.errors.CheckViolation):
        admin.execute("UPDATE cases_case SET state = 'handled' WHERE number = %s", [number])
