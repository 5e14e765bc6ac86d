"""From the outbox to whoever listens.

Only the relay gives positions, wakes the stream and defers jobs, after the commit.

A handler is a function in a domain's `handlers.py`, marked with `@hears("case.closed")`. A fact may reach it twice; an
action that it calls with `fact.key` is carried out once all the same.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connections, transaction

RELAY = "relay"
CHANNEL = "linli_event"
BATCH = 500
# One relay at a time. The number is arbitrary, but the same in every process.
RELAY_LOCK = 4_142_001

TAKE = (
    "WITH waiting AS (SELECT id FROM kernel_event WHERE position IS NULL ORDER BY id LIMIT %s),"
    " base AS (SELECT coalesce(max(position), 0) AS top FROM kernel_event),"
    " numbered AS (SELECT id, top + row_number() OVER (ORDER BY id) AS position FROM waiting, base)"
    " UPDATE kernel_event e SET position = n.position FROM numbered n WHERE e.id = n.id"
    " RETURNING e.id, e.name, e.object_type, e.object_id, e.version, e.at, e.payload::text, e.position"
)

FORGET = "DELETE FROM kernel_event WHERE at < %s AND position < (SELECT max(position) FROM kernel_event)"


@dataclass(frozen=True, slots=True)
class Fact:
    """What a handler hears: ids and codes, never a personal value. `at` is in ISO form."""

    id: int
    name: str
    object_type: str
    object_id: int
    version: int
    at: str
    payload: dict[str, Any]

    @property
    def key(self) -> str:
        """The idempotency key for what follows from this fact."""
        return f"fact:{self.id}"


Handler = Callable[[Fact], None]
HANDLERS: dict[str, dict[str, Handler]] = {}


def hears(name: str) -> Callable[[Handler], Handler]:
    """Registers a handler for a fact, under the handler's own full name."""

    def register(handler: Handler) -> Handler:
        HANDLERS.setdefault(name, {})[f"{handler.__module__}.{handler.__qualname__}"] = handler
        return handler

    return register


def deliver(handler: str, fact: Mapping[str, Any]) -> None:
    """Lets one handler hear one fact."""
    heard = Fact(**fact)
    HANDLERS[heard.name][handler](heard)


def relay_once(defer: Callable[[str, Mapping[str, Any]], None]) -> int:
    """Gives positions to the facts that wait, in the order of their ids, defers a job per handler and wakes the stream.

    All in one transaction of the relay's role. Returns how many facts went out; 0 when another relay is at work.
    """
    with transaction.atomic(using=RELAY), connections[RELAY].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [RELAY_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(TAKE, [BATCH])
        rows = sorted(cursor.fetchall(), key=lambda row: row[-1])
        for row in rows:
            event_id, name, kind, pk, version, at, payload, _ = row
            fact = Fact(event_id, name, kind, pk, version, at.isoformat(), json.loads(payload))
            for handler in HANDLERS.get(fact.name, {}):
                defer(handler, asdict(fact))
        if rows:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(rows[-1][-1])])
    return len(rows)


def forget(before: datetime) -> int:
    """Removes facts that went out before then, but for the last, from which positions are counted. Returns how many."""
    with transaction.atomic(using=RELAY), connections[RELAY].cursor() as cursor:
        cursor.execute(FORGET, [before])
        return int(cursor.rowcount)
