"""The hours of a workday from a file."""

import pytest

from linli.kernel import calendars, workdays
from tests.domain.asking import refused
from tests.world import IMPORTER, World

pytestmark = pytest.mark.postgres15


def test_hours_come_from_a_file(world: World) -> None:
    calendars.forget()
    workdays.load_shifts(IMPORTER, None, rows=[{"opens": "08:00", "closes": "11:30"}])
    assert f"{calendars.current().hours[0][1]:%H:%M}" == "11:30"
    calendars.forget()


def test_hours_that_overlap_are_refused_as_a_whole(world: World) -> None:
    rows = [{"opens": "08:00", "closes": "11:30"}, {"opens": "11:00", "closes": "13:00"}]
    with refused("rule", rule="overlapping_hours"):
        workdays.load_shifts(IMPORTER, None, rows=rows)


def test_who_is_no_keeper_loads_nothing(world: World) -> None:
    with refused("forbidden"):
        workdays.load_shifts(world.chen, None, rows=[])
