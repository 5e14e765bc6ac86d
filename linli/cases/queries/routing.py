"""Which unit a matter goes to, what would be otherwise under other routes, and where no route leads."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Max
from django.utils import timezone

from linli.accounts.models import Unit
from linli.cases.models import Case, Route
from linli.cases.queries.classes import event_classes
from linli.cases.rules import Way, Ways
from linli.cases.workflow import FILED
from linli.kernel.actor import machine
from linli.kernel.territory import territory
from linli.places.models import Area, Level
from linli.places.queries import areas_below, root_path

# Counts for whoever keeps the routes, who need not see the cases themselves.
COUNTER = machine("job:routing")
MOST_EXAMPLES = 20
COLUMNS = ("class_code", "area__path", "unit__code", "scheme_id", "kind", "area__code", "since")


def ways() -> Ways:
    """Every route to a unit that takes new cases, with one query."""
    return Ways(_ways())


def _ways() -> list[Way]:
    rows = Route.objects.filter(unit__is_retired=False).values_list(*COLUMNS)
    return [
        Way(code, path or "", unit, scheme or "", kind, area or "", at)
        for code, path, unit, scheme, kind, area, at in rows
    ]


def way_of(case: Case, among: Ways) -> Way | None:
    """The route for the case as it is; none while it has no class."""
    found = case.event_class
    return among.way(found.scheme_id, found.kind, found.code, case.area_path) if found else None


def led_to(cases: Iterable[Case]) -> Mapping[int, Unit]:
    """The unit to which the routes lead each of those that wait to be dispatched, by the case's id; two queries."""
    waiting = [case for case in cases if case.state == FILED]
    among = ways() if waiting else Ways([])
    codes = {case.pk: way.unit for case in waiting if (way := way_of(case, among))}
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=set(codes.values()))} if codes else {}
    return {case_id: units[code] for case_id, code in codes.items()}


def routes() -> Sequence[Route]:
    """Every route with its area and unit."""
    return list(Route.objects.select_related("area", "unit").order_by("class_code", "area__path"))


def routes_at(places: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Sequence[int]]:
    """The routes for these beginnings of a class and codes of areas, by both: one for each table and kind."""
    found: dict[tuple[str, str], list[int]] = {}
    rows = Route.objects.filter(class_code__in={class_code for class_code, _ in places})
    for pk, class_code, area in rows.values_list("pk", "class_code", "area__code"):
        found.setdefault((class_code, area or ""), []).append(pk)
    return found


@dataclass(frozen=True, slots=True)
class Trial:
    """What other routes would have done with the cases of some days: how many would have gone elsewhere, from which
    unit to which ('' is no route), and examples of each."""

    days: int
    cases: int
    moved: Mapping[tuple[str, str], int]
    examples: Sequence[tuple[str, str, str]]

    @property
    def total(self) -> int:
        return sum(self.moved.values())


def try_routes(others: Iterable[Way], days: int) -> Trial:
    """Compares the routes of now with others over the cases of the past days, with two queries."""
    now, then = ways(), Ways(others)
    moved: Counter[tuple[str, str]] = Counter()
    examples, cases = [], 0
    with territory(COUNTER):
        rows = (
            Case.objects.visible_to(COUNTER)
            .filter(reported_at__gte=timezone.now() - timedelta(days=days), event_class__isnull=False)
            .order_by()
            .values_list("event_class__scheme_id", "event_class__kind", "event_class__code", "area_path")
            .annotate(count=Count("id"), latest=Max("number"))
        )
        for *named, count, latest in rows:
            cases += count
            before, after = (_unit(among, named) for among in (now, then))
            if before != after:
                moved[before, after] += count
                examples.append((latest, before, after))
    return Trial(days, cases, dict(moved.most_common()), sorted(examples, reverse=True)[:MOST_EXAMPLES])


def _unit(among: Ways, named: Sequence[str]) -> str:
    found = among.way(*named)
    return found.unit if found else ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A class that no route leads anywhere in some communities."""

    code: str
    name: str
    areas: Sequence[str]
    is_everywhere: bool


def gaps() -> list[Gap]:
    """Classes in force and communities for which there is no route, with three queries."""
    among, areas = ways(), areas_below(root_path(), Level.COMMUNITY)
    found = []
    for row in event_classes():
        bare = [a for a in areas if among.way(row.scheme_id, row.kind, row.code, a.path) is None]
        if bare:
            found.append(Gap(row.code, row.name, [area.name for area in bare], len(bare) == len(areas)))
    return found


def area_codes() -> list[tuple[str, str]]:
    """Code and name of every area but the smallest, to choose from."""
    rows = Area.objects.exclude(level=Level.MICRO_GRID).order_by("path")
    return list(rows.values_list("code", "name"))
