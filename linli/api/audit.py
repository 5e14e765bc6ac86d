"""The audit trail, for whoever checks it. Each look is itself on record."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field, StringConstraints

from linli.api import door
from linli.api.document import ALWAYS, KEY, WRITING, headers, says
from linli.api.fields import AreaNode, Code, Cursor, Input, Instant, Short, Sought
from linli.cases import actions
from linli.cases.permissions import AUDIT_VIEW
from linli.cases.queries import audit, retention
from linli.cases.rules import check_key
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.places.queries import path_of

router = Router(tags=["audit"])
ObjectNumber = Annotated[str, StringConstraints(pattern=r"^[A-Z]?[0-9]{8,20}$")]


class WantedEntries(Sought):
    """Which entries: what was done, or what was refused."""

    kind: Literal["done", "refused"] = "done"
    number: Code = Field("", validate_default=False)
    actor: Short = Field("", validate_default=False, description="A user name, a name, or a key ('job:timekeeper').")
    action: Short = Field("", validate_default=False)
    area: AreaNode = Field("", validate_default=False)
    since: Instant | None = None
    until: Instant | None = None
    cursor: Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=audit.MOST_ROWS)] = 50


class Entry(BaseModel):
    """One entry. `code` says why a refused attempt was refused; `digest` closes the object's chain up to here."""

    at: datetime
    actor: str
    actor_name: str
    action: str
    object_type: str
    number: str
    version: int
    digest: str
    code: str
    data: dict[str, Any]


class Entries(BaseModel):
    """One page, the latest first; `next_cursor` is null on the last."""

    entries: list[Entry]
    next_cursor: str | None


class ToVerify(Input):
    """The object whose chain is to be computed anew."""

    number: ObjectNumber


class Verified(BaseModel):
    """Whether the chain is as it was written; else from which entry on it is not."""

    number: str
    object_type: str
    entries: int
    head: str
    is_whole: bool
    broken_at: int | None


class Run(BaseModel):
    """One round of erasing what was kept long enough. `faults` counts columns that must not be there."""

    number: str
    at: datetime
    cases: int
    contacts: int
    words: int
    photos: int
    faults: int


class Runs(BaseModel):
    """The rounds, the latest first."""

    runs: list[Run]
    next_cursor: str | None


class Paged(Sought):
    """From where on."""

    cursor: Cursor | None = None


@router.get("/audit/entries", operation_id="audit.view", response=says({200: Entries}, ALWAYS | {403}))
def entries(request: HttpRequest, wanted: Query[WantedEntries]) -> Entries:
    """What was done or refused in the territory that the reader checks."""
    actor = door.actor_of(request)
    sought = audit.Filter(
        kind=wanted.kind,
        number=wanted.number,
        actor=wanted.actor,
        action=wanted.action,
        area=path_of(wanted.area) if wanted.area else "",
        since=wanted.since,
        until=wanted.until,
    )
    actions.view_audit(actor, None, sought=sought.as_record())
    with territory(actor):
        found = audit.page(actor, sought, wanted.cursor, wanted.limit)
    rows = [Entry.model_validate(row, from_attributes=True) for row in found.rows]
    return Entries(entries=rows, next_cursor=found.next_cursor)


@router.post(
    "/audit/verify",
    operation_id="audit.verify",
    response=says({200: Verified}, WRITING | {404, 413, 415}),
    openapi_extra=headers(KEY),
)
def verify(request: HttpRequest, payload: ToVerify) -> Verified:
    """Computes the chain of one object anew."""
    actor = door.actor_of(request)
    actions.verify_audit(actor, check_key(request.headers.get("Idempotency-Key")), number=payload.number)
    with territory(actor):
        return Verified.model_validate(audit.verify(actor, payload.number), from_attributes=True)


@router.get("/audit/retention-runs", operation_id="retention.list", response=says({200: Runs}, ALWAYS | {403}))
def runs(request: HttpRequest, wanted: Query[Paged]) -> Runs:
    """The rounds of erasing, the latest first."""
    actor = door.actor_of(request)
    if not actor.holds(AUDIT_VIEW):
        raise Refusal("forbidden")
    with territory(actor):
        found, following = retention.runs(actor, wanted.cursor)
    return Runs(runs=[Run.model_validate(run, from_attributes=True) for run in found], next_cursor=following)
