"""Filing under a condition, and closing when it is met, with and without scripts."""

import pytest

from linli.cases import actions as cases
from tests.domain.asking import case_of, standard
from tests.web.conftest import Browse
from tests.world import IMPORTER, World


@pytest.fixture(autouse=True)
def two_standards(world: World) -> None:
    cases.load_standards(IMPORTER, None, rows=[standard(1), standard(2, limit_unit="urgent_hour")])


def test_the_conditions_of_the_class_come_with_their_limits(browse: Browse, world: World) -> None:
    number = world.report()
    page = browse("chen").get(f"/cases/{number}/standards?class_code=06025").content.decode()
    assert page.count('type="radio"') == 2
    assert "2 urgent hours" in page
    assert 'type="radio"' not in browse("chen").get(f"/cases/{number}/standards?class_code=x").content.decode()


def test_who_has_no_script_is_asked_for_the_condition_after_the_class(browse: Browse, world: World) -> None:
    number, chen = world.report(), browse("chen")
    asked = chen.fill(f"/cases/{number}/file", class_code="06025")
    assert asked.status_code == 422
    assert asked.content.decode().count('type="radio" name="standard"') == 2
    assert "Choose the filing condition that fits" in asked.content.decode()
    assert chen.fill(f"/cases/{number}/file", class_code="06025", standard="2").status_code == 302
    assert case_of(number).limit_unit == "urgent_hour"
    assert "Condition 2" in chen.get(f"/cases/{number}/").content.decode()


def test_closing_asks_for_the_tick(browse: Browse, world: World) -> None:
    number, chen = world.report(), browse("chen")
    world.act(number, "file", standard=1)
    world.drive(number, "dispatch", "accept", "start", "report_back", "check_pass")
    asked = chen.fill(f"/cases/{number}/close", result="Done.")
    assert asked.status_code == 422
    assert "Met: Clean again" in asked.content.decode()
    assert "Done." in asked.content.decode()
    assert "Confirm that the condition for closing is met" in asked.content.decode()
    assert chen.fill(f"/cases/{number}/close", result="Done.", condition_met="on").status_code == 302


def test_settling_on_the_spot_what_was_filed_asks_for_the_tick(browse: Browse, world: World) -> None:
    cases.load_standards(IMPORTER, None, rows=[standard(1, code="06010"), standard(2, code="06010")])
    number, lin = world.report(), browse("lin")
    path, given = f"/cases/{number}/self-handle", {"outcome": "done", "class_code": "06010", "result": "Swept."}
    assert "standard" not in lin.get(path).context["form"].fields
    world.act(number, "file", class_code="06010", standard=1)
    asked = lin.fill(path, **given, standard="2")
    assert asked.status_code == 422
    assert "Met: Clean again" in asked.content.decode()
    assert lin.fill(path, **given, standard="2", condition_met="on").status_code == 302
    chosen = case_of(number).standard
    assert chosen is not None
    assert chosen.item == 2
