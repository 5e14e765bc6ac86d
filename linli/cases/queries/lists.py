"""Lists of cases: one filter for the page, the API, the export and what is kept under a name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from linli.cases.models import Case
from linli.cases.rules import LEVELS, Channel
from linli.cases.workflow import AT_THE_UNIT, EVERY, TRANSFERRED
from linli.kernel.actor import Actor
from linli.kernel.paging import Cursor
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.scope import ScopedQuerySet, participating
from linli.kernel.search import saying
from linli.places.queries import path_of

MOST_ROWS = 200
LONGEST_Q = 60
LONGEST_CODE = 120
NEWEST_FIRST = "-reported_at"
SORTS = {NEWEST_FIRST: "reported_at", "reported_at": "reported_at", "due_at": "due_at"}
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows. Empty fields do not filter. `bbox` is west, south, east, north in CGCS2000; both dates are
    days of the town, and belong to the list."""

    states: tuple[str, ...] = ()
    area: str = ""
    unit: str = ""
    class_code: str = ""
    channel: str = ""
    level: str = ""
    q: str = ""
    is_overdue: bool = False
    is_contested: bool = False
    is_reopened: bool = False
    reported_from: date | None = None
    reported_to: date | None = None
    bbox: Box | None = None
    mine: bool = False

    def where(self, actor: Actor, now: datetime) -> Q:
        """The filter as a condition; whether the actor may see a case is not its business."""
        found = Q(**{column: value for column, value in self._equal().items() if value})
        if self.area:
            found &= Q(area_path__gte=self.area, area_path__lt=self.area[:-1] + "0")
        if self.q:
            found &= saying(Case, self.q)
        if self.is_overdue:
            found &= Q(state__in=(*AT_THE_UNIT, TRANSFERRED), due_at__lt=now)
        if self.is_reopened:
            found &= Q(reopened__gt=0)
        if self.reported_from:
            found &= Q(reported_at__gte=_midnight(self.reported_from))
        if self.reported_to:
            found &= Q(reported_at__lt=_midnight(self.reported_to + timedelta(days=1)))
        return found & self._at_and_by(actor)

    def _equal(self) -> dict[str, object]:
        return {
            "state__in": self.states,
            "unit__code": self.unit,
            "event_class__code": self.class_code,
            "channel": self.channel,
            "level": self.level,
            "is_contested": self.is_contested,
        }

    def _at_and_by(self, actor: Actor) -> Q:
        found = Q()
        if self.bbox:
            west, south, east, north = self.bbox
            found &= Q(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
        if self.mine:
            found &= Q(handler_id=actor.account_id) | participating(Case, [actor.key])
        return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows and where the next ones begin; `next_cursor` is None on the last page."""

    rows: Sequence[Case]
    next_cursor: str | None


def listed(actor: Actor, wanted: Filter, sort: str = NEWEST_FIRST) -> ScopedQuerySet[Case]:
    """The cases that the actor may see and the filter wants, in order.

    Sorting by `due_at` shows only cases that have a due time. Raises Refusal `invalid` for an unknown sort.
    """
    if sort not in SORTS:
        raise invalid("sort", "unknown_choice")
    column, sign = SORTS[sort], "-" if sort.startswith("-") else ""
    rows = Case.objects.visible_to(actor).filter(wanted.where(actor, timezone.now()), **{f"{column}__isnull": False})
    return rows.order_by(f"{sign}{column}", f"{sign}id")


def page(actor: Actor, wanted: Filter, *, sort: str = NEWEST_FIRST, cursor: str | None = None, limit: int = 50) -> Page:
    """One page of the list. Cursors stay right while rows are added. Raises Refusal `invalid` for an unknown cursor."""
    rows, limit = listed(actor, wanted, sort), max(1, min(limit, MOST_ROWS))
    if cursor:
        rows = rows.filter(Cursor.read(cursor, sort).beyond(SORTS[sort], descending=sort.startswith("-")))
    found = list(rows.select_related("event_class", "unit", "handler")[: limit + 1])
    more = len(found) > limit
    last = found[limit - 1] if more else None
    return Page(found[:limit], Cursor(sort, getattr(last, SORTS[sort]), last.pk).written() if last else None)


def count(actor: Actor, wanted: Filter, most: int = 1000, *, sort: str = NEWEST_FIRST) -> int:
    """How many cases the list has, counted no further than `most`, so that the figure costs the same at any size."""
    return listed(actor, wanted, sort).order_by()[:most].count()


def read(given: Mapping[str, Sequence[str]]) -> Filter:
    """The filter as it stands in an address: `{"state": ["filed", "closed"], "from": ["2026-03-01"]}`.

    Raises Refusal `invalid` for the first value that cannot be right; names that are no filter's are left alone.
    """
    return Filter(**{field: reader(values) for name, (field, reader) in READERS.items() if (values := given.get(name))})


def _states(values: Sequence[str]) -> tuple[str, ...]:
    states = tuple(state for text in values for state in text.split(","))
    if not set(states) <= set(EVERY):
        raise invalid("state", "unknown_choice")
    return states


def _one_of(name: str, known: Sequence[str]) -> Callable[[Sequence[str]], str]:
    def reader(values: Sequence[str]) -> str:
        if values[0] not in known:
            raise invalid(name, "unknown_choice")
        return values[0]

    return reader


def _text(name: str, longest: int) -> Callable[[Sequence[str]], str]:
    def reader(values: Sequence[str]) -> str:
        if len(values[0]) > longest:
            raise invalid(name, "too_long", longest=longest)
        if "\0" in values[0]:
            raise invalid(name, "unknown_choice")
        return values[0]

    return reader


def _day(name: str) -> Callable[[Sequence[str]], date]:
    def reader(values: Sequence[str]) -> date:
        try:
            day = date.fromisoformat(values[0])
        except ValueError as error:
            raise invalid(name, "bad_day") from error
        if not 1900 <= day.year <= 2999:
            raise invalid(name, "bad_day")
        return day

    return reader


def _yes(values: Sequence[str]) -> bool:
    return values[0].lower() in ("1", "true", "yes", "on")


def _area(values: Sequence[str]) -> str:
    return path_of(_text("area", LONGEST_CODE)(values))


def _box(values: Sequence[str]) -> Box:
    try:
        west, south, east, north = (float(part) for part in values[0].split(","))
    except ValueError as error:
        raise invalid("bbox", "bad_box") from error
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise invalid("bbox", "bad_box")
    return west, south, east, north


# name in the address → field of the filter, and how its values are read
READERS: Mapping[str, tuple[str, Callable[[Sequence[str]], Any]]] = {
    "state": ("states", _states),
    "area": ("area", _area),
    "unit": ("unit", _text("unit", LONGEST_CODE)),
    "class": ("class_code", _text("class", LONGEST_CODE)),
    "channel": ("channel", _one_of("channel", tuple(Channel))),
    "level": ("level", _one_of("level", LEVELS)),
    "q": ("q", _text("q", LONGEST_Q)),
    "overdue": ("is_overdue", _yes),
    "contested": ("is_contested", _yes),
    "reopened": ("is_reopened", _yes),
    "from": ("reported_from", _day("from")),
    "to": ("reported_to", _day("to")),
    "bbox": ("bbox", _box),
    "mine": ("mine", _yes),
}


def understood(given: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """What of an address a filter can be made of: the values that cannot be right are left out, not refused."""
    kept: dict[str, Sequence[str]] = {}
    for name in READERS:
        values = _kept(name, given.get(name, ()))
        if values:
            kept[name] = values
    return kept


def _kept(name: str, values: Sequence[str]) -> tuple[str, ...]:
    found = []
    for value in values:
        try:
            READERS[name][1]([value])
        except Refusal:
            continue
        found.append(value)
    return tuple(found)
