"""G30: three thousand made-up bad inputs over every operation, and a fixed collection of bad bodies for each that takes
one: none is a fault of ours, none takes long, nothing of our inside is told; and then a proper request is answered.

LINLI_DRILL_EXAMPLES=10 makes a short trial.
"""

import json
import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode

from tests.api.conftest import Caller
from tests.api.matrix import STREAMS
from tests.api.test_hostile import BODIES
from tests.api.test_reports import REPORT
from tests.api.test_schema import CHECKS, Served, made_up, operations, served
from tests.world import World, new_key

pytestmark = pytest.mark.drill
__all__ = ["served"]  # the fixture

EXAMPLES = int(os.environ.get("LINLI_DRILL_EXAMPLES", "60"))
# Reached in a short trial too: what the document forbids is tried one by one whatever the number of examples.
WANTED = 3000
LONGEST_SECONDS = 2.0
INSIDE = re.compile(r"Traceback|psycopg|SELECT |INSERT INTO|/linli/|DETAIL:|RuntimeError")
tried: Counter[str] = Counter()
asked: set[str] = set()
slowest: list[tuple[float, str]] = [(0.0, "")]


@made_up.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_sent_is_answered_as_the_document_says(case: Any, served: Served) -> None:
    for name in ("number", "code"):
        if name in case.path_parameters and case.path.endswith(("number", "code")) is False:
            case.path_parameters[name] = getattr(served, name)
    begun = time.monotonic()
    answer = case.call_and_validate(headers=served.headers | {"If-Match": '"1"'}, checks=CHECKS[:5])
    note(case.operation.label, time.monotonic() - begun)
    asked.add(case.operation.definition.raw["operationId"])
    said = answer.content.decode(errors="replace")  # a table need not be text
    assert not INSIDE.search(said), said
    tried["all"] += 1
    tried["bad"] += case.meta.generation.mode == GenerationMode.NEGATIVE
    tried[str(answer.status_code // 100)] += 1


WITH_BODY = [(name, o) for name, o in operations() if "application/json" in o.get("requestBody", {}).get("content", {})]


@pytest.mark.parametrize("name", [name for name, _ in WITH_BODY])
def test_no_bad_body_is_a_fault_of_ours(world: World, served: Served, name: str) -> None:
    method, path = name.split()
    path = path.replace("/cases/{number}", f"/cases/{served.number}").replace("{code}", served.code)
    caller = Caller(Client(), served.headers)
    for kind, body in BODIES.items():
        begun = time.monotonic()
        given = {"Idempotency_Key": new_key(), "If_Match": '"1"'}
        answer = caller.send(method.upper(), path.replace("{number}", "1"), body, **given)
        note(name, time.monotonic() - begun)
        # What needs no body does not mind that there is none.
        assert 400 <= answer.status_code < 500 or (kind == "nothing" and answer.status_code < 300), (kind, answer)
        assert answer.status_code < 300 or json.loads(answer.content)["message"]
        assert not INSIDE.search(answer.content.decode()), (kind, answer.content)
        tried["fixed"] += 1


def note(what: str, seconds: float) -> None:
    slowest[0] = max(slowest[0], (seconds, what))


@pytest.fixture(scope="module", autouse=True)
def told() -> Iterator[None]:
    yield
    print(dict(tried), f"slowest: {slowest[0]}")


def test_so_many_were_tried_and_a_proper_request_is_answered(world: World) -> None:
    assert Caller(Client()).post("/reports", REPORT).status_code == 201
    assert asked == {operation["operationId"] for _, operation in operations()} - set(STREAMS)
    assert tried["bad"] >= WANTED
    assert tried["fixed"] == len(BODIES) * len(WITH_BODY)
    assert slowest[0][0] < LONGEST_SECONDS, slowest
