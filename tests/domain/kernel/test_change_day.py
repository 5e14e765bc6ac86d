"""An administrator changes the working calendar; what runs goes on as it began."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from linli.kernel import calendars, clocks, registers, workdays
from linli.kernel.actor import Actor
from linli.kernel.models import CalendarDay
from linli.kernel.territory import territory
from linli.places.queries import root_path
from linli.web.cases.story import place_and_clock
from tests.domain.asking import EYE, case_of, clocks_of, in_state, refused
from tests.world import World, new_key

pytestmark = pytest.mark.postgres15
# A Monday; the class of the case has two workdays.
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
TUESDAY_OFF = {"day": "2026-03-03", "kind": "off", "name": "Holiday"}


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """The next test has a calendar of its own."""
    calendars.forget()
    yield
    calendars.forget()


def change(by: Actor, row: str, values: dict[str, str] | None, **more: Any) -> Any:
    return workdays.change_day(by, registers.aim("calendar", root_path(), new_key()), row=row, values=values, **more)


def due(number: str) -> datetime:
    found = clocks_of(number)["handle"].due_at
    assert found is not None
    return found


@time_machine.travel(MONDAY, tick=False)
def test_a_change_holds_for_clocks_that_start_after_it_and_for_no_other(world: World) -> None:
    before = in_state(world, "handling")
    stood = due(before)
    change(world.admin, "", TUESDAY_OFF)
    after = in_state(world, "handling")
    assert due(before) == stood
    assert (due(after) - stood).days == 1
    assert [clocks_of(each)["handle"].calendar for each in (before, after)] == [0, 1]


@time_machine.travel(MONDAY, tick=False)
def test_a_clock_that_is_paused_and_resumed_goes_on_by_the_calendar_under_which_it_began(world: World) -> None:
    number = in_state(world, "handling")
    stood = due(number)
    change(world.admin, "", TUESDAY_OFF)
    case = case_of(number)
    with territory(EYE):
        clocks.pause(case, "handle", MONDAY)
        clocks.resume(case, "handle", MONDAY)
    assert due(number) == stood


def test_a_day_is_added_changed_taken_out_and_the_version_grows_each_time(world: World) -> None:
    version = calendars.standing().version
    change(world.admin, "", TUESDAY_OFF)
    assert not calendars.current().is_workday(date(2026, 3, 3))
    change(world.admin, "2026-03-03", {**TUESDAY_OFF, "kind": "work"})
    assert calendars.current().is_workday(date(2026, 3, 3))
    change(world.admin, "2026-03-03", None)
    assert not CalendarDay.objects.exists()
    assert calendars.standing().version == version + 3


def test_what_is_only_tried_changes_nothing(world: World) -> None:
    version = calendars.standing().version
    with refused("invalid", field="kind", reason="unknown_choice"):
        change(world.admin, "", {**TUESDAY_OFF, "kind": "half"})
    with refused("invalid", field="day", reason="not_a_date"):
        change(world.admin, "", {**TUESDAY_OFF, "day": "Tuesday"})
    with refused("missing_input", field="day"):
        change(world.admin, "", {**TUESDAY_OFF, "day": ""})
    assert calendars.standing().version == version


def test_only_who_keeps_the_register_changes_it(world: World) -> None:
    change(world.admin, "", TUESDAY_OFF)
    for by in (world.chen, world.stranger, world.li):
        with refused("not_found"):
            change(by, "2026-03-03", None)


def test_what_a_running_clock_has_used_is_counted_by_its_own_calendar(world: World) -> None:
    """A days-off notice that came later moves neither its end nor what is told of it."""
    with time_machine.travel(MONDAY, tick=False):
        number = in_state(world, "handling")
    before = _used_on_thursday(number)
    with time_machine.travel(MONDAY, tick=False):
        change(world.admin, "", TUESDAY_OFF)
    assert _used_on_thursday(number) == before
    assert before.startswith("2")


def _used_on_thursday(number: str) -> str:
    with time_machine.travel(MONDAY + timedelta(days=3), tick=False), territory(EYE):
        _, face = place_and_clock(case_of(number))
    assert face is not None
    return face.used
