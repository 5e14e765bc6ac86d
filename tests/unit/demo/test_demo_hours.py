"""Working hours and limits as the history uses them."""

import json
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.demo.classes import read_text
from linli.demo.hours import CHINA, DESK, OFFICE, published_calendar
from linli.kernel.calendar import Unit, WorkCalendar, due

CALENDAR = published_calendar()
PRODUCT = WorkCalendar.from_document(json.loads(read_text("workcal_2025_2026.json")))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def test_workdays_follow_the_published_calendar() -> None:
    assert not CALENDAR.is_workday(date(2026, 10, 1))
    assert CALENDAR.is_workday(date(2026, 10, 10))
    assert not CALENDAR.is_workday(date(2026, 11, 22))
    assert CALENDAR.is_workday(date(2030, 11, 22))


def test_minutes_pass_only_while_the_office_is_open() -> None:
    assert CALENDAR.after(at("2026-11-20T17:50"), 30, OFFICE) == at("2026-11-23T08:20")
    assert CALENDAR.after(at("2026-11-20T11:50"), 30, OFFICE) == at("2026-11-20T14:20")
    assert CALENDAR.after(at("2026-11-20T23:00"), 10, DESK) == at("2026-11-21T07:10")
    assert CALENDAR.minutes(at("2026-11-20T17:50"), at("2026-11-23T08:20"), OFFICE) == 30


@pytest.mark.parametrize(
    ("amount", "unit", "ends"),
    [
        (2, "urgent_hour", "2026-09-30T18:00"),
        (2, "urgent_day", "2026-10-02T16:00"),
        (4, "work_hour", "2026-10-08T10:00"),
        (5, "work_day", "2026-10-14T00:00"),
        (3, "calendar_day", "2026-10-09T00:00"),
    ],
)
def test_limits_that_meet_a_holiday_end_after_it(amount: int, unit: str, ends: str) -> None:
    assert CALENDAR.due(at("2026-09-30T16:00"), amount, unit) == at(ends)


@given(
    start=st.integers(0, 385 * 1440).map(lambda minutes: at("2025-11-20T00:00") + timedelta(minutes=minutes)),
    amount=st.integers(1, 15),
    unit=st.sampled_from(["urgent_hour", "urgent_day", "work_hour", "work_day", "calendar_day"]),
)
def test_every_limit_ends_when_the_product_says(start: datetime, amount: int, unit: str) -> None:
    ours = CALENDAR.due(start, amount, unit)
    assert abs(ours - due(start, amount, Unit(unit), PRODUCT)) <= timedelta(minutes=1)
