"""The town's own data: areas, units, classes and places."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from linli.accounts import queries as accounts
from linli.api import door
from linli.api.cases import Place
from linli.api.document import READ_ONE, says
from linli.api.fields import NO_NUL, AreaNode, ClassCode, Datum, Latitude, Longitude, Short, Sought
from linli.api.sessions import Named
from linli.cases import queries as cases
from linli.places import queries as places
from linli.places.models import Level
from linli.triage import queries as triage

router = Router(tags=["reference"])


class WantedAreas(Sought):
    """Which part of the tree."""

    below: AreaNode = Field("", validate_default=False, description="The code of an area, or its path.")
    level: Level | None = None


class Area(BaseModel):
    """One node of the area tree."""

    code: str
    name: str
    level: str
    kind: str
    path: str
    households: int


class Areas(BaseModel):
    """Areas, parents before children."""

    areas: list[Area]


class Unit(Named):
    """A department, squad or community office."""

    path: str
    phone: str


class Units(BaseModel):
    """Units, parents before children."""

    units: list[Unit]


class EventClass(Named):
    """A kind of matter, its limit and the unit that usually handles it."""

    scheme: str = Field(validation_alias="scheme_id")
    kind: str
    major_code: str
    major_name: str
    limit_amount: int
    limit_unit: str
    is_self_handled: bool
    needs_after_photo: bool


class Classes(BaseModel):
    """All classes, by code."""

    classes: list[EventClass]


class Standard(BaseModel):
    """One condition under which a matter of the class is filed, its limit, and what closes it."""

    item: int
    filing_condition: str
    limit_amount: int
    limit_unit: str
    closing_condition: str


class Standards(BaseModel):
    """The standards of a class that hold today, by item."""

    standards: list[Standard]


class WantedPlaces(Sought):
    """A part of an address or of a name."""

    q: Short


class Building(Named):
    """A building."""

    address: str
    area: Place
    lon: float
    lat: float


class Buildings(BaseModel):
    """At most twenty buildings."""

    places: list[Building]


class Pointed(Sought):
    """A point and what it was measured against."""

    lon: Longitude
    lat: Latitude
    datum: Datum


class Located(BaseModel):
    """Where a point lies: the smallest area that holds it, and the point in CGCS2000."""

    area: Place
    is_outside: bool
    lon: Annotated[float, Field(description="CGCS2000")]
    lat: Annotated[float, Field(description="CGCS2000")]


@router.get("/areas", auth=door.anybody, operation_id="area.list", response=says({200: Areas}))
def areas(request: HttpRequest, wanted: Query[WantedAreas]) -> Areas:
    """The area tree, or a part of it."""
    path = places.path_of(wanted.below) if wanted.below else places.root_path()
    found = places.areas_below(path, wanted.level)
    return Areas(areas=[Area.model_validate(area, from_attributes=True) for area in found])


@router.get("/units", operation_id="unit.list", response=says({200: Units}))
def units(request: HttpRequest) -> Units:
    """Every unit."""
    return Units(units=[Unit.model_validate(unit, from_attributes=True) for unit in accounts.units()])


@router.get("/classes", auth=door.anybody, operation_id="class.list", response=says({200: Classes}))
def classes(request: HttpRequest) -> Classes:
    """What a matter may be."""
    found = cases.event_classes()
    return Classes(classes=[EventClass.model_validate(kind, from_attributes=True) for kind in found])


class WantedOffers(Sought):
    """What somebody says."""

    text: Annotated[str, Field(min_length=1, max_length=2000, pattern=NO_NUL)]


class ClassOffer(Named):
    """A class that the text may mean, and because of which of its parts."""

    because: list[str]


class ClassOffers(BaseModel):
    """At most five classes, the best first. They are offered; whoever files the matter decides."""

    offers: list[ClassOffer]


@router.get("/classes/offer", auth=door.anybody, operation_id="class.offer", response=says({200: ClassOffers}))
def offer(request: HttpRequest, wanted: Query[WantedOffers]) -> ClassOffers:
    """Which classes a text may mean, and why."""
    found = triage.offers(wanted.text, is_public=not door.actor_of(request).is_staff)
    return ClassOffers(offers=[ClassOffer(code=o.code, name=o.name, because=list(o.because)) for o in found])


@router.get(
    "/classes/{code}/standards",
    auth=door.anybody,
    operation_id="standard.list",
    response=says({200: Standards}, READ_ONE),
)
def standards(request: HttpRequest, code: ClassCode) -> Standards:
    """What the desk chooses from when it files a matter under the class."""
    cases.event_class(code)
    found = cases.standards_of_code(code)
    return Standards(standards=[Standard.model_validate(row, from_attributes=True) for row in found])


@router.get("/places", auth=door.anybody, operation_id="place.search", response=says({200: Buildings}))
def search(request: HttpRequest, wanted: Query[WantedPlaces]) -> Buildings:
    """Buildings whose address or name holds the text."""
    found = places.search_buildings(wanted.q)
    return Buildings(
        places=[
            Building(
                code=building.code,
                name=building.name,
                address=building.address,
                area=Place(path=building.area_path, name=building.area.name),
                lon=building.lon,
                lat=building.lat,
            )
            for building in found
        ]
    )


@router.get("/places/at", auth=door.anybody, operation_id="place.at", response=says({200: Located}))
def at(request: HttpRequest, wanted: Query[Pointed]) -> Located:
    """The smallest area around a point."""
    spot = places.spot_of_point(wanted.lon, wanted.lat, wanted.datum)
    name = places.names_of([spot.area_path]).get(spot.area_path, "")
    return Located(
        area=Place(path=spot.area_path, name=name),
        is_outside=spot.is_outside,
        lon=spot.lon or 0.0,
        lat=spot.lat or 0.0,
    )
