"""The days of a year from a file."""

import datetime

import pytest

from linli.kernel import calendars, workdays
from linli.kernel.actions import trial
from linli.kernel.models import CalendarDay
from linli.kernel.refusals import Refusal
from tests.domain.asking import refused
from tests.world import IMPORTER, World

pytestmark = pytest.mark.postgres15
ROWS = [
    {"day": "2027-10-01", "kind": "off", "name": "National Day"},
    {"day": "2027-10-09", "kind": "work", "name": "National Day"},
]


def test_the_days_of_a_year_are_tried_and_loaded(committed: World) -> None:
    calendars.forget()
    told = trial(lambda: workdays.load_days(IMPORTER, None, rows=ROWS))
    assert (told["added"], CalendarDay.objects.count()) == (2, 0)
    workdays.load_days(IMPORTER, None, rows=ROWS)
    calendar = calendars.current()
    assert calendar.is_workday(datetime.date(2027, 10, 9))
    assert not calendar.is_workday(datetime.date(2027, 10, 1))
    assert calendar.known_through == datetime.date(2027, 12, 31)
    calendars.forget()


def test_a_wrong_row_is_told_by_its_line_and_nothing_is_kept(world: World) -> None:
    with pytest.raises(Refusal) as told:
        workdays.load_days(IMPORTER, None, rows=[*ROWS, {"day": "soon", "kind": "off"}])
    assert told.value.code == "wrong_rows"
    assert not CalendarDay.objects.exists()


def test_who_is_no_keeper_loads_nothing(world: World) -> None:
    with refused("forbidden"):
        workdays.load_days(world.chen, None, rows=ROWS)
