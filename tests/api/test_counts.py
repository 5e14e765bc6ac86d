"""A list of a hundred rows costs as many queries as one of ten."""

from collections.abc import Callable
from functools import partial

from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases import actions
from tests.api.conftest import People
from tests.api.pictures import picture
from tests.world import World


def queries_of(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as seen:
        ask()
    return len(seen)


def test_a_list_costs_the_same_for_ten_and_for_a_hundred(world: World, people: People) -> None:
    caller = people["chen"]
    asked = ["?", "?q=tap&", "?bbox=120,30,121,31&", "?mine=true&", "?area=330110010000&"]
    counts = []
    for more in (10, 90):
        for _ in range(more):
            world.drive(world.report(), "file", "dispatch")
        counts.append({query: queries_of(partial(caller.get, f"/cases{query}limit=200")) for query in asked})
    assert counts[0] == counts[1]
    # Two of them are the test's own: inside its transaction a territory is given back, and a savepoint let go.
    assert {query: count for query, count in counts[0].items() if count > 14} == {}


def test_a_history_costs_the_same_however_long_it_is(world: World, people: People) -> None:
    caller = people["chen"]
    number = world.drive(world.report(), "file", "dispatch", "accept", "start")
    counts = []
    for rounds in (1, 8):
        for _ in range(rounds):
            world.drive(number, "report_back", "check_fail")
        counts.append(queries_of(lambda: caller.get(f"/cases/{number}/timeline")))
    assert counts[0] == counts[1]


def test_a_case_costs_the_same_with_many_pictures(world: World, people: People) -> None:
    caller, li, number = people["chen"], people["li"], world.report()
    counts, followed = [], []
    for colours in (["red"], ["green", "blue", "white", "black", "yellow"]):
        for colour in colours:
            data, digest = picture(colour)
            actions.add_photo(world.holder(number), number, data=data, sha256=digest)
        counts.append(queries_of(lambda: caller.get(f"/cases/{number}")))
        followed.append(queries_of(lambda: li.get(f"/reports/{world.codes[number]}")))
    assert counts[0] == counts[1]
    assert followed[0] == followed[1]
