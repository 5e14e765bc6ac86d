"""Divisions of areas that are planned for a day to come: listed, planned, cancelled."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from ninja.responses import Status
from pydantic import BaseModel, StringConstraints

from linli.api import door
from linli.api.document import ALWAYS, KEY, SENT_AREAS, WRITING, headers, says
from linli.api.fields import NO_NUL, Day, Sought
from linli.api.moves import Moved
from linli.api.registers import refuse_others
from linli.kernel.actions import Receipt, Target
from linli.kernel.refusals import invalid
from linli.places import actions, queries
from linli.places.geojson import parts_of
from linli.places.queries import root_path

router = Router(tags=["divisions"])
DivisionNumber = Annotated[str, StringConstraints(pattern=r"^D[0-9]{8,18}$")]


class Planned(Sought):
    """What the division is called, and the day to come from which it holds."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=NO_NUL)]
    starts_on: Day


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
    response=says({201: Moved}, WRITING | {409, 413}),
    openapi_extra=headers(KEY) | SENT_AREAS,
)
def plan(request: HttpRequest, wanted: Query[Planned]) -> Status[Moved]:
    """Plans a division. The body is GeoJSON in CGCS2000, as the boundaries are exported: all parts of a community or a
    street. They must fit what stands today; on its day it takes effect by itself."""
    key, data = door.key_of(request), door.areas_bytes(request)
    made = actions.plan(
        door.actor_of(request),
        key,
        rows=parts_of(data),
        name=wanted.name,
        starts_on=_day(wanted.starts_on),
        area_path=root_path(),
    )
    return Status(201, _moved(made))


def _day(text: str) -> date:
    """Raises Refusal `invalid`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise invalid("starts_on", "not_a_date") from error


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
