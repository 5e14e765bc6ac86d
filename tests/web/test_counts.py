"""G21 for the pages: each that lists rows asks the database as often for thirty as for three."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.accounts import actions as accounts
from linli.cases import actions as cases
from linli.kernel import workdays
from linli.kernel.refusals import Refusal
from linli.web.manage.pages import PAGES
from tests.contracts.test_query_counts import load as load_past
from tests.contracts.test_query_counts import past
from tests.domain.asking import EYE
from tests.web.conftest import Browse
from tests.world import GRID, STREET, World, new_key

FEW, MANY = 3, 30
# Who looks at which pages; {case} has as many entries, messages, neighbours and sub-tasks as there are rows elsewhere.
LOOKED_AT = {
    "chen": [
        *("/cases/", "/cases/?tab=all", "/cases/?tab=mine", "/cases/?tab=all&q=tap&sort=due_at", "/cases/{case}/"),
        "/figures/",
        "/figures/compare/",
        *(
            "/cases/{case}/note",
            "/cases/bulk?verb=note&number={case}",
            "/palette/",
            "/palette/?q=tap",
            "/cases/new/",
            "/accounts/tokens/",
            "/accounts/data/",
        ),
    ],
    "zhao": ["/cases/", "/tasks/", "/cases/{case}/", "/cases/{case}/tasks/add"],
    "ren": ["/tasks/"],
    "gong": ["/cases/?tab=all"],
    "auditor": ["/audit/", "/audit/?kind=refused", "/audit/?action=audit.view", "/audit/retention/", "/cases/{case}/"],
    "admin": [
        *("/manage/", "/manage/staff/", "/manage/tokens/", "/manage/retention/", "/manage/roles/matrix/"),
        *("/manage/routes/trial/", "/manage/routes/gaps/", "/manage/areas/division/"),
        *(f"/manage/{name}/" for name in PAGES),
        *("/manage/roles/history/", "/manage/roles/import/"),
    ],
    "lin": ["/statistics/", "/grids/", "/status/"],
    "li": [
        "/matters/",
        "/matters/?q=1",
        "/r/{code}/",
        "/r/{code}/data/",
    ],
}


def rows(numbers: range) -> None:
    """A row more in each register for each number."""

    def load(action: Callable[..., object], told: Callable[[int], dict[str, str]]) -> None:
        action(EYE, None, rows=[told(n) for n in numbers])

    klass = {"kind": "part", "major_code": "01", "major_name": "M", "limit_amount": "1", "limit_unit": "work_hour"}
    load(cases.load_schemes, lambda n: {"code": f"s{n}", "name": f"S {n}", "in_force_from": "2020-01-01"})
    load(cases.load_classes, lambda n: {**klass, "scheme": "s3", "code": f"99{n:03d}", "name": f"C {n}"})
    rule = {"scheme": "s3", "kind": "part", "filing_condition": "Seen.", "limit_amount": "1", "limit_unit": "work_hour"}
    load(cases.load_standards, lambda n: {**rule, "code": f"99{n:03d}", "item": "1"})
    load(accounts.load_units, lambda n: {"code": f"u{n}", "name": f"U {n}", "kind": "squad"})
    load(cases.load_routes, lambda n: {"scheme": "s3", "kind": "part", "class_code": f"99{n:03d}", "unit": f"u{n}"})
    load(cases.load_templates, lambda n: {"code": f"t{n}", "name": f"T {n}", "text": "We come."})
    load(cases.load_matter_lists, lambda n: {"version": f"v{n}", "title": "L", "published_on": f"2020-01-{31 - n:02d}"})
    matter = {"list": "v1", "category": "c", "name": "N", "authority": "A", "unit": "street/water"}
    load(cases.load_matters, lambda n: {**matter, "number": str(n), "classes": "06025"})
    load(workdays.load_days, lambda n: {"day": f"2031-03-{n % 28 + 1:02d}", "kind": "off", "name": "D"})
    load(accounts.load_roles, lambda n: {"key": f"r{n}", "name": f"R {n}", "permissions": "case.view"})
    staff = {"unit": "street", "grants": f"leader@area:{STREET}|leader@area:{GRID}"}
    load(accounts.bring_in_staff, lambda n: {**staff, "username": f"w{n}", "name": f"W {n}"})


def more(world: World, case: str, numbers: range) -> None:
    """A row more in each list for each number."""
    rows(numbers)
    load_past(*map(past, numbers))
    for n in numbers:
        world.assisted(case)
        world.transfer_in(f"110-{n}")
        cases.note(world.chen, case, text=f"Note {n}.")
        cases.send_message(world.chen, case, text=f"Message {n}.")
        cases.keep_filter(world.chen, None, name=f"List {n}", query="overdue=true")
        accounts.issue_token(world.chen, new_key(), name=f"Key {n}")
        try:
            cases.void(world.leader, case, reason="None.")
        except Refusal:
            continue


def test_each_page_costs_the_same_for_three_rows_and_for_thirty(world: World, browse: Browse) -> None:
    case = world.drive(world.report(), "file", "dispatch", "accept", "start")
    named = {"case": case, "code": world.codes[case]}
    browsers = {who: browse(who) for who in LOOKED_AT}

    def costs() -> dict[str, int]:
        found = {}
        for who, paths in LOOKED_AT.items():
            for path in paths:
                with CaptureQueriesContext(connection) as asked:
                    answer = browsers[who].get(path.format(**named))
                assert answer.status_code == 200, f"{who} {path}: {answer.status_code}"
                found[f"{who} {path}"] = len(asked)
        return found

    more(world, case, range(1, FEW + 1))
    few = costs()
    more(world, case, range(FEW + 1, MANY + 1))
    many = costs()
    # What a process remembers is asked for the first time only.
    assert {page: (few[page], many[page]) for page in few if few[page] < many[page]} == {}
