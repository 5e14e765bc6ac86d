"""An administrator changes where matters go, and a case tells why it went there."""

import pytest

from linli.cases import actions as cases
from linli.kernel import registers
from linli.places.queries import root_path
from tests.domain.asking import lines_of, refused
from tests.web.conftest import Browse, browse  # noqa: F401 - a fixture
from tests.world import COMMUNITY, World

pytestmark = pytest.mark.postgres15


def change(world: World, row: str, values: dict[str, str] | None) -> None:
    cases.change_route(world.admin, registers.aim("routes", root_path()), row=row, values=values)


def test_a_case_tells_which_route_led_to_its_unit(world: World) -> None:
    change(world, "", {"class_code": "06025", "area": COMMUNITY, "unit": "street/water"})
    data = lines_of(world.drive(world.report(), "file", "dispatch"))[-1].data
    assert (data["route_class"], data["route_area"]) == ("06025", COMMUNITY)
    assert data["route_since"]
    assert "differs_from" not in data


def test_a_dispatcher_who_chooses_another_unit_is_recorded_with_the_one_suggested(world: World) -> None:
    number = world.drive(world.report(), "file")
    world.act(number, "dispatch", unit="street/roads")
    assert lines_of(number)[-1].data["differs_from"] == "street/water"


def test_without_a_route_nothing_is_said_about_one(world: World) -> None:
    change(world, "||06025|", None)
    data = lines_of(world.drive(world.report(), "file", "dispatch"))[-1].data
    assert "route_class" not in data


def test_who_does_not_keep_the_register_does_not_see_it(world: World) -> None:
    with refused("not_found"):
        cases.change_route(world.chen, registers.aim("routes", root_path()), row="||06025|", values=None)


def test_the_suggested_unit_is_chosen_already_and_the_page_tells_why(world: World, browse: Browse) -> None:  # noqa: F811
    number, chen = world.drive(world.report(), "file"), browse("chen")
    form = chen.get(f"/cases/{number}/dispatch").content.decode()
    assert '<option value="street/water" selected>' in form
    assert "route for class 06025 in every area" in form
    world.act(number, "dispatch", unit="street/roads")
    assert "chosen instead of Water Unit" in chen.get(f"/cases/{number}/").content.decode()
