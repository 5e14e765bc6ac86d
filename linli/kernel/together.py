"""One move of many objects at once, inside an action: the same use case, checks, audit entries, facts and clocks as
when each is moved by itself, but locked together and written together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.kernel import clocks
from linli.kernel.actions import REGISTRY, Action, Step, check, conclude
from linli.kernel.actor import Actor
from linli.kernel.models import AuditEntry, Event, LoopModel
from linli.kernel.refusals import Refusal
from linli.kernel.replay import Row, by_kind, columns, insert, keep, update
from linli.kernel.scope import ScopedManager, in_order


@dataclass(frozen=True, slots=True)
class Moved:
    """An object that has moved, what it was before, and what is written of it."""

    step: Step[Any]
    before: Row
    entry: Row
    event: Row


def locked(kind: type[LoopModel], actor: Actor, ids: Iterable[int]) -> dict[int, Any]:
    """The objects that the actor sees, by their ids."""
    manager: ScopedManager[Any] = kind.objects
    rows = manager.visible_to(actor).filter(pk__in=list(ids)).select_related(*kind.fetched_with)
    return {obj.pk: obj for obj in in_order(rows)}


def move(
    name: str,
    actor: Actor,
    at: datetime,
    objects: Iterable[LoopModel],
    given: Mapping[str, Any],
    *,
    looked_up: Mapping[tuple[object, ...], Any],
) -> dict[int, Refusal]:
    """Moves the locked objects in this order; returns why others stay, by their ids.

    `looked_up` are answers that the use case would ask for one by one. The move may stop clocks and do nothing else to
    them. It belongs into the transaction of an action, and the actor's territory.
    """
    action, refused = REGISTRY[name], dict[int, Refusal]()
    moved: list[Moved] = []
    for obj in objects:
        step: Step[Any] = Step(actor, at, given, obj=obj, looked_up=dict(looked_up))
        (before,) = columns(type(obj), [obj])
        try:
            _use(action, step)
        except Refusal as refusal:
            refused[obj.pk] = refusal
            continue
        data = conclude(action, step, is_new=False)
        moved.append(Moved(step, before, _entry(action, step, data), _event(action, step, before)))
    _save(moved, at)
    return refused


def _use(action: Action, step: Step[Any]) -> None:
    assert action.use is not None
    check(action, step)
    action.use(step, **step.given)


def _about(step: Step[Any]) -> dict[str, Any]:
    obj = step.obj
    return {"object_type": obj._meta.model_name, "object_id": obj.pk, "version": obj.version, "at": step.at}


def _entry(action: Action, step: Step[Any], data: str) -> Row:
    return {**_about(step), "actor": step.actor.key, "action": action.name, "data": data, "digest": step.obj.head}


def _event(action: Action, step: Step[Any], before: Row) -> Row:
    obj = step.obj
    return {
        **_about(step),
        "name": action.fact,
        "payload": {**step.payload, "number": obj.number, "state": obj.state},
        "area_path": obj.area_path,
        "unit_path": obj.unit_path,
        "participants": obj.participants,
        "excluded": obj.excluded,
        "left_area_path": before["area_path"] if before["area_path"] != obj.area_path else "",
        "left_unit_path": before["unit_path"] if before["unit_path"] != obj.unit_path else "",
    }


def _save(moved: Sequence[Moved], at: datetime) -> None:
    """Objects, then what goes and what belongs to them, then entries and facts, then clocks: as the runner does."""
    if not moved:
        return
    steps = [each.step for each in moved]
    kind = type(steps[0].obj)
    after = columns(kind, [step.obj for step in steps])
    changed = {name for each, row in zip(moved, after, strict=True) for name in row if row[name] != each.before[name]}
    update(kind, [{name: row[name] for name in ("id", *sorted(changed))} for row in after])
    for alike, rows in by_kind(row for step in steps for row in step.leavings).items():
        alike._base_manager.filter(pk__in=[row.pk for row in rows]).delete()
    belongings = [row for step in steps for row in step.belongings]
    for alike, rows in by_kind(row for row in belongings if not row._state.adding).items():
        update(alike, columns(alike, rows))
    keep(row for row in belongings if row._state.adding)
    insert(AuditEntry, [each.entry for each in moved])
    insert(Event, [each.event for each in moved])
    clocks.stop_all([(step.obj, step.clocks) for step in steps], at)
