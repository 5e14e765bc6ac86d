"""The reporter's own data, by the code: see, take a copy, put right, take back, erase."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, StringConstraints

from linli.api import door, photos
from linli.api.document import KEY, READ_ONE, WRITING, headers, says
from linli.api.fields import NO_NUL, Input, TrackingCode
from linli.api.opinions import OwnCall
from linli.api.photos import Photo
from linli.api.reports import holder_of
from linli.api.sessions import Named
from linli.cases import actions, queries
from linli.cases.queries import own_data
from linli.cases.queries.own_data import OwnData
from linli.cases.rules import A_CONTACT, LONGEST_ADDRESS, LONGEST_TEXT, check_key
from linli.kernel.actions import Receipt, Target
from linli.kernel.actor import Actor
from linli.kernel.territory import territory

router = Router(tags=["own data"])
CHANGING = WRITING | {404, 409, 413, 415}


class OwnMessage(BaseModel):
    """What was said through the code, by whom of the two."""

    at: datetime
    is_from_desk: bool
    text: str


class OwnRating(BaseModel):
    """What the reporter thought of the answer."""

    at: datetime
    is_solved: bool
    level: str


class CallToMe(OwnCall):
    """A call with what the street noted of it."""

    text: str


class Look(BaseModel):
    """Somebody looked at the contact: as what, from which unit, what for."""

    at: datetime
    field: str
    unit: str
    roles: list[Named]
    purpose: str


class Own(BaseModel):
    """Everything that is held about a report and whoever made it. The place is there where the report opened its case,
    in CGCS2000. `erase_after` says when what goes by itself; it is
    empty while the matter is open."""

    number: str
    state: str
    received_at: datetime
    channel: str
    is_anonymous: bool
    text: str
    corrected_at: datetime | None
    address: str
    lon: float | None
    lat: float | None
    result: str
    outcome: str
    contact: dict[str, str]
    photos: list[Photo]
    messages: list[OwnMessage]
    ratings: list[OwnRating]
    call_backs: list[CallToMe]
    looks: list[Look]
    erase_after: dict[str, datetime]


class OwnContact(Input):
    """The contact as it should be; what is empty is erased. `on_behalf_of` stays as it is when it is not sent, and is
    only for a report that the desk took in for somebody."""

    name: Annotated[str, StringConstraints(max_length=40, pattern=NO_NUL)] = ""
    phone: Annotated[str, StringConstraints(max_length=40, pattern=rf"^({A_CONTACT})?$")] = ""
    on_behalf_of: Annotated[str, StringConstraints(max_length=40, pattern=NO_NUL)] | None = None


class OwnWords(Input):
    """The words as they should be. `address` stays as it is when it is not sent, and is only for a report that opened
    its case."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT, pattern=NO_NUL)]
    address: Annotated[str, StringConstraints(max_length=LONGEST_ADDRESS, pattern=NO_NUL)] | None = None


class Confirmed(Input):
    """That whoever asks knows: it cannot be undone."""

    is_confirmed: Literal[True]


class Changed(BaseModel):
    """What is on record about it."""

    number: str
    at: datetime


@router.get("/reports/{code}/data", auth=door.anybody, operation_id="report.data", response=says({200: Own}, READ_ONE))
def data(request: HttpRequest, code: TrackingCode) -> Own:
    """Everything that is held about the report, in clear, and who looked at the contact."""
    holder = holder_of(code)
    with territory(holder):
        return _told(own_data.of_code(holder))


@router.post(
    "/reports/{code}/copy",
    auth=door.anybody,
    operation_id="report.copy",
    response=says({200: Own}, CHANGING),
    openapi_extra=headers(KEY),
)
def copy(request: HttpRequest, code: TrackingCode) -> Own:
    """The same as a copy to take away, which is put on record."""
    holder, target = _aim(request, code)
    actions.copy(holder, target)
    with territory(holder):
        return _told(own_data.of_code(holder))


@router.post(
    "/reports/{code}/correct",
    auth=door.anybody,
    operation_id="report.correct",
    response=says({200: Changed}, CHANGING),
    openapi_extra=headers(KEY),
)
def correct(request: HttpRequest, code: TrackingCode, payload: OwnContact) -> Changed:
    """Puts the contact right."""
    holder, target = _aim(request, code)
    return _changed(actions.correct(holder, target, **payload.model_dump()))


@router.post(
    "/reports/{code}/reword",
    auth=door.anybody,
    operation_id="report.reword",
    response=says({200: Changed}, CHANGING),
    openapi_extra=headers(KEY),
)
def reword(request: HttpRequest, code: TrackingCode, payload: OwnWords) -> Changed:
    """Puts the words and the address right, until the matter is filed."""
    holder, target = _aim(request, code)
    return _changed(actions.reword(holder, target, **payload.model_dump()))


@router.post(
    "/reports/{code}/withdraw",
    auth=door.anybody,
    operation_id="report.withdraw",
    response=says({200: Changed}, CHANGING),
    openapi_extra=headers(KEY),
)
def withdraw(request: HttpRequest, code: TrackingCode, payload: Confirmed) -> Changed:
    """Takes the contact back: it is erased at once, whatever the state of the matter."""
    holder, target = _aim(request, code)
    return _changed(actions.withdraw(holder, target))


@router.post(
    "/reports/{code}/erase",
    auth=door.anybody,
    operation_id="report.erase",
    response=says({200: Changed}, CHANGING),
    openapi_extra=headers(KEY),
)
def erase(request: HttpRequest, code: TrackingCode, payload: Confirmed) -> Changed:
    """Erases the reporter's words, pictures, contact, messages and rating, once the matter has ended."""
    holder, target = _aim(request, code)
    return _changed(actions.erase(holder, target))


def _aim(request: HttpRequest, code: str) -> tuple[Actor, Target]:
    """Whoever shows the code, and the case it opens. Raises Refusal `key_missing`, `not_found`."""
    key, holder = check_key(request.headers.get("Idempotency-Key")), holder_of(code)
    with territory(holder):
        return holder, Target(queries.one_of_code(holder)[1].number, key=key)


def _changed(receipt: Receipt) -> Changed:
    return Changed(number=receipt.number, at=receipt.at)


def _told(own: OwnData) -> Own:
    report, case, place = own.report, own.case, own.place
    return Own(
        number=case.number,
        state=case.state,
        received_at=report.received_at,
        channel=report.channel,
        is_anonymous=report.is_anonymous,
        text=report.text,
        corrected_at=report.corrected_at,
        address=place.address if place else "",
        lon=place.lon if place else None,
        lat=place.lat if place else None,
        result=case.answer,
        outcome=case.ended_as,
        contact={contact.field: contact.value for contact in own.contacts},
        photos=[photos.shown(photo) for photo in own.photos],
        messages=[OwnMessage.model_validate(message, from_attributes=True) for message in own.messages],
        ratings=[OwnRating.model_validate(rating, from_attributes=True) for rating in own.ratings],
        call_backs=[CallToMe.model_validate(call, from_attributes=True) for call in own.call_backs],
        looks=[
            Look(
                at=look.at,
                field=look.field,
                unit=look.unit,
                roles=[Named(code=role.key, name=role.name) for role in look.roles],
                purpose=look.purpose,
            )
            for look in own.looks
        ],
        erase_after=dict(own.erase_after),
    )
