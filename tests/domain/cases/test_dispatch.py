"""Giving a case to a unit (派遣)."""

from datetime import date

import pytest

from linli.accounts.models import Grant
from linli.cases import queries
from linli.kernel.territory import territory
from tests.domain.asking import case_of, clocks_of, in_state, lines_of, refused, running
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_a_dispatched_case_comes_into_the_unit_s_sight_and_its_time_runs(world: World) -> None:
    number = in_state(world, "filed")
    with territory(world.zhao), refused("not_found"):
        queries.one(world.zhao, number)
    world.act(number, "dispatch", remark="Please hurry.")
    with territory(world.zhao):
        case = queries.one(world.zhao, number)
    assert (case.state, case.unit_path) == ("dispatched", "/street/water/")
    assert running(number) == {"accept", "handle"}
    assert case.due_at == clocks_of(number)["handle"].due_at


def test_the_limit_is_that_of_the_class(world: World) -> None:
    clock = clocks_of(in_state(world, "dispatched"))["handle"]
    assert (clock.amount, clock.unit) == (2, "work_day")


def test_the_remark_stands_in_the_history_and_only_its_digest_in_the_audit(world: World) -> None:
    number = in_state(world, "filed")
    world.act(number, "dispatch", remark="Please hurry.")
    line = lines_of(number)[-1]
    assert line.remark == "Please hurry."
    assert set(line.data) == {"from", "to", "unit", "remark", "route_class", "route_area", "route_since"}
    assert line.data["remark"] != "Please hurry."


def test_an_unknown_unit_is_refused(world: World) -> None:
    number = in_state(world, "filed")
    with refused("invalid", field="unit", reason="unknown_unit"):
        world.act(number, "dispatch", unit="street/nowhere")


def test_no_case_goes_where_nobody_accepts_it(world: World) -> None:
    number = in_state(world, "filed")
    with refused("rule"):
        world.act(number, "dispatch", unit="street")
    Grant.objects.filter(role__permissions__contains=["case.accept"]).update(until=date(2020, 1, 1))
    with refused("rule"):
        world.act(number, "dispatch")
    assert case_of(number).state == "filed"
