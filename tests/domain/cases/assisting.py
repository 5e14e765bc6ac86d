"""What tests of assisting units ask."""

from linli.cases import actions as cases
from linli.cases import queries
from linli.cases.models import Task
from linli.kernel.actor import Actor
from linli.kernel.models import AuditEntry, Clock
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from tests.domain.asking import EYE, in_state
from tests.world import World


def task_of(number: str) -> Task:
    """The sub-task as it is in the database."""
    with territory(EYE):
        return queries.task(EYE, number)


def case_number_of(number: str) -> str:
    """The number of the case to which the sub-task belongs."""
    with territory(EYE):
        return queries.task(EYE, number).case.number


def sees(actor: Actor, number: str) -> bool:
    """Whether the actor sees the case."""
    with territory(actor):
        try:
            queries.one(actor, number)
        except Refusal:
            return False
        return True


def sees_task(actor: Actor, number: str) -> bool:
    with territory(actor):
        return Task.objects.visible_to(actor).filter(number=number).exists()


def clock_of(number: str) -> Clock | None:
    with territory(EYE):
        return Clock.objects.filter(object_type="task", object_id=queries.task(EYE, number).pk).first()


def limits_of(number: str) -> set[str]:
    """The numbers of those sub-tasks of a case whose clock runs."""
    with territory(EYE):
        numbers = {task.pk: task.number for task in queries.tasks_of(EYE, queries.one(EYE, number))}
        rows = Clock.objects.filter(object_type="task", object_id__in=numbers, stopped_at=None)
        return {numbers[task_id] for task_id in rows.values_list("object_id", flat=True)}


def told(number: str) -> list[str]:
    """The words in the audit of a sub-task."""
    with territory(EYE):
        entries = AuditEntry.objects.filter(object_type="task", object_id=queries.task(EYE, number).pk)
        return list(entries.order_by("version").values_list("action", flat=True))


def working(world: World) -> tuple[str, str]:
    """A case, and its sub-task that Ren has taken on."""
    number = in_state(world, "handling")
    task = world.assisted(number)
    cases.accept_task(world.ren, task)
    return number, task
