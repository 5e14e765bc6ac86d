"""What waits for somebody where it lies: the cases whose next step is this person's, or could be."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from linli.cases.models import NEXT_DUE, Case, Task
from linli.cases.queries.cases import obstacle
from linli.cases.queries.tasks import MOST_TASKS, may_move
from linli.cases.workflow import CASE, HANDLING, OFFERED, OPEN_TASK, TASK
from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal
from linli.kernel.scope import below

MOST_ERRANDS = 200
# The moves that are made on the spot, the straightest first; who makes them works outdoors.
STEPS = (
    *("verify", "accept", "start", "report_back", "check_pass", "accept_transfer", "answer_transfer"),
    "self_handle",
)
# What a step stands beside: whoever looks finds the one or the other.
OTHERWISE = {"check_pass": "check_fail"}


@dataclass(frozen=True, slots=True)
class Errand:
    """A case or a sub-task of one, and the steps that this person may make now.

    `barred` is the rule that is still in the way of the step. `is_mine` is whether it waits for this person, rather
    than for a colleague who has begun, or as something that could be done.
    """

    case: Case
    verbs: Sequence[str]
    task: Task | None = None
    barred: Refusal | None = None
    is_mine: bool = True


def works_outdoors(actor: Actor) -> bool:
    """Whether any of these moves is this person's anywhere."""
    return any(actor.holds(f"case.{verb}") for verb in STEPS) or actor.holds("task.accept")


def errands(actor: Actor) -> list[Errand]:
    """The cases and sub-tasks that this person may take a step further, the next due first; a constant number of
    queries, and at most `MOST_ERRANDS` cases."""
    rows = Case.objects.visible_to(actor).filter(_within_reach(actor))
    rows = rows.select_related("event_class", "unit", "building", "standard")
    found = rows.order_by(NEXT_DUE, "reported_at", "id")[:MOST_ERRANDS]
    return [errand for case in found if (errand := _errand(actor, case))] + _tasks(actor)


def _within_reach(actor: Actor) -> Q:
    """The states of each step where the actor holds it; nothing for whoever holds none."""
    reach = Q(pk__in=())
    for verb in STEPS:
        states = {state for move in CASE.moves if move.name == verb for state in move.sources}
        areas = below("area_path", actor.areas(f"case.{verb}"))
        units = below("unit_path", actor.units(f"case.{verb}"))
        reach |= Q(state__in=states) & (areas | units)
    return reach


def _errand(actor: Actor, case: Case) -> Errand | None:
    """The first step that this person may make; one that only a rule holds up is shown with the rule."""
    for verb in (verb for verb in STEPS if verb in CASE.verbs(case.state)):
        standing = obstacle(actor, case, verb)
        if standing is None:
            other = OTHERWISE.get(verb)
            verbs = (verb, other) if other and obstacle(actor, case, other) is None else (verb,)
            return Errand(case, verbs, is_mine=_is_mine(actor, case, verb))
        if standing.code == "rule" and verb not in OFFERED:
            return Errand(case, (verb,), barred=standing, is_mine=_is_mine(actor, case, verb))
    return None


def _is_mine(actor: Actor, case: Case, verb: str) -> bool:
    has_begun = case.state == HANDLING and case.handler_id is not None
    return verb not in OFFERED and (not has_begun or case.handler_id == actor.account_id)


def _tasks(actor: Actor) -> list[Errand]:
    """The open sub-tasks that this person may take on or report done, with the cases that they belong to."""
    if not actor.holds("task.accept"):
        return []
    rows = Task.objects.visible_to(actor).filter(state__in=OPEN_TASK).select_related("unit")
    tasks = list(rows.order_by(F("due_at").asc(nulls_last=True), "id")[:MOST_TASKS])
    seen = Case.objects.visible_to(actor).filter(pk__in={task.case_id for task in tasks})
    cases = {case.pk: case for case in seen.select_related("event_class", "building")}
    found = []
    for task in tasks:
        verbs = [verb for verb in TASK.verbs(task.state) if verb in ("accept", "report_done")]
        if task.case_id in cases and verbs and may_move(actor, task, verbs[0]):
            found.append(Errand(cases[task.case_id], verbs[:1], task))
    return found
