"""What those who work here ask to have put right in what is held about them."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status
from pydantic import BaseModel, Field, StringConstraints

from linli.accounts import actions, queries
from linli.accounts.models import Correction as CorrectionRow
from linli.api import door
from linli.api.document import KEY, WRITING, headers, says
from linli.api.fields import NO_NUL, Input
from linli.cases.rules import check_key
from linli.kernel.actions import Target
from linli.kernel.territory import territory

router = Router(tags=["own data"])
CorrectionNumber = Annotated[str, StringConstraints(pattern=r"^Q[0-9]{8,18}$")]
DECIDING = WRITING | {404, 409, 413, 415}


class Correction(BaseModel):
    """One thing to be put right, how it should be, and how it was answered."""

    number: str
    state: str
    who: str
    field: str
    wanted: str
    answer: str
    asked_at: datetime
    due_at: datetime
    decided_at: datetime | None


class Corrections(BaseModel):
    """What one asked oneself, and what others ask and one may answer."""

    own: list[Correction]
    to_decide: list[Correction]


class NewCorrection(Input):
    """What is not right, and how it should be; a name or a post is changed when it is granted."""

    field: Literal["name", "title", "unit", "other"]
    wanted: Annotated[str, StringConstraints(min_length=1, max_length=actions.LONGEST_WANTED, pattern=NO_NUL)]


class Decision(Input):
    """Why; whoever asked reads it."""

    reason: Annotated[str, StringConstraints(max_length=actions.LONGEST_ANSWER, pattern=NO_NUL), Field(min_length=1)]


class CorrectionStands(BaseModel):
    """The number of what was asked, and how far it is."""

    number: str
    state: str


@router.get("/corrections", operation_id="correction.list", response=says({200: Corrections}))
def corrections(request: HttpRequest) -> Corrections:
    """What one asked, and what waits for one's answer."""
    actor = door.actor_of(request)
    with territory(actor):
        own, to_decide = queries.own_corrections(actor), queries.corrections_to_decide(actor)
    return Corrections(own=list(map(_told, own)), to_decide=list(map(_told, to_decide)))


@router.post(
    "/corrections",
    operation_id="correction.ask",
    response=says({201: CorrectionStands}, WRITING | {409, 413, 415}),
    openapi_extra=headers(KEY),
)
def ask(request: HttpRequest, payload: NewCorrection) -> Status[CorrectionStands]:
    """Asks to have something put right."""
    key = check_key(request.headers.get("Idempotency-Key"))
    made = actions.ask_correction(door.actor_of(request), key, field=payload.field, wanted=payload.wanted)
    return Status(201, CorrectionStands(number=made.number, state=made.state))


@router.post(
    "/corrections/{number}/withdraw",
    operation_id="correction.withdraw",
    response=says({200: CorrectionStands}, DECIDING),
    openapi_extra=headers(KEY),
)
def withdraw(request: HttpRequest, number: CorrectionNumber) -> CorrectionStands:
    """One needs it no more."""
    done = actions.withdraw_correction(door.actor_of(request), _target(request, number))
    return CorrectionStands(number=done.number, state=done.state)


@router.post(
    "/corrections/{number}/grant",
    operation_id="correction.grant",
    response=says({200: CorrectionStands}, DECIDING),
    openapi_extra=headers(KEY),
)
def grant(request: HttpRequest, number: CorrectionNumber, payload: Decision) -> CorrectionStands:
    """Puts it right, or says how it was; whoever does it must be allowed to change the account."""
    done = actions.grant_correction(door.actor_of(request), _target(request, number), reason=payload.reason)
    return CorrectionStands(number=done.number, state=done.state)


@router.post(
    "/corrections/{number}/refuse",
    operation_id="correction.refuse",
    response=says({200: CorrectionStands}, DECIDING),
    openapi_extra=headers(KEY),
)
def refuse(request: HttpRequest, number: CorrectionNumber, payload: Decision) -> CorrectionStands:
    """Leaves it as it is."""
    done = actions.refuse_correction(door.actor_of(request), _target(request, number), reason=payload.reason)
    return CorrectionStands(number=done.number, state=done.state)


def _target(request: HttpRequest, number: str) -> Target:
    return Target(number, key=check_key(request.headers.get("Idempotency-Key")))


def _told(row: CorrectionRow) -> Correction:
    return Correction(
        number=row.number,
        state=row.state,
        who=row.account.name,
        field=row.field,
        wanted=row.wanted,
        answer=row.answer,
        asked_at=row.asked_at,
        due_at=row.due_at,
        decided_at=row.decided_at,
    )
