"""Tells the database who is asking, for the length of one transaction. Without it row-level security shows nothing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.db import connection, transaction

from linli.kernel.actor import Actor
from linli.kernel.scope import IS_OPEN, view_permissions


@lru_cache(maxsize=512)
def spoken(actor: Actor) -> str:
    """The actor's territory as row-level security reads it."""
    return json.dumps(actor.territory(view_permissions()), ensure_ascii=False)


@contextmanager
def territory(actor: Actor) -> Iterator[None]:
    """A transaction in which the actor's territory can be read. Reads outside of one return no rows.

    Within another one it is the inner actor who asks until the end of the block, then the outer one again.
    """
    is_inner = connection.in_atomic_block
    with transaction.atomic():
        before = _say(spoken(actor))
        token = IS_OPEN.set(True)
        try:
            yield
        finally:
            IS_OPEN.reset(token)
        if is_inner and not connection.needs_rollback:
            _say(before)


def _say(told: str) -> str:
    """Sets the territory and returns what it was."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH before AS MATERIALIZED (SELECT coalesce(current_setting('linli.territory', true), '') AS told)"
            " SELECT told, set_config('linli.territory', %s, true) FROM before",
            [told],
        )
        return str(cursor.fetchone()[0])


@contextmanager
def unopened() -> Iterator[None]:
    """Until somebody opens a territory in it, a read is a fault rather than an empty list."""
    token = IS_OPEN.set(False)
    try:
        yield
    finally:
        IS_OPEN.reset(token)
