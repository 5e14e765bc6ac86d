"""Giving a case to a unit (派遣)."""

from datetime import date

import pytest

from linli.accounts.models import Grant, Role
from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel.territory import territory
from linli.places.models import Area
from linli.places.queries import spot_in_area, spot_of_address
from tests.domain.asking import case_of, clocks_of, in_state, lines_of, refused, running
from tests.world import GRID, World, enter

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


def test_what_lies_nowhere_goes_nowhere_until_its_place_is_put_right(world: World) -> None:
    role = Role.objects.get(key="registrar")
    Role.objects.filter(pk=role.pk).update(permissions=[*role.permissions, "case.self_handle"])
    Grant.objects.filter(account=world.accounts["chen"]).update(area=world_root())
    town = enter()
    number = town.report(spot=spot_of_address("behind the market"))
    town.act(number, "file", class_code="06010")
    for verb in ("dispatch", "transfer_out", "self_handle"):
        with refused("rule", rule="no_place"):
            town.act(number, verb, by=town.chen)
        assert barred(town, number, verb) == barred(town, number, verb, foreseen=True) == "no_place"
    cases.amend(town.chen, number, reason="It is there.", spot=spot_in_area(GRID, "behind the market"))
    assert barred(town, number, "dispatch") is None
    town.drive(number, "dispatch", "accept", "start", "report_back", "check_pass", "close")


def test_where_somebody_checks_in_the_whole_town_a_matter_of_no_place_is_handled(world: World) -> None:
    names = [world.accounts[name] for name in ("chen", "sun")]
    Grant.objects.filter(account__in=names).update(area=world_root())
    town = enter()
    number = town.report(spot=spot_of_address("behind the market"))
    town.drive(number, "file", "dispatch", "accept", "start", "report_back", "check_pass", "close")


def world_root() -> Area:
    return Area.objects.get(parent=None)


def barred(town: World, number: str, verb: str, *, foreseen: bool = False) -> str | None:
    """The rule that keeps Chen from the move, as the page of the case tells it or a list of many."""
    case = case_of(number)
    with territory(town.chen):
        known = queries.foreknown(town.chen, [case]) if foreseen else None
        found = queries.obstacle(town.chen, case, verb, known)
    return str(found.words["rule"]) if found else None
