"""An administrator changes the hours of a workday."""

from collections.abc import Iterator
from typing import Any

import pytest

from linli.kernel import calendars, registers, workdays
from linli.kernel.actor import Actor
from linli.places.queries import root_path
from tests.domain.asking import refused
from tests.world import World, new_key

pytestmark = pytest.mark.postgres15


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """The next test has a calendar of its own."""
    calendars.forget()
    yield
    calendars.forget()


def change(by: Actor, row: str, values: dict[str, str] | None, **more: Any) -> Any:
    return workdays.change_shift(by, registers.aim("hours", root_path(), new_key()), row=row, values=values, **more)


def hours() -> list[str]:
    return [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in calendars.current().hours]


def test_the_hours_are_changed(world: World) -> None:
    assert hours() == ["08:00-12:00", "14:00-18:00"]
    change(world.admin, "14:00", {"opens": "14:00", "closes": "17:30"})
    change(world.admin, "", {"opens": "19:00", "closes": "20:00"})
    assert hours() == ["08:00-12:00", "14:00-17:30", "19:00-20:00"]
    change(world.admin, "19:00", None)
    assert hours() == ["08:00-12:00", "14:00-17:30"]


def test_hours_that_overlap_or_end_before_they_begin_are_refused(world: World) -> None:
    with refused("rule", rule="overlapping_hours"):
        change(world.admin, "", {"opens": "11:00", "closes": "13:00"})
    with refused("invalid", field="closes", reason="closes_before_it_opens"):
        change(world.admin, "", {"opens": "20:00", "closes": "19:00"})
    with refused("invalid", field="opens", reason="not_a_time"):
        change(world.admin, "", {"opens": "noon", "closes": "19:00"})
    assert hours() == ["08:00-12:00", "14:00-18:00"]


def test_the_last_hours_stay(world: World) -> None:
    change(world.admin, "14:00", None)
    with refused("rule", rule="no_hours"):
        change(world.admin, "08:00", None)


def test_only_who_keeps_the_register_changes_it(world: World) -> None:
    change(world.admin, "14:00", {"opens": "14:00", "closes": "17:30"})
    for by in (world.chen, world.stranger, world.li):
        with refused("not_found"):
            change(by, "14:00", None)
