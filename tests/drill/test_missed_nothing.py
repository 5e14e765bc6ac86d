"""G28: a screen that is cut off two hundred times, while what serves it is killed twenty times, is told of every event
exactly once and of no gap.

LINLI_DRILL_CUTS=20 makes a short trial, with one kill for ten cuts.
"""

import os
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random

import httpx
import pytest

from tests.drill.killing import GIVE_UP, kill
from tests.drill.processes import Part
from tests.drill.running import Running, running, wait_until
from tests.drill.writers import Journal, Writer
from tests.realtime.listening import Listener
from tests.world import PASSWORD

pytestmark = pytest.mark.drill

CUTS = int(os.environ.get("LINLI_DRILL_CUTS", "200"))
KILLS = CUTS // 10
WRITERS = 2
LONGEST_LOOK = 0.8
RETRY_SECONDS = 0.2
HAPPENED = "SELECT name, count(*) FROM kernel_event WHERE object_type = 'case' GROUP BY name"
WAITING = "SELECT count(*) FROM kernel_event WHERE position IS NULL"


@dataclass
class Screen:
    """What one person's screen was told over all its streams, and where it stands."""

    client: httpx.Client
    last_id: int | None = None
    told: Counter[str] = field(default_factory=Counter)
    gaps: int = 0
    streams: int = 0

    def look(self, seconds: float) -> None:
        """Listens for so long at most, from where it stood, and is cut off."""
        with Listener(self.client, self.last_id) as listener:
            listener.until(lambda: listener.ended_at is not None, seconds)
        self.streams += bool(listener.heard)
        for one in listener.heard:
            self.last_id = one.id
            self.gaps += one.event == "gap"
            self.told.update(one.data.get("names", {}))
        if listener.status != httpx.codes.OK:
            time.sleep(RETRY_SECONDS)


def signed_in(drill: Running) -> httpx.Client:
    """The session of a dispatcher, who sees the whole street."""
    url = f"http://127.0.0.1:{drill.port}"
    client = httpx.Client(base_url=url, timeout=20)
    body = {"username": "chen", "password": PASSWORD}
    assert client.post("/api/v1/session", json=body, headers={"Origin": url}).status_code == httpx.codes.OK
    return client


def kill_now_and_then(drill: Running, kills: list[Part]) -> None:
    """Each part in turn, the next when it is ready again."""
    random = Random(2026)
    for number in range(KILLS):
        part = list(Part)[number % len(Part)]
        kill(drill, part, random)
        kills.append(part)
        time.sleep(random.uniform(0.5, 2.0))


def test_a_screen_that_is_cut_off_again_and_again_misses_nothing() -> None:
    with running() as drill:
        screen, stop, kills, random = Screen(signed_in(drill)), threading.Event(), list[Part](), Random(28)
        screen.look(LONGEST_LOOK)
        journal = Journal(drill.root / "journal.jsonl")
        writers = [Writer(drill.port, journal, seed, stop) for seed in range(WRITERS)]
        killer = threading.Thread(target=kill_now_and_then, args=(drill, kills), daemon=True)
        for thread in (*writers, killer):
            thread.start()
        while screen.streams < CUTS or killer.is_alive():
            screen.look(random.uniform(0.1, LONGEST_LOOK))
        stop.set()
        for writer in writers:
            writer.join(GIVE_UP)
        wait_until(lambda: drill.query(WAITING) == [(0,)], GIVE_UP, "the outbox was not relayed")
        happened = Counter(dict(drill.query(HAPPENED)))
        end = time.monotonic() + GIVE_UP
        while screen.told.total() < happened.total() and time.monotonic() < end:
            screen.look(LONGEST_LOOK)
    print(f"{screen.streams} streams, {len(kills)} kills, {happened.total()} events")
    assert len(kills) == KILLS
    assert journal.faults == []
    assert screen.gaps == 0
    assert screen.told == happened
    assert happened["case.reported"] == len(journal.acks) > CUTS
