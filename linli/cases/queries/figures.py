"""Figures: the same lists as everywhere, counted. Each number carries the filters that list exactly the cases that it
counts; nothing is kept, and nobody is counted by name."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, FloatField
from django.db.models.functions import Extract, ExtractHour, ExtractIsoWeekDay, TruncMonth
from django.utils import timezone

from linli.accounts.queries import units
from linli.cases.models import CallBack
from linli.cases.queries.call_backs import ANY, CALLED, REACHED, UNREACHED
from linli.cases.queries.classes import codes_of_classes
from linli.cases.queries.lists import AREA, OUTCOME, Filter, listed, lit
from linli.cases.rules import LIGHTS, OUTCOMES
from linli.cases.workflow import CLOSED, EVERY, OPEN, VOIDED
from linli.kernel.actor import Actor
from linli.kernel.scope import ScopedQuerySet
from linli.kernel.tallies import Group, tallied
from linli.places.queries import root_path, tree

TOWN = ZoneInfo(settings.TIME_ZONE)
WEEKDAYS, HOURS = range(1, 8), range(24)
Quartiles = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Bar:
    """One number: of what, how many cases, and by which filters more than the figure's own they are listed.

    `name` is empty where `key` is a word of ours; `quartiles` are of the hours from report to closing.
    """

    key: str
    count: int
    narrowed: Mapping[str, str]
    name: str = ""
    quartiles: Quartiles | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits at one unit, or at none, by the light of its clock."""

    key: str
    name: str
    lights: Mapping[str, Bar]
    whole: Bar


class Spread(Aggregate):
    """The lower quartile, the median and the upper quartile."""

    function = "percentile_cont"
    template = "%(function)s(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(FloatField())


LASTED = Extract(ExpressionWrapper(F("closed_at") - F("reported_at"), output_field=DurationField()), "epoch")
# What is read of each case to be counted, and the columns by which each figure counts.
READ = {
    "month": TruncMonth("reported_at", tzinfo=TOWN),
    "day": ExtractIsoWeekDay("reported_at", tzinfo=TOWN),
    "at": ExtractHour("reported_at", tzinfo=TOWN),
    "class": F("event_class"),
    "of_unit": F("unit"),
    "area": F("area_path"),
    "stands": F("state"),
    "became": F("outcome"),
}
GROUPS: Mapping[str, Group] = {
    "months": ("month",),
    "hours": ("day", "at"),
    "classes": ("class",),
    "units": ("of_unit",),
    "areas": ("area",),
    "states": ("stands",),
    "outcomes": ("stands", "became"),
}
Counted = Mapping[tuple[Any, ...], int]


def bars(actor: Actor, wanted: Filter, *names: str) -> dict[str, list[Bar]]:
    """The figures of these names, by default all. Those that only count are counted together, in one reading."""
    asked = names or tuple(FIGURES)
    groups = {name: GROUPS[name] for name in asked if name in GROUPS}
    columns = tuple(dict.fromkeys(column for group in groups.values() for column in group))
    rows = _rows(actor, wanted).annotate(**{name: READ[name] for name in columns}).values_list(*columns)
    counted = tallied(rows, columns, groups.values()) if groups else {}
    return {
        name: DRAWN[name](counted[GROUPS[name]], wanted) if name in GROUPS else BESIDE[name](actor, wanted)
        for name in asked
    }


def _months(counted: Counted, wanted: Filter) -> list[Bar]:
    """Reports by month, from the first to the last; a month between them without any is there too."""
    found = {month.astimezone(TOWN).date(): n for (month,), n in counted.items()}
    return [_of_month(month, found.get(month, 0), "", wanted) for month in _between(found)]


def _hours(counted: Counted, wanted: Filter) -> list[Bar]:
    """Reports by weekday and hour of the day, all of them, Monday first; `key` is "1-0" to "7-23"."""
    return [
        Bar(f"{day}-{at}", counted.get((day, at), 0), {"weekday": str(day), "hour": str(at)})
        for day in WEEKDAYS
        for at in HOURS
    ]


def _classes(counted: Counted, wanted: Filter) -> list[Bar]:
    """By class, the most frequent first; what has no class yet comes last. Tables after one another share codes."""
    return _by_code("class", counted, codes_of_classes(), wanted)


def _units(counted: Counted, wanted: Filter) -> list[Bar]:
    """By the unit that has the case, or had it last; what no unit has comes last."""
    return _by_code("unit", counted, {unit.pk: (unit.code, unit.name) for unit in units()}, wanted)


def _areas(counted: Counted, wanted: Filter) -> list[Bar]:
    """By the areas right below the one that is wanted, the most first; where all lies in one of them, below that."""
    found = {path: n for (path,), n in counted.items()}
    known, node = tree(), wanted.area or root_path()
    below = _below(node, found)
    while len(below) == 1 and node not in below and any(len(path) > len(next(iter(below))) for path in found):
        node = next(iter(below))
        below = _below(node, found)
    smaller = sorted((path for path in known if path in below and path != node), key=lambda path: -below[path])
    bars = [Bar(known[path][0], below[path], {AREA: known[path][0]}, known[path][1]) for path in smaller]
    if node in below:
        code, name = known[node]
        bars.append(Bar("", below[node], {AREA: code, **_without(AREA, wanted)}, name))
    return bars


def _states(counted: Counted, wanted: Filter) -> list[Bar]:
    """By state, in the order of the loop; all that the filter wants."""
    left_out = {VOIDED} if wanted.without_voided else set()
    states = [state for state in wanted.states or EVERY if state not in left_out]
    return [Bar(state, counted.get((state,), 0), {"state": state}) for state in states]


def _outcomes(counted: Counted, wanted: Filter) -> list[Bar]:
    """What is closed by what became of it; that of which nobody said comes last."""
    bars = [Bar(name, counted.get((CLOSED, name), 0), {"state": CLOSED, OUTCOME: name}) for name in OUTCOMES]
    return [*bars, Bar("", counted.get((CLOSED, ""), 0), {"state": CLOSED, **_without(OUTCOME, wanted)})]


DRAWN: Mapping[str, Callable[[Counted, Filter], list[Bar]]] = {
    "months": _months,
    "hours": _hours,
    "classes": _classes,
    "units": _units,
    "areas": _areas,
    "states": _states,
    "outcomes": _outcomes,
}


def trend(actor: Actor, wanted: Filter) -> list[Bar]:
    """By the month of closing, how long it took from report to closing: median and quartiles."""
    closed = _rows(actor, wanted).filter(state=CLOSED, closed_at__isnull=False)
    rows: Any = closed.annotate(month=TruncMonth("closed_at", tzinfo=TOWN)).values("month")
    found = {row["month"].date(): row for row in rows.annotate(n=Count("pk"), spread=Spread(LASTED))}
    return [
        _of_month(month, found[month]["n"], "closed_", wanted, _in_hours(found[month]["spread"]))
        if month in found
        else _of_month(month, 0, "closed_", wanted)
        for month in _between(found)
    ]


def states(actor: Actor, wanted: Filter) -> list[Bar]:
    """By state, in the order of the loop; all that the filter wants."""
    found = dict(_rows(actor, wanted).values_list("state").annotate(Count("pk")))
    return [Bar(state, found.get(state, 0), {"state": state}) for state in wanted.states or EVERY]


def queues(actor: Actor, wanted: Filter) -> list[Queue]:
    """What is open by unit and light; what no unit has comes first, then the units by name."""
    rows: Any = lit(_rows(actor, wanted), timezone.now()).values("unit__code", "unit__name", "light")
    found: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows.annotate(n=Count("pk")):
        unit = row["unit__name"] or "", row["unit__code"] or ""
        found.setdefault(unit, {})[row["light"]] = row["n"]
    return [_queue(code, name, lights, wanted) for (name, code), lights in sorted(found.items())]


def _queue(code: str, name: str, found: Mapping[str, int], wanted: Filter) -> Queue:
    here, states = _coded("unit", code, wanted), [state for state in OPEN if state in (wanted.states or OPEN)]
    bars = {light: Bar(light, found.get(light, 0), {**here, "light": light}) for light in LIGHTS}
    return Queue(code, name, bars, Bar(code, sum(found.values()), {**here, "state": ",".join(states)}))


def lights(waiting: Iterable[Queue]) -> list[Bar]:
    """The queues by their lights alone."""
    found = list(waiting)
    return [Bar(light, sum(queue.lights[light].count for queue in found), {"light": light}) for light in LIGHTS]


def calls(actor: Actor, wanted: Filter) -> list[Bar]:
    """How many reporters were called after the latest closing, reached or never, and what each said. Reporters, since
    those of one case may say different things."""
    rows = CallBack.objects.visible_to(actor).filter(case__in=_rows(actor, wanted).values("pk"))
    rows = rows.filter(round=F("case__reopened"))
    found: dict[str, set[int]] = {said: set() for said in CALLED}
    for report, is_reached, solved, level in rows.values_list("report_id", "is_reached", "solved", "level"):
        for said in filter(None, (ANY, REACHED if is_reached else "", solved, level)):
            found[said].add(report)
    found[UNREACHED] = found[ANY] - found[REACHED]
    return [Bar(said, len(found[said]), {"called": said}) for said in CALLED]


BESIDE: Mapping[str, Callable[[Actor, Filter], list[Bar]]] = {
    "trend": trend,
    "calls": calls,
    "lights": lambda actor, wanted: lights(queues(actor, wanted)),
}
FIGURES = (*GROUPS, *BESIDE)


def _in_hours(seconds: list[float]) -> Quartiles:
    lower, middle, upper = (each / 3600 for each in seconds)
    return lower, middle, upper


def _rows(actor: Actor, wanted: Filter) -> ScopedQuerySet[Any]:
    return listed(actor, wanted).order_by()


def _by_code(kind: str, counted: Counted, known: Mapping[int, tuple[str, str]], wanted: Filter) -> list[Bar]:
    found: dict[str, int] = {}
    for (pk,), n in counted.items():
        code = known[pk][0] if pk else ""
        found[code] = found.get(code, 0) + n
    names = dict(known.values())
    bars = [Bar(code, n, _coded(kind, code, wanted), names.get(code, "")) for code, n in found.items()]
    return sorted(bars, key=lambda bar: (not bar.key, -bar.count, bar.key))


def _coded(kind: str, code: str, wanted: Filter) -> dict[str, str]:
    return {kind: code} if code else _without(kind, wanted)


def _without(kind: str, wanted: Filter) -> dict[str, str]:
    return {"without": ",".join(dict.fromkeys((*wanted.without, kind)))}


def _below(node: str, found: Mapping[str, int]) -> dict[str, int]:
    """How much lies in each area right below the node; what lies in none of them stands under the node."""
    counted: dict[str, int] = {}
    for path, n in found.items():
        step = path.removeprefix(node).partition("/")[0]
        key = f"{node}{step}/" if step else node
        counted[key] = counted.get(key, 0) + n
    return counted


def _between(found: Iterable[date]) -> list[date]:
    """Every month from the first to the last."""
    known = sorted(found)
    if not known:
        return []
    first, last = known[0], known[-1]
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count)]


def _of_month(month: date, n: int, prefix: str, wanted: Filter, quartiles: Quartiles | None = None) -> Bar:
    """The cases of a month, without those of its days that the filter leaves out."""
    first, last = month, month.replace(day=monthrange(month.year, month.month)[1])
    lower, upper = (wanted.closed_from, wanted.closed_to) if prefix else (wanted.reported_from, wanted.reported_to)
    first, last = max(first, lower or first), min(last, upper or last)
    narrowed = {f"{prefix}from": first.isoformat(), f"{prefix}to": last.isoformat()}
    return Bar(f"{month:%Y-%m}", n, narrowed | ({"state": CLOSED} if prefix else {}), quartiles=quartiles)
