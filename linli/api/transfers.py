"""What outside units (110, 12345) send in, and what is on its way from and to them."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.responses import Status
from pydantic import BaseModel, Field, StringConstraints

from linli.api import door
from linli.api.document import ALWAYS, ETAG, KEY, LOCATION, WRITING, headers, says
from linli.api.fields import NO_NUL, Cursor, Input, Short, Sought
from linli.api.moves import Moved
from linli.api.reports import Place, spot_of
from linli.api.sessions import Named
from linli.cases import actions, labels, models, queries, rules

router = Router(tags=["transfers"])


class Sent(Input):
    """A matter, and the number that it has where it comes from."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=rules.LONGEST_TEXT, pattern=NO_NUL)]
    place: Place
    external_number: Short
    class_code: Annotated[str, StringConstraints(max_length=12, pattern=NO_NUL)] = ""


class WantedTransfers(Sought):
    """Which way, and at what: sent and not yet accepted, accepted, or over."""

    way: Literal["in", "out"] | None = None
    state: Literal["waiting", "accepted", "ended"] | None = None
    cursor: Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class OneTransfer(BaseModel):
    """A case on its way to or from an outside unit. `reason` is why it was given back, `reference` their number."""

    case: str
    case_state: str
    way: Literal["in", "out"]
    partner: Named
    reference: str
    reason: str
    sent_at: datetime
    accepted_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    outcome_name: str | None


class Transfers(BaseModel):
    """The latest sent first; `next_cursor` is null on the last page."""

    transfers: list[OneTransfer]
    next_cursor: str | None


@router.get("/transfers", operation_id="transfer.list", response=says({200: Transfers}, ALWAYS))
def transfers(request: HttpRequest, wanted: Query[WantedTransfers]) -> Transfers:
    """The transfers of the cases that the reader sees; to an outside unit these are its own."""
    found = queries.transfer_page(
        door.actor_of(request),
        is_incoming=None if wanted.way is None else wanted.way == "in",
        stage=wanted.state or "",
        cursor=wanted.cursor,
        limit=wanted.limit,
    )
    return Transfers(transfers=[_shown(row) for row in found.rows], next_cursor=found.next_cursor)


def _shown(row: models.Transfer) -> OneTransfer:
    return OneTransfer(
        case=row.case.number,
        case_state=row.case.state,
        way="in" if row.is_incoming else "out",
        partner=Named(code=row.partner.code, name=row.partner.name),
        reference=row.reference,
        reason=row.reason,
        sent_at=row.sent_at,
        accepted_at=row.accepted_at,
        ended_at=row.ended_at,
        outcome=row.outcome or None,
        outcome_name=str(labels.TRANSFER_OUTCOMES[row.outcome]) if row.outcome else None,
    )


@router.post(
    "/transfers",
    operation_id="case.transfer_in",
    response=says({201: Moved}, WRITING | {409, 413, 415}),
    openapi_extra=headers(KEY, gives={**ETAG, **LOCATION}, status=201),
)
def transfer_in(request: HttpRequest, response: HttpResponse, payload: Sent) -> Status[Moved]:
    """Sends a matter in. Whether it was received, what became of it and why it may have been sent back is in the
    case, which stays open to the sender."""
    receipt = actions.transfer_in(
        door.actor_of(request),
        rules.check_key(request.headers.get("Idempotency-Key")),
        text=payload.text,
        spot=spot_of(payload.place),
        external_number=payload.external_number,
        class_code=payload.class_code,
    )
    response["Location"] = f"/api/v1/cases/{receipt.number}"
    response["ETag"] = door.etag(receipt.version)
    told = Moved(number=receipt.number, state=receipt.state, version=receipt.version, at=receipt.at)
    return Status(201, told)
