"""Figures that anybody may see: whole months that have ended, and no cell that tells of few.

Counted are matters that were filed, were not ended without an answer, and whose class is not confidential. No sums over
months are given: whoever kept last month's would learn the new month's small cells by subtraction.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from linli.cases.models import EventClass
from linli.cases.queries.figures import READ, TOWN
from linli.cases.queries.lists import Filter, listed
from linli.cases.suppression import LEAST, published
from linli.cases.workflow import MERGED, SENT_BACK, VOIDED
from linli.kernel.actor import machine, nodes_above
from linli.kernel.tallies import tallied
from linli.kernel.territory import territory
from linli.places.models import Level
from linli.places.queries import areas_below, root_path

EVERYBODY = machine("job:open-figures")
MONTHS = 12
UNPLACED = ""
# Counting everything is work, and anybody may ask: each process does it once in so many seconds.
SECONDS_REMEMBERED = 600.0
COLUMNS = ("month", "class", "area")
Counts = Mapping[str, int]
_remembered: dict[date, tuple[float, "Open"]] = {}


@dataclass(frozen=True, slots=True)
class Month:
    """What is published of one month: how many in all, by community and by kind; None is left out."""

    month: date
    total: int | None
    areas: Mapping[str, int | None]
    classes: Mapping[str, int | None]

    @property
    def key(self) -> str:
        return f"{self.month:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Open:
    """The months, oldest first, and the names of what they are counted by."""

    months: tuple[Month, ...]
    areas: Mapping[str, str]
    classes: Mapping[str, str]


def open_figures(today: date) -> Open:
    """The twelve months before this one, remembered for ten minutes."""
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
    year, before = divmod(this_month.year * 12 + this_month.month - 1 - MONTHS, 12)
    wanted = Filter(reported_from=date(year, before + 1, 1), reported_to=this_month - timedelta(days=1))
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
    months = tuple(_month(month, by_area[month], by_class[month], communities, named) for month in sorted(by_area))
    return Open(months, communities, named)


def _month(
    month: date,
    areas: Mapping[str, int],
    classes: Mapping[str, int],
    places: Mapping[str, str],
    kinds: Mapping[str, str],
) -> Month:
    """A month's cells; one with fewer than ten in all says nothing else."""
    total = sum(areas.values())
    if total < LEAST:
        return Month(month, None, dict.fromkeys(places), dict.fromkeys(kinds))
    return Month(
        month,
        total,
        published({code: areas.get(code, 0) for code in places}),
        published({code: classes.get(code, 0) for code in kinds}),
    )


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
