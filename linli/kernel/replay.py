"""Actions of the past, brought in all at once: the same use cases, checks, audit entries and clocks as when each is
done by itself, but collected in memory and saved together. Nothing is announced: it is old news.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection, models
from psycopg import sql

from linli.kernel import calendars, clocks
from linli.kernel.actions import REGISTRY, Step, check, conclude
from linli.kernel.actor import Actor
from linli.kernel.models import AuditEntry, Clock, LoopModel
from linli.kernel.refusals import Refusal

Row = Mapping[str, Any]
Kind = TypeVar("Kind", bound=models.Model)
# All rows of a table in one value: a fraction of the work of a bulk_create, which prepares each field of each row.
INSERT = sql.SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)")
UPDATE = sql.SQL(
    "UPDATE {table} SET {sets} FROM json_populate_recordset(NULL::{table}, %s) new WHERE {table}.id = new.id"
)


@dataclass
class Replay:
    """Collects; `save` writes it in the caller's transaction, which must be an action's own, and begins anew."""

    objects: list[LoopModel] = field(default_factory=list)
    entries: list[Row] = field(default_factory=list)
    clocks: dict[tuple[str, int, str], Clock] = field(default_factory=dict)
    belongings: list[models.Model] = field(default_factory=list)
    looked_up: dict[tuple[object, ...], Any] = field(default_factory=dict)
    last_at: datetime | None = None
    # What belongs to the object that is being replayed and no table has yet.
    _own: list[models.Model] = field(default_factory=list)

    def create(self, name: str, actor: Actor, at: datetime, object_id: int, key: str, given: Mapping[str, Any]) -> Any:
        """Carries out a creating action of the past and returns the object; the moves that follow are its own."""
        self._own = []
        step: Step[Any] = Step(actor, at, given, next_id=object_id, key=key, looked_up=self.looked_up, is_past=True)
        self._use(name, step)
        if not REGISTRY[name].permits(actor, step.obj):
            raise Refusal("forbidden")
        self.objects.append(step.obj)
        self._keep(name, step, is_new=True)
        return step.obj

    @contextmanager
    def beside(self) -> Iterator[None]:
        """Another object is created and moved meanwhile; what belongs to it goes on with the one of before."""
        own = self._own
        yield
        self._own = [*own, *self._own]

    def own(self, kind: type[Kind]) -> list[Kind]:
        """Rows of this kind that belong to the object that is being replayed."""
        return [row for row in self._own if isinstance(row, kind)]

    def move(
        self, name: str, actor: Actor, at: datetime, obj: LoopModel, given: Mapping[str, Any], key: str = ""
    ) -> None:
        """Carries out a move of the past of the object created last. Raises Refusal as the move itself would."""
        step: Step[Any] = Step(
            actor, at, given, obj=obj, key=key, looked_up=self.looked_up, is_past=True, unsaved=self._own
        )
        check(REGISTRY[name], step)
        with clocks.collected(self.clocks):
            self._use(name, step)
        self._keep(name, step, is_new=False)

    def fire(self, obj: LoopModel, clock: str, at: datetime) -> bool:
        """Marks a clock as fired, as the timekeeper would have done; False when it had fired before."""
        row = self.clocks[str(obj._meta.model_name), obj.pk, clock]
        had_fired, row.fired_at = row.fired_at is not None, row.fired_at or at
        return not had_fired

    def save(self) -> None:
        """Writes objects, then what belongs to them, then audit entries and clocks."""
        keep(self.objects)
        keep(self.belongings)
        insert(AuditEntry, self.entries)
        keep(self.clocks.values())
        for collected in (self.objects, self.belongings, self.entries, self.clocks):
            collected.clear()

    def _use(self, name: str, step: Step[Any]) -> None:
        use = REGISTRY[name].use
        assert use is not None
        use(step, **step.given)

    def _keep(self, name: str, step: Step[Any], *, is_new: bool) -> None:
        data = conclude(REGISTRY[name], step, is_new=is_new)
        obj, kind = step.obj, str(step.obj._meta.model_name)
        entry: dict[str, Any] = {
            "object_type": kind,
            "object_id": obj.pk,
            "version": obj.version,
            "at": step.at,
            "actor": step.actor.key,
            "action": name,
            "data": data,
            "digest": obj.head,
        }
        self.entries.append(entry)
        self.last_at = step.at
        new = [row for row in step.belongings if not any(row is known for known in self._own)]
        self.belongings += new
        self._own += new
        self._turn_clocks(step, kind)

    def _turn_clocks(self, step: Step[Any], kind: str) -> None:
        for name in step.clocks.stop:
            running = self.clocks.get((kind, step.obj.pk, name))
            if running and running.stopped_at is None:
                running.stopped_at = step.at
        for name, due in step.clocks.due_times(step.at).items():
            amount, unit = step.clocks.limit(name)
            self.clocks[kind, step.obj.pk, name] = Clock(
                object_type=kind,
                object_id=step.obj.pk,
                name=name,
                started_at=step.at,
                amount=amount,
                unit=unit,
                due_at=due,
                calendar=calendars.standing().version,
            )
        self._change_clocks(step, kind)

    def _change_clocks(self, step: Step[Any], kind: str) -> None:
        for name in step.clocks.pause:
            clocks.pause_row(self.clocks[kind, step.obj.pk, name], step.at)
        for name in step.clocks.resume:
            clocks.resume_row(self.clocks[kind, step.obj.pk, name], step.at)
        for name, more in step.clocks.extend.items():
            clocks.extend_row(self.clocks[kind, step.obj.pk, name], more)


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids for objects that are about to be replayed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def _number(kind: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Rows get their ids before they are written, so that rows which come later can name them."""
    new = [row for row in rows if row.pk is None]
    for row, row_id in zip(new, reserve_ids(kind, len(new)) if new else (), strict=True):
        row.pk = row_id
    for row in rows:
        row._prepare_related_fields_for_save(operation_name="save")  # type: ignore[attr-defined]


def keep(rows: Iterable[models.Model]) -> None:
    """Writes new rows of whatever tables, a statement for each."""
    for kind, alike in by_kind(rows).items():
        _number(kind, alike)
        insert(kind, columns(kind, alike))


def by_kind(rows: Iterable[models.Model]) -> dict[type[models.Model], list[models.Model]]:
    """The rows of each table."""
    kinds: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for row in rows:
        kinds[type(row)].append(row)
    return kinds


def columns(kind: type[models.Model], rows: Sequence[models.Model]) -> list[Row]:
    """What the rows hold, by column."""
    fields = kind._meta.concrete_fields
    names = [str(each.column) for each in fields]
    values = attrgetter(*(each.attname for each in fields))
    return [dict(zip(names, values(row), strict=True)) for row in rows]


def insert(kind: type[models.Model], rows: Sequence[Row]) -> None:
    """Writes new rows of one table, all with the same columns."""
    if rows:
        names = sql.SQL(", ").join(map(sql.Identifier, rows[0]))
        _write(INSERT.format(table=sql.Identifier(kind._meta.db_table), columns=names), rows)


def update(kind: type[models.Model], rows: Sequence[Row]) -> None:
    """Writes rows of one table that are there already, all with the same columns, one of which is the id."""
    names = [name for name in rows[0] if name != "id"] if rows else []
    if names:
        sets = [sql.SQL("{name} = new.{name}").format(name=sql.Identifier(name)) for name in names]
        table = sql.Identifier(kind._meta.db_table)
        _write(UPDATE.format(table=table, sets=sql.SQL(", ").join(sets)), rows)


def _write(statement: sql.Composed, rows: Sequence[Row]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows, ensure_ascii=False, default=_in_json)])


def _in_json(value: datetime | bytes) -> str:
    """How PostgreSQL reads an instant and bytes."""
    return value.isoformat() if isinstance(value, datetime) else f"\\x{value.hex()}"
