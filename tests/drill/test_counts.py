"""G21: what lists cases asks the database as often for a thousand rows as for ten, as a list, a page and a file."""

import pytest

from tests.api.conftest import People
from tests.api.test_counts import queries_of
from tests.contracts.test_query_counts import load, past
from tests.web.conftest import Browse, browse
from tests.world import World

pytestmark = pytest.mark.drill
__all__ = ["browse"]  # the fixture

FEW, MANY = 10, 1000
LISTS = ("/cases?limit=200", "/cases?q=1&limit=200", "/cases?bbox=120,30,121,31&limit=200", "/tasks", "/transfers")
PAGES = ("/cases/?tab=all", "/cases/?tab=all&q=1&sort=due_at", "/cases/", "/palette/?q=1")
AUDITED = ("/audit/entries?limit=200", "/audit/retention-runs")


def test_a_thousand_cases_cost_as_many_queries_as_ten(world: World, browse: Browse) -> None:
    people, browser = People(world), browse("chen")

    def costs() -> dict[str, int]:
        found = {path: queries_of(lambda path=path: people["chen"].get(path)) for path in LISTS}  # type: ignore[misc]
        found |= {path: queries_of(lambda path=path: people["auditor"].get(path)) for path in AUDITED}  # type: ignore[misc]
        found |= {path: queries_of(lambda path=path: browser.get(path)) for path in PAGES}  # type: ignore[misc]
        for kind in ("csv", "xlsx"):
            found[kind] = queries_of(lambda kind=kind: people["chen"].post(f"/cases/export?format={kind}").getvalue())  # type: ignore[misc]
        return found

    load(*map(past, range(FEW)))
    costs()  # what a process remembers is asked for once
    few = costs()
    load(*map(past, range(FEW, MANY)))
    assert costs() == few
    assert len(people["chen"].post("/cases/export?format=csv").getvalue().splitlines()) == MANY + 1
