"""Lists kept under a name."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status
from pydantic import BaseModel, Field, StringConstraints

from linli.api import door
from linli.api.document import KEY, WRITING, headers, says
from linli.api.fields import NO_NUL, Input
from linli.cases import actions, queries
from linli.cases.rules import check_key
from linli.kernel.territory import territory

router = Router(tags=["cases"])
FilterNumber = Annotated[str, StringConstraints(pattern=r"^F[0-9]{8,18}$")]


class Kept(BaseModel):
    """A kept list. `query` goes behind `/cases?`, here and on the page."""

    number: str
    name: str
    query: str
    owner: str
    is_own: bool
    is_shared: bool
    is_first: bool


class Filters(BaseModel):
    """One's own and those that are shared with one's unit, by name."""

    filters: list[Kept]


class NewFilter(Input):
    """A name for a query string of `GET /cases`, for oneself or also for one's unit; words (`q`) are not kept."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=NO_NUL)]
    query: Annotated[str, StringConstraints(max_length=600, pattern=NO_NUL)]
    shared: bool = False


class NewName(Input):
    """The name that it has from now on."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=NO_NUL)]


class First(Input):
    """Whether the desk begins with it."""

    first: bool = Field(True)


class Number(BaseModel):
    """The number of what was kept."""

    number: str


@router.get("/filters", operation_id="filter.list", response=says({200: Filters}))
def filters(request: HttpRequest) -> Filters:
    """The lists that one may use by name."""
    actor = door.actor_of(request)
    with territory(actor):
        found = queries.saved_filters(actor)
    return Filters(
        filters=[
            Kept(
                number=one.number,
                name=one.name,
                query=one.query,
                owner=one.owner.name,
                is_own=one.owner_id == actor.account_id,
                is_shared=one.is_shared,
                is_first=one.is_first,
            )
            for one in found
        ]
    )


@router.post(
    "/filters",
    operation_id="filter.keep",
    response=says({201: Number}, WRITING | {409, 413, 415}),
    openapi_extra=headers(KEY),
)
def keep(request: HttpRequest, payload: NewFilter) -> Status[Number]:
    """Keeps a list under a name."""
    key = check_key(request.headers.get("Idempotency-Key"))
    actor = door.actor_of(request)
    kept = actions.keep_filter(actor, key, name=payload.name, query=payload.query, is_shared=payload.shared)
    return Status(201, Number(number=kept.number))


@router.post(
    "/filters/{number}/prefer",
    operation_id="filter.prefer",
    response=says({204: None}, WRITING | {404, 409, 413, 415}),
)
def prefer(request: HttpRequest, number: FilterNumber, payload: First) -> Status[None]:
    """Lets one's desk begin with it, or no more. Said twice it is the same, so it takes no key."""
    actions.prefer_filter(door.actor_of(request), number, is_first=payload.first)
    return Status(204, None)


@router.post(
    "/filters/{number}/rename",
    operation_id="filter.rename",
    response=says({204: None}, WRITING | {404, 409, 413, 415}),
)
def rename(request: HttpRequest, number: FilterNumber, payload: NewName) -> Status[None]:
    """Gives it another name, for whomever it is shared with too. Said twice it is the same, so it takes no key."""
    actions.rename_filter(door.actor_of(request), number, name=payload.name)
    return Status(204, None)


@router.delete("/filters/{number}", operation_id="filter.remove", response=says({204: None}, WRITING | {404, 409}))
def remove(request: HttpRequest, number: FilterNumber) -> Status[None]:
    """Takes it away, for whomever it was shared with too."""
    actions.remove_filter(door.actor_of(request), number)
    return Status(204, None)
