"""The city's working calendar, from the database, remembered for a minute by each process.

It is kept in days and shifts that an administrator changes; with each change a new version begins. A clock goes on by
the version under which it was started, so no change moves a limit that is running already.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from datetime import time as hour
from typing import Any

from django.utils import timezone

from linli.kernel.calendar import OFFICE_HOURS, WorkCalendar
from linli.kernel.models import CalendarDay, WorkCalendarDocument, WorkShift

CITY = "city"
SECONDS_REMEMBERED = 60.0
OFF, WORK = "off", "work"


@dataclass(frozen=True, slots=True)
class Standing:
    """The calendar of now, and its version."""

    version: int
    calendar: WorkCalendar


_remembered: dict[str, tuple[float, Standing]] = {}
# What stood before stays as it was.
_earlier: dict[int, WorkCalendar] = {}


def standing() -> Standing:
    """The calendar by which clocks are started now; without one, weekends and the fixed statutory days
    (provisional)."""
    known = _remembered.get(CITY)
    if known and time.monotonic() - known[0] < SECONDS_REMEMBERED:
        return known[1]
    row = WorkCalendarDocument.objects.filter(name=CITY).first()
    found = Standing(row.version if row else 0, WorkCalendar.from_document(row.document if row else {}))
    _remembered[CITY] = (time.monotonic(), found)
    return found


def current() -> WorkCalendar:
    """The calendar of the city."""
    return standing().calendar


def at(version: int) -> WorkCalendar:
    """The calendar as it was in this version; the one of now when nothing else is known."""
    if version == standing().version:
        return current()
    if version not in _earlier:
        row = WorkCalendarDocument.objects.filter(name=_named(version)).first()
        if row is None:
            return current()
        _earlier[version] = WorkCalendar.from_document(row.document)
    return _earlier[version]


def load(document: Mapping[str, Any]) -> None:
    """Replaces the city's calendar. Raises ValueError when the document cannot be read as one."""
    found = WorkCalendar.from_document(document)
    CalendarDay.objects.all().delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(day=date.fromisoformat(day), is_workday=kind == WORK, name=str(name)[:40])
        for year in document.get("years", {}).values()
        for kind in (OFF, WORK)
        for day, name in dict(year.get(kind, {})).items()
    )
    WorkShift.objects.all().delete()
    WorkShift.objects.bulk_create(WorkShift(opens=opens, closes=closes) for opens, closes in found.hours)
    publish(document.get("timezone"))


def publish(zone: str | None = None) -> None:
    """Makes the days and shifts that stand in the database the calendar; what stood until now is kept under its
    version. Raises ValueError when they are none."""
    row = WorkCalendarDocument.objects.select_for_update().filter(name=CITY).first()
    before = row.document if row else {}
    fresh = _document(zone or before.get("timezone"))
    WorkCalendar.from_document(fresh)
    version = row.version if row else 0
    if row and fresh != before:
        earlier = {"document": before, "loaded_at": row.loaded_at, "version": version}
        WorkCalendarDocument.objects.update_or_create(name=_named(version), defaults=earlier)
        version += 1
    WorkCalendarDocument.objects.update_or_create(
        name=CITY, defaults={"document": fresh, "loaded_at": timezone.now(), "version": version}
    )
    forget()


def forget() -> None:
    """Drops what is remembered; also called when a change was only tried."""
    _remembered.clear()
    _earlier.clear()


def _document(zone: str | None) -> dict[str, Any]:
    years: dict[str, dict[str, dict[str, str]]] = {}
    for row in CalendarDay.objects.order_by("day"):
        year = years.setdefault(str(row.day.year), {OFF: {}, WORK: {}})
        year[WORK if row.is_workday else OFF][row.day.isoformat()] = row.name
    shifts = WorkShift.objects.order_by("opens").values_list("opens", "closes")
    hours = [[_clock(opens), _clock(closes)] for opens, closes in shifts or OFFICE_HOURS]
    return {"years": years, "hours": hours} | ({"timezone": zone} if zone else {})


def _clock(at: hour) -> str:
    return at.isoformat("minutes")


def _named(version: int) -> str:
    return f"{CITY} {version}"
