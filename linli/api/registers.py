"""The registers: what a town keeps as data, read and changed row by row. One pair of operations serves them all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field, StringConstraints

from linli.accounts import actions as accounts
from linli.accounts import queries as people
from linli.api import door
from linli.api.document import ALWAYS, KEY, WRITING, headers, says
from linli.api.fields import NO_NUL, Input, Short, Sought
from linli.api.moves import Moved
from linli.cases import actions, queries
from linli.kernel import actions as runner
from linli.kernel import registers, workdays
from linli.kernel.refusals import Refusal
from linli.kernel.registers import REGISTER_VIEW, Kept
from linli.places import actions as places
from linli.places import queries as areas
from linli.places.queries import root_path

router = Router(tags=["registers"])
MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole town, as something that a grant may cover."""

    area_path: str
    unit_path: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """How its rows are kept, and what changes one."""

    kept: Kept[Any]
    change: Callable[..., runner.Receipt]


REGISTERS: Mapping[str, Register] = {
    register.kept.name: register
    for register in (
        Register(areas.AREAS, places.change_area),
        Register(people.UNITS, accounts.change_unit),
        Register(people.ROLES, accounts.change_role),
        Register(queries.CLASSES, actions.change_class),
        Register(queries.STANDARDS, actions.replace_standard),
        Register(queries.SCHEMES, actions.change_scheme),
        Register(queries.ROUTES, actions.change_route),
        Register(queries.MATTERS, actions.change_matter),
        Register(queries.MATTER_LISTS, actions.change_matter_list),
        Register(queries.TEMPLATES, actions.change_template),
        Register(queries.WORDING, actions.change_wording),
        Register(queries.STAGE_LIMITS, actions.change_stage_limit),
        Register(workdays.DAYS, workdays.change_day),
        Register(workdays.SHIFTS, workdays.change_shift),
    )
}
Name = Literal[
    "areas", "units", "roles", "classes", "standards", "schemes", "routes", "matters", "matter-lists", "templates",
    "wording", "stage-limits", "calendar", "hours",
]  # fmt: skip


class WantedRows(Sought):
    """RegisterRows that hold these words, from which one on."""

    q: Short = Field("", validate_default=False)
    after: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class KeptRow(BaseModel):
    """A row: its name for good, its values as texts by column, and a mark of how it stands now."""

    row: str
    seen: str
    values: dict[str, str]


class RegisterRows(BaseModel):
    """At most 500 rows; `total` is how many there are."""

    columns: list[str]
    key: list[str]
    total: int
    rows: list[KeptRow]


class Cell(Input):
    """What a row says in one column."""

    column: Annotated[str, StringConstraints(max_length=40, pattern=NO_NUL)]
    value: Annotated[str, StringConstraints(max_length=4000, pattern=NO_NUL)]


class Change(Input):
    """A row ('' for a new one) and all its values; without values it is taken out. `seen` is the mark with which it was
    read: when the row stands otherwise now, nothing is changed."""

    row: Annotated[str, StringConstraints(max_length=400, pattern=NO_NUL)] = ""
    values: Annotated[list[Cell], Field(max_length=40)] | None
    seen: Annotated[str, StringConstraints(max_length=16, pattern=r"^[0-9a-f]*$")] = ""

    def given(self) -> dict[str, str] | None:
        """The values by column."""
        return None if self.values is None else {cell.column: cell.value for cell in self.values}


@router.get("/registers/{name}", operation_id="register.view", response=says({200: RegisterRows}, ALWAYS | {403, 404}))
def rows(request: HttpRequest, name: Name, wanted: Query[WantedRows]) -> RegisterRows:
    """The rows of a register, in the order of its page."""
    refuse_others(request)
    kept = REGISTERS[name].kept
    found = kept.search(wanted.q)
    told = [kept.told(row) for row in found[wanted.after : wanted.after + MOST_ROWS]]
    return RegisterRows(
        columns=list(kept.columns),
        key=list(kept.key),
        total=found.count(),
        rows=[KeptRow(row=kept.named(values), seen=registers.digest(values), values=values) for values in told],
    )


@router.post(
    "/registers/{name}",
    operation_id="register.change",
    response=says({200: Moved}, WRITING | {404, 409, 412, 413, 415}),
    openapi_extra=headers(KEY),
)
def change(request: HttpRequest, name: Name, payload: Change) -> Moved:
    """Adds, changes or takes out one row; it can be undone on the register's page."""
    key, register = door.key_of(request), REGISTERS[name]
    refuse_others(request)
    target, by = registers.aim(name, root_path(), key), door.actor_of(request)
    receipt = register.change(by, target, row=payload.row, values=payload.given(), seen=payload.seen)
    return Moved(number=receipt.number, state=receipt.state, version=receipt.version, at=receipt.at)


def refuse_others(request: HttpRequest) -> None:
    """Raises Refusal `forbidden` for whoever may not see registers."""
    if not door.actor_of(request).may(REGISTER_VIEW, Whole(root_path())):
        raise Refusal("forbidden")
