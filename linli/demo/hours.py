"""When people of the demo town work, so that nothing happens to a case at an hour when nobody was there."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from linli.demo.classes import CALENDAR_DAY, URGENT_DAY, URGENT_HOUR, WORK_DAY, WORK_HOUR, read_text

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(frozen=True)
class Shift:
    """Spans of minutes of the day, on every day or on workdays only."""

    spans: tuple[tuple[int, int], ...]
    workdays_only: bool = False


DESK = Shift(((7 * 60, 21 * 60),))
FIELD = Shift(((7 * 60 + 30, 12 * 60), (13 * 60, 19 * 60)))
OFFICE = Shift(((8 * 60, 12 * 60), (14 * 60, 18 * 60)), workdays_only=True)
ALWAYS = Shift(((0, 24 * 60),))


class WorkCalendar:
    """Workdays by the published calendar; by the days of the week in a year that has none."""

    def __init__(self, years: Mapping[str, Any]) -> None:
        self._off: dict[date, str] = {
            date.fromisoformat(day): name for year in years.values() for day, name in year["off"].items()
        }
        self._made_up = {date.fromisoformat(day) for year in years.values() for day in year["work"]}

    def is_workday(self, day: date) -> bool:
        return day in self._made_up or (day.weekday() < 5 and day not in self._off)

    def holiday(self, day: date) -> str:
        """The name of the holiday ("春节"), '' on any other day."""
        return self._off.get(day, "")

    def after(self, start: datetime, minutes: float, shift: Shift) -> datetime:
        """The moment when so many minutes of the shift have passed."""
        left = timedelta(minutes=minutes)
        for begin, end in self._open(start, shift):
            if left <= end - begin:
                return begin + left
            left -= end - begin
        raise AssertionError("unreachable")

    def minutes(self, start: datetime, end: datetime, shift: Shift) -> float:
        """How many minutes of the shift lie between two moments."""
        worked = timedelta(0)
        for begin, close in self._open(start, shift):
            if begin >= end:
                break
            worked += min(close, end) - begin
        return worked.total_seconds() / 60

    def _open(self, start: datetime, shift: Shift) -> Iterator[tuple[datetime, datetime]]:
        moment = start.astimezone(CHINA)
        midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        while True:
            if not shift.workdays_only or self.is_workday(midnight.date()):
                for opens, closes in shift.spans:
                    begin, end = midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes)
                    if end > moment:
                        yield max(begin, moment), end
            midnight += timedelta(days=1)

    def due(self, start: datetime, amount: int, unit: str) -> datetime:
        """When a limit that began then runs out: hours from the minute, days at the end of the last one."""
        if unit == URGENT_HOUR:
            return start + timedelta(hours=amount)
        if unit == URGENT_DAY:
            return start + timedelta(days=amount)
        if unit == WORK_HOUR:
            return self.after(start, amount * 60, OFFICE)
        last = start.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
        if unit == CALENDAR_DAY:
            last += timedelta(days=amount)
        for _ in range(amount if unit == WORK_DAY else 0):
            last = self._next_workday(last + timedelta(days=1))
        return self._next_workday(last) + timedelta(days=1)

    def _next_workday(self, midnight: datetime) -> datetime:
        while not self.is_workday(midnight.date()):
            midnight += timedelta(days=1)
        return midnight


def published_calendar() -> WorkCalendar:
    """The calendar that the town ships with."""
    return WorkCalendar(json.loads(read_text("workcal_2025_2026.json"))["years"])
