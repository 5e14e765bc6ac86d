"""Times as people and programs write them. Pure."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

# Days are counted from here by spreadsheets; the two days before are their mistake about the year 1900.
SPREADSHEET_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a time without a zone gets the file's
SERIAL = re.compile(r"\d{5}(\.\d+)?")
CHINESE = re.compile(
    r"(?P<year>\d{4})\s*[年./-]\s*(?P<month>\d{1,2})\s*[月./-]\s*(?P<day>\d{1,2})\s*日?"
    r"[T\s]*(?P<half>上午|下午|凌晨|中午|晚上|[AaPp][Mm])?\s*"
    r"(?:(?P<hour>\d{1,2})\s*[:：时点]\s*(?:(?P<minute>\d{1,2})\s*分?)?\s*(?:[:：]?\s*(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?)?"
    r"\s*(?P<late>[AaPp][Mm])?"
)
AFTER_NOON = frozenset({"下午", "晚上", "中午", "pm"})
EARLIEST_YEAR, LATEST_YEAR = 1980, 2200


def read(text: str, form: str, zone: ZoneInfo) -> datetime | None:
    """The instant in UTC, or None when the text is none in this form. `form` is 'auto' or as for strptime; a time
    without a zone is in `zone`."""
    found = _automatic(text.strip()) if form == "auto" else _formed(text.strip(), form)
    if found is None or not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def _formed(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 - the caller adds the zone
    except ValueError:
        # A spreadsheet gives dates of its own whatever they look like there.
        return _iso(text)


def _automatic(text: str) -> datetime | None:
    return _iso(text) or _serial(text) or _written(text)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if len(text) >= 10 else None
    except ValueError:
        return None


def _serial(text: str) -> datetime | None:
    return SPREADSHEET_ZERO + timedelta(seconds=round(float(text) * 86400)) if SERIAL.fullmatch(text) else None


def _written(text: str) -> datetime | None:
    """'2026年3月2日 下午2:05', '2026/3/2 14:05:00', '2026.3.2'."""
    match = CHINESE.fullmatch(text)
    if match is None:
        return None
    part = match.groupdict()
    hour = int(part["hour"] or 0)
    half = (part["half"] or part["late"] or "").lower()
    if half in AFTER_NOON and hour < 12:
        # At noon (中午) eleven o'clock is before twelve, one o'clock after it.
        hour += 0 if half == "中午" and hour >= 10 else 12
    elif half in ("am", "凌晨") and hour == 12:
        hour = 0
    year, month, day, minute, second = (int(part[name] or 0) for name in ("year", "month", "day", "minute", "second"))
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the caller adds the zone
    except ValueError:
        return None
