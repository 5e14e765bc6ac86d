"""G21: a list asks the database as often for a hundred rows as for ten; and a move takes at most eight statements."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel.actor import machine
from linli.kernel.territory import territory
from tests.domain.asking import EYE, case_of, in_state
from tests.world import BUILDING, STRAIGHT, TO_THE_END, World

pytestmark = pytest.mark.postgres15
# Without BEGIN and COMMIT, or the savepoints that stand for them in a test.
MOST_STATEMENTS_A_MOVE = 8


def statements(call: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        call()
    told = [query["sql"] for query in captured.captured_queries]
    return [sql for sql in told if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]


def past(number: int, rounds: int = 0) -> dict[str, Any]:
    """A past case with its class, its unit and so many rounds of rework."""
    told: list[tuple[str, str, dict[str, str]]] = [
        ("file", "chen", {"class_code": "06025"}),
        ("dispatch", "chen", {"unit": "street/water"}),
        ("accept", "zhao", {}),
        ("start", "zhao", {}),
        *[("report_back", "zhao", {"outcome": "done", "result": "Mended."}), ("check_fail", "sun", {"reason": "No."})]
        * rounds,
    ]
    moves = [{"verb": verb, "by": by, "minutes_after": 1.0, "inputs": given} for verb, by, given in told]
    at = f"2026-03-02T09:{number % 60:02d}:00+08:00"
    return {"report": {"at": at, "text": f"{number}", "building": BUILDING, "channel": "web"}, "moves": moves}


def load(*rows: dict[str, Any]) -> None:
    cases.load_history(machine("import:test"), None, rows=list(rows))


def read_page(world: World, count: int) -> Callable[[], None]:
    def read() -> None:
        with territory(world.chen):
            found = queries.page(world.chen, queries.Filter(), limit=200)
            shown = [(row.event_class and row.event_class.name, row.unit and row.unit.name) for row in found.rows]
            assert len(shown) == count

    return read


def test_a_page_of_cases_costs_the_same_for_ten_and_a_hundred(world: World) -> None:
    load(*(past(number) for number in range(10)))
    ten = statements(read_page(world, 10))
    load(*(past(number) for number in range(90)))
    hundred = statements(read_page(world, 100))
    assert len(ten) == len(hundred) <= 3


def test_a_past_is_written_with_as_many_statements_for_thirty_cases_as_for_three(world: World) -> None:
    few, many = [past(number) for number in range(3)], [past(number) for number in range(30)]
    load(*few)  # the calendar is remembered from here on
    assert len(statements(lambda: load(*few))) == len(statements(lambda: load(*many)))


def read_timeline(number: str, longest: int) -> Callable[[], None]:
    def read() -> None:
        with territory(EYE):
            lines = queries.timeline(EYE, queries.one(EYE, number))
            assert len([(line.actor_name, line.remark, line.photos) for line in lines]) == longest

    return read


def test_a_history_costs_the_same_for_nine_lines_and_a_hundred(world: World) -> None:
    load(past(1, rounds=2), past(2, rounds=48))
    with territory(EYE):
        numbers = {case.version: case.number for case in queries.page(EYE, queries.Filter()).rows}
    assert set(numbers) >= {9}
    short, long = sorted(numbers)[0], sorted(numbers)[-1]
    assert long >= 100
    costs = [len(statements(read_timeline(numbers[length], length))) for length in (short, long)]
    # One of them gives the territory back to whoever asked before, which in a request nobody did.
    assert costs[0] == costs[1] <= 8


@pytest.mark.parametrize("verb", TO_THE_END)
def test_a_move_takes_few_statements(world: World, verb: str) -> None:
    number = world.drive(world.report(), *TO_THE_END[: TO_THE_END.index(verb)])
    told = statements(lambda: world.act(number, verb))
    assert len(told) <= MOST_STATEMENTS_A_MOVE, told
    assert STRAIGHT[verb][0] in world.actors
    assert case_of(number).version == TO_THE_END.index(verb) + 2


def test_a_report_takes_few_statements(world: World) -> None:
    in_state(world, "reported")
    told = statements(lambda: world.report(contact={"phone": "13800000067"}))
    # The place is looked up outside of the action.
    assert len([sql for sql in told if "places_building" not in sql]) <= MOST_STATEMENTS_A_MOVE, told
