"""Trying other routes on the cases of some days, and what no route leads anywhere."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field, StringConstraints

from linli.api.document import ALWAYS, WRITING, says
from linli.api.fields import NO_NUL, Code, Input
from linli.api.registers import refuse_others
from linli.cases import queries

router = Router(tags=["routes"])
LONGEST_DAYS = 366
# So many fit into the largest body; who has more tries a file by page.
MOST_ROUTES = 500
Cell = Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)]


class OneRoute(Input):
    """A route as its register has it; empty is every class, every area, every table."""

    class_code: Cell = ""
    area: Cell = ""
    unit: Code
    scheme: Cell = ""
    kind: Cell = ""


class Tried(Input):
    """All routes as they would be, and over how many past days they are tried."""

    routes: Annotated[list[OneRoute], Field(max_length=MOST_ROUTES)]
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)] = 30


class Elsewhere(BaseModel):
    """How many cases would go to another unit; null is no route."""

    now: str | None
    then: str | None
    cases: int


class Example(BaseModel):
    """One case that would go elsewhere."""

    number: str
    now: str | None
    then: str | None


class RoutesTried(BaseModel):
    """What the routes would have changed; nothing is loaded."""

    days: int
    cases: int
    total: int
    moved: list[Elsewhere]
    examples: list[Example]


class RouteGap(BaseModel):
    """A class that no route leads anywhere in these communities."""

    code: str
    name: str
    areas: list[str]
    is_everywhere: bool


class RouteGaps(BaseModel):
    """Every class in force without a route somewhere."""

    gaps: list[RouteGap]


@router.post("/routes/trial", operation_id="route.trial", response=says({200: RoutesTried}, WRITING | {413, 415}))
def trial(request: HttpRequest, payload: Tried) -> RoutesTried:
    """What these routes would have changed for the cases of the past days. It writes nothing, so it takes no key."""
    refuse_others(request)
    others = queries.ways_read([row.model_dump() for row in payload.routes])
    found = queries.try_routes(others, payload.days)
    return RoutesTried(
        days=found.days,
        cases=found.cases,
        total=found.total,
        moved=[Elsewhere(now=a or None, then=b or None, cases=count) for (a, b), count in found.moved.items()],
        examples=[Example(number=number, now=a or None, then=b or None) for number, a, b in found.examples],
    )


@router.get("/routes/gaps", operation_id="route.gaps", response=says({200: RouteGaps}, ALWAYS | {403}))
def gaps(request: HttpRequest) -> RouteGaps:
    """Classes and communities for which there is no route."""
    refuse_others(request)
    rows = queries.gaps()
    return RouteGaps(
        gaps=[
            RouteGap(code=row.code, name=row.name, areas=list(row.areas), is_everywhere=row.is_everywhere)
            for row in rows
        ]
    )
