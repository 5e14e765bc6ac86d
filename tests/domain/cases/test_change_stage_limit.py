"""How long a stage may take in this city."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.cases.rules import STAGE_LIMITS
from linli.kernel import registers
from linli.kernel.actions import Target
from linli.kernel.calendar import Unit
from linli.kernel.limit import Limit
from linli.places.queries import root_path
from tests.domain.asking import clocks_of, refused
from tests.world import World

pytestmark = pytest.mark.postgres15
ROW = {"stage": "dispatch", "limit_amount": "3", "limit_unit": "minute"}


def aim() -> Target:
    return registers.aim("stage-limits", root_path())


def test_a_stage_takes_what_the_city_sets_and_running_clocks_stay(world: World) -> None:
    before = world.report()
    world.act(before, "file")
    cases.change_stage_limit(world.admin, aim(), row="", values=ROW)
    after = world.report()
    world.act(after, "file")
    amounts = [(clocks_of(number)["dispatch"].amount, clocks_of(number)["dispatch"].unit) for number in (before, after)]
    assert amounts == [(15, "minute"), (3, "minute")]
    cases.change_stage_limit(world.admin, aim(), row="dispatch", values=None)
    assert queries.stage_limits() == STAGE_LIMITS


def test_what_a_class_says_goes_before_it(world: World) -> None:
    number = world.report()
    cases.change_stage_limit(world.admin, aim(), row="", values={**ROW, "stage": "handle"})
    assert queries.stage_limits()["handle"] == Limit(3, Unit.MINUTE)
    world.drive(number, "file", "dispatch")
    assert clocks_of(number)["handle"].unit != "minute"


def test_only_known_stages_have_a_limit_of_at_least_one(world: World) -> None:
    for field, value in (("stage", "nap"), ("limit_amount", "0"), ("limit_amount", "soon"), ("limit_unit", "moon")):
        with refused("invalid", field=field):
            cases.change_stage_limit(world.admin, aim(), row="", values={**ROW, field: value})


def test_who_keeps_no_limits_changes_none(world: World) -> None:
    for somebody in (world.chen, world.stranger):
        with refused("not_found"):
            cases.change_stage_limit(somebody, aim(), row="", values=ROW)
