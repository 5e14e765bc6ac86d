"""Working time as pure arithmetic: from a start, a limit and recorded pauses to the instant a clock is due.

Days in a limit follow the Civil Code (民法典 200–204): the day a period starts on is not counted and the
last day ends at 24:00, which is the 00:00 that follows. Which days are workdays is data; a year nobody has
published yet is computed from weekends and the statutory holidays, and says so (`is_provisional`).
"""

import calendar as gregorian
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Any, Self, overload
from zoneinfo import ZoneInfo

from holidays import HolidayBase, country_holidays

SATURDAY = 5
ONE_DAY = timedelta(days=1)
NOTHING = timedelta(0)
OFFICE_HOURS = ((time(8), time(12)), (time(14), time(18)))


class Unit(StrEnum):
    """What a limit is counted in."""

    MINUTE = "minute"
    URGENT_HOUR = "urgent_hour"
    URGENT_DAY = "urgent_day"
    WORK_HOUR = "work_hour"
    WORK_DAY = "work_day"
    CALENDAR_DAY = "calendar_day"
    CALENDAR_MONTH = "calendar_month"


TIME_OF: Mapping[Unit, timedelta] = {
    Unit.MINUTE: timedelta(minutes=1),
    Unit.URGENT_HOUR: timedelta(hours=1),
    Unit.URGENT_DAY: ONE_DAY,
    Unit.WORK_HOUR: timedelta(hours=1),
}


@dataclass(frozen=True, slots=True)
class Pause:
    """A recorded interval in which a clock stands still; an open one has no end yet."""

    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class WorkCalendar:
    """The working hours and working days of one city. In the `published` years a day is as `overrides`
    says, else a workday from Monday to Friday; other years have weekends and the statutory holidays."""

    published: frozenset[int] = frozenset()
    overrides: Mapping[date, bool] = field(default_factory=dict)
    hours: tuple[tuple[time, time], ...] = OFFICE_HOURS
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    _years: dict[int, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        edges = [edge for shift in self.hours for edge in shift]
        if not edges or any(earlier >= later for earlier, later in pairwise(edges)):
            raise ValueError("Working hours must be in order, none overlapping, each ending after it begins.")

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Reads {"years": {"2026": {"off": {day: name}, "work": {day: name}}}, "hours": [["08:00", "12:00"]],
        "timezone": name}; every part may be missing. A listed year counts as published: the document
        then names all its holidays and make-up days. Raises ValueError."""
        try:
            years: Mapping[str, Any] = document.get("years", {})
            overrides = {
                date.fromisoformat(day): key == "work"
                for year in years.values()
                for key in ("off", "work")
                for day in year.get(key, ())
            }
            published = frozenset(map(int, years))
            given: dict[str, Any] = {}
            if "hours" in document:
                given["hours"] = tuple(
                    (time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in document["hours"]
                )
            if "timezone" in document:
                given["timezone"] = ZoneInfo(document["timezone"])
        except (AttributeError, KeyError, TypeError, ValueError) as problem:
            raise ValueError(f"This is not a working calendar: {problem}") from problem
        return cls(published, overrides, **given)

    @property
    def known_through(self) -> date:
        """The last day that has been published."""
        return date(max(self.published), 12, 31) if self.published else date.min

    def is_workday(self, day: date) -> bool:
        """Whether offices are open on this day."""
        ordinals = self._workdays(day.year)
        at = bisect_left(ordinals, day.toordinal())
        return at < len(ordinals) and ordinals[at] == day.toordinal()

    def is_provisional(self, day: date) -> bool:
        """Whether the State Council may still move this day: its year is not in the calendar yet."""
        return day > self.known_through

    def workdays_between(self, first: date, end: date) -> int:
        """How many workdays lie from `first` up to, not including, `end`."""
        count = 0
        for year in range(first.year, end.year + 1):
            ordinals = self._workdays(year)
            count += bisect_left(ordinals, end.toordinal()) - bisect_left(ordinals, first.toordinal())
        return max(count, 0)

    def workday_after(self, day: date, amount: int) -> date:
        """The `amount`-th workday after `day`, which is itself not counted."""
        year = day.year
        ordinals = self._workdays(year)
        position = bisect_right(ordinals, day.toordinal()) - 1 + amount
        while position >= len(ordinals):
            position -= len(ordinals)
            year += 1
            ordinals = self._workdays(year)
        return date.fromordinal(ordinals[position])

    def local_day(self, at: datetime) -> date:
        """The day it is in the city at this instant."""
        return at.astimezone(self.timezone).date()

    def end_of(self, day: date) -> datetime:
        """24:00 of the day, in UTC."""
        return datetime.combine(day + ONE_DAY, time(), self.timezone).astimezone(UTC)

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Working time between two instants."""
        first, last = (at.astimezone(self.timezone).replace(tzinfo=None) for at in (start, end))
        days = self.workdays_between(first.date(), last.date())
        return days * self._day_length() + self._worked_on(last) - self._worked_on(first)

    def after_work(self, start: datetime, amount: timedelta) -> datetime:
        """The earliest instant by which `amount` of working time has passed since `start`."""
        local = start.astimezone(self.timezone).replace(tzinfo=None)
        wanted = amount + self._worked_on(local)
        day_length = self._day_length()
        days = -(-wanted // day_length) - 1
        day = self.workday_after(local.date() - ONE_DAY, days + 1)
        left = wanted - days * day_length
        for opens, closes in self._shifts(day):
            if left <= closes - opens:
                return (opens + left).replace(tzinfo=self.timezone).astimezone(UTC)
            left -= closes - opens
        raise AssertionError("a day's share of working time is longer than the day")

    def _workdays(self, year: int) -> list[int]:
        """Ordinals of the year's workdays, computed once."""
        if year not in self._years:
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            days = map(date.fromordinal, range(first, last + 1))
            self._years[year] = [day.toordinal() for day in days if self._opens_on(day)]
        return self._years[year]

    def _opens_on(self, day: date) -> bool:
        if day.year in self.published:
            return self.overrides.get(day, day.weekday() < SATURDAY)
        return self.overrides.get(day, _statutory(day.year).is_working_day(day))

    def _shifts(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for opens, closes in self.hours:
            yield datetime.combine(day, opens), datetime.combine(day, closes)

    def _day_length(self) -> timedelta:
        return sum((closes - opens for opens, closes in self._shifts(date.min)), NOTHING)

    def _worked_on(self, local: datetime) -> timedelta:
        """Working time of that day which has passed at this local time."""
        if not self.is_workday(local.date()):
            return NOTHING
        shifts = self._shifts(local.date())
        return sum((max(min(local, closes) - opens, NOTHING) for opens, closes in shifts), NOTHING)


@overload
def due(start: datetime, amount: int, unit: Unit, calendar: WorkCalendar, pauses: tuple[()] = ()) -> datetime: ...
@overload
def due(
    start: datetime, amount: int, unit: Unit, calendar: WorkCalendar, pauses: Sequence[Pause]
) -> datetime | None: ...
def due(
    start: datetime, amount: int, unit: Unit, calendar: WorkCalendar, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """The instant (UTC) at which a limit begun at `start` is used up; None while a pause is open before it.

    Minutes, hours and urgent days simply do not run during a pause. For limits in days every day whose 24:00
    falls into a pause is given back: a workday for a limit in workdays, any day for calendar days and months.
    Paused on Monday 10:00 and resumed on Wednesday 15:00, a clock is due two workdays later; paused and
    resumed within one day, it is due as before. So a resumed clock has as many days ahead as when it was
    paused, and is never overdue at that moment. Calendar days and months that end on a holiday end with the
    next workday (民法典 203). Raises ValueError for a limit below one and for a naive start.
    """
    if amount < 1:
        raise ValueError("A limit is at least one unit long.")
    _must_be_aware(start)
    stops = _in_order(pauses, start)
    if unit in TIME_OF:
        return _due_by_time(start, amount * TIME_OF[unit], unit, calendar, stops)
    return _due_by_days(start, amount, unit, calendar, stops)


def elapsed(start: datetime, end: datetime, unit: Unit, calendar: WorkCalendar, pauses: Sequence[Pause] = ()) -> float:
    """How much of a limit is used at `end`, in its unit and by the rules of `due`; days and months are whole
    ones that have ended."""
    _must_be_aware(start)
    stops = [
        Pause(pause.began_at, min(pause.ended_at or end, end))
        for pause in _in_order(pauses, start)
        if pause.began_at < end
    ]
    if unit in TIME_OF:
        measure = calendar.worked if unit is Unit.WORK_HOUR else _natural
        paused = sum((measure(p.began_at, p.ended_at or end) for p in stops), NOTHING)
        return max(measure(start, end) - paused, NOTHING) / TIME_OF[unit]
    first, last = calendar.local_day(start), calendar.local_day(end)
    given_back = sum(_days_given_back(p, unit, calendar) for p in stops)
    if unit is Unit.WORK_DAY:
        return max(calendar.workdays_between(first + ONE_DAY, last) - given_back, 0)
    last_counted = last - ONE_DAY - timedelta(days=given_back)
    if unit is Unit.CALENDAR_DAY:
        return max((last_counted - first).days, 0)
    months = (last_counted.year - first.year) * 12 + last_counted.month - first.month
    return max(months - (_months_after(first, months) > last_counted), 0)


def _due_by_time(
    start: datetime, amount: timedelta, unit: Unit, calendar: WorkCalendar, stops: Sequence[Pause]
) -> datetime | None:
    measure: Callable[[datetime, datetime], timedelta] = _natural
    advance: Callable[[datetime, timedelta], datetime] = _naturally_after
    if unit is Unit.WORK_HOUR:
        measure, advance = calendar.worked, calendar.after_work
    at, left = start, amount
    for stop in stops:
        if advance(at, left) <= stop.began_at:
            break
        if stop.ended_at is None:
            return None
        left -= measure(at, stop.began_at)
        at = stop.ended_at
    return advance(at, left)


def _due_by_days(
    start: datetime, amount: int, unit: Unit, calendar: WorkCalendar, stops: Sequence[Pause]
) -> datetime | None:
    first = calendar.local_day(start)
    if unit is Unit.WORK_DAY:
        last = calendar.workday_after(first, amount)
    elif unit is Unit.CALENDAR_DAY:
        last = first + timedelta(days=amount)
    else:
        last = _months_after(first, amount)
    for stop in stops:
        if calendar.end_of(_rolled(last, calendar)) <= stop.began_at:
            break
        if stop.ended_at is None:
            return None
        back = _days_given_back(stop, unit, calendar)
        if unit is Unit.WORK_DAY:
            last = calendar.workday_after(last, back) if back else last
        else:
            last = max(last + timedelta(days=back), calendar.local_day(stop.ended_at))
    return calendar.end_of(_rolled(last, calendar))


def _days_given_back(pause: Pause, unit: Unit, calendar: WorkCalendar) -> int:
    """Days whose 24:00 falls into the closed pause."""
    began, ended = calendar.local_day(pause.began_at), calendar.local_day(pause.ended_at or pause.began_at)
    return calendar.workdays_between(began, ended) if unit is Unit.WORK_DAY else (ended - began).days


def _rolled(day: date, calendar: WorkCalendar) -> date:
    return calendar.workday_after(day - ONE_DAY, 1)


def _months_after(day: date, months: int) -> date:
    """The day of the same number, or the month's last (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def _in_order(pauses: Sequence[Pause], start: datetime) -> list[Pause]:
    """The pauses by time, clipped to what follows `start`, overlapping ones joined."""
    joined: list[Pause] = []
    for pause in sorted(pauses, key=lambda each: each.began_at):
        began, ended = max(pause.began_at, start), pause.ended_at
        if ended is not None and ended <= began:
            continue
        if joined and (joined[-1].ended_at is None or began <= joined[-1].ended_at):
            previous = joined.pop()
            began = previous.began_at
            ended = None if previous.ended_at is None or ended is None else max(previous.ended_at, ended)
        joined.append(Pause(began, ended))
    return joined


@cache
def _statutory(year: int) -> HolidayBase:
    return country_holidays("CN", years=year)


def _natural(start: datetime, end: datetime) -> timedelta:
    return end.astimezone(UTC) - start.astimezone(UTC)


def _naturally_after(start: datetime, amount: timedelta) -> datetime:
    return start.astimezone(UTC) + amount


def _must_be_aware(at: datetime) -> None:
    if at.utcoffset() is None:
        raise ValueError("An instant needs its time zone.")
