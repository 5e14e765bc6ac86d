"""Which case is due next: by the clock of its present stage, the one that its light tells."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.accounts import actions as accounts
from linli.cases import queries
from linli.cases.models import NEXT_DUE, Case
from linli.cases.rules import NEVER
from linli.cases.workflow import EVERY, OPEN
from linli.kernel.territory import territory
from tests.domain.asking import EYE, TO_STATE, in_state
from tests.world import IMPORTER, POLICE, TO_THE_END, World

pytestmark = pytest.mark.postgres15


def disagreeing() -> dict[str, object]:
    """Cases that tell another time than the running clock of their stage."""
    with territory(EYE):
        cases = list(Case.objects.visible_to(EYE).annotate(told=NEXT_DUE))
        clocks = queries.stage_clocks(cases)
    told = {case: case.told for case in cases}
    return {
        f"{case.number} {case.state}": (at, clocks.get(case.pk))
        for case, at in told.items()
        if at != (clocks[case.pk].due_at if case.pk in clocks else NEVER)
    }


def test_a_case_tells_the_time_of_the_clock_of_its_stage(world: World) -> None:
    for state in EVERY:
        number = in_state(world, state)
        assert not disagreeing(), state
        if state == "closed":
            world.drive(number, "reopen")
    for verbs in (
        (*TO_STATE["handling"], "request_extension", "endorse_extension", "approve_extension"),
        (*TO_STATE["suspended"], "resume"),
        (*TO_STATE["handled"], "check_fail", "return"),
        (*TO_STATE["transferred"], "return_transfer"),
        (*TO_STATE["dispatched"], "recall"),
        ("ask_to_verify", "verify"),
    ):
        world.drive(world.report(), *verbs)
        assert not disagreeing(), verbs
    world.drive(world.transfer_in(), "receive")
    accounts.load_units(IMPORTER, None, rows=[POLICE | {"accept_amount": 90}])
    world.drive(world.report(), "file", "transfer_out")
    assert not disagreeing()


def walked(world: World, sort: str) -> list[str]:
    """The list of all, from page to page."""
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        with territory(world.chen):
            page = queries.page(world.chen, queries.Filter(), sort=sort, cursor=cursor or None, limit=3)
        found += [case.number for case in page.rows]
        cursor = page.next_cursor
    return found


def test_no_order_leaves_a_case_out(world: World) -> None:
    numbers = {in_state(world, state) for state in EVERY}
    with territory(EYE):
        numbers |= set(Case.objects.visible_to(EYE).values_list("number", flat=True))
    for sort in queries.SORTS:
        assert sorted(walked(world, sort)) == sorted(numbers), sort


def test_what_is_due_first_comes_first_and_what_has_no_clock_last(world: World) -> None:
    ended = world.drive(world.report(), *TO_THE_END)
    handling = in_state(world, "handling")
    waiting = world.report()
    assert walked(world, "due_at") == [waiting, handling, ended]


def test_an_index_has_the_cases_in_this_order(world: World) -> None:
    with territory(world.chen), CaptureQueriesContext(connection) as asked:
        queries.page(world.chen, queries.Filter(states=OPEN), sort="due_at")
    statement = asked[-1]["sql"]
    with territory(world.chen), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("EXPLAIN " + statement)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "case_next_due" in plan
    assert "Sort" not in plan
