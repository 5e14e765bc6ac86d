"""Many clients at once, and the same request many times: one answer, one case, one step."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections
from django.test import Client

from linli.cases import queries
from linli.cases.queries import Filter
from linli.kernel.territory import territory
from tests.api.conftest import Caller, token_caller
from tests.api.test_reports import REPORT
from tests.world import World, new_key

THREADS = 8


def at_once(send: Callable[[int], Any]) -> list[Any]:
    """What eight threads get that all send at the same moment."""
    barrier = Barrier(THREADS)

    def one(thread: int) -> Any:
        barrier.wait()
        try:
            return send(thread)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


def cases(world: World) -> int:
    with territory(world.chen):
        return queries.count(world.chen, Filter())


def test_a_report_sent_eight_times_at_once_is_one_case(committed: World) -> None:
    before = cases(committed)
    for _ in range(5):
        key = new_key()
        answers = at_once(lambda _, key=key: Caller(Client()).post("/reports", REPORT, Idempotency_Key=key))  # type: ignore[misc]
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
    assert cases(committed) == before + 5


def test_eight_reports_with_one_key_are_one_report_and_seven_refusals(committed: World) -> None:
    key = new_key()
    answers = at_once(
        lambda n: Caller(Client()).post("/reports", {**REPORT, "text": f"Number {n}"}, Idempotency_Key=key)
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [422] * 7


def test_a_move_sent_eight_times_at_once_is_made_once(committed: World) -> None:
    number, key = committed.report(), new_key()
    headers = token_caller(committed, "chen").headers | {"If_Match": '"1"', "Idempotency_Key": key}
    path = f"/cases/{number}/file"
    answers = at_once(lambda _: Caller(Client()).post(path, {"class_code": "06025"}, **headers))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["version"] == 2


def test_of_eight_who_decide_at_once_one_is_heard(committed: World) -> None:
    number = committed.report()
    headers = token_caller(committed, "chen").headers | {"If_Match": '"1"'}
    path = f"/cases/{number}/hold"
    answers = at_once(
        lambda n: Caller(Client()).post(path, {"holder": f"subtask:{n}", "reason": "Not yet."}, **headers)
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7
