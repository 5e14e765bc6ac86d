"""One who tries sequences of requests against a running server: `python -m tests.drill.player URL NUMBER SEQUENCES
SECONDS RECORD`. Writes each that went well into the record, and fails with the requests of one that was answered
wrongly."""

import logging
import sys
import time
import uuid
from collections import Counter
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings as django_settings
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

import linli.config.ready  # noqa: F401 - before everything that needs the models
from linli.accounts import actions as accounts
from tests import world as worlds
from tests.any_order import READER, Answer, AnyOrder, Ask, Town
from tests.domain.asking import running
from tests.domain.cases.assisting import limits_of
from tests.drill.record import Record
from tests.model import MAY

STEPS, AT_ONCE = 50, 20
# So many for each player.
SEEDS = 100_000
TIMEOUT = 60.0


def main(url: str, number: int, sequences: int, seconds: float, record: Record) -> None:
    """Tries so many sequences, or as many as there is time for, with seeds that were not played yet."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    told, whole, end = Counter[str](), Counter[str](), time.monotonic() + seconds
    played = record.seeds().keys()
    seeds = (each for each in count(number * SEEDS + 1) if each not in played)

    class There(AnyOrder):
        town = Town(asker(url), running, limits_of, django_settings.SECRET_KEY, told)
        seed = 0

        def __init__(self) -> None:
            super().__init__()
            self.before = told.copy()

        def teardown(self) -> None:
            super().teardown()
            since = told - self.before
            if since["steps"] >= STEPS:
                whole.update(since)
                record.add(There.seed, since)

    while whole["sequences"] < sequences and time.monotonic() < end:
        There.seed = next(seeds)
        seed(There.seed)(There)
        try:
            run_state_machine_as_test(There, settings=some(min(AT_ONCE, sequences - whole["sequences"])))
        except BaseException:
            record.fail(There.seed)
            raise


def some(sequences: int) -> settings:
    """So many sequences of 50 steps. A failing one is not made shorter: that asks the server for minutes."""
    return settings(
        max_examples=sequences,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def asker(url: str) -> Ask:
    """Sends for whoever is named, each with a token of the own, all over one connection."""
    people = worlds.enter().actors
    client = httpx.Client(base_url=f"{url}/api/v1", timeout=TIMEOUT)
    asking = {who: people[who] for who in (*MAY, READER)}
    tokens = {who: accounts.issue_token(actor, uuid.uuid4().hex, name="drill").secret for who, actor in asking.items()}

    def ask(who: str, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        told = headers | ({"Authorization": f"Bearer {tokens[who]}"} if who in tokens else {})
        while True:
            answer = client.request(method, path, json=body, headers=told)
            # Too many at once is no answer to the request; whoever is told so comes again.
            if answer.status_code != 503:
                return Answer(answer.status_code, answer.json())
            time.sleep(0.2)

    return ask


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), Record(Path(sys.argv[5])))
