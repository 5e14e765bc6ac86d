"""What a step has taken: shown with the way to each row, and taken out again while nobody works with it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files as resources
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext

from linli.accounts import actions as accounts
from linli.accounts import queries
from linli.accounts.models import AccountRecord, Grant
from linli.cases.permissions import CASE_VIEW
from linli.cases.queries import hanging
from linli.kernel import registers
from linli.kernel.actor import ANYTHING
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.places.queries import root_path, town
from linli.web.manage.areas import AREAS
from linli.web.manage.beginning.steps import GRIDS, STAFF_STEP, UNITS_STEP
from linli.web.manage.frame import Cell, Page
from linli.web.manage.staff_forms import role_name
from linli.web.manage.units import UNITS
from linli.web.request import Request

PAGES: Mapping[str, Page] = {GRIDS: AREAS, UNITS_STEP: UNITS}
MOST_ROWS = 50
SHIPPED = resources("linli.demo") / "data" / "roles.json"


@dataclass(frozen=True, slots=True)
class Taken:
    """The rows that stand, the first of them shown; the page on which each is changed; and whether all may be taken
    out again here."""

    headings: Sequence[Any]
    rows: Sequence[Sequence[Cell]]
    count: int
    address: str
    history: str
    may_undo: bool
    is_empty: bool

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def shown(request: Request, step: str) -> Taken:
    """What the register of the step holds."""
    with territory(request.actor):
        return _people(request) if step == STAFF_STEP else _rows(PAGES[step], step)


def _rows(page: Page, step: str) -> Taken:
    found = page.kept.rows()
    rows = list(found[:MOST_ROWS])
    dressed = page.dressed([page.kept.told(row) for row in rows])
    cells = [
        [
            Cell(page.labels[name], show(values), address="" if at else reverse("manage_row", args=[page.name, row.pk]))
            for at, (name, show) in enumerate(page.shown.items())
        ]
        for row, values in zip(rows, dressed, strict=True)
    ]
    headings = [page.labels[name] for name in page.shown]
    history = reverse("manage_history", args=[page.name])
    is_empty = not _lying(step)
    return Taken(headings, cells, found.count(), page.address, history, not is_empty and is_idle(), is_empty)


def _people(request: Request) -> Taken:
    found = queries.staff(request.actor)
    headings = [gettext("Name"), gettext("User name"), gettext("Roles")]
    cells = [_person(headings, record) for record in found[:MOST_ROWS]]
    return Taken(headings, cells, found.count(), reverse("staff"), "", may_undo=False, is_empty=False)


def _person(headings: Sequence[Any], record: AccountRecord) -> list[Cell]:
    account = record.account
    held = [(role_name(grant.role), _where(grant)) for grant in account.grants.all()]
    return [
        Cell(headings[0], account.name, address=reverse("staff_one", args=[record.number])),
        Cell(headings[1], account.username),
        Cell(headings[2], "—", items=held),
    ]


def _where(grant: Grant) -> str:
    return grant.area.name if grant.area else grant.unit.name if grant.unit else gettext("Everywhere")


def is_idle() -> bool:
    """Whether nobody works here yet and nothing was reported."""
    return not queries.at_work(CASE_VIEW) and not hanging.in_area(root_path()).cases


def _lying(step: str) -> list[str]:
    """The names of the rows that the step has taken, what lies deepest first."""
    found = town()
    root = found.root.code if found else ""
    names = [str(PAGES[step].kept.told(row)["code"]) for row in PAGES[step].kept.rows()]
    return [name for name in reversed(names) if step != GRIDS or name != root]


def take_out(request: Request, step: str) -> None:
    """Takes every row of the step out again, each by its register's own change, so that each can be undone in the
    history. Raises Refusal `not_found`, `rule`."""
    if step not in PAGES:
        raise Refusal("not_found")
    if not is_idle():
        raise Refusal("rule", rule="work_has_begun")
    page, gone = PAGES[step], 0
    try:
        for name in _lying(step):
            page.change(request.actor, registers.aim(page.name, root_path()), row=name, values=None)
            gone += 1
    except Refusal as refusal:
        messages.warning(
            request,
            gettext("%(gone)s rows are out. %(name)s stays: %(why)s")
            % {"gone": gone, "name": name, "why": sentence(refusal)},
        )
        return
    messages.success(request, gettext("%(gone)s rows are out again. The history can bring back each.") % {"gone": gone})


def roles_missing() -> list[Any]:
    """The roles that come with Linli, while no role lets anybody see cases; else nothing is missing."""
    if any({CASE_VIEW, ANYTHING} & set(role.permissions) for role in queries.roles()):
        return []
    return [row["name"] for row in _shipped()]


def take_roles(request: Request) -> None:
    """Takes over the shipped roles that are not there, but for those that the actor holds."""
    rows = _shipped()
    if not rows:
        return
    accounts.load_roles(request.actor, None, rows=rows, area_path=root_path())
    messages.success(
        request, gettext("%(count)s roles are there. Each can be changed under “Roles”.") % {"count": len(rows)}
    )


def _shipped() -> list[dict[str, Any]]:
    standing: Callable[[str], bool] = {role.key for role in queries.roles()}.__contains__
    rows: list[dict[str, Any]] = json.loads(SHIPPED.read_text("utf-8"))
    return [row for row in rows if not standing(row["key"])]
