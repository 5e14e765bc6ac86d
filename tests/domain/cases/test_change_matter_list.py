"""Versions of the list of matters by authority, one after another."""

from datetime import date

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel import registers
from linli.kernel.actions import Target
from linli.places.queries import root_path
from tests.domain.asking import refused
from tests.domain.cases.test_change_matter import LISTS, ROW
from tests.world import IMPORTER, World

pytestmark = pytest.mark.postgres15


def aim() -> Target:
    return registers.aim("matter-lists", root_path())


def in_force(on: date) -> str:
    found = queries.list_in_force(on)
    return found.version if found else ""


def test_one_version_holds_on_each_day(world: World) -> None:
    for row in LISTS:
        cases.change_matter_list(world.admin, aim(), row="", values=row)
    days = (date(2019, 1, 1), date(2023, 12, 31), date(2024, 1, 1))
    assert [in_force(day) for day in days] == ["", "old", "now"]


@pytest.mark.parametrize(
    ("given", "code"), [({"published_on": ""}, "missing_input"), ({"replaced_on": "2019-01-01"}, "invalid")]
)
def test_a_version_has_a_first_day_and_does_not_end_before_it(world: World, given: dict[str, str], code: str) -> None:
    with refused(code):
        cases.change_matter_list(world.admin, aim(), row="", values={**LISTS[0], **given})


def test_what_was_published_is_kept_as_long_as_something_is_in_it(world: World) -> None:
    cases.load_matter_lists(IMPORTER, None, rows=LISTS)
    cases.load_matters(IMPORTER, None, rows=[ROW])
    with refused("rule", rule="in_use"):
        cases.change_matter_list(world.admin, aim(), row="now", values=None)
    cases.change_matter_list(world.admin, aim(), row="old", values=None)
    assert queries.list_codes() == ["now"]


def test_who_keeps_no_list_changes_none(world: World) -> None:
    for somebody in (world.chen, world.stranger):
        with refused("not_found"):
            cases.change_matter_list(somebody, aim(), row="", values=LISTS[0])
