"""Divisions of areas that are planned for a day to come: listed, planned, cancelled."""

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status
from pydantic import BaseModel, Field, StringConstraints

from linli.api import door
from linli.api.document import ALWAYS, KEY, WRITING, headers, says
from linli.api.fields import NO_NUL, Input, Short
from linli.api.moves import Moved
from linli.api.registers import refuse_others
from linli.kernel.actions import Receipt, Target
from linli.places import actions, queries
from linli.places.queries import root_path

router = Router(tags=["divisions"])
# A body is small; whoever divides more brings a file by page.
MOST_PARTS, MOST_POINTS, MOST_RINGS = 200, 2000, 100
Cell = Annotated[str, StringConstraints(max_length=120, pattern=NO_NUL)]
DivisionNumber = Annotated[str, StringConstraints(pattern=r"^D[0-9]{8,18}$")]
Degrees = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Point = Annotated[list[Degrees], Field(min_length=2, max_length=2)]
Ring = Annotated[list[Point], Field(min_length=4, max_length=MOST_POINTS)]
Rings = Annotated[list[Ring], Field(min_length=1, max_length=MOST_RINGS)]


class PolygonBoundary(Input):
    """A polygon of GeoJSON in CGCS2000: the outer ring, then holes."""

    type: Literal["Polygon"]
    coordinates: Rings


class ManyBoundary(Input):
    """Several polygons of GeoJSON in CGCS2000."""

    type: Literal["MultiPolygon"]
    coordinates: Annotated[list[Rings], Field(min_length=1, max_length=MOST_RINGS)]


class Part(Input):
    """One of the new areas, as the register of areas has it, with its boundary."""

    code: Cell
    name: Cell
    level: Cell
    parent: Cell
    kind: Cell = ""
    households: Cell = ""
    boundary: PolygonBoundary | ManyBoundary


class Division(Input):
    """All parts of a community or a street as they will be, and the day from which they hold."""

    name: Annotated[Short, StringConstraints(max_length=40)]
    starts_on: Annotated[date, Field(strict=False, json_schema_extra={"maxLength": 10})]
    parts: Annotated[list[Part], Field(min_length=1, max_length=MOST_PARTS)]


class Plan(BaseModel):
    """A planned division; `fault` is why it was set aside on its day."""

    number: str
    state: str
    version: int
    name: str
    starts_on: date
    fault: str


class Plans(BaseModel):
    """The latest days first."""

    plans: list[Plan]


@router.get("/divisions", operation_id="division.list", response=says({200: Plans}, ALWAYS | {403}))
def plans(request: HttpRequest) -> Plans:
    """What is planned, and what became of earlier plans."""
    refuse_others(request)
    found = queries.plans(door.actor_of(request))
    return Plans(
        plans=[
            Plan(
                number=row.number,
                state=row.state,
                version=row.version,
                name=row.name,
                starts_on=row.starts_on,
                fault=row.fault,
            )
            for row in found
        ]
    )


@router.post(
    "/divisions",
    operation_id="division.plan",
    response=says({201: Moved}, WRITING | {409, 413, 415}),
    openapi_extra=headers(KEY),
)
def plan(request: HttpRequest, payload: Division) -> Status[Moved]:
    """Plans a division; the parts must fit what stands today. It takes effect by itself on its day."""
    key = door.key_of(request)
    made = actions.plan(
        door.actor_of(request),
        key,
        rows=[part.model_dump() for part in payload.parts],
        name=payload.name,
        starts_on=payload.starts_on,
        area_path=root_path(),
    )
    return Status(201, _moved(made))


@router.post(
    "/divisions/{number}/cancel",
    operation_id="division.cancel",
    response=says({200: Moved}, WRITING | {404, 409, 413, 415}),
    openapi_extra=headers(KEY),
)
def cancel(request: HttpRequest, number: DivisionNumber) -> Moved:
    """Takes the plan back before its day; everything stays as it stands."""
    target = Target(number, key=door.key_of(request))
    return _moved(actions.cancel_plan(door.actor_of(request), target))


def _moved(receipt: Receipt) -> Moved:
    return Moved(number=receipt.number, state=receipt.state, version=receipt.version, at=receipt.at)
