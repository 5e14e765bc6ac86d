"""The open application of a case, as it is told with the case."""

from datetime import datetime

from pydantic import BaseModel

from linli.cases import models, queries
from linli.kernel.actor import Actor


class Open(BaseModel):
    """More time (extension) or a rest (suspension) that was asked for and is not yet granted or refused."""

    kind: str
    reason: str
    until: datetime | None
    asked_by: str | None
    asked_at: datetime
    endorsed_by: str | None
    endorsed_at: datetime | None


def open_one(actor: Actor, case: models.Case) -> Open | None:
    """What nobody has answered yet."""
    found = queries.application(actor, case) if case.asked else None
    if found is None:
        return None
    return Open(
        kind=found.kind,
        reason=found.reason,
        until=found.until,
        asked_by=found.asked_by.name if found.asked_by else None,
        asked_at=found.asked_at,
        endorsed_by=found.endorsed_by.name if found.endorsed_by else None,
        endorsed_at=found.endorsed_at,
    )
