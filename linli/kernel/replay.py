"""Actions of the past, brought in all at once: the same use cases, checks, audit entries and clocks as when each is
done by itself, but collected in memory and saved together. Nothing is announced: it is old news.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models

from linli.kernel.actions import REGISTRY, Step, check, conclude
from linli.kernel.actor import Actor
from linli.kernel.models import AuditEntry, Clock, LoopModel
from linli.kernel.refusals import Refusal

AT_ONCE = 1000


@dataclass
class Replay:
    """Collects; `save` writes everything in the caller's transaction, which must be an action's own."""

    objects: list[LoopModel] = field(default_factory=list)
    entries: list[AuditEntry] = field(default_factory=list)
    clocks: dict[tuple[str, int, str], Clock] = field(default_factory=dict)
    belongings: list[models.Model] = field(default_factory=list)

    def create(self, name: str, actor: Actor, at: datetime, object_id: int, key: str, given: Mapping[str, Any]) -> Any:
        """Carries out a creating action of the past and returns the object."""
        step: Step[Any] = Step(actor, at, given, next_id=object_id, key=key)
        self._use(name, step)
        if not actor.may(name, step.obj):
            raise Refusal("forbidden")
        self.objects.append(step.obj)
        self._keep(name, step, is_new=True)
        return step.obj

    def move(self, name: str, actor: Actor, at: datetime, obj: LoopModel, given: Mapping[str, Any]) -> None:
        """Carries out a move of the past. Raises Refusal as the move itself would."""
        step: Step[Any] = Step(actor, at, given, obj=obj)
        check(REGISTRY[name], step)
        self._use(name, step)
        self._keep(name, step, is_new=False)

    def fire(self, obj: LoopModel, clock: str, at: datetime) -> None:
        """Marks a clock as fired, as the timekeeper would have done."""
        self.clocks[str(obj._meta.model_name), obj.pk, clock].fired_at = at

    def save(self) -> None:
        """Writes objects, then what belongs to them, then audit entries and clocks."""
        for rows in (self.objects, self.belongings, self.entries, list(self.clocks.values())):
            kinds: dict[type[models.Model], list[models.Model]] = defaultdict(list)
            for row in rows:
                kinds[type(row)].append(row)
            for kind, alike in kinds.items():
                kind._base_manager.bulk_create(alike, batch_size=AT_ONCE)

    def _use(self, name: str, step: Step[Any]) -> None:
        use = REGISTRY[name].use
        assert use is not None
        use(step, **step.given)

    def _keep(self, name: str, step: Step[Any], *, is_new: bool) -> None:
        data = conclude(REGISTRY[name], step, is_new=is_new)
        obj, kind = step.obj, str(step.obj._meta.model_name)
        self.entries.append(
            AuditEntry(
                object_type=kind,
                object_id=obj.pk,
                version=obj.version,
                at=step.at,
                actor=step.actor.key,
                action=name,
                data=data,
                digest=obj.head,
            )
        )
        self.belongings += step.belongings
        self._turn_clocks(step, kind)

    def _turn_clocks(self, step: Step[Any], kind: str) -> None:
        for name in step.clocks.stop:
            running = self.clocks.get((kind, step.obj.pk, name))
            if running and running.stopped_at is None:
                running.stopped_at = step.at
        for name, due in step.clocks.due_times(step.at).items():
            limit = step.clocks.start[name]
            self.clocks[kind, step.obj.pk, name] = Clock(
                object_type=kind,
                object_id=step.obj.pk,
                name=name,
                started_at=step.at,
                amount=limit.amount,
                unit=limit.unit.value,
                due_at=due,
            )


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids for objects that are about to be replayed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [int(row[0]) for row in cursor.fetchall()]
