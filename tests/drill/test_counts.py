"""G21: whatever the API reads and whatever page is shown asks the database as often for a thousand rows as for ten.

Which those are is read from what is declared: the matrices of operations and of pages, the registers' own list, and the
searches beside them. LINLI_DRILL_ROWS=100 makes a short trial.
"""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db import connections, reset_queries

from linli.accounts import actions as accounts
from linli.api.registers import REGISTERS
from linli.api.urls import described
from linli.cases import actions as cases
from linli.cases.models import Case
from linli.cases.queries import forget_open_figures, stages
from linli.kernel import calendars, workdays
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.places import actions as places
from linli.places.queries import places as remembered_places
from linli.web.manage.pages import PAGES
from tests.api.conftest import Caller, People
from tests.api.matrix import MATRIX, PUBLIC, TO_HANDLING, Scene
from tests.api.pictures import picture
from tests.api.test_counts import queries_of
from tests.api.test_matrix import READING
from tests.contracts.test_query_counts import load as load_past
from tests.contracts.test_query_counts import past
from tests.domain.asking import EYE
from tests.web.conftest import Browse, browse
from tests.web.test_counts import LOOKED_AT
from tests.web.test_matrix import ROWS
from tests.world import COMMUNITY, GRID, STREET, World, new_key

pytestmark = [pytest.mark.drill, pytest.mark.django_db(databases=["default", "relay"])]
__all__ = ["browse"]  # the fixture

FEW, MANY = 10, int(os.environ.get("LINLI_DRILL_ROWS", "1000"))
# So many lists an account may keep, and so many versions of schemes and of lists of matters a town may live to see.
MOST_KEPT = 40
# A row that is changed thousands of times in one transaction, as this test is, is slow to find: in no other one it is.
MOST_OF_A_CASE = 60
# Whoever asks these first has what was remembered of areas and calendar read anew, because they changed.
FORGOTTEN = ("chen place.at", "chen case.view", "chen /cases/{case}/")
# There in the demo only, and where no street has begun.
NOT_HERE = ("/demo/", "/manage/begin/street/")
AT_ONCE = 100
WHO = ("chen", "zhao", "ren", "gong", "auditor", "admin", "li")
SEARCHES = ("/cases?q=1&limit=200", "/cases?bbox=120,30,121,31&limit=200", "/cases?mine=true&limit=200")
PAGES_OF_CASES = ("/cases/?tab=all", "/cases/?tab=all&q=1&sort=due_at", "/cases/?tab=all&view=board", "/palette/?q=1")
Costs = dict[str, int]


class Most(Caller):
    """Asks for as many rows as there are to be had."""

    def get(self, path: str, **headers: str) -> Any:
        most = MOST.get(path.partition("?")[0])
        return super().get(f"{path}{'&' if '?' in path else '?'}limit={most}" if most else path, **headers)


MOST = {
    path.removeprefix("/api/v1"): parameter["schema"]["maximum"]
    for path, operations in described()["paths"].items()
    for parameter in operations.get("get", {}).get("parameters", [])
    if parameter["name"] == "limit"
}


def asks(world: World, browse: Browse, case: str, task: str) -> dict[str, Callable[[], Any]]:
    """Everything that is read: by the first of those who may, and by whoever has lists of the own."""
    data, digest = picture()
    stored = cases.add_photo(world.holder(case), case, data=data, sha256=digest).file_id
    people, scene = People(world), Scene(world, case, world.codes[case], '"1"', stored, task)
    named = {**vars(scene), "account": f"A{world.accounts['zhao'].pk:08d}", "row": "1", "case": case}
    named["assisted"] = world.drive(world.report(), *TO_HANDLING)
    found: dict[str, Callable[[], Any]] = {}
    for who in WHO:
        caller, browser = Most(people[who].client, people[who].headers), browse(who)
        found |= {f"{who} {name}": partial(MATRIX[name].ask, caller, scene) for name in operations_for(who)}
        found |= {f"{who} {path}": partial(browser.get, path.format(**named)) for path in pages_for(who)}
    found |= {path: partial(people["chen"].get, path) for path in SEARCHES}
    found |= {path: partial(browse("chen").get, path) for path in PAGES_OF_CASES}
    found |= {f"register {name}": partial(people["admin"].get, f"/registers/{name}") for name in REGISTERS}
    for name in PAGES:
        found[f"page {name}"] = partial(browse("admin").get, f"/manage/{name}/")
        found[f"file {name}"] = partial(browse("admin").get, f"/manage/{name}/export.csv")
    for kind in ("csv", "xlsx"):
        found[kind] = partial(people["chen"].post, f"/cases/export?format={kind}")
    return found


def operations_for(who: str) -> list[str]:
    return [
        name for name in READING if who == first_of({"li" if one == PUBLIC else one for one in MATRIX[name].allowed})
    ]


def pages_for(who: str) -> list[str]:
    """All that are declared but those of one uploaded table."""
    declared = {row.path for row in ROWS.values() if row.method == "get" and who == first_of({*row.allowed})}
    paths = sorted(declared | set(LOOKED_AT.get(who, ())))
    return [path for path in paths if "{batch}" not in path and "{upload}" not in path]


def first_of(allowed: set[str]) -> str:
    return next((who for who in WHO if who in allowed), "")


def counted(ask: Callable[[], None]) -> int:
    """Django remembers so many queries only; beyond them it would count none."""
    reset_queries()
    return queries_of(ask)


def told_by(answer: Any) -> bytes:
    data: bytes = answer.getvalue() if answer.streaming else answer.content
    return data


def registers(numbers: Iterable[int]) -> None:
    """A row more in each register for each number."""
    many = list(numbers)

    def load(action: Callable[..., object], told: Callable[[int], dict[str, Any]], most: int = MANY) -> None:
        action(EYE, None, rows=[told(n) for n in many if n <= most])

    klass = {"kind": "part", "major_code": "01", "major_name": "M", "limit_amount": "1", "limit_unit": "work_hour"}
    rule = {"scheme": "s1", "kind": "part", "filing_condition": "Seen.", "limit_amount": "1", "limit_unit": "work_hour"}
    matter = {"list": "v1", "category": "c", "name": "N", "authority": "A", "unit": "street/water"}
    load(cases.load_schemes, lambda n: {"code": f"s{n}", "name": f"S {n}", "in_force_from": "2020-01-01"}, MOST_KEPT)
    load(cases.load_classes, lambda n: {**klass, "scheme": "s1", "code": f"9{n:04d}", "name": f"C {n}"})
    load(cases.load_standards, lambda n: {**rule, "code": f"9{n:04d}", "item": "1"})
    load(accounts.load_units, lambda n: {"code": f"u{n}", "name": f"U {n}", "kind": "squad"})
    route = {"scheme": "s1", "kind": "part", "unit": "street/water"}
    # Every other class has no route.
    load(cases.load_routes, lambda n: {**route, "class_code": f"9{n // 2 * 2:04d}", "area": "" if n % 2 else GRID})
    load(cases.load_templates, lambda n: {"code": f"t{n}", "name": f"T {n}", "text": "We come."})
    load(
        cases.load_matter_lists,
        lambda n: {"version": f"v{n}", "title": "L", "published_on": f"19{99 - n}-01-01"},
        MOST_KEPT,
    )
    load(cases.load_matters, lambda n: {**matter, "number": str(n), "classes": "06025"})
    load(workdays.load_days, lambda n: {"day": f"{2031 + n // 336}-{n // 28 % 12 + 1:02d}-{n % 28 + 1:02d}", **OFF})
    load(accounts.load_roles, lambda n: {"key": f"r{n}", "name": f"R {n}", "permissions": "case.view"}, MOST_KEPT)
    staff = {"unit": "street", "grants": f"leader@area:{STREET}|leader@area:{GRID}"}
    load(accounts.bring_in_staff, lambda n: {**staff, "username": f"w{n}", "name": f"W {n}"})
    load(places.load_areas, lambda n: {"code": f"{COMMUNITY}{n + 100:04d}", "name": f"Grid {n}", **BELOW})
    load(places.load_buildings, lambda n: {"code": f"{GRID}9{n:04d}", "address": f"Long Road {n}", **STANDS})


OFF = {"kind": "off", "name": "D"}
BELOW = {"level": "grid", "parent": COMMUNITY}
STANDS = {"name": "Block", "grid": GRID, "lon": 120.003, "lat": 30.003, "kind": "residential"}


def grow(world: World, case: str, numbers: range) -> None:
    """A row more in each list for each number."""
    registers(numbers)
    for begin in range(0, len(numbers), AT_ONCE):
        load_past(*map(past, numbers[begin : begin + AT_ONCE]))
    with territory(EYE):
        handled = Case.objects.visible_to(EYE).filter(state="handling").order_by("-id").values_list("number", flat=True)
        numbered = dict(zip(numbers, handled, strict=False))
    for n in numbers:
        world.assisted(numbered[n])
        world.transfer_in(f"110-{n}")
        if n <= MOST_OF_A_CASE:
            world.assisted(case)
            cases.note(world.chen, case, text=f"Note {n}.")
            cases.send_message(world.chen, case, text=f"Message {n}.")
        accounts.issue_token(world.chen, new_key(), name=f"Key {n}")
        cases.begin_import(world.admin, None, file_sha256=f"{n:064x}", mapping_sha256="b" * 64)
        if n <= MOST_KEPT:
            cases.keep_filter(world.chen, None, name=f"List {n}", query="overdue=true")
        with suppress(Refusal):
            cases.void(world.leader, numbered[n], reason="None.")


def test_a_thousand_rows_cost_as_many_queries_as_ten(
    world: World, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for remembering in (remembered_places, calendars, stages):
        # Looked after every half minute, which here falls upon somebody.
        monkeypatch.setattr(remembering, "SECONDS_REMEMBERED", 1e9)
    for alias in ("default", "relay"):
        with connections[alias].cursor() as cursor:
            # The whole test is one transaction, and rests in it now on the one, now on the other.
            cursor.execute("SET idle_in_transaction_session_timeout = 0")
    case = world.drive(world.report(), *TO_HANDLING)
    refused: Costs = {}
    everything = asks(world, browse, case, world.assisted(case))

    def costs() -> tuple[Costs, Costs]:
        """How many queries each takes, and how many bytes it tells."""
        told: Costs = {}

        def ask(name: str) -> None:
            forget_open_figures()  # counted anew every ten minutes, which falls upon somebody too
            answer = everything[name]()
            told[name] = len(told_by(answer))
            if answer.status_code >= 400:
                refused[name] = answer.status_code

        return {name: counted(partial(ask, name)) for name in everything}, told

    grow(world, case, range(1, FEW + 1))
    costs()  # what a process remembers is asked for once
    few, before = costs()
    grow(world, case, range(FEW + 1, MANY + 1))
    for name in FORGOTTEN:
        everything[name]()
    many, after = costs()
    grown = {name for name in everything if after[name] > 2 * before[name]}
    print(f"{len(everything)} asked, {len(grown)} of them tell more than twice as much")
    assert {name: (few[name], many[name]) for name in everything if few[name] < many[name]} == {}
    assert {name for name in refused if not name.endswith(NOT_HERE)} == set(), refused
    assert min(few.values()) > 0
    assert len(grown) > 30
    assert told_by(everything["csv"]()).count(b"\n") > MANY
