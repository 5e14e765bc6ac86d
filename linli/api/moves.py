"""Every move of a case as an operation of its own path. A new move needs one line in MOVES."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.models import Body
from pydantic import BaseModel, Field, StringConstraints

from linli.api import door
from linli.api.document import ETAG, IF_MATCH, KEY, MOVING, headers, says
from linli.api.fields import MOST_REMARK, NO_NUL, Code, Input, Instant, Number, Remark
from linli.api.reports import Place, spot_of
from linli.cases import actions
from linli.kernel.actions import REGISTRY, Receipt

router = Router(tags=["moves"])

Words = Annotated[str, StringConstraints(min_length=1, max_length=MOST_REMARK, pattern=NO_NUL)]
Outcome = Literal["done", "partly", "not_found", "no_action", "not_done"]
Holder = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,20}:[A-Za-z0-9_-]{1,39}$")]


class Nothing(Input):
    """The move needs no more than the case."""


class Reason(Input):
    """Why."""

    reason: Words


class Result(Input):
    """What was done."""

    result: Words


class HandingIn(Result):
    """What became of the matter, and in words what was done; and why there is no picture of afterwards, where the
    class needs one and none was taken."""

    outcome: Outcome
    without_photo: Remark = ""


class Closing(Result):
    """The answer; what became of the matter, if it is not what the unit said; and of one that is done that the
    condition which closes the case is met, where its standard has one."""

    outcome: Outcome | None = None
    condition_met: bool = False


class MaybeRemark(Input):
    """A word with it, if there is one to say."""

    remark: Remark = ""


class Passing(MaybeRemark):
    """A word with it, if there is one to say; and that it is accepted without the picture that is missing."""

    accepts_without_photo: bool = False


class Filing(Input):
    """The class under which the matter is taken up, the item of its standard where it has several, and the right place
    if the reporter's was not."""

    class_code: Code
    standard: Annotated[int, Field(ge=1, le=99999)] | None = None
    place: Place | None = None


class Amending(Reason):
    """Why, and what is put right: the class with the item of its standard where it has several, or the place."""

    class_code: Code | None = None
    standard: Annotated[int, Field(ge=1, le=99999)] | None = None
    place: Place | None = None


class Dispatch(MaybeRemark):
    """The unit, by its code."""

    unit: Code


class SelfHandling(HandingIn):
    """What was done on the spot, which leaves nothing to do; the class too, if the report has none, with the item of
    its standard if one fits; of a matter that is done that the condition which closes the case is met, where its
    standard has one; and why there is no picture."""

    class_code: Annotated[str, StringConstraints(max_length=12, pattern=NO_NUL)] = ""
    standard: Annotated[int, Field(ge=1, le=99999)] | None = None
    condition_met: bool = False


class Verifying(Input):
    """What was found, and in words what was seen."""

    finding: Literal["confirmed", "not_found"]
    remark: Words


class Resting(Reason):
    """Why, and until when the case must rest: within a year, with its zone."""

    until: Instant


class Sending(Reason):
    """The outside unit, by its code, and why the case is theirs."""

    unit: Code


class Accepting(Input):
    """The number under which the outside unit has the case, if it says one."""

    reference: Annotated[str, StringConstraints(max_length=60, pattern=NO_NUL)] = ""


class Merging(Input):
    """The number of the other case; a different class is refused unless it is said not to matter."""

    into: Number
    reason: Remark = ""
    whatever_class: bool = False


class Hold(Reason):
    """What holds the case ('subtask:7')."""

    holder: Holder


class MessageToSend(Input):
    """What the desk writes: to one reporter, by the report's id, or to all of them."""

    text: Words
    report: Annotated[int, Field(ge=1, le=2**53)] | None = None


class Note(Input):
    """Words for those who work here."""

    text: Words


class Calling(Input):
    """Whether the reporter was reached, by the report's id or the first; of one who was, whether the matter is solved
    and how content that one is. `text` goes with the reporter's own data, where the reporter reads it."""

    reached: Literal["yes", "no"]
    report: Annotated[int, Field(ge=1, le=2**53)] | None = None
    solved: Literal["", "yes", "partly", "no"] = ""
    level: Literal["", "very_satisfied", "satisfied", "fairly_satisfied", "dissatisfied"] = ""
    text: Remark = ""


class Release(Input):
    """Whose hold is let go."""

    holder: Holder


@dataclass(frozen=True, slots=True)
class Move:
    """One move: the action that carries it out, what it takes, and what its arguments are made of that."""

    action: Callable[..., Receipt]
    takes: type[Input] = Nothing
    given: Callable[[Any], dict[str, Any]] = Input.model_dump


def _filing(payload: Filing) -> dict[str, Any]:
    return {
        "class_code": payload.class_code,
        "standard": payload.standard,
        "spot": spot_of(payload.place) if payload.place else None,
    }


def _amending(payload: Amending) -> dict[str, Any]:
    return {
        "reason": payload.reason,
        "class_code": payload.class_code or "",
        "standard": payload.standard,
        "spot": spot_of(payload.place) if payload.place else None,
    }


def _closing(payload: Closing) -> dict[str, Any]:
    return {**payload.model_dump(), "outcome": payload.outcome or ""}


MOVES: dict[str, Move] = {
    "file": Move(actions.file, Filing, _filing),
    "amend": Move(actions.amend, Amending, _amending),
    "void": Move(actions.void, Reason),
    "self_handle": Move(actions.self_handle, SelfHandling),
    "dispatch": Move(actions.dispatch, Dispatch),
    "accept": Move(actions.accept),
    "return": Move(actions.return_, Reason),
    "start": Move(actions.start),
    "report_back": Move(actions.report_back, HandingIn),
    "check_pass": Move(actions.check_pass, Passing),
    "check_fail": Move(actions.check_fail, Reason),
    "close": Move(actions.close, Closing, _closing),
    "ask_to_verify": Move(actions.ask_to_verify, MaybeRemark),
    "verify": Move(actions.verify, Verifying),
    "request_extension": Move(actions.request_extension, Reason),
    "endorse_extension": Move(actions.endorse_extension, MaybeRemark),
    "approve_extension": Move(actions.approve_extension, MaybeRemark),
    "refuse_extension": Move(actions.refuse_extension, Reason),
    "request_suspension": Move(actions.request_suspension, Resting),
    "approve_suspension": Move(actions.approve_suspension, MaybeRemark),
    "refuse_suspension": Move(actions.refuse_suspension, Reason),
    "resume": Move(actions.resume, MaybeRemark),
    "reopen": Move(actions.reopen, Reason),
    "decline_contest": Move(actions.decline_contest, Reason),
    "call_back": Move(actions.call_back, Calling),
    "escalate": Move(actions.escalate, Reason),
    "urge": Move(actions.urge, Reason),
    "transfer_out": Move(actions.transfer_out, Sending),
    "accept_transfer": Move(actions.accept_transfer, Accepting),
    "return_transfer": Move(actions.return_transfer, Reason),
    "recall": Move(actions.recall, MaybeRemark),
    "answer_transfer": Move(actions.answer_transfer, HandingIn),
    "receive": Move(actions.receive),
    "send_back": Move(actions.send_back, Reason),
    "merge": Move(actions.merge, Merging),
    "unmerge": Move(actions.unmerge, Reason),
    "hold": Move(actions.hold, Hold),
    "release": Move(actions.release, Release),
    "send_message": Move(actions.send_message, MessageToSend),
    "read_messages": Move(actions.read_messages),
    "note": Move(actions.note, Note),
}
VERBS = frozenset({*MOVES, "issue_code"})


class Moved(BaseModel):
    """Where the case stands after the move."""

    number: str
    state: str
    version: int
    at: datetime


class NewCode(Reason):
    """Why, how it was found out that it is the reporter who asks, and whose report is meant, by its id."""

    identity: Literal["called_back", "in_person", "knew_the_matter", "source_vouches"]
    report: Annotated[int, Field(ge=1, le=2**53)] | None = None


class Issued(Moved):
    """The code that opens the report from now on. It is kept nowhere."""

    code: str


def operation(move: Move, numbered: Any = Number) -> Callable[..., Moved]:
    """The view of one move; its signature tells the framework what the number and the body are."""

    def view(request: HttpRequest, response: HttpResponse, number: str, payload: Input) -> Moved:
        target = door.aim(request, number)
        receipt = move.action(door.actor_of(request), target, **move.given(payload))
        response["ETag"] = door.etag(receipt.version)
        return Moved(number=receipt.number, state=receipt.state, version=receipt.version, at=receipt.at)

    needs_nothing = not any(field.is_required() for field in move.takes.model_fields.values())
    body = Body(move.takes() if needs_nothing else ...)
    kinds = {"request": HttpRequest, "response": HttpResponse, "number": numbered, "payload": move.takes}
    parameters = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kinds[name]) for name in kinds]
    parameters[-1] = parameters[-1].replace(default=body)
    view.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    view.__doc__ = (move.action.__doc__ or "").split(" Raises")[0]
    return view


for _verb, _move in MOVES.items():
    router.add_api_operation(
        f"/cases/{{number}}/{_verb.replace('_', '-')}",
        ["POST"],
        operation(_move),
        operation_id=REGISTRY[f"case.{_verb}"].name,
        summary=_verb.replace("_", " ").capitalize(),
        url_name=_verb,
        response=says({200: Moved}, MOVING),
        openapi_extra=headers(KEY, IF_MATCH, gives=ETAG),
    )


@router.post(
    "/cases/{number}/issue-code",
    operation_id="case.issue_code",
    response=says({200: Issued}, MOVING),
    openapi_extra=headers(KEY, IF_MATCH, gives=ETAG),
)
def issue_code(request: HttpRequest, response: HttpResponse, number: Number, payload: NewCode) -> Issued:
    """Gives a reporter a new code, after it was found out who asks; the old one opens nothing any more."""
    issued = actions.issue_code(door.actor_of(request), door.aim(request, number), **payload.model_dump())
    receipt = issued.receipt
    response["ETag"] = door.etag(receipt.version)
    return Issued(number=receipt.number, state=receipt.state, version=receipt.version, at=receipt.at, code=issued.code)
