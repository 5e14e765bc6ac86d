"""Reports: open to everybody. Whoever holds the tracking code follows the report and adds pictures."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.responses import Status
from pydantic import BaseModel, Discriminator, Field, StringConstraints, Tag

from linli.api import door, photos
from linli.api.document import (
    ALWAYS,
    KEY,
    LOCATION,
    READ_ONE,
    SENT_PICTURE,
    WRITING,
    headers,
    picture_answer,
    says,
)
from linli.api.fields import (
    LONGEST_CLASS,
    MOST_REMARK,
    NO_NUL,
    Code,
    Datum,
    Input,
    Instant,
    Latitude,
    Line,
    Longitude,
    Remark,
    Sha256,
    Sought,
    TrackingCode,
)
from linli.api.opinions import OwnCall, own_calls
from linli.api.photos import Photo
from linli.cases import actions, labels, models, offers, queries, rules
from linli.kernel.actions import Receipt as ActionReceipt
from linli.kernel.actions import Target
from linli.kernel.actor import Actor, public
from linli.kernel.refusals import invalid
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
    """How to reach the reporter, who need not say; of staff also for whom the reporter speaks."""

    name: Annotated[str, StringConstraints(max_length=40, pattern=NO_NUL)] = ""
    phone: Annotated[str, StringConstraints(max_length=40, pattern=rf"^({rules.A_CONTACT})?$")] = ""
    on_behalf_of: Annotated[str, StringConstraints(max_length=40, pattern=NO_NUL)] = ""


class NewReport(Input):
    """What one neighbour says. `joins` is an offer of `GET /reports/nearby`: the report then belongs to that case, and
    place and class are the case's. Staff say `on_behalf` when they write down what somebody else saw, and `received_at`
    when it reached the desk before it is written down."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=rules.LONGEST_TEXT, pattern=NO_NUL)]
    place: Place
    class_code: Annotated[str, StringConstraints(max_length=LONGEST_CLASS, pattern=NO_NUL)] = ""
    contact: Contact | None = None
    anonymous: bool = False
    on_behalf: bool = False
    received_at: Instant | None = None
    channel: Literal["scan", "web", "grid_worker", "patrol", "phone", "visit", "letter"] = "web"
    joins: Annotated[str, StringConstraints(max_length=offers.LONGEST, pattern=r"^[A-Za-z0-9_=-]*$")] = ""


class Receipt(BaseModel):
    """What the reporter keeps: the number to quote, and the code that opens the report."""

    number: str
    code: str
    received_at: datetime


class Words(Input):
    """What the reporter writes to the desk."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=MOST_REMARK, pattern=NO_NUL)]


class Contesting(Input):
    """Why the matter is not settled."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=MOST_REMARK, pattern=NO_NUL)]


class NewRating(Input):
    """Whether it is solved, how content one is, and words if one likes."""

    is_solved: bool
    level: Literal["very_satisfied", "satisfied", "fairly_satisfied", "dissatisfied"]
    text: Remark = ""


class Message(BaseModel):
    """Words between the desk and this reporter; `is_for_all` when every reporter of the case reads them."""

    text: str
    at: datetime
    is_from_desk: bool
    is_for_all: bool
    is_read: bool


class Rating(BaseModel):
    """How this reporter rated an answer; `round` counts how often the case was opened again before."""

    round: int
    is_solved: bool
    level: str
    at: datetime


class Told(BaseModel):
    """What the desk has been told through the code, by number and version of the case."""

    number: str
    version: int
    at: datetime


class Followed(BaseModel):
    """What the holder of the code reads: the own report and the case's progress. Nobody who works on it is named, and
    nothing is told of others who reported the same. `result` and `outcome` are empty until the matter has ended;
    `moves` are what the reporter may do now."""

    number: str
    state: str
    words: str
    text: str
    is_joined: bool
    received_at: datetime
    promised_at: datetime | None
    unit: str | None
    result: str
    outcome: str
    is_contested: bool
    photos: list[Photo]
    messages: list[Message]
    ratings: list[Rating]
    call_backs: list[OwnCall]
    moves: list[str]


class WantedNearby(Sought):
    """A place, named in one of three ways, and what kind of matter it is: its class, or the words of the report."""

    lon: Longitude | None = None
    lat: Latitude | None = None
    datum: Datum = "wgs84"
    address: Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)] = ""
    code: Annotated[str, StringConstraints(max_length=120, pattern=NO_NUL)] = ""
    class_code: Annotated[str, StringConstraints(max_length=LONGEST_CLASS, pattern=NO_NUL)] = Field("", alias="class")
    text: Annotated[str, StringConstraints(max_length=rules.LONGEST_TEXT, pattern=NO_NUL)] = ""

    def spot(self) -> Spot:
        """Where that is. Raises Refusal `invalid`."""
        if self.lon is not None and self.lat is not None:
            return places.spot_of_point(self.lon, self.lat, self.datum)
        if self.code:
            return places.spot_of_code(self.code)
        if self.address:
            return places.spot_of_address(self.address)
        raise invalid("place", "no_place")


class Offer(BaseModel):
    """An open case of the same kind. `offer` is given back as `joins`, within half an hour; it tells nothing."""

    offer: str
    class_name: str
    place: str
    days: int
    state: str
    joined: int


class Offers(BaseModel):
    """The nearest first, five at most."""

    offers: list[Offer]


def spot_of(place: Point | Address | Door) -> Spot:
    """Where that is. Raises Refusal `invalid`."""
    if isinstance(place, Point):
        return places.spot_of_point(place.lon, place.lat, place.datum)
    if isinstance(place, Address):
        return places.spot_of_address(place.address)
    return places.spot_of_code(place.code)


@router.get(
    "/reports/nearby", auth=door.anybody, operation_id="report.nearby", response=says({200: Offers}, ALWAYS | {429})
)
def nearby(request: HttpRequest, wanted: Query[WantedNearby]) -> Offers:
    """Open cases of the same kind around a place, so that one may join instead of reporting the same again."""
    door.count(request, "look")
    found = queries.nearby(wanted.spot(), class_code=wanted.class_code, text=wanted.text)
    return Offers(
        offers=[
            Offer(
                offer=each.offer,
                class_name=each.class_name,
                place=each.place,
                days=each.days,
                state=str(labels.FROM_OUTSIDE[each.state]),
                joined=each.joined,
            )
            for each in found
        ]
    )


@router.post(
    "/reports",
    auth=door.anybody,
    operation_id="case.report",
    response=says({201: Receipt}, WRITING | {409, 413, 415, 429}),
    openapi_extra=headers(KEY, gives=LOCATION, status=201),
)
def report(request: HttpRequest, response: HttpResponse, payload: NewReport) -> Status[Receipt]:
    """Takes a report. The public may use the channels scan and web, staff all of them."""
    key = door.key_of(request)
    door.count(request, "report")
    filed = _take(door.actor_of(request), key, payload)
    response["Location"] = f"/api/v1/reports/{filed.code}"
    receipt = Receipt(number=filed.receipt.number, code=filed.code, received_at=filed.receipt.at)
    return Status(201, receipt)


def _take(actor: Actor, key: str, payload: NewReport) -> actions.Filed:
    """A report of a matter of its own, or one that joins a case."""
    contact = payload.contact.model_dump() if payload.contact else None
    if payload.joins:
        return actions.join(
            actor,
            key,
            payload.joins,
            text=payload.text,
            channel=payload.channel,
            contact=contact,
            is_anonymous=payload.anonymous,
            is_on_behalf=payload.on_behalf,
            received_at=payload.received_at,
        )
    return actions.report(
        actor,
        key,
        text=payload.text,
        spot=spot_of(payload.place),
        channel=payload.channel,
        class_code=payload.class_code,
        contact=contact,
        is_anonymous=payload.anonymous,
        is_on_behalf=payload.on_behalf,
        received_at=payload.received_at,
    )


@router.get("/reports/{code}", auth=door.anybody, operation_id="report.view", response=says({200: Followed}, READ_ONE))
def follow(request: HttpRequest, code: TrackingCode) -> Followed:
    """Where the report stands, in plain words."""
    holder = holder_of(code)
    with territory(holder):
        report, case = queries.one_of_code(holder)
        return Followed(
            number=case.number,
            state=case.state,
            words=labels.plain(case.state, case.ended_as),
            text=report.text,
            is_joined=report.opened_id != case.pk,
            received_at=report.received_at,
            promised_at=case.due_at,
            unit=case.unit.name if case.unit else None,
            result=case.answer,
            outcome=case.ended_as,
            is_contested=case.is_contested,
            photos=[photos.shown(photo) for photo in queries.photos(holder, case)],
            messages=[_message(message) for message in queries.messages(holder, case)],
            ratings=[
                Rating.model_validate(rating, from_attributes=True) for rating in queries.ratings_of(holder, case)
            ],
            call_backs=own_calls(queries.call_backs_of(holder, case)),
            moves=queries.moves_of_code(holder, report, case),
        )


def _message(message: models.Message) -> Message:
    return Message(
        text=message.text,
        at=message.at,
        is_from_desk=message.is_from_desk,
        is_for_all=message.report_id is None,
        is_read=message.is_from_desk or message.read_at is not None,
    )


TOLD = says({200: Told}, WRITING | {404, 409, 413, 415, 429})


@router.post(
    "/reports/{code}/answer-message",
    auth=door.anybody,
    operation_id="case.answer_message",
    response=TOLD,
    openapi_extra=headers(KEY),
)
def answer_message(request: HttpRequest, code: TrackingCode, payload: Words) -> Told:
    """Writes to the desk."""
    holder, target = _heard(request, code)
    return _told(actions.answer_message(holder, target, text=payload.text))


@router.post(
    "/reports/{code}/rate",
    auth=door.anybody,
    operation_id="case.rate",
    response=TOLD,
    openapi_extra=headers(KEY),
)
def rate(request: HttpRequest, code: TrackingCode, payload: NewRating) -> Told:
    """Rates the answer, once for each time that the case was closed."""
    holder, target = _heard(request, code)
    person = door.actor_of(request).key if door.actor_of(request).is_staff else ""
    return _told(actions.rate(holder, target, **payload.model_dump(), person=person))


@router.post(
    "/reports/{code}/contest",
    auth=door.anybody,
    operation_id="case.contest",
    response=TOLD,
    openapi_extra=headers(KEY),
)
def contest(request: HttpRequest, code: TrackingCode, payload: Contesting) -> Told:
    """Says that the matter is not settled, and asks the desk to open the case again."""
    holder, target = _heard(request, code)
    return _told(actions.contest(holder, target, reason=payload.reason))


def _heard(request: HttpRequest, code: str) -> tuple[Actor, Target]:
    """Who speaks by the code, and to what. Raises Refusal `key_missing`, `too_many`, `not_found`."""
    key, holder = door.key_of(request), holder_of(code)
    door.count(request, "words")
    with territory(holder):
        return holder, Target(queries.one_of_code(holder)[1].number, key=key)


def _told(receipt: ActionReceipt) -> Told:
    return Told(number=receipt.number, version=receipt.version, at=receipt.at)


@router.put(
    "/reports/{code}/photos/{sha256}",
    auth=door.anybody,
    operation_id="report.add_photo",
    response=says({200: Photo, 201: Photo}, WRITING | {404, 409, 413, 415, 429}),
    openapi_extra=SENT_PICTURE,
)
def add_photo(request: HttpRequest, code: TrackingCode, sha256: Sha256) -> Status[Photo]:
    """Adds a picture. The address names the SHA-256 of the bytes sent, so it may be sent again at any time."""
    door.count(request, "photo")
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
