"""Reports: open to everybody. Whoever holds the tracking code follows the report and adds pictures."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.responses import Status
from pydantic import BaseModel, Discriminator, StringConstraints, Tag

from linli.api import door, photos
from linli.api.document import (
    KEY,
    LOCATION,
    READ_ONE,
    SENT_PICTURE,
    WRITING,
    headers,
    picture_answer,
    says,
)
from linli.api.fields import NO_NUL, Code, Datum, Input, Latitude, Line, Longitude, Sha256, TrackingCode
from linli.api.photos import Photo
from linli.cases import actions, labels, queries, rules
from linli.kernel.actor import Actor, public
from linli.kernel.territory import territory
from linli.places import queries as places
from linli.places.queries import Spot

router = Router(tags=["reports"])


class Point(Input):
    """A point and what it was measured against."""

    lon: Longitude
    lat: Latitude
    datum: Datum


class Address(Input):
    """An address as people write it."""

    address: Line


class Door(Input):
    """The code on a building's door, or the building's own code."""

    code: Code


def _way(value: object) -> str:
    """How a place is named, told by the names in it."""
    names = value.keys() if isinstance(value, dict) else ()
    return next((f"by_{name}" for name in ("address", "code") if name in names), "by_point")


Place = Annotated[
    Annotated[Point, Tag("by_point")] | Annotated[Address, Tag("by_address")] | Annotated[Door, Tag("by_code")],
    Discriminator(_way),
]


class Contact(Input):
    """How to reach the reporter, who need not say."""

    name: Annotated[str, StringConstraints(max_length=40, pattern=NO_NUL)] = ""
    phone: Annotated[str, StringConstraints(max_length=20, pattern=r"^([-+() 0-9]{5,20})?$")] = ""


class NewReport(Input):
    """What one neighbour says."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=rules.LONGEST_TEXT, pattern=NO_NUL)]
    place: Place
    class_code: Annotated[str, StringConstraints(max_length=12, pattern=NO_NUL)] = ""
    contact: Contact | None = None
    anonymous: bool = False
    channel: Literal["scan", "web", "grid_worker", "patrol", "phone", "visit", "letter"] = "web"


class Receipt(BaseModel):
    """What the reporter keeps: the number to quote, and the code that opens the report."""

    number: str
    code: str
    received_at: datetime


class Followed(BaseModel):
    """What the holder of the code reads. Nobody who works on it is named."""

    number: str
    state: str
    words: str
    received_at: datetime
    promised_at: datetime | None
    unit: str | None
    result: str
    photos: list[Photo]


def spot_of(place: Point | Address | Door) -> Spot:
    """Where that is. Raises Refusal `invalid`."""
    if isinstance(place, Point):
        return places.spot_of_point(place.lon, place.lat, place.datum)
    if isinstance(place, Address):
        return places.spot_of_address(place.address)
    return places.spot_of_code(place.code)


@router.post(
    "/reports",
    auth=door.anybody,
    operation_id="case.report",
    response=says({201: Receipt}, WRITING | {413, 415, 429}),
    openapi_extra=headers(KEY, gives=LOCATION, status=201),
)
def report(request: HttpRequest, response: HttpResponse, payload: NewReport) -> Status[Receipt]:
    """Takes a report. The public may use the channels scan and web, staff all of them."""
    actor = door.actor_of(request)
    key = rules.check_key(request.headers.get("Idempotency-Key"))
    if not actor.is_staff:
        door.count_report(request)
    filed = actions.report(
        actor,
        key,
        text=payload.text,
        spot=spot_of(payload.place),
        channel=payload.channel,
        class_code=payload.class_code,
        contact=payload.contact.model_dump() if payload.contact else None,
        is_anonymous=payload.anonymous,
    )
    response["Location"] = f"/api/v1/reports/{filed.code}"
    receipt = Receipt(number=filed.receipt.number, code=filed.code, received_at=filed.receipt.at)
    return Status(201, receipt)


@router.get("/reports/{code}", auth=door.anybody, operation_id="report.view", response=says({200: Followed}, READ_ONE))
def follow(request: HttpRequest, code: TrackingCode) -> Followed:
    """Where the report stands, in plain words."""
    holder = holder_of(code)
    with territory(holder):
        report, case = queries.one_of_code(holder)
        return Followed(
            number=case.number,
            state=case.state,
            words=str(labels.PLAIN[case.state]),
            received_at=report.received_at,
            promised_at=case.due_at,
            unit=case.unit.name if case.unit else None,
            result=case.result,
            photos=[photos.shown(photo) for photo in queries.photos(holder, case)],
        )


@router.put(
    "/reports/{code}/photos/{sha256}",
    auth=door.anybody,
    operation_id="report.add_photo",
    response=says({200: Photo, 201: Photo}, WRITING | {404, 409, 413, 415}),
    openapi_extra=SENT_PICTURE,
)
def add_photo(request: HttpRequest, code: TrackingCode, sha256: Sha256) -> Status[Photo]:
    """Adds a picture. The address names the SHA-256 of the bytes sent, so it may be sent again at any time."""
    holder = holder_of(code)
    with territory(holder):
        number = queries.one_of_code(holder)[1].number
    return photos.put(request, holder, number, sha256)


@router.get(
    "/reports/{code}/photos/{sha256}",
    auth=door.anybody,
    operation_id="report.photo",
    response=says({200: None}, READ_ONE),
    openapi_extra=picture_answer(),
)
def photo(request: HttpRequest, code: TrackingCode, sha256: Sha256) -> HttpResponse:
    """One picture of the report."""
    holder = holder_of(code)
    with territory(holder):
        case = queries.one_of_code(holder)[1]
        return photos.picture(queries.photo(holder, case, sha256.lower()))


def holder_of(code: str) -> Actor:
    """Whoever shows this code."""
    return public(rules.code_digest(code))
