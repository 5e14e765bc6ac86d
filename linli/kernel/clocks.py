"""Named clocks on any object. Changes are collected while an action runs and written by one statement; due times are
always computed from start, limit and recorded pauses, never edited. The timekeeper in the worker fires them.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import connection, models

from linli.kernel import calendars
from linli.kernel.calendar import Pause, Unit, due
from linli.kernel.limit import Limit
from linli.kernel.models import Clock

STOP = (
    "stopped AS (UPDATE kernel_clock SET stopped_at = %(at)s WHERE object_type = %(type)s AND object_id = %(id)s"
    " AND name = ANY (%(stop)s) AND stopped_at IS NULL)"
)
START = (
    "INSERT INTO kernel_clock (object_type, object_id, name, started_at, amount, unit, pauses, due_at, calendar)"
    " SELECT %(type)s, %(id)s, name, %(at)s, amount, unit, '[]'::jsonb, due_at, %(calendar)s"
    " FROM unnest(%(names)s::text[], %(amounts)s::int[], %(units)s::text[], %(dues)s::timestamptz[])"
    " AS given (name, amount, unit, due_at)"
    " ON CONFLICT (object_type, object_id, name) DO UPDATE SET started_at = excluded.started_at,"
    " amount = excluded.amount, unit = excluded.unit, pauses = excluded.pauses, due_at = excluded.due_at,"
    " stopped_at = NULL, fired_at = NULL, calendar = excluded.calendar"
)
STOP_ALL = (
    "UPDATE kernel_clock c SET stopped_at = %(at)s"
    " FROM unnest(%(ids)s::bigint[], %(names)s::text[]) AS given (id, name)"
    " WHERE c.object_type = %(type)s AND c.object_id = given.id AND c.name = given.name AND c.stopped_at IS NULL"
)
STOP_AND_START = f"WITH {STOP} {START}"
CHANGED = ("pauses", "due_at", "amount", "fired_at")
Collected = Mapping[tuple[str, int, str], Clock]
_collected: ContextVar[Collected | None] = ContextVar("collected", default=None)


@dataclass
class Changes:
    """What an action wants done to the clocks of its object."""

    start: dict[str, Limit] = field(default_factory=dict)
    until: dict[str, datetime] = field(default_factory=dict)
    stop: list[str] = field(default_factory=list)
    pause: list[str] = field(default_factory=list)
    resume: list[str] = field(default_factory=list)
    extend: dict[str, int] = field(default_factory=dict)

    def due_times(self, at: datetime) -> dict[str, datetime]:
        """When each clock that is about to start will be due."""
        calendar = calendars.current()
        computed = {name: due(at, limit.amount, limit.unit, calendar, ()) for name, limit in self.start.items()}
        return computed | self.until

    def limit(self, name: str) -> tuple[int, str]:
        """Amount and unit of a clock that is about to start; (0, '') when its end is given."""
        limit = self.start.get(name)
        return (limit.amount, limit.unit.value) if limit else (0, "")


def write(obj: models.Model, changes: Changes, at: datetime) -> None:
    """Stops and starts in one statement; a clock that runs again under the same name begins anew."""
    if changes.start or changes.until or changes.stop:
        _stop_and_start(obj, changes, at)
    for name in changes.pause:
        pause(obj, name, at)
    for name in changes.resume:
        resume(obj, name, at)
    for name, amount in changes.extend.items():
        extend(obj, name, amount)


def stop_all(changes: Sequence[tuple[models.Model, Changes]], at: datetime) -> None:
    """Stops clocks of many objects of a kind in one statement; nothing else may be wanted of them."""
    assert all(replace(wanted, stop=[]) == Changes() for _, wanted in changes), "only stops are written together"
    stops = [(obj.pk, name) for obj, wanted in changes for name in wanted.stop]
    if not stops:
        return
    ids, names = zip(*stops, strict=True)
    values = {"type": changes[0][0]._meta.model_name, "ids": list(ids), "names": list(names), "at": at}
    with connection.cursor() as cursor:
        cursor.execute(STOP_ALL, values)


def _stop_and_start(obj: models.Model, changes: Changes, at: datetime) -> None:
    dues = changes.due_times(at)
    limits = [changes.limit(name) for name in dues]
    values = {
        "type": obj._meta.model_name,
        "id": obj.pk,
        "at": at,
        "stop": changes.stop,
        "names": list(dues),
        "amounts": [amount for amount, _ in limits],
        "units": [unit for _, unit in limits],
        "dues": list(dues.values()),
        "calendar": calendars.standing().version,
    }
    with connection.cursor() as cursor:
        cursor.execute(STOP_AND_START, values)


def of(obj: models.Model) -> Sequence[Clock]:
    """The object's clocks by start; the caller has fetched the object within the actor's territory."""
    rows = Clock.objects.filter(object_type=obj._meta.model_name, object_id=obj.pk)
    return list(rows.order_by("started_at", "id"))


def pause(obj: models.Model, name: str, at: datetime) -> None:
    """Records the beginning of a pause; a paused clock has no due time and is not fired. Pausing twice is once."""
    clock = _locked(obj, name)
    pause_row(clock, at)
    clock.save(update_fields=CHANGED)


def resume(obj: models.Model, name: str, at: datetime) -> None:
    """Ends the pause; the due time is computed anew from the start and all recorded pauses.

    A clock that is not paused goes on as it is.
    """
    clock = _locked(obj, name)
    resume_row(clock, at)
    clock.save(update_fields=CHANGED)


def extend(obj: models.Model, name: str, amount: int) -> None:
    """Adds to the limit, in the clock's own unit."""
    clock = _locked(obj, name)
    extend_row(clock, amount)
    clock.save(update_fields=CHANGED)


def pause_row(clock: Clock, at: datetime) -> None:
    """The same for a row in hand, which the caller saves."""
    if not _is_paused(clock):
        clock.pauses = [*clock.pauses, [at.isoformat(), None]]
        clock.due_at = None


def resume_row(clock: Clock, at: datetime) -> None:
    """The same for a row in hand, which the caller saves."""
    if _is_paused(clock):
        clock.pauses = [*clock.pauses[:-1], [clock.pauses[-1][0], at.isoformat()]]
        _recompute(clock)


def extend_row(clock: Clock, amount: int) -> None:
    """The same for a row in hand, which the caller saves."""
    clock.amount += amount
    _recompute(clock)


@contextmanager
def collected(rows: Collected) -> Iterator[None]:
    """Inside, actions find these clocks and no others: those of a past that is not saved yet."""
    token = _collected.set(rows)
    try:
        yield
    finally:
        _collected.reset(token)


def due_after(obj: models.Model, name: str, at: datetime, *, more: int = 0) -> datetime | None:
    """When the running clock will be due once a pause of now ends at `at` and `more` is added to its limit."""
    clock = _running(obj, name)
    pauses = [Pause(each.began_at, each.ended_at or at) for each in pauses_of(clock)]
    return due(clock.started_at, clock.amount + more, Unit(clock.unit), calendars.at(clock.calendar), pauses)


def is_running(obj: models.Model, name: str) -> bool:
    """Whether the object has the clock and it was not stopped; one that is paused runs."""
    past = _collected.get()
    if past is not None:
        return (str(obj._meta.model_name), obj.pk, name) in past
    return Clock.objects.filter(object_type=obj._meta.model_name, object_id=obj.pk, name=name, stopped_at=None).exists()


def has_fired(obj: models.Model, name: str, due_at: str) -> bool:
    """Whether the clock that runs now is the one that fired at `due_at` (in ISO form), and not a later one."""
    past = _collected.get()
    if past is not None:
        clock = _running(obj, name)
        return clock.due_at == datetime.fromisoformat(due_at) and clock.fired_at is not None
    rows = Clock.objects.filter(object_type=obj._meta.model_name, object_id=obj.pk, name=name, stopped_at=None)
    return rows.filter(due_at=datetime.fromisoformat(due_at), fired_at__isnull=False).exists()


def pauses_of(clock: Clock) -> tuple[Pause, ...]:
    """The recorded pauses as the calendar wants them."""
    return tuple(Pause(datetime.fromisoformat(a), datetime.fromisoformat(b) if b else None) for a, b in clock.pauses)


def _running(obj: models.Model, name: str) -> Clock:
    past = _collected.get()
    return _locked(obj, name) if past is None else past[str(obj._meta.model_name), obj.pk, name]


def _locked(obj: models.Model, name: str) -> Clock:
    rows = Clock.objects.select_for_update()
    return rows.get(object_type=obj._meta.model_name, object_id=obj.pk, name=name, stopped_at=None)


def _is_paused(clock: Clock) -> bool:
    return bool(clock.pauses) and clock.pauses[-1][1] is None


def _recompute(clock: Clock) -> None:
    """A clock that has fired may fire again only when it is now due later than it fired."""
    calendar = calendars.at(clock.calendar)
    clock.due_at = due(clock.started_at, clock.amount, Unit(clock.unit), calendar, pauses_of(clock))
    if clock.fired_at and clock.due_at and clock.due_at > clock.fired_at:
        clock.fired_at = None
