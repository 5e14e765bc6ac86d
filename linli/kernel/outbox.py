"""From the outbox to whoever listens.

Only the relay gives positions, wakes the stream and defers jobs, after the commit.

A handler is a function in a domain's `handlers.py`, marked with `@hears("case.closed")`. A fact may reach it twice; an
action that it calls with `fact.key` is carried out once all the same.
"""

import json
from collections.abc import Callable, Mapping, Sequence
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
# Which handler hears what.
Hearing = tuple[str, dict[str, Any]]
HANDLERS: dict[str, dict[str, Handler]] = {}
# Handlers that make a whole anew, so that the last of several facts is enough.
ALONE: set[str] = set()


def hears(name: str, *, alone: bool = False) -> Callable[[Handler], Handler]:
    """Registers a handler for a fact, under the handler's own full name.

    One that is `alone` does costly work from nothing but what is stored by now: of the facts that the relay takes at
    once it hears the last only, and it never runs twice at the same time.
    """

    def register(handler: Handler) -> Handler:
        full_name = f"{handler.__module__}.{handler.__qualname__}"
        HANDLERS.setdefault(name, {})[full_name] = handler
        if alone:
            ALONE.add(full_name)
        return handler

    return register


def deliver(handler: str, fact: Mapping[str, Any]) -> None:
    """Lets one handler hear one fact."""
    heard = Fact(**fact)
    HANDLERS[heard.name][handler](heard)


def relay_once(defer: Callable[[Sequence[Hearing]], None]) -> int:
    """Gives positions to the facts that wait, in the order of their ids, defers the hearings and wakes the stream.

    All in one transaction of the relay's role. Returns how many facts went out; 0 when another relay is at work.
    """
    with transaction.atomic(using=RELAY), connections[RELAY].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [RELAY_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(TAKE, [BATCH])
        rows = sorted(cursor.fetchall(), key=lambda row: row[-1])
        if rows:
            defer(_hearings(rows))
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(rows[-1][-1])])
    return len(rows)


def _hearings(rows: Sequence[tuple[Any, ...]]) -> list[Hearing]:
    """In the order of the facts; of a handler that is alone the last hearing only."""
    found: dict[tuple[str, int], Hearing] = {}
    for event_id, name, kind, pk, version, at, payload, _ in rows:
        fact = Fact(event_id, name, kind, pk, version, at.isoformat(), json.loads(payload))
        for handler in HANDLERS.get(name, {}):
            found[handler, 0 if handler in ALONE else event_id] = (handler, asdict(fact))
    return list(found.values())


def forget(before: datetime) -> int:
    """Removes facts that went out before then, but for the last, from which positions are counted. Returns how many."""
    with transaction.atomic(using=RELAY), connections[RELAY].cursor() as cursor:
        cursor.execute(FORGET, [before])
        return int(cursor.rowcount)
