"""G02: five hundred keys, each sent by eight at once: five hundred reports, and all eight get the same answer,
also after everything was killed and started again; and a fault is no answer.

LINLI_DRILL_KEYS=20 makes a short trial.
"""

import http.client
import json
import os
import secrets
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random
from typing import Any

import psycopg
import pytest

from linli.ops.database import Cluster
from tests.drill.killing import GIVE_UP, kill
from tests.drill.processes import Part
from tests.drill.running import Running, running, wait_until
from tests.world import BUILDING

pytestmark = pytest.mark.drill

KEYS, SENDERS = int(os.environ.get("LINLI_DRILL_KEYS", "500")), 8
Answer = tuple[int, dict[str, Any]]


@pytest.fixture(scope="module")
def served_town() -> Iterator[Running]:
    with running() as found:
        yield found


def report(port: int, key: str, text: str = "The tap leaks.") -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    body = json.dumps({"text": text, "place": {"code": BUILDING}, "channel": "web"})
    try:
        connection.request(
            "POST", "/api/v1/reports", body, {"Content-Type": "application/json", "Idempotency-Key": key}
        )
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def sent_by_all(port: int, key: str, pool: ThreadPoolExecutor) -> list[Answer]:
    """Eight send at the same moment; one that was told to come again (503) does."""
    together = threading.Barrier(SENDERS)

    def send() -> Answer:
        together.wait()
        while True:
            status, answer = report(port, key)
            if status != 503:
                return status, answer

    return [each.result() for each in [pool.submit(send) for _ in range(SENDERS)]]


def test_each_key_makes_one_report_however_many_send_it_at_once(served_town: Running) -> None:
    before = served_town.query("SELECT count(*) FROM cases_case")[0][0]
    keys = [secrets.token_hex(16) for _ in range(KEYS)]
    statuses: Counter[int] = Counter()
    numbers = set()
    with ThreadPoolExecutor(SENDERS) as pool:
        for key in keys:
            answers = sent_by_all(served_town.port, key, pool)
            statuses.update(status for status, _ in answers)
            assert len({json.dumps(answer, sort_keys=True) for _, answer in answers}) == 1, answers
            numbers.add(answers[0][1]["number"])
    assert statuses == {201: KEYS * SENDERS}
    assert len(numbers) == KEYS
    assert served_town.query("SELECT count(*) FROM cases_case") == [(before + KEYS,)]


def test_a_key_with_another_body_is_refused_every_time(served_town: Running) -> None:
    key = secrets.token_hex(16)
    assert report(served_town.port, key)[0] == 201
    found = Counter(report(served_town.port, key, f"Something else {number}")[0] for number in range(50))
    assert found == {422: 50}


def test_a_key_is_known_after_all_was_started_again(served_town: Running) -> None:
    key = secrets.token_hex(16)
    status, answer = report(served_town.port, key)
    for part in (Part.WEB, Part.WORKER, Part.DATABASE):
        kill(served_town, part, Random(2026))
    assert (status, report(served_town.port, key)) == (201, (201, answer))
    assert report(served_town.port, key, "Something else")[0] == 422


def test_a_fault_is_never_kept_as_the_answer_of_a_key(served_town: Running) -> None:
    key = secrets.token_hex(16)
    with unreachable(served_town):
        assert [report(served_town.port, key)[0] for _ in range(3)] == [503] * 3
    wait_until(lambda: report(served_town.port, secrets.token_hex(16))[0] == 201, GIVE_UP, "it did not recover")
    status, answer = report(served_town.port, key)
    assert (status, report(served_town.port, key)) == (201, (201, answer))


@contextmanager
def unreachable(town: Running) -> Iterator[None]:
    """The product gets no connection to its database."""
    address = Cluster(town.root).urls.superuser
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ALTER ROLE linli_app CONNECTION LIMIT 0")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'linli_app'")
        try:
            yield
        finally:
            connection.execute("ALTER ROLE linli_app CONNECTION LIMIT -1")


@pytest.mark.parametrize("key", ["", "short", "x" * 81, "with\ttab-and-more-letters", "中文键中文键中文键中文键"])
def test_without_a_proper_key_nothing_is_filed(served_town: Running, key: str) -> None:
    assert report(served_town.port, key.encode().decode("latin-1"))[0] == 400
