"""The limit for handling passes."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from linli.cases import handlers
from linli.kernel.outbox import Fact
from tests.domain.asking import case_of, in_state, lines_of
from tests.domain.cases.test_request_extension import applications
from tests.world import World

pytestmark = pytest.mark.postgres15


def fired(number: str, clock: str = "handle", event: int = 1) -> Fact:
    case = case_of(number)
    payload = {"clock": clock, "due_at": "2026-03-02T08:00:00+08:00", "fired_at": "2026-03-02T08:00:01+08:00"}
    return Fact(event, "clock.fired", "case", case.pk, 0, "2026-03-02T08:00:01+08:00", payload)


@pytest.mark.parametrize("state", ["dispatched", "accepted", "handling"])
def test_a_case_whose_time_has_run_out_is_marked(world: World, state: str) -> None:
    number = in_state(world, state)
    handlers.act_in_time(fired(number))
    line = lines_of(number)[-1]
    assert (case_of(number).is_overdue, case_of(number).state) == (True, state)
    assert (line.actor, line.data["clock"]) == ("job:timekeeper", "handle")


def test_hearing_the_same_fact_twice_marks_once(world: World) -> None:
    number = in_state(world, "handling")
    for _ in range(2):
        handlers.act_in_time(fired(number))
    assert [line.verb for line in lines_of(number)].count("become_overdue") == 1


def test_other_clocks_mark_nothing(world: World) -> None:
    number = in_state(world, "dispatched")
    handlers.act_in_time(fired(number, clock="accept"))
    assert not case_of(number).is_overdue


def test_a_unit_that_finished_in_the_same_moment_is_not_blamed(world: World) -> None:
    number = in_state(world, "handled")
    handlers.act_in_time(fired(number))
    assert not case_of(number).is_overdue


def test_the_mark_stays_whatever_happens_later(world: World) -> None:
    number = in_state(world, "handling")
    handlers.act_in_time(fired(number))
    world.drive(number, "report_back", "check_fail", "report_back", "check_pass", "close")
    assert case_of(number).is_overdue


LETTING_GO: dict[str, tuple[str, dict[str, Any]]] = {
    "report_back": ("handling", {}),
    "return": ("dispatched", {}),
    "recall": ("accepted", {"remark": "They do not answer."}),
    "answer_transfer": ("transferred", {}),
    "return_transfer": ("transferred", {}),
}


@pytest.mark.parametrize("verb", LETTING_GO)
def test_what_is_let_go_too_late_is_marked_although_the_clock_did_not_fire(world: World, verb: str) -> None:
    state, given = LETTING_GO[verb]
    number = in_state(world, state)
    due = case_of(number).due_at
    assert due is not None
    with time_machine.travel(due + timedelta(seconds=1), tick=False):
        world.act(number, verb, **given)
    line = lines_of(number)[-1]
    assert case_of(number).is_overdue
    assert (line.verb, line.data["clock"], line.data["due_at"]) == (verb, "handle", due.isoformat())


@pytest.mark.parametrize("verb", LETTING_GO)
def test_what_is_let_go_in_the_last_moment_is_in_time(world: World, verb: str) -> None:
    state, given = LETTING_GO[verb]
    number = in_state(world, state)
    due = case_of(number).due_at
    assert due is not None
    with time_machine.travel(due, tick=False):
        world.act(number, verb, **given)
    assert not case_of(number).is_overdue
    assert "clock" not in lines_of(number)[-1].data


def test_what_the_timekeeper_has_marked_is_told_once(world: World) -> None:
    number = in_state(world, "handling")
    handlers.act_in_time(fired(number))
    with time_machine.travel(case_of(number).due_at + timedelta(days=1), tick=False):  # type: ignore[operator]
        world.act(number, "report_back")
    assert [line.verb for line in lines_of(number) if "clock" in line.data] == ["become_overdue"]


@pytest.mark.parametrize("asked", [("request_extension",), ("request_extension", "endorse_extension")])
def test_a_request_for_more_time_that_nobody_answered_ends_with_the_time(world: World, asked: tuple[str, ...]) -> None:
    number = world.drive(in_state(world, "handling"), *asked)
    handlers.act_in_time(fired(number))
    assert (applications(number)[0].step, case_of(number).asked) == ("lapsed", "")
    assert lines_of(number)[-1].data["lapsed"] == "extension"
    world.drive(number, "request_suspension")
    assert case_of(number).asked == "suspension_asked"


def test_a_request_for_a_rest_outlives_the_limit(world: World) -> None:
    number = world.drive(in_state(world, "handling"), "request_suspension")
    handlers.act_in_time(fired(number))
    assert case_of(number).asked == "suspension_asked"
    assert "lapsed" not in lines_of(number)[-1].data
