"""G07, G09: what follows from a fact is done exactly once whatever is killed meanwhile, under a key that names it.
Cases on their way to an outside unit that does not answer come back by themselves after its minute, each once, while
the worker, the web server and the database are killed; at every version each has one owner.

LINLI_DRILL_KILLS=4 makes a short trial.
"""

import http.client
import json
import os
import secrets
import signal
import time
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from tests.any_order import owners_of
from tests.drill.processes import Part, pids
from tests.drill.running import Running, running, wait_until, wait_until_relayed
from tests.drill.test_same_key import report
from tests.world import PASSWORD

pytestmark = pytest.mark.drill

CASES = 60
KILLS = int(os.environ.get("LINLI_DRILL_KILLS", "20"))
GIVE_UP = 90.0
BACK = "SELECT count(*) FROM cases_case WHERE state = 'filed'"


class Desk:
    """Somebody who works here, signed in."""

    def __init__(self, town: Running, who: str = "chen") -> None:
        self.port = town.port
        self.headers = {"Content-Type": "application/json"}
        status, told, cookies = self.send("POST", "/session", {"username": who, "password": PASSWORD})
        assert status == 200, told
        token = next(cookie.partition("=")[2] for cookie in cookies if "csrf" in cookie)
        self.headers |= {"Cookie": "; ".join(cookies), "X-CSRFToken": token}

    def send(self, method: str, path: str, body: Any = None, **more: str) -> tuple[int, Any, list[str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            data = json.dumps(body) if body is not None else None
            connection.request(method, f"/api/v1{path}", data, {**self.headers, **more})
            answer = connection.getresponse()
            cookies = [value.partition(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
            return answer.status, json.loads(answer.read()), cookies
        finally:
            connection.close()

    def move(self, number: str, version: int, verb: str, body: dict[str, str]) -> None:
        more = {"If-Match": f'"{version}"', "Idempotency-Key": secrets.token_hex(16)}
        status, told, _ = self.send("POST", f"/cases/{number}/{verb}", body, **more)
        assert status == 200, told


@pytest.fixture(scope="module")
def numbers_and_town() -> Iterator[tuple[list[str], Running, Desk]]:
    """Cases sent out, and come back under kills."""
    with running() as town:
        desk = Desk(town)
        numbers = [str(report(town.port, secrets.token_hex(16))[1]["number"]) for _ in range(CASES)]
        for number in numbers:
            desk.move(number, 1, "file", {"class_code": "06025"})
        for number in numbers:
            desk.move(number, 2, "transfer-out", {"unit": "police", "reason": "A matter of the police."})
        random = Random(2026)
        for kill in range(KILLS):
            part = list(Part)[kill % len(Part)]
            wait_until(lambda part=part: bool(pids(part, town.supervisor.pid)), GIVE_UP, f"no {part}")  # type: ignore[misc]
            os.kill(random.choice(pids(part, town.supervisor.pid)), signal.SIGKILL)
            time.sleep(random.uniform(1.0, 5.0))
        wait_until(town.is_ready, GIVE_UP, "it did not heal")
        wait_until(lambda: town.query(BACK) == [(CASES,)], 2 * GIVE_UP, "not all came back")
        yield numbers, town, desk


def test_each_came_back_once_by_the_timekeeper(numbers_and_town: tuple[list[str], Running, Desk]) -> None:
    _, town, _ = numbers_and_town
    entries = "SELECT object_id, count(*), min(actor), max(version) FROM kernel_auditentry WHERE action = 'case.recall'"
    found = town.query(f"{entries} GROUP BY object_id")
    assert len(found) == CASES
    assert {row[1:] for row in found} == {(1, "job:timekeeper", 4)}


def test_each_firing_is_one_fact_and_its_effect_is_known_by_the_fact_s_key(
    numbers_and_town: tuple[list[str], Running, Desk],
) -> None:
    _, town, _ = numbers_and_town
    fired = "SELECT id FROM kernel_event WHERE name = 'clock.fired' AND payload->>'clock' = 'transfer'"
    facts = {f"fact:{fact}" for (fact,) in town.query(fired)}
    keys = [key for (key,) in town.query("SELECT key FROM kernel_idempotencykey WHERE action = 'case.recall'")]
    assert (len(facts), len(keys), set(keys)) == (CASES, CASES, facts)
    wait_until_relayed(town)


def test_every_case_had_one_owner_at_each_version(numbers_and_town: tuple[list[str], Running, Desk]) -> None:
    numbers, _, desk = numbers_and_town
    for number in numbers:
        lines = desk.send("GET", f"/cases/{number}/timeline")[1]["lines"]
        assert [line["version"] for line in lines] == [1, 2, 3, 4]
        assert owners_of(lines) == ["desk"] * 4
