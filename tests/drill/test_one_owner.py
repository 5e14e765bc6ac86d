"""G09: while transfers are accepted, returned, answered, recalled and run out, and processes are killed in the middle,
every open case has exactly one owner at every version and at every moment.

LINLI_DRILL_TRANSFERS=12 makes a short trial.
"""

import json
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

import psycopg
import pytest

from linli.cases.workflow import OPEN, TRANSFERRED, TRANSFERRING
from tests.drill.killing import kill
from tests.drill.partners import STATES, Office, Passing
from tests.drill.processes import Part
from tests.drill.running import Running, running, wait_until

pytestmark = pytest.mark.drill

TRANSFERS = int(os.environ.get("LINLI_DRILL_TRANSFERS", "240"))
DESKS = 4
KILLS = 8
GIVE_UP = 180.0
# Whom a case belongs to, as its row and its transfers tell apart from each other in one moment.
SEEN = (
    "SELECT c.number, c.state, c.unit_path, count(t.id), count(t.accepted_at)"
    " FROM cases_case c LEFT JOIN cases_transfer t ON t.case_id = c.id AND t.ended_at IS NULL GROUP BY c.id"
)


@dataclass
class Drill(Running):
    """The running set, what became of each case, and what was wrong at some moment."""

    ended: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    looks: int = 0
    kills: int = 0
    retries: int = 0


@pytest.fixture(scope="module")
def drill() -> Iterator[Drill]:
    """Desks and a partner pass cases to each other under kills, until each has ended where it was meant to."""
    with running() as found:
        drill = Drill(found.root, found.port, found.supervisor)
        _pass_cases_under_kills(drill)
        yield drill


def _pass_cases_under_kills(drill: Drill) -> None:
    stop = threading.Event()
    watching = threading.Thread(target=_watch, args=(drill, stop), daemon=True)
    watching.start()
    secrets = {name: _secret(drill.port, name) for name in ("chen", "gong")}
    desks = [Passing(drill.port, secrets, seed, TRANSFERS // DESKS) for seed in range(DESKS)]
    for desk in desks:
        desk.start()
    _kill_now_and_then(drill, desks)
    for desk in desks:
        desk.join(GIVE_UP)
        assert not desk.is_alive()
        assert desk.fault == ""
        drill.ended |= desk.ended
        drill.retries += desk.retries
    wait_until(lambda: _states(drill) == _wanted(drill), GIVE_UP, "not every case ended where it was meant to")
    stop.set()
    watching.join(GIVE_UP)


def _secret(port: int, username: str) -> str:
    office = Office(port, username, threading.Event())
    office.enter()
    return office.secret


def _kill_now_and_then(drill: Drill, desks: list[Passing]) -> None:
    random, parts = Random(2026), (Part.DATABASE, Part.WORKER, Part.WEB_WORKER, Part.WEB)
    for number in range(KILLS):
        time.sleep(random.uniform(0.5, 2.0))
        if not any(desk.is_alive() for desk in desks):
            return
        drill.kills += 1
        kill(drill, parts[number % len(parts)], random)


def _watch(drill: Drill, stop: threading.Event) -> None:
    """Looks again and again, each time at all cases in one moment."""
    while not stop.is_set():
        with suppress(psycopg.Error):
            drill.faults += [str(row) for row in drill.query(SEEN) if not _is_one(*row[1:])]
            drill.looks += 1
        time.sleep(0.05)


def _is_one(state: str, unit_path: str, transfers: int, accepted: int) -> bool:
    """The desk's and on no way; on its way and still the desk's; or the partner's."""
    if state == TRANSFERRING:
        return (unit_path, transfers, accepted) == ("", 1, 0)
    if state == TRANSFERRED:
        return (unit_path, transfers, accepted) == ("/police/", 1, 1)
    return transfers == 0


def _states(drill: Drill) -> dict[str, str]:
    return dict(drill.query("SELECT number, state FROM cases_case"))


def _wanted(drill: Drill) -> dict[str, str]:
    return {number: STATES[end] for number, end in drill.ended.items()}


def test_every_transfer_ended_where_it_was_meant_to(drill: Drill) -> None:
    assert len(drill.ended) == TRANSFERS // DESKS * DESKS
    assert _states(drill) == _wanted(drill)
    assert drill.kills > 1
    print(f"{Counter(drill.ended.values())}, {drill.kills} kills, {drill.retries} sent again, {drill.looks} looks")


def test_at_no_moment_a_case_had_two_owners_or_none(drill: Drill) -> None:
    assert drill.faults == []
    assert drill.looks > 100


def test_at_every_version_a_case_had_one_owner_and_no_version_is_missing(drill: Drill) -> None:
    entries = drill.query(
        "SELECT c.number, e.version, e.action, e.data FROM kernel_auditentry e JOIN cases_case c ON c.id = e.object_id"
        " WHERE e.object_type = 'case' ORDER BY c.id, e.version"
    )
    owners: dict[str, list[str]] = {}
    states: dict[str, str] = {}
    for number, version, action, data in entries:
        told = json.loads(data)
        assert told.get("from", "") == (states.get(number, "") if "from" in told else ""), (number, version)
        states[number] = told.get("to", states.get(number, ""))
        assert states[number] in OPEN
        owners.setdefault(number, []).append("police" if states[number] == TRANSFERRED else "desk")
        assert version == len(owners[number]), (number, version)
        assert told.get("unit", "police") == "police", (number, action)
    changes = {"accept": 2, "answer": 3, "late": 3}
    for number, end in drill.ended.items():
        turns = 1 + sum(a != b for a, b in zip(owners[number], owners[number][1:], strict=False))
        assert turns == changes.get(end, 1), (number, owners[number])


def test_what_ran_out_came_back_once_and_by_the_timekeeper(drill: Drill) -> None:
    late = sorted(number for number, end in drill.ended.items() if end in ("late", "come_back"))
    came_back = drill.query(
        "SELECT c.number FROM kernel_auditentry e JOIN cases_case c ON c.id = e.object_id"
        " WHERE e.object_type = 'case' AND e.action = 'case.recall' AND e.actor = 'job:timekeeper' ORDER BY c.number"
    )
    assert [number for (number,) in came_back] == late
