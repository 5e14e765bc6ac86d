"""Sub-tasks of assisting units."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from linli.cases.models import Case, Task
from linli.cases.rules import NEVER
from linli.cases.workflow import OPEN_TASK
from linli.kernel.actions import REGISTRY
from linli.kernel.actor import Actor, covers
from linli.kernel.attempts import unseen
from linli.kernel.paging import Cursor
from linli.kernel.scope import ScopedQuerySet

MOST_TASKS = 100


def task(actor: Actor, number: str) -> Task:
    """One sub-task with its unit. Raises Refusal `not_found` for a number that is unknown or not the actor's to see."""
    found = Task.objects.visible_to(actor).filter(number=number).select_related("unit").first()
    if found is None:
        raise unseen(actor, Task, number)
    return found


def tasks_of(actor: Actor, case: Case) -> list[Task]:
    """The sub-tasks of a case that the actor may see, oldest first."""
    return list(Task.objects.visible_to(actor).filter(case=case).select_related("unit").order_by("id"))


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page of sub-tasks, and where the next begins."""

    rows: list[Task]
    next_cursor: str | None


def tasks(actor: Actor, *, is_open: bool, cursor: str | None = None, limit: int = MOST_TASKS) -> TaskPage:
    """The sub-tasks that the actor may see: of the open ones the next due first, else the latest first. Raises Refusal
    `invalid` for a text that is no cursor of this list."""
    rows: ScopedQuerySet[Any] = Task.objects.visible_to(actor).select_related("unit")
    if is_open:
        rows, sort, sign = rows.filter(state__in=OPEN_TASK).annotate(at=Coalesce("due_at", Value(NEVER))), "due_at", ""
    else:
        rows, sort, sign = rows.exclude(state__in=OPEN_TASK).annotate(at=F("ended_at")), "-ended_at", "-"
    if cursor:
        rows = rows.filter(Cursor.read(cursor, sort).beyond("at", descending=bool(sign)))
    limit = max(1, min(limit, MOST_TASKS))
    found: list[Any] = list(rows.order_by(f"{sign}at", f"{sign}id")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return TaskPage(found[:limit], Cursor(sort, last.at, last.pk).written() if last else None)


def waiting_tasks(actor: Actor) -> int:
    """How many open sub-tasks the actor's own units have; no more are counted than a page lists."""
    nodes = actor.units("task.accept")
    if not nodes:
        return 0
    rows = Task.objects.visible_to(actor).filter(state__in=OPEN_TASK)
    return sum(covers(nodes, path) for path in rows.values_list("unit_path", flat=True)[:MOST_TASKS])


def numbers_of(actor: Actor, rows: Sequence[Task]) -> dict[int, str]:
    """The numbers of those cases that the actor may see, by id."""
    found = Case.objects.visible_to(actor).filter(pk__in={row.case_id for row in rows})
    return dict(found.values_list("pk", "number"))


def assists_otherwise(actor: Actor, found: Task) -> bool:
    """Whether the same unit has another open sub-task of the case."""
    rows = Task.objects.visible_to(actor).filter(case=found.case_id, unit=found.unit_id, state__in=OPEN_TASK)
    return rows.exclude(pk=found.pk).exists()


def may_move(actor: Actor, found: Task, verb: str) -> bool:
    """Whether the actor holds the permission for this move of the sub-task, by the action's own judgement."""
    return REGISTRY[f"task.{verb}"].permits(actor, found)
