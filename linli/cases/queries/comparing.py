"""What one may see beside the median of the whole street: never a person, never a rank, nothing from few cases."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    Q,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Extract

from linli.cases.permissions import CASE_VIEW
from linli.cases.queries.figures import LASTED
from linli.cases.queries.lists import ANY, Filter, first_clock, listed, ratings
from linli.cases.rules import Level as Satisfaction
from linli.cases.workflow import CLOSED
from linli.kernel.actor import Actor, machine
from linli.kernel.territory import territory
from linli.places.models import Level
from linli.places.queries import areas_below, root_path

# Of fewer cases nothing is said; and of fewer peers there is no median, because it would tell of one of them.
LEAST_CASES, LEAST_PEERS = 10, 3
UNITS, COMMUNITIES = "units", "communities"
# Reads the cases of the whole street, of which nothing but medians leaves this module.
STREET = machine("job:figures")
Measured = Mapping[str, Any]


class Median(Aggregate):
    """The median of what is not null."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


class Beginning(Func):
    """As much of a text as the pattern fits."""

    function = "substring"
    arity = 2
    output_field = TextField()


@dataclass(frozen=True, slots=True)
class Card:
    """One measure: the own value, of how many cases, and the street's median of as many peers; None where too few.

    `base` are the filters that list the cases of which it is measured, `counted` those that it counts among them.
    """

    name: str
    own: float | None
    cases: int
    base: Mapping[str, str]
    street: float | None
    peers: int
    count: int | None = None
    counted: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """How a card comes from what was measured: `of` counts its cases, `value` is a time or the count of a share."""

    of: str
    base: Mapping[str, str]
    value: str = ""
    share: str = ""
    counted: Mapping[str, str] | None = None

    def read(self, row: Measured) -> float | None:
        """The value, unless it is of too few cases."""
        if row[self.of] < LEAST_CASES:
            return None
        return float(row[self.share] / row[self.of] if self.share else row[self.value] / 3600)


ENDED = {"state": CLOSED}
MEASURES: Mapping[str, Measure] = {
    "first_answer": Measure("answered", {"answered": "1"}, value="first_answer"),
    "closing": Measure("closed", ENDED, value="closing"),
    "on_time": Measure("closed", ENDED, share="on_time", counted={"on_time": "1"}),
    "returned": Measure("whole", {}, share="returned", counted={"returned": "1"}),
    "reopened": Measure("whole", {}, share="again", counted={"reopened": "1"}),
    "rating": Measure("rated", {"rating": ANY}, share="dissatisfied", counted={"rating": Satisfaction.DISSATISFIED}),
}


def cards(actor: Actor, wanted: Filter) -> tuple[str, list[Card]]:
    """The six measures of the list beside the street's, and of what kind the peers are: of units for whoever looks at
    one, else of communities. Of the filter only time, class and channel hold for the peers."""
    kind = UNITS if wanted.unit or (actor.units(CASE_VIEW) and not actor.areas(CASE_VIEW)) else COMMUNITIES
    (own,) = _measured(actor, wanted, Value(""))
    alike = replace(wanted, area="", unit="", states=(), q="", mine=False, bbox=None, without=())
    with territory(STREET):
        peers = _measured(STREET, alike, F("unit_path") if kind == UNITS else _community())
    named = [row for row in peers if row["peer"]]
    return kind, [_card(name, measure, own, named) for name, measure in MEASURES.items()]


def _card(name: str, measure: Measure, own: Measured, peers: Iterable[Measured]) -> Card:
    values = [value for row in peers if (value := measure.read(row)) is not None]
    street = median(values) if len(values) >= LEAST_PEERS else None
    count = own[measure.share] if measure.share else None
    return Card(name, measure.read(own), own[measure.of], measure.base, street, len(values), count, measure.counted)


def _community() -> Beginning:
    """The part of a path that names the community: all of them lie equally deep."""
    known = areas_below(root_path(), Level.COMMUNITY)
    depth = known[0].path.count("/") - 1 if known else 1
    return Beginning("area_path", Value(f"^(?:/[^/]+){{{depth}}}/"))


def _measured(actor: Actor, wanted: Filter, peer: Any) -> list[Measured]:
    first = ExpressionWrapper(F("stopped_at") - F("started_at"), output_field=DurationField())
    is_closed = Q(state=CLOSED, closed_at__isnull=False)
    rows: Any = (
        listed(actor, wanted)
        .order_by()
        .annotate(
            peer=peer,
            first=Subquery(first_clock().annotate(first=first).values("first")[:1], output_field=DurationField()),
            is_rated=Exists(ratings(actor, ANY)),
            is_bad=Exists(ratings(actor, Satisfaction.DISSATISFIED)),
        )
    )
    found = rows.values("peer").annotate(
        whole=Count("pk"),
        answered=Count("first"),
        first_answer=Median(Extract("first", "epoch")),
        closed=Count("pk", filter=Q(state=CLOSED)),
        closing=Median(LASTED, filter=is_closed),
        on_time=Count("pk", filter=Q(state=CLOSED, is_overdue=False)),
        returned=Count("pk", filter=Q(returns__gt=0)),
        again=Count("pk", filter=Q(reopened__gt=0)),
        rated=Count("pk", filter=Q(is_rated=True)),
        dissatisfied=Count("pk", filter=Q(is_bad=True)),
    )
    return list(found) or [NOTHING]


NOTHING: Measured = dict.fromkeys(
    ("whole", "answered", "closed", "on_time", "returned", "again", "rated", "dissatisfied"), 0
) | {"peer": "", "first_answer": None, "closing": None}
