"""G08, G09, G38: two thousand sequences of fifty requests over HTTP, legal and not, by several at once: no illegal move
is accepted, versions have no gap, each has exactly one owner, and the history tells exactly what was accepted. And of
eight who edit at once, one is heard.

LINLI_DRILL_SEQUENCES=40 makes a short trial. LINLI_DRILL_MINUTES ends a run, which has failed when too few were played;
LINLI_DRILL_RECORD names a file in which what was played is kept, and with which the next run goes on.
"""

import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from linli.accounts import actions as accounts
from tests import cluster
from tests import world as worlds
from tests.any_order import SHOWING
from tests.conftest import ROOT
from tests.domain.asking import needs_pictures
from tests.drill.record import Record
from tests.drill.running import free_port, wait_until
from tests.world import BUILDING, new_key

pytestmark = pytest.mark.drill

SEQUENCES = int(os.environ.get("LINLI_DRILL_SEQUENCES", "2000"))
SECONDS = 60 * float(os.environ.get("LINLI_DRILL_MINUTES", "60"))
PLAYERS = 3
START_LIMIT = 90.0
CASES, EDITORS = 200, 8
# Nobody is told that they speak too often; and what takes a minute to come back by itself comes back by hand only.
PATIENT = {f"LINLI_{what}_AN_HOUR": "100000000" for what in ("REPORTS", "WORDS", "PHOTOS", "LOOKS")}


@pytest.fixture(scope="module")
def served(django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A web server on this process's database, without the worker, which would make moves of its own."""
    cluster.renew()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    told = {name: value for name, value in os.environ.items() if name != "LINLI_NO_POOL"} | PATIENT
    web = subprocess.Popen([sys.executable, "-m", "linli.config.cli", "web"], env=told | {"PORT": str(port)}, cwd=ROOT)
    try:
        wait_until(lambda: _answers(f"{url}/healthz"), START_LIMIT, "it did not start")
        with django_db_blocker.unblock():
            needs_pictures(worlds.enter(), SHOWING)
            yield url
            connections.close_all()
    finally:
        web.terminate()
        web.wait(30)
        cluster.renew()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def test_no_sequence_of_requests_leads_astray(served: str, tmp_path: Path) -> None:
    record = Record(Path(os.environ.get("LINLI_DRILL_RECORD", tmp_path / "record.jsonl")))
    before = record.total()["sequences"]
    share = -(-max(SEQUENCES - before, 0) // PLAYERS)
    begun = time.monotonic()
    players = [_player(served, number, share, record, tmp_path / f"{number}.log") for number in range(PLAYERS)]
    ended = [player.wait() for player in players]
    total = record.total()
    print(f"{dict(total)}; {total['sequences'] - before} of them now, in {time.monotonic() - begun:.0f} s")
    for number, code in enumerate(ended):
        assert code == 0, (tmp_path / f"{number}.log").read_text()[-6000:]
    assert total["sequences"] >= SEQUENCES


def _player(url: str, number: int, share: int, record: Record, log: Path) -> "subprocess.Popen[bytes]":
    line = [sys.executable, "-m", "tests.drill.player", url, str(number), str(share), str(SECONDS), str(record.path)]
    with log.open("w") as file:
        return subprocess.Popen(line, stdout=file, stderr=file, cwd=ROOT, env=os.environ | PATIENT)


def test_of_eight_who_edit_at_once_one_is_heard(served: str) -> None:
    people = worlds.enter()
    secret = accounts.issue_token(people.chen, new_key(), name="drill").secret
    together = threading.Barrier(EDITORS)
    found = Counter[tuple[int, ...]]()

    def edit(client: httpx.Client, number: str, holder: int) -> int:
        together.wait()
        body = {"holder": f"subtask:{holder}", "reason": "Not yet."}
        headers = {"If-Match": '"1"', "Idempotency-Key": new_key(), "Authorization": f"Bearer {secret}"}
        return client.post(f"/api/v1/cases/{number}/hold", json=body, headers=headers).status_code

    with httpx.Client(base_url=served, timeout=60) as client, ThreadPoolExecutor(EDITORS) as pool:
        for _ in range(CASES):
            body = {"text": "The tap leaks.", "place": {"code": BUILDING}}
            number = client.post("/api/v1/reports", json=body, headers={"Idempotency-Key": new_key()}).json()["number"]
            edits = [pool.submit(edit, client, number, holder) for holder in range(EDITORS)]
            found[tuple(sorted(each.result() for each in edits))] += 1
    print(dict(found))
    assert found == {(200, *[412] * (EDITORS - 1)): CASES}
