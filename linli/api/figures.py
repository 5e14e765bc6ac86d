"""Lists of cases, counted: for staff what they may see, for everybody what may be published."""

from collections.abc import Iterable
from typing import Any, Literal
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, Field

from linli.api import door
from linli.api.document import ALWAYS, says
from linli.api.wanted import Filtered
from linli.cases import queries

router = Router(tags=["figures"])
Name = Literal["months", "hours", "classes", "units", "areas", "states", "outcomes", "trend", "lights", "calls"]


class WantedFigures(Filtered):
    """Which cases, and which figures of them; all without one."""

    figure: list[Name] = Field([], max_length=10)


class OneBar(BaseModel):
    """How many cases of one kind. `query` goes behind `/cases?` besides the filters that were asked with, and lists
    exactly these; `quartiles` are hours from report to closing: the lower one, the median, the upper one."""

    key: str
    name: str
    count: int
    query: str
    quartiles: list[float] | None


class Figure(BaseModel):
    """One figure."""

    name: str
    bars: list[OneBar]


class Figures(BaseModel):
    """In the order in which they were asked for."""

    figures: list[Figure]


class OpenCount(BaseModel):
    """One number; null where it is left out."""

    code: str
    name: str
    count: int | None


class OpenSpan(BaseModel):
    """A month, a quarter or a year that has ended: how many matters in all, by community and by kind."""

    areas: list[OpenCount]
    classes: list[OpenCount]
    count: int | None


class OpenMonth(OpenSpan):
    """A month, as 2026-03."""

    month: str


class OpenQuarter(OpenSpan):
    """A quarter, as 2026-Q1."""

    quarter: str


class OpenYear(OpenSpan):
    """A year."""

    year: str


class OpenFigures(BaseModel):
    """The last twelve months, the quarters since the last year began, and the last year, oldest first."""

    months: list[OpenMonth]
    quarters: list[OpenQuarter]
    years: list[OpenYear]


@router.get("/figures", operation_id="figure.list", response=says({200: Figures}, ALWAYS))
def figures(request: HttpRequest, wanted: Query[WantedFigures]) -> Figures:
    """The cases in the reader's territory, counted under the filters of `/cases`."""
    found = queries.bars(door.actor_of(request), wanted.filter(), *dict.fromkeys(wanted.figure))
    return Figures(figures=[Figure(name=name, bars=_bars(bars)) for name, bars in found.items()])


@router.get("/statistics", auth=door.anybody, operation_id="statistics.view", response=says({200: OpenFigures}, ALWAYS))
def statistics(request: HttpRequest) -> OpenFigures:
    """What anybody may know: no cell under ten, and none from which one could be worked out."""
    found = queries.open_figures(timezone.localdate())
    return OpenFigures(
        months=[OpenMonth(month=one.key, **_span(one, found)) for one in found.months],
        quarters=[OpenQuarter(quarter=one.key, **_span(one, found)) for one in found.quarters],
        years=[OpenYear(year=one.key, **_span(one, found)) for one in found.years],
    )


def _span(one: queries.Span, found: queries.Open) -> dict[str, Any]:
    return {
        "count": one.total,
        "areas": [OpenCount(code=code, name=found.areas[code], count=n) for code, n in one.areas.items()],
        "classes": [OpenCount(code=code, name=found.classes[code], count=n) for code, n in one.classes.items()],
    }


def _bars(bars: Iterable[queries.Bar]) -> list[OneBar]:
    return [
        OneBar(
            key=bar.key,
            name=bar.name,
            count=bar.count,
            query=urlencode(bar.narrowed),
            quartiles=list(bar.quartiles) if bar.quartiles else None,
        )
        for bar in bars
    ]
