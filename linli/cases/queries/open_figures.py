"""Figures that anybody may see: months and quarters that have ended, and no cell that tells of few.

Counted are matters that were filed, were not ended without an answer, and whose class is not confidential. Spans are
those of the calendar: of one that moved with the days whoever kept the last would learn small cells by subtraction.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from linli.cases.models import EventClass
from linli.cases.queries.figures import READ, TOWN
from linli.cases.queries.lists import Filter, listed
from linli.cases.suppression import LEAST, quarter, together
from linli.cases.workflow import MERGED, SENT_BACK, VOIDED
from linli.kernel.actor import machine, nodes_above
from linli.kernel.tallies import tallied
from linli.kernel.territory import territory
from linli.places.models import Level
from linli.places.queries import areas_below, root_path

EVERYBODY = machine("job:open-figures")
MONTHS = 12
QUARTER, YEAR = 3, 12
UNPLACED = ""
# Counting everything is work, and anybody may ask: each process does it once in so many seconds.
SECONDS_REMEMBERED = 600.0
COLUMNS = ("month", "class", "area")
Counts = Mapping[str, int]
_remembered: dict[date, tuple[float, "Open"]] = {}


@dataclass(frozen=True, slots=True)
class Span:
    """What is told of a month, a quarter or a year: how many in all, by community and by kind; None is left out."""

    begins_on: date
    months: int
    total: int | None
    areas: Mapping[str, int | None]
    classes: Mapping[str, int | None]

    @property
    def key(self) -> str:
        """As an address names it: 2026-03, 2026-Q1, 2026."""
        if self.months == YEAR:
            return f"{self.begins_on:%Y}"
        if self.months == QUARTER:
            return f"{self.begins_on:%Y}-Q{(self.begins_on.month + 2) // QUARTER}"
        return f"{self.begins_on:%Y-%m}"

    @property
    def shown(self) -> float:
        """Which part of its cells is shown."""
        cells = [*self.areas.values(), *self.classes.values()]
        return sum(cell is not None for cell in cells) / len(cells)


@dataclass(frozen=True, slots=True)
class Open:
    """The last twelve months, the quarters and the year that have ended, oldest first, and the names of what they are
    counted by."""

    months: tuple[Span, ...]
    quarters: tuple[Span, ...]
    years: tuple[Span, ...]
    areas: Mapping[str, str]
    classes: Mapping[str, str]


def open_figures(today: date) -> Open:
    """The spans before this month, remembered for ten minutes."""
    this_month = today.replace(day=1)
    known = _remembered.get(this_month)
    if known and time.monotonic() - known[0] < SECONDS_REMEMBERED:
        return known[1]
    with territory(EVERYBODY):
        counted = _counted(this_month)
    _remembered.clear()
    _remembered[this_month] = (time.monotonic(), counted)
    return counted


def forget_open_figures() -> None:
    """Lets this process count anew."""
    _remembered.clear()


def _counted(this_month: date) -> Open:
    begins_on = date(this_month.year - 1, 1, 1)
    wanted = Filter(reported_from=begins_on, reported_to=this_month - timedelta(days=1))
    rows = listed(EVERYBODY, wanted).order_by().filter(event_class__is_confidential=False)
    rows = rows.exclude(state__in=(VOIDED, MERGED, SENT_BACK))
    rows = rows.annotate(**{name: READ[name] for name in COLUMNS}).values_list(*COLUMNS)  # type: ignore[assignment]
    found = tallied(rows, COLUMNS, [("month", "class"), ("month", "area")])
    # All there are, counted or not: were a kind left out until it occurs, older months would look otherwise afterwards.
    rows_of_classes = EventClass.objects.filter(is_confidential=False).order_by("scheme", "major_code")
    kinds = {pk: (code, name) for pk, code, name in rows_of_classes.values_list("pk", "major_code", "major_name")}
    communities, place = _communities()
    by_class = _summed(found["month", "class"], lambda pk: kinds[pk][0])
    by_area = _summed(found["month", "area"], place)
    named = dict(sorted(dict(kinds.values()).items()))
    counted = [
        _Counted(
            month,
            {code: by_area.get(month, {}).get(code, 0) for code in communities},
            {code: by_class.get(month, {}).get(code, 0) for code in named},
        )
        for month in _months(begins_on, this_month)
    ]
    return _published(counted, communities, named)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A month as it is counted, before anything is left out."""

    month: date
    areas: Counts
    classes: Counts

    @property
    def total(self) -> int:
        return sum(self.areas.values())


def _months(first: date, end: date) -> list[date]:
    count = (end.year - first.year) * 12 + end.month - first.month
    return [date(first.year + (first.month - 1 + at) // 12, (first.month - 1 + at) % 12 + 1, 1) for at in range(count)]


def _published(counted: Sequence[_Counted], places: Mapping[str, str], kinds: Mapping[str, str]) -> Open:
    """The year adds up what is told of its quarters and tells nothing new."""
    months: list[Span] = []
    quarters: list[Span] = []
    for at in range(0, len(counted), QUARTER):
        part = counted[at : at + QUARTER]
        by_area, by_class = (quarter([getattr(one, name) for one in part]) for name in ("areas", "classes"))
        is_whole = len(part) == QUARTER
        for one, areas, classes in zip(part, by_area[0], by_class[0], strict=True):
            cells = (areas, classes) if is_whole else (dict.fromkeys(places), dict.fromkeys(kinds))
            months.append(Span(one.month, 1, one.total if one.total >= LEAST else None, *cells))
        if is_whole:
            total = sum(one.total for one in part) if all(one.total >= LEAST for one in part) else None
            quarters.append(Span(part[0].month, QUARTER, total, by_area[1], by_class[1]))
    year = quarters[: YEAR // QUARTER]
    totals = [one.total for one in year]
    whole_year = Span(
        year[0].begins_on,
        YEAR,
        None if None in totals else sum(n for n in totals if n is not None),
        together([one.areas for one in year]),
        together([one.classes for one in year]),
    )
    begun = next((at for at, one in enumerate(counted) if one.total), len(counted))
    shown = months[max(begun, len(months) - MONTHS) :]
    return Open(tuple(shown), _with_sum(quarters), _with_sum([whole_year]), places, kinds)


def _with_sum(spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(span for span in spans if span.total is not None)


def _summed(counted: Mapping[tuple[Any, ...], int], key: Callable[[Any], str]) -> dict[date, dict[str, int]]:
    found: dict[date, dict[str, int]] = {}
    for (at, value), n in counted.items():
        row = found.setdefault(at.astimezone(TOWN).date(), {})
        row[key(value)] = row.get(key(value), 0) + n
    return found


def _communities() -> tuple[dict[str, str], Callable[[Any], str]]:
    """Code and name of each community, with that of what lies in none of them, and which of them a path lies in."""
    known = areas_below(root_path(), Level.COMMUNITY)
    codes = {area.path: area.code for area in known}

    def place(path: str) -> str:
        return next((codes[node] for node in nodes_above(path) if node in codes), UNPLACED)

    return {area.code: area.name for area in known} | {UNPLACED: ""}, place
