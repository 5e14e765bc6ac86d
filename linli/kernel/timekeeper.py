"""Fires clocks that are due: once each, also after an outage, in due order. Runs in the worker every half second."""

from datetime import datetime

from django.db import connections, transaction

from linli.kernel.outbox import RELAY

BATCH = 500
# The conditional update is what makes a firing happen once, whoever else is at it.
FIRE = (
    "WITH due AS (SELECT id FROM kernel_clock WHERE due_at <= %(now)s AND stopped_at IS NULL AND fired_at IS NULL"
    " ORDER BY due_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED),"
    " fired AS (UPDATE kernel_clock c SET fired_at = %(now)s FROM due WHERE c.id = due.id AND c.fired_at IS NULL"
    " RETURNING c.object_type, c.object_id, c.name, c.due_at)"
    " INSERT INTO kernel_event (name, object_type, object_id, version, at, payload,"
    " area_path, unit_path, participants, excluded)"
    " SELECT 'clock.fired', object_type, object_id, 0, %(now)s,"
    " jsonb_build_object('clock', name, 'due_at', due_at, 'fired_at', %(now)s::timestamptz), '', '', '{}', '{}'"
    " FROM fired ORDER BY due_at RETURNING id"
)


def fire_due(now: datetime) -> int:
    """Fires at most one batch and returns how many; each becomes a fact `clock.fired` with its true due time."""
    with transaction.atomic(using=RELAY), connections[RELAY].cursor() as cursor:
        cursor.execute(FIRE, {"now": now, "batch": BATCH})
        return len(cursor.fetchall())
