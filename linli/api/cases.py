"""Cases as staff read them."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.responses import Status
from pydantic import BaseModel, Field

from linli.accounts.models import Unit
from linli.api import applications, door, opinions, photos
from linli.api.document import (
    ALWAYS,
    ETAG,
    READ_ONE,
    SENT_PICTURE,
    SHEET_ANSWER,
    WRITING,
    headers,
    picture_answer,
    says,
)
from linli.api.fields import Input, Number, Remark, Sha256, Sought
from linli.api.moves import VERBS
from linli.api.photos import Photo
from linli.api.sessions import Named
from linli.api.wanted import Exported, WantedCases
from linli.cases import actions, labels, models, queries
from linli.kernel.actor import Actor
from linli.kernel.labels import sentence
from linli.kernel.sheets import attached
from linli.places import queries as places
from linli.triage import queries as triage

router = Router(tags=["cases"])


class Place(BaseModel):
    """An area by its path and name."""

    path: str
    name: str


class Row(BaseModel):
    """A case in a list. `level` is how far up it was escalated, `asked` the step of an unanswered application, `urged`
    how often the unit was urged since its last move, `lacks_photo` that it was handed in without the picture that its
    class needs, `outcome` what became of it, `suggested_unit` where routes lead what waits for dispatch."""

    number: str
    version: int
    state: str
    state_name: str
    text: str
    channel: str
    event_class: Named | None
    area: Place
    address: str
    lon: float | None
    lat: float | None
    is_outside: bool
    level: str
    unit: Named | None
    suggested_unit: Named | None
    handler: str | None
    asked: str
    reported_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    is_overdue: bool
    reworks: int
    returns: int
    is_contested: bool
    urged: int
    lacks_photo: bool
    unread_messages: int
    outcome: str


class Rows(BaseModel):
    """One page of cases; `next_cursor` is null on the last."""

    cases: list[Row]
    next_cursor: str | None


class Move(BaseModel):
    """A move that is possible now, what it needs, and what stands in the way if something does."""

    verb: str
    name: str
    path: str
    requires: list[str]
    obstacle: str | None


class MaskedContact(BaseModel):
    """What a reporter left, masked; `POST …/reveal` shows it to whoever says why."""

    report: int | None
    field: str
    masked: str


class MessageOfCase(BaseModel):
    """Words between the desk and a reporter; without a `report` they are for all of them."""

    report: int | None
    is_from_desk: bool
    text: str
    at: datetime
    read_at: datetime | None


class OneReport(BaseModel):
    """What one neighbour said; `is_joined` when the case was there already, `has_code` unless it came from other
    records and nobody was given its code."""

    id: int
    channel: str
    text: str
    received_at: datetime
    corrected_at: datetime | None
    is_joined: bool
    has_code: bool
    is_anonymous: bool
    is_on_behalf: bool


class Likely(BaseModel):
    """A case that may be about the same matter, and why."""

    number: str
    state: str
    text: str
    class_name: str | None
    is_same_class: bool
    metres: int
    hours: int
    words: list[str]
    likeness: float


class Duplicates(BaseModel):
    """The likeliest first, five at most."""

    duplicates: list[Likely]


class Whole(Row):
    """A case with all that belongs to it."""

    building_code: str | None
    result: str
    open_holds: int
    application: applications.Open | None
    reports: list[OneReport]
    contacts: list[MaskedContact]
    messages: list[MessageOfCase]
    ratings: list[opinions.RatingOfCase]
    call_backs: list[opinions.CallOfCase]
    photos: list[Photo]
    moves: list[Move]


class Taken(Sought):
    """When the picture was taken."""

    after: bool = Field(False, description="It shows the matter settled, though the case is at the desk still.")


class Asked(Input):
    """Which value, and what for: the reason is kept with who asked. Without a report's id it is that of the first."""

    field: Literal["name", "phone", "on_behalf_of"]
    report: Annotated[int, Field(ge=1, le=2**53)] | None = None
    reason: Annotated[Remark, Field(min_length=1)]


class Revealed(BaseModel):
    """The value; empty when the reporter left none."""

    field: str
    value: str


@router.get("/cases", operation_id="case.list", response=says({200: Rows}, ALWAYS))
def cases(request: HttpRequest, wanted: Query[WantedCases]) -> Rows:
    """The cases in the reader's territory, page by page. Sorting by `due_at` is by the clock of the present
    stage; what has none comes last."""
    actor = door.actor_of(request)
    found = queries.page(actor, wanted.filter(), sort=wanted.sort, cursor=wanted.cursor, limit=wanted.limit)
    names = places.names_of([case.area_path for case in found.rows])
    units = queries.led_to(found.rows)
    rows = [_row(case, names, units.get(case.pk)) for case in found.rows]
    return Rows(cases=rows, next_cursor=found.next_cursor)


@router.post(
    "/cases/export",
    operation_id="case.export",
    response=says({200: None}, WRITING | {409, 413, 415, 429}),
    openapi_extra=SHEET_ANSWER,
)
def export(request: HttpRequest, wanted: Query[Exported]) -> FileResponse:
    """Exactly the cases that the list would show, all of them, as a file; its words are in the language asked for.

    Every export is kept with who, which filter and how many, so it takes no idempotency key; an account has so many
    an hour.
    """
    actor, which, form, sort = door.actor_of(request), wanted.filter(), wanted.format, wanted.sort
    return attached(lambda file: actions.export(actor, file, which, form=form, sort=sort), form, "cases")


@router.get(
    "/cases/{number}",
    operation_id="case.view",
    response=says({200: Whole}, READ_ONE),
    openapi_extra=headers(gives=ETAG),
)
def case(request: HttpRequest, response: HttpResponse, number: Number) -> Whole:
    """One case. Its ETag is the version that a move must name in If-Match."""
    actor = door.actor_of(request)
    found = queries.one(actor, number)
    response["ETag"] = door.etag(found.version)
    row = _row(found, places.names_of([found.area_path]), queries.led_to([found]).get(found.pk))
    return Whole(
        **dict(row),
        building_code=found.building.code if found.building else None,
        result=found.result,
        open_holds=found.open_holds,
        application=applications.open_one(actor, found),
        reports=[_report(report) for report in queries.reports_of(actor, found)],
        contacts=[
            MaskedContact(report=c.report_id, field=c.field, masked=c.masked) for c in queries.contacts(actor, found)
        ],
        messages=[_message(message) for message in queries.messages(actor, found)],
        ratings=opinions.ratings_of(actor, found),
        call_backs=opinions.calls_of(actor, found),
        photos=[photos.shown(photo) for photo in queries.photos(actor, found)],
        moves=[
            _move(actor, found, verb)
            for verb in queries.verbs(actor, found)
            if verb in VERBS and queries.has_occasion(found, verb)
        ],
    )


@router.get("/cases/{number}/duplicates", operation_id="case.duplicates", response=says({200: Duplicates}, READ_ONE))
def duplicates(request: HttpRequest, number: Number) -> Duplicates:
    """Open cases that may be about the same matter: of the same class and near in place and time, or alike in words."""
    actor = door.actor_of(request)
    case = queries.one(actor, number)
    found = queries.duplicates(actor, case, triage.common)
    return Duplicates(duplicates=[_likely(each) for each in found])


@router.put(
    "/cases/{number}/photos/{sha256}",
    operation_id="case.add_photo",
    response=says({200: Photo, 201: Photo}, WRITING | {404, 409, 413, 415}),
    openapi_extra=SENT_PICTURE,
)
def add_photo(request: HttpRequest, number: Number, sha256: Sha256, wanted: Query[Taken]) -> Status[Photo]:
    """Adds a picture: of how it looks now, once the work has begun."""
    return photos.put(request, door.actor_of(request), number, sha256, is_after=wanted.after)


@router.get(
    "/cases/{number}/photos/{sha256}",
    operation_id="case.photo",
    response=says({200: None}, READ_ONE),
    openapi_extra=picture_answer(),
)
def photo(request: HttpRequest, number: Number, sha256: Sha256) -> HttpResponse:
    """One picture of the case."""
    actor = door.actor_of(request)
    return photos.picture(queries.photo(actor, queries.one(actor, number), sha256.lower()))


@router.post(
    "/cases/{number}/reveal",
    operation_id="case.reveal",
    response=says({200: Revealed}, WRITING | {404, 409, 413, 415}),
)
def reveal(request: HttpRequest, number: Number, payload: Asked) -> Revealed:
    """Shows what the reporter left. Every asking is kept, so it takes no idempotency key."""
    value = actions.reveal(door.actor_of(request), number, **payload.model_dump())
    return Revealed(field=payload.field, value=value)


def _row(case: models.Case, names: dict[str, str], led_to: Unit | None) -> Row:
    kind, unit = case.event_class, case.unit
    return Row(
        number=case.number,
        version=case.version,
        state=case.state,
        state_name=str(labels.STATES[case.state]),
        text=case.text,
        channel=case.channel,
        event_class=Named(code=kind.code, name=kind.name) if kind else None,
        area=Place(path=case.area_path, name=names.get(case.area_path, "")),
        address=case.address,
        lon=case.lon,
        lat=case.lat,
        is_outside=case.is_outside,
        level=case.level,
        unit=Named(code=unit.code, name=unit.name) if unit else None,
        suggested_unit=Named(code=led_to.code, name=led_to.name) if led_to else None,
        asked=case.asked,
        handler=case.handler.name if case.handler else None,
        reported_at=case.reported_at,
        due_at=case.due_at,
        closed_at=case.closed_at,
        is_overdue=case.is_overdue,
        reworks=case.reworks,
        returns=case.returns,
        is_contested=case.is_contested,
        urged=case.urged,
        lacks_photo=case.lacks_photo,
        unread_messages=case.unread_messages,
        outcome=case.outcome,
    )


def _report(report: models.Report) -> OneReport:
    return OneReport(
        id=report.pk,
        channel=report.channel,
        text=report.text,
        received_at=report.received_at,
        corrected_at=report.corrected_at,
        is_joined=report.opened_id != report.case_id,
        has_code=report.has_code,
        is_anonymous=report.is_anonymous,
        is_on_behalf=report.is_on_behalf,
    )


def _message(message: models.Message) -> MessageOfCase:
    return MessageOfCase(
        report=message.report_id,
        is_from_desk=message.is_from_desk,
        text=message.text,
        at=message.at,
        read_at=message.read_at,
    )


def _likely(found: queries.Duplicate) -> Likely:
    kind = found.case.event_class
    return Likely(
        number=found.case.number,
        state=found.case.state,
        text=found.case.text,
        class_name=kind.name if kind else None,
        is_same_class=found.is_same_class,
        metres=found.metres,
        hours=found.hours,
        words=list(found.words),
        likeness=round(found.likeness, 2),
    )


def _move(actor: Actor, case: models.Case, verb: str) -> Move:
    obstacle = queries.obstacle(actor, case, verb)
    return Move(
        verb=verb,
        name=str(labels.VERBS[verb]),
        path=f"/api/v1/cases/{case.number}/{verb.replace('_', '-')}",
        requires=queries.required(case, verb),
        obstacle=sentence(obstacle) if obstacle else None,
    )
