"""G24: to somebody from the next street a case of ours and none take equally long to be nothing."""

import secrets
import statistics
import time

import pytest

from tests.drill.running import running
from tests.drill.test_same_key import report
from tests.drill.test_transfers import Desk

pytestmark = pytest.mark.drill

TIMES, MOST_SECONDS = 500, 0.005


def test_the_time_of_an_answer_does_not_tell_whether_there_is_a_case() -> None:
    with running() as town:
        ours = str(report(town.port, secrets.token_hex(16))[1]["number"])
        stranger = Desk(town, "stranger")
        took: dict[str, list[float]] = {ours: [], f"{int(ours) + 500_000}": []}
        for _ in range(TIMES):
            for number, times in took.items():
                begun = time.perf_counter()
                status = stranger.send("GET", f"/cases/{number}")[0]
                times.append(time.perf_counter() - begun)
                assert status == 404
    there, nowhere = (statistics.median(times) for times in took.values())
    print(f"median of {TIMES}: there {there * 1000:.2f} ms, nowhere {nowhere * 1000:.2f} ms")
    assert abs(there - nowhere) < MOST_SECONDS
