"""The city's working calendar, from the database, remembered for a minute by each process."""

import time
from typing import Any

from django.utils import timezone

from linli.kernel.calendar import WorkCalendar
from linli.kernel.models import WorkCalendarDocument

CITY = "city"
SECONDS_REMEMBERED = 60.0
_remembered: dict[str, tuple[float, WorkCalendar]] = {}


def current() -> WorkCalendar:
    """The calendar of the city; without one, weekends and the fixed statutory days (provisional)."""
    known = _remembered.get(CITY)
    if known and time.monotonic() - known[0] < SECONDS_REMEMBERED:
        return known[1]
    row = WorkCalendarDocument.objects.filter(name=CITY).first()
    calendar = WorkCalendar.from_document(row.document if row else {})
    _remembered[CITY] = (time.monotonic(), calendar)
    return calendar


def load(document: dict[str, Any]) -> None:
    """Replaces the city's calendar. Raises ValueError when the document cannot be read as one."""
    WorkCalendar.from_document(document)
    WorkCalendarDocument.objects.update_or_create(
        name=CITY, defaults={"document": document, "loaded_at": timezone.now()}
    )
    _remembered.clear()
