"""Lists of cases: one filter for the page, the API, the export and what is kept under a name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case as Conditional
from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber
from django.db.models.lookups import LessThan
from django.utils import timezone

from linli.accounts.queries import is_unit
from linli.cases.models import NEXT_DUE, Case, Rating
from linli.cases.queries.call_backs import CALLED, said_in_calls
from linli.cases.queries.cases import STAGE_OF
from linli.cases.queries.classes import is_class
from linli.cases.rules import GREEN, LEVELS, LIGHTS, OUTCOMES, PAUSED, RED, SOON, YELLOW, Channel, Level
from linli.cases.workflow import CLOSED, EVERY, OPEN, TAKEN_ON, VOIDED
from linli.kernel.actor import Actor
from linli.kernel.models import Clock
from linli.kernel.paging import Cursor
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.scope import ScopedQuerySet, participating
from linli.kernel.search import saying
from linli.places.queries import path_of, root_path

MOST_ROWS = 200
LONGEST_Q = 60
LONGEST_CODE = 120
YES, NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})
NEWEST_FIRST = "-reported_at"
DUE_FIRST = "due_at"
SORTS = {NEWEST_FIRST: "reported_at", "reported_at": "reported_at", DUE_FIRST: "next_due_at"}
Box = tuple[float, float, float, float]
# What a case may be without → the column that is empty then; an area is never missing, only not small, and a place on
# the map is also missing where the point lies outside the territory; an outcome while nobody said what became of it.
AREA, POINT, OUTCOME = "area", "point", "outcome"
WITHOUT = {"class": "event_class", "unit": "unit", AREA: "area_path", POINT: "lon", OUTCOME: "outcome"}
NOWHERE = Q(lon=None) | Q(lat=None) | Q(is_outside=True)
# Rated at all, by however many reporters.
ANY = "any"
RATINGS = (ANY, *Level)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows. Empty fields do not filter. `class_code` may have its kind before it ('part:0137'); else a
    matter and a part of the same code are meant. `bbox` is west, south, east, north in CGCS2000; dates are days of the
    town, and belong to the list; `weekday` (1 is Monday) and `hour` are of the report, in the town's time.

    `is_overdue` is late now in whatever stage, as its red light says, `was_late` once in handling; `is_urged` has a
    unit that was urged and has not moved since, `lacks_photo` was handed in without the picture of afterwards that its
    class needs, `has_application` waits to be given more time or a rest, `is_answered` has been looked at for the first
    time; `to_call` waits for a call after its closing, `called` is what was said in one; `without` names what a case
    has not: a class, a unit, an area smaller than the list's, a point in the territory, an outcome. Of the states in
    `only_asked` there is what waits at one of the steps `asked`, of those in `only_contested` what a reporter contests.
    """

    states: tuple[str, ...] = ()
    area: str = ""
    unit: str = ""
    class_code: str = ""
    channel: str = ""
    level: str = ""
    outcome: str = ""
    q: str = ""
    is_overdue: bool = False
    is_contested: bool = False
    is_reopened: bool = False
    is_urged: bool = False
    lacks_photo: bool = False
    has_application: bool = False
    reported_from: date | None = None
    reported_to: date | None = None
    closed_from: date | None = None
    closed_to: date | None = None
    weekday: int | None = None
    hour: int | None = None
    light: str = ""
    was_late: bool = False
    is_on_time: bool = False
    was_returned: bool = False
    is_answered: bool = False
    rating: str = ""
    to_call: bool = False
    called: str = ""
    without: tuple[str, ...] = ()
    bbox: Box | None = None
    mine: bool = False
    without_voided: bool = False
    only_asked: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    only_contested: tuple[str, ...] = ()

    def where(self, actor: Actor, now: datetime) -> Q:
        """The filter as a condition; whether the actor may see a case is not its business."""
        found = Q(**{column: value for column, value in self._equal().items() if value})
        if self.area:
            found &= Q(area_path__gte=self.area, area_path__lt=self.area[:-1] + "0")
        if self.q:
            found &= saying(Case, self.q)
        return found & self._in_states() & self._when() & self._how_it_went(actor, now) & self._at_and_by(actor)

    def _in_states(self) -> Q:
        """Said as what there is, not as what there is not, so that indexes answer it."""
        if not self.states:
            return Q()
        asked, contested = set(self.only_asked), set(self.only_contested)
        found = Q(state__in=[state for state in self.states if state not in asked | contested])
        if asked:
            found |= Q(state__in=[state for state in self.states if state in asked], asked__in=self.asked)
        if contested:
            found |= Q(state__in=[state for state in self.states if state in contested], is_contested=True)
        return found

    def _equal(self) -> dict[str, object]:
        kind, _, code = self.class_code.rpartition(":")
        return {
            "unit__code": self.unit,
            "event_class__kind": kind,
            "event_class__code": code,
            "channel": self.channel,
            "level": self.level,
            "outcome": self.outcome,
            "is_contested": self.is_contested,
            "lacks_photo": self.lacks_photo,
            "is_overdue": self.was_late,
            "urged__gte": int(self.is_urged),
            "reported_at__iso_week_day": self.weekday,
        }

    def _when(self) -> Q:
        found = Q() if self.hour is None else Q(reported_at__hour=self.hour)
        for column, first, last in (
            ("reported_at", self.reported_from, self.reported_to),
            ("closed_at", self.closed_from, self.closed_to),
        ):
            if first:
                found &= Q(**{f"{column}__gte": _midnight(first)})
            if last:
                found &= Q(**{f"{column}__lt": _midnight(last + timedelta(days=1))})
        return found

    def _how_it_went(self, actor: Actor, now: datetime) -> Q:
        found = Q()
        if self.without_voided:
            found &= ~Q(state=VOIDED)
        if self.is_reopened:
            found &= Q(reopened__gt=0)
        if self.has_application:
            # Nowhere else may one be open, and of the state there is an index.
            found &= Q(state__in=TAKEN_ON) & ~Q(asked="")
        if self.is_on_time:
            found &= Q(is_overdue=False, state=CLOSED)
        if self.was_returned:
            found &= Q(returns__gt=0)
        if self.is_answered:
            found &= Q(Exists(first_clock()))
        return found & self._what_reporters_say(actor, now) & self._lit(actor, now)

    def _what_reporters_say(self, actor: Actor, now: datetime) -> Q:
        found = Q()
        if self.rating:
            found &= Q(Exists(ratings(actor, self.rating)))
        if self.to_call:
            found &= Q(state=CLOSED, call_back_until__gt=now)
        return found & said_in_calls(actor, self.called) if self.called else found

    def _lit(self, actor: Actor, now: datetime) -> Q:
        found = Q()
        if self.is_overdue or self.light == RED:
            # An index has this; the clocks themselves would be looked through one by one.
            found &= Q(state__in=OPEN) & Q(LessThan(NEXT_DUE, now))
        if self.light not in ("", RED):
            found &= Q(pk__in=lit(Case.objects.visible_to(actor), now).filter(light=self.light).values("pk"))
        return found

    def _at_and_by(self, actor: Actor) -> Q:
        found = Q()
        if self.bbox:
            west, south, east, north = self.bbox
            found &= Q(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
        for kind in self.without:
            found &= self._lacks(kind)
        if self.mine:
            found &= Q(handler_id=actor.account_id) | participating(Case, [actor.key])
        return found

    def _lacks(self, kind: str) -> Q:
        if kind == AREA:
            return Q(area_path=self.area or root_path())
        if kind == OUTCOME:
            return Q(outcome="")
        return NOWHERE if kind == POINT else Q(**{f"{WITHOUT[kind]}__isnull": True})


def lit(rows: ScopedQuerySet[Case], now: datetime) -> ScopedQuerySet[Any]:
    """The open ones among the cases, each with the `light` of its present stage."""
    return with_light(rows.filter(state__in=OPEN), now)


def with_light(rows: ScopedQuerySet[Case], now: datetime) -> ScopedQuerySet[Any]:
    """The cases, each with the `light` of its present stage, as `rules.light` has it; of ended ones it says nothing."""
    stage = Conditional(*(When(state=state, then=Value(name)) for state, name in STAGE_OF.items()))
    clocks = Clock.objects.filter(object_type="case", object_id=OuterRef("pk"), name=OuterRef("stage"), stopped_at=None)
    most = ExpressionWrapper((F("due_at") - F("started_at")) * Value(SOON), output_field=DurationField())
    is_soon = Q(due_at__gt=F("started_at"), started_at__lte=Value(now) - most)
    shown = clocks.annotate(
        light=Conditional(
            When(due_at=None, then=Value(PAUSED)),
            When(due_at__lt=now, then=Value(RED)),
            When(is_soon, then=Value(YELLOW)),
            default=Value(GREEN),
        )
    )
    light = Coalesce(Subquery(shown.values("light")[:1]), Value(PAUSED), output_field=TextField())
    found: ScopedQuerySet[Any] = rows.annotate(stage=stage, light=light)
    return found


def first_clock() -> QuerySet[Clock]:
    """Of each case the clock that ran until somebody looked at it for the first time, once it has stopped."""
    return Clock.objects.filter(object_type="case", object_id=OuterRef("pk"), name="file", stopped_at__isnull=False)


def ratings(actor: Actor, level: str) -> ScopedQuerySet[Rating]:
    """What reporters said of each case: of one level, or any."""
    found = Rating.objects.visible_to(actor).filter(case=OuterRef("pk"))
    return found if level == ANY else found.filter(level=level)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows and where the next ones begin; `next_cursor` is None on the last page."""

    rows: Sequence[Case]
    next_cursor: str | None


def listed(actor: Actor, wanted: Filter, sort: str = NEWEST_FIRST) -> ScopedQuerySet[Case]:
    """The cases that the actor may see and the filter wants, in order; `due_at` is by the clock of the present stage,
    and what has none comes last. Raises Refusal `invalid` for an unknown sort.
    """
    if sort not in SORTS:
        raise invalid("sort", "unknown_choice")
    rows: ScopedQuerySet[Any] = Case.objects.visible_to(actor).annotate(next_due_at=NEXT_DUE)
    rows = rows.filter(wanted.where(actor, timezone.now()))
    return rows.order_by(*_order(sort))


def _order(sort: str) -> tuple[str, str]:
    sign = "-" if sort.startswith("-") else ""
    return f"{sign}{SORTS[sort]}", f"{sign}id"


def page(
    actor: Actor,
    wanted: Filter,
    *,
    sort: str = NEWEST_FIRST,
    cursor: str | None = None,
    limit: int = 50,
    columns: Sequence[str] = (),
) -> Page:
    """One page of the list. Cursors stay right while rows are added. With `columns` the rows hold no others, and of
    what belongs to them class and unit. Raises Refusal `invalid` for an unknown cursor."""
    rows, limit = listed(actor, wanted, sort), max(1, min(limit, MOST_ROWS))
    if cursor:
        rows = rows.filter(Cursor.read(cursor, sort).beyond(SORTS[sort], descending=sort.startswith("-")))
    beside = rows.select_related("event_class", "unit", *(() if columns else ("handler",)))
    found = list((beside.only(*columns) if columns else beside)[: limit + 1])
    more = len(found) > limit
    last = found[limit - 1] if more else None
    return Page(found[:limit], Cursor(sort, getattr(last, SORTS[sort]), last.pk).written() if last else None)


def count(actor: Actor, wanted: Filter, most: int = 1000) -> int:
    """How many cases the list has, counted no further than `most`, so that the figure costs the same at any size."""
    return counts(actor, [wanted], most)[0]


def counts(actor: Actor, wanted: Sequence[Filter], most: int) -> list[int]:
    """This of several lists; what the actor may see is made out once for all."""
    seen, now = Case.objects.visible_to(actor), timezone.now()
    return [seen.filter(each.where(actor, now)).values("pk")[:most].count() for each in wanted]


@dataclass(frozen=True, slots=True)
class Column:
    """The cases of a list that are in one state: the first of them, and how many there are."""

    state: str
    rows: Sequence[Case]
    total: int


def columns(
    actor: Actor, wanted: Filter, *, sort: str = NEWEST_FIRST, limit: int, longer: str = "", longest: int = 0
) -> list[Column]:
    """The list by state, with two queries, for the states that the filter names; `longer` has up to `longest` rows."""
    rows = listed(actor, wanted, sort)
    placed = rows.annotate(place=Window(RowNumber(), partition_by=F("state"), order_by=_order(sort)))
    found: dict[str, list[Case]] = {}
    near = Q(place__lte=limit) | Q(state=longer, place__lte=longest)
    for case in placed.filter(near).order_by("place").select_related("event_class", "unit", "standard"):
        found.setdefault(case.state, []).append(case)
    totals = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return [Column(s, found.get(s, ()), totals.get(s, 0)) for s in EVERY if s in wanted.states]


@dataclass(frozen=True, slots=True)
class Sifted:
    """What of an address makes a filter, the filter, and why the rest makes none."""

    filter: Filter
    kept: Mapping[str, Sequence[str]]
    faults: Mapping[str, Refusal]


def sift(given: Mapping[str, Sequence[str]]) -> Sifted:
    """The filter as it stands in an address: `{"state": ["filed", "closed"], "from": ["2026-03-01"]}`. Names that are
    no filter's are left alone."""
    fields: dict[str, Any] = {}
    kept: dict[str, Sequence[str]] = {}
    faults: dict[str, Refusal] = {}
    for name, (field, reader) in READERS.items():
        values = given.get(name)
        try:
            if values:
                fields[field] = _once(name, reader, values)
                kept[name] = tuple(values)
        except Refusal as refusal:
            faults[name] = refusal
    for event, end in (("reported", "to"), ("closed", "closed_to")):
        first, last = fields.get(f"{event}_from"), fields.get(f"{event}_to")
        if first and last and last < first:
            faults[end] = invalid(end, "ends_before_it_begins")
            del fields[f"{event}_to"], kept[end]
    return Sifted(Filter(**fields), kept, faults)


def read(given: Mapping[str, Sequence[str]]) -> Filter:
    """The filter of an address. Raises Refusal `invalid` for the first value that cannot be right."""
    sifted = sift(given)
    for refusal in sifted.faults.values():
        raise refusal
    return sifted.filter


def _once(name: str, reader: Callable[[Sequence[str]], Any], values: Sequence[str]) -> Any:
    if len(values) > 1 and name != "state":
        raise invalid(name, "given_twice")
    return reader(values)


def _some_of(name: str, known: Sequence[str]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    def reader(values: Sequence[str]) -> tuple[str, ...]:
        found = tuple(each for text in values for each in text.split(","))
        if not set(found) <= set(known):
            raise invalid(name, "none_of_these", choices=", ".join(known))
        return found

    return reader


def _one_of(name: str, known: Sequence[str]) -> Callable[[Sequence[str]], str]:
    def reader(values: Sequence[str]) -> str:
        if values[0] not in known:
            raise invalid(name, "none_of_these", choices=", ".join(known))
        return values[0]

    return reader


def _text(name: str, longest: int) -> Callable[[Sequence[str]], str]:
    def reader(values: Sequence[str]) -> str:
        if len(values[0]) > longest:
            raise invalid(name, "too_long", longest=longest)
        if "\0" in values[0]:
            raise invalid(name, "not_printable")
        return values[0]

    return reader


def _known(name: str, reason: str, is_known: Callable[[str], bool]) -> Callable[[Sequence[str]], str]:
    """A code that there must be: a list of nothing would tell whoever mistyped it that nothing waits there."""

    def reader(values: Sequence[str]) -> str:
        code = _text(name, LONGEST_CODE)(values)
        if not is_known(code):
            raise invalid(name, reason)
        return code

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


def _number(name: str, least: int, most: int) -> Callable[[Sequence[str]], int]:
    known = tuple(map(str, range(least, most + 1)))

    def reader(values: Sequence[str]) -> int:
        return int(_one_of(name, known)(values))

    return reader


def _yes(name: str) -> Callable[[Sequence[str]], bool]:
    def reader(values: Sequence[str]) -> bool:
        word = values[0].lower()
        if word not in YES | NO:
            raise invalid(name, "not_yes_or_no")
        return word in YES

    return reader


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
    "state": ("states", _some_of("state", EVERY)),
    "area": ("area", _area),
    "unit": ("unit", _known("unit", "unknown_unit", is_unit)),
    "class": ("class_code", _known("class", "unknown_class", is_class)),
    "channel": ("channel", _one_of("channel", tuple(Channel))),
    "level": ("level", _one_of("level", LEVELS)),
    "outcome": ("outcome", _one_of("outcome", OUTCOMES)),
    "q": ("q", _text("q", LONGEST_Q)),
    "overdue": ("is_overdue", _yes("overdue")),
    "contested": ("is_contested", _yes("contested")),
    "reopened": ("is_reopened", _yes("reopened")),
    "urged": ("is_urged", _yes("urged")),
    "without_photo": ("lacks_photo", _yes("without_photo")),
    "applied": ("has_application", _yes("applied")),
    "from": ("reported_from", _day("from")),
    "to": ("reported_to", _day("to")),
    "closed_from": ("closed_from", _day("closed_from")),
    "closed_to": ("closed_to", _day("closed_to")),
    "weekday": ("weekday", _number("weekday", 1, 7)),
    "hour": ("hour", _number("hour", 0, 23)),
    "light": ("light", _one_of("light", LIGHTS)),
    "late": ("was_late", _yes("late")),
    "on_time": ("is_on_time", _yes("on_time")),
    "returned": ("was_returned", _yes("returned")),
    "answered": ("is_answered", _yes("answered")),
    "rating": ("rating", _one_of("rating", RATINGS)),
    "to_call": ("to_call", _yes("to_call")),
    "called": ("called", _one_of("called", CALLED)),
    "without": ("without", _some_of("without", tuple(WITHOUT))),
    "bbox": ("bbox", _box),
    "mine": ("mine", _yes("mine")),
}
