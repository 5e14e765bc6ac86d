"""Sub-tasks of assisting units. A new move needs one line in MOVES."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from ninja.responses import Status
from pydantic import BaseModel, Field

from linli.api import door
from linli.api.document import ALWAYS, ETAG, IF_MATCH, KEY, LOCATION, MOVING, READ_ONE, WRITING, headers, says
from linli.api.fields import Code, Cursor, Input, Instant, Number, Sought, TaskNumber
from linli.api.moves import Move, Moved, Reason, Result, Words, operation
from linli.api.sessions import Named
from linli.cases import actions, labels, models, queries, rules
from linli.kernel.actions import REGISTRY

router = Router(tags=["tasks"])

MOVES: dict[str, Move] = {
    "accept": Move(actions.accept_task),
    "report_done": Move(actions.report_task_done, Result),
    "return": Move(actions.return_task, Reason),
    "cancel": Move(actions.cancel_task, Reason),
}


class Asking(Input):
    """The assisting unit, by its code; what it is asked to do; and until when, if earlier than the case is due."""

    unit: Code
    text: Words
    until: Instant | None = None


class Task(BaseModel):
    """A sub-task. `result` is what was done or why not; `case` is null where the reader no longer sees the case."""

    number: str
    version: int
    state: str
    state_name: str
    case: str | None
    unit: Named
    text: str
    result: str
    asked_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    is_overdue: bool


class Tasks(BaseModel):
    """The next due first; of those that have ended the latest. `next_cursor` is null on the last page."""

    tasks: list[Task]
    next_cursor: str | None = None


class Which(Sought):
    """Those that are open, or those that have ended."""

    state: Literal["open", "ended"] = Field("open", validate_default=False)
    cursor: Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=queries.MOST_TASKS)] = queries.MOST_TASKS


@router.get("/tasks", operation_id="task.list", response=says({200: Tasks}, ALWAYS))
def tasks(request: HttpRequest, wanted: Query[Which]) -> Tasks:
    """The sub-tasks in the reader's territory."""
    actor = door.actor_of(request)
    found = queries.tasks(actor, is_open=wanted.state == "open", cursor=wanted.cursor, limit=wanted.limit)
    numbers = queries.numbers_of(actor, found.rows)
    rows = [_shown(row, numbers.get(row.case_id)) for row in found.rows]
    return Tasks(tasks=rows, next_cursor=found.next_cursor)


@router.get("/cases/{number}/tasks", operation_id="case.tasks", response=says({200: Tasks}, READ_ONE))
def tasks_of(request: HttpRequest, number: Number) -> Tasks:
    """The sub-tasks of one case that the reader may see, the oldest first."""
    actor = door.actor_of(request)
    case = queries.one(actor, number)
    return Tasks(tasks=[_shown(row, case.number) for row in queries.tasks_of(actor, case)])


@router.post(
    "/cases/{number}/tasks",
    operation_id="task.add",
    response=says({201: Moved}, WRITING | {404, 409, 413, 415}),
    openapi_extra=headers(KEY, gives={**ETAG, **LOCATION}, status=201),
)
def add(request: HttpRequest, response: HttpResponse, number: Number, payload: Asking) -> Status[Moved]:
    """Asks another unit to do a part of the case, which sees the case until that has ended."""
    key = rules.check_key(request.headers.get("Idempotency-Key"))
    made = actions.add_task(door.actor_of(request), key, case=number, **payload.model_dump())
    response["Location"] = f"/api/v1/tasks/{made.number}"
    response["ETag"] = door.etag(made.version)
    return Status(201, Moved(number=made.number, state=made.state, version=made.version, at=made.at))


@router.get(
    "/tasks/{number}", operation_id="task.view", response=says({200: Task}, READ_ONE), openapi_extra=headers(gives=ETAG)
)
def task(request: HttpRequest, response: HttpResponse, number: TaskNumber) -> Task:
    """One sub-task. Its ETag is the version that a move must name in If-Match."""
    actor = door.actor_of(request)
    found = queries.task(actor, number)
    response["ETag"] = door.etag(found.version)
    return _shown(found, queries.numbers_of(actor, [found]).get(found.case_id))


for _verb, _move in MOVES.items():
    router.add_api_operation(
        f"/tasks/{{number}}/{_verb.replace('_', '-')}",
        ["POST"],
        operation(_move, TaskNumber),
        operation_id=REGISTRY[f"task.{_verb}"].name,
        summary=f"{_verb.replace('_', ' ').capitalize()} a sub-task",
        url_name=f"task_{_verb}",
        response=says({200: Moved}, MOVING),
        openapi_extra=headers(KEY, IF_MATCH, gives=ETAG),
    )


def _shown(row: models.Task, case: str | None) -> Task:
    return Task(
        number=row.number,
        version=row.version,
        state=row.state,
        state_name=str(labels.TASK_STATES[row.state]),
        case=case,
        unit=Named(code=row.unit.code, name=row.unit.name),
        text=row.text,
        result=row.result,
        asked_at=row.asked_at,
        due_at=row.due_at,
        ended_at=row.ended_at,
        is_overdue=row.is_overdue_at(timezone.now()),
    )
