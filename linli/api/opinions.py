"""What reporters think of an answer, as it is told with the case: by their own code, and in a call."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from linli.cases import models, queries
from linli.kernel.actor import Actor


class RatingOfCase(BaseModel):
    """How a reporter rated the answer; `round` counts how often the case was opened again before."""

    report: int
    round: int
    is_solved: bool
    level: str
    at: datetime


class OwnCall(BaseModel):
    """That the street called this reporter after a closing, and what was noted."""

    at: datetime
    is_reached: bool
    solved: Literal["", "yes", "partly", "no"]
    level: str


class CallOfCase(OwnCall):
    """A call to a reporter after a closing; `text` is read by the reporter too, with the own data."""

    report: int
    round: int
    text: str


def ratings_of(actor: Actor, case: models.Case) -> list[RatingOfCase]:
    """By time."""
    return [
        RatingOfCase(report=one.report_id, round=one.round, is_solved=one.is_solved, level=one.level, at=one.at)
        for one in queries.ratings_of(actor, case)
    ]


def calls_of(actor: Actor, case: models.Case) -> list[CallOfCase]:
    """By time."""
    return [
        CallOfCase(report=one.report_id, round=one.round, text=one.text, **_call(one))
        for one in queries.call_backs_of(actor, case)
    ]


def own_calls(calls: Iterable[models.CallBack]) -> list[OwnCall]:
    """Of the own report."""
    return [OwnCall(**_call(one)) for one in calls]


def _call(one: models.CallBack) -> dict[str, Any]:
    return {"at": one.at, "is_reached": one.is_reached, "solved": one.solved, "level": one.level}
