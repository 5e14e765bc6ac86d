"""The history of a case, as staff read it."""

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel

from linli.api import door
from linli.api.document import READ_ONE, says
from linli.api.fields import Number
from linli.cases import labels, queries

router = Router(tags=["cases"])

# In the audit's data these are keyed digests, which tell a reader nothing.
DIGESTS = frozenset({"remark", "text", "message", "rating", "without_photo", "call"})


class Line(BaseModel):
    """One line of the history. Of those who are not staff only the kind is told; `without_photo` is why there is no
    picture."""

    version: int
    at: datetime
    action: str
    name: str
    by: str
    by_kind: Literal["staff", "reporter", "system"]
    data: dict[str, str | int | bool | None]
    remark: str
    without_photo: str
    photos: list[str]


class Lines(BaseModel):
    """The whole history, oldest first."""

    number: str
    lines: list[Line]


@router.get("/cases/{number}/timeline", operation_id="case.timeline", response=says({200: Lines}, READ_ONE))
def timeline(request: HttpRequest, number: Number) -> Lines:
    """Who did what, when, with which words and pictures."""
    actor = door.actor_of(request)
    found = queries.one(actor, number)
    return Lines(number=found.number, lines=[_line(line) for line in queries.timeline(actor, found)])


def _line(line: queries.Line) -> Line:
    kind: Literal["staff", "reporter", "system"] = "system"
    if line.actor.startswith("account:"):
        kind = "staff"
    elif line.actor == "public" or line.actor.startswith("code:"):
        kind = "reporter"
    return Line(
        version=line.version,
        at=line.at,
        action=line.action,
        name=str(labels.VERBS[line.verb]),
        by=line.actor_name,
        by_kind=kind,
        data={name: value for name, value in line.data.items() if name not in DIGESTS},
        remark=line.remark,
        without_photo=line.without_photo,
        photos=[photo.file_id for photo in line.photos],
    )
