"""Assisting units (协办): the unit that leads asks another one for a part, and keeps the case.

While a sub-task is open the assisting unit sees the case and the case stays where it is. Each move of a sub-task that
touches the case is two: the sub-task's own, and `engage` or `disengage` on the case, in one transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from linli.cases import queries, rules
from linli.cases.actions.parts import cleaned
from linli.cases.models import Case, Task
from linli.cases.workflow import CASE, TASK
from linli.kernel import actions
from linli.kernel.actions import Step
from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal

CLOCK = "task"


@dataclass(frozen=True, slots=True)
class Led:
    """Where the unit lies that leads, by which it is judged who may ask for help and take the asking back."""

    area_path: str
    unit_path: str


def _lead(task: Task) -> Led:
    return Led(task.area_path, task.lead_path)


@actions.create("task.add", of=Task, fact="task.added", judged=_lead)
def add_task(step: Step[Task], *, case: str, unit: str, text: str, until: datetime | None = None) -> None:
    """Asks another unit to do a part of the case (请求协办), by the unit's code, until a time within the case's own.

    Raises Refusal `missing_input`, `invalid`, `illegal_move` unless a unit has taken the case on, and `rule` for the
    unit that has it, for one in which nobody accepts sub-tasks and for an outside one.
    """
    led = queries.one(step.actor, case)
    if not step.actor.may("task.add", led):
        raise Refusal("forbidden")
    text = rules.clean_text("text", text, rules.LONGEST_REMARK)
    for field, value in (("unit", unit), ("text", text)):
        if not value:
            raise Refusal("missing_input", field=field)
    chosen = queries.assisting_unit(unit)
    if chosen.path == led.unit_path:
        raise Refusal("rule", rule="assists_itself")
    due_at = rules.task_due(until, step.at, led.due_at)
    number = f"S{step.next_id:08d}"
    engage(step.actor.lent("case.engage"), case, task=number, unit=chosen.code)
    step.obj = Task(
        id=step.next_id,
        number=number,
        state=TASK.initial,
        case=led,
        unit=chosen,
        area_path=led.area_path,
        unit_path=chosen.path,
        lead_path=led.unit_path,
        participants=[f"unit:{led.unit_path}"],
        excluded=led.excluded,
        text=text,
        asked_at=step.at,
        due_at=due_at,
        digest_key=rules.new_digest_key(),
    )
    if due_at:
        step.clocks.until[CLOCK] = due_at
    step.record(case=case, unit=chosen.code, text=step.digest(text))
    step.tell(unit=chosen.code)


@actions.move("task.accept", of=Task, table=TASK, fact="task.accepted")
def accept_task(step: Step[Task]) -> None:
    """The assisting unit takes its part on (接收协办)."""


@actions.move("task.report_done", of=Task, table=TASK, fact="task.reported_done")
def report_task_done(step: Step[Task], *, result: str) -> None:
    """The assisting unit says what was done (协办反馈); it counts as handling the case.

    Raises Refusal `separation_of_duties` for whoever may not handle it.
    """
    _end(step, "result", result, is_done=True)


@actions.move("task.return", of=Task, table=TASK, fact="task.returned")
def return_task(step: Step[Task], *, reason: str) -> None:
    """The assisting unit does not do it and says why (退回协办)."""
    _end(step, "reason", reason)


@actions.move("task.cancel", of=Task, table=TASK, fact="task.cancelled", judged=_lead)
def cancel_task(step: Step[Task], *, reason: str) -> None:
    """Whoever leads no longer needs it and says why (取消协办)."""
    _end(step, "reason", reason)


@actions.move("case.engage", of=Case, table=CASE, fact="case.engaged")
def engage(step: Step[Case], *, task: str, unit: str) -> None:
    """An assisting unit comes into the case and sees it from now on; called by `add_task` alone."""
    step.obj.open_tasks += 1
    step.obj.participants = sorted({*step.obj.participants, _token(unit)})
    _say(step, task, unit)


@actions.move("case.disengage", of=Case, table=CASE, fact="case.disengaged")
def disengage(step: Step[Case], *, task: str, unit: str, is_done: bool = False, stays: bool = False) -> None:
    """An assisting unit has ended its part, and sees the case no more unless it `stays` for another one; called by the
    moves that end a sub-task."""
    step.obj.open_tasks -= 1
    if not stays:
        step.obj.participants = [token for token in step.obj.participants if token != _token(unit)]
    _say(step, task, unit)
    step.record(is_done=is_done)


def _end(step: Step[Task], field: str, words: str, *, is_done: bool = False) -> None:
    step.obj.result = cleaned(step, field, words, rules.LONGEST_REMARK)
    step.obj.ended_at = step.at
    step.clocks.stop.append(CLOCK)
    step.record(remark=step.digest(step.obj.result))
    actor: Actor = step.actor.lent("case.disengage")
    disengage(
        actor,
        queries.number_of(actor, step.obj.case_id),
        task=step.obj.number,
        unit=step.obj.unit.code,
        is_done=is_done,
        stays=queries.assists_otherwise(actor, step.obj),
    )


def _say(step: Step[Case], task: str, unit: str) -> None:
    step.record(task=task, unit=unit)
    step.tell(task=task, unit=unit)


def _token(unit: str) -> str:
    return f"unit:{queries.known_unit(unit).path}"
