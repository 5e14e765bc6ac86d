"""G01: whatever is killed, no acknowledged report is lost, doubled or without audit entry, and it is ready again soon.

LINLI_DRILL_KILLS=6 makes a short trial.
"""

import io
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from linli.kernel import verifier
from linli.ops.database import Cluster
from tests.drill.killing import GIVE_UP, kill
from tests.drill.processes import Part
from tests.drill.running import Running, running, wait_until, wait_until_relayed
from tests.drill.writers import Journal, Writer

pytestmark = pytest.mark.drill

KILLS = int(os.environ.get("LINLI_DRILL_KILLS", "60"))
WRITERS = 8
READY_LIMIT = 10.0


@dataclass
class Drill(Running):
    """The running set and what was written down about it."""

    journal: Journal
    ready_after: list[tuple[Part, float]] = field(default_factory=list)


@pytest.fixture(scope="module")
def drill() -> Iterator[Drill]:
    """The set is started, killed again and again under eight writers, left to heal, and at last stopped in order."""
    with running() as found:
        drill = Drill(found.root, found.port, found.supervisor, Journal(found.root / "journal.jsonl"))
        _work_under_kills(drill)
        yield drill


def _work_under_kills(drill: Drill) -> None:
    stop = threading.Event()
    writers = [Writer(drill.port, drill.journal, seed, stop) for seed in range(WRITERS)]
    for writer in writers:
        writer.start()
    random = Random(2026)
    for number in range(KILLS):
        time.sleep(random.uniform(0.5, 2.0))
        part = list(Part)[number % len(Part)]
        took = kill(drill, part, random)
        drill.ready_after.append((part, took))
        print(f"{number + 1:3} {part}: ready after {took:.1f} s, {len(drill.journal.acks)} acknowledged")
    stop.set()
    for writer in writers:
        writer.join(GIVE_UP)
    assert not any(writer.is_alive() for writer in writers), "a report was never answered"
    waiting = "SELECT count(*) FROM kernel_event WHERE position IS NULL"
    wait_until(lambda: drill.query(waiting) == [(0,)], GIVE_UP, "the outbox was not relayed")
    _wait_for_a_checkpoint(drill)


def _wait_for_a_checkpoint(drill: Drill) -> None:
    """Until every entry is witnessed: a checkpoint has seen them all, though it may have begun before the last."""
    newest = drill.query("SELECT max(id) FROM kernel_auditentry")
    wait_until(lambda: drill.query("SELECT max(upto) FROM kernel_checkpoint") >= newest, GIVE_UP, "no checkpoint")


def test_every_report_was_acknowledged_and_each_key_got_one_answer(drill: Drill) -> None:
    assert drill.journal.faults == []
    assert set(drill.journal.acks) == set(drill.journal.intents)
    numbers = {answer["number"] for answer in drill.journal.acks.values()}
    assert len(numbers) == len(drill.journal.acks) > KILLS
    print(f"{len(numbers)} reports, {drill.journal.retries} sent again")


def test_every_acknowledged_report_is_there_once_and_no_other_is(drill: Drill) -> None:
    acknowledged = sorted(answer["number"] for answer in drill.journal.acks.values())
    assert [number for (number,) in drill.query("SELECT number FROM cases_case ORDER BY number")] == acknowledged
    assert drill.query("SELECT count(*) FROM cases_report") == [(len(acknowledged),)]


def test_every_key_is_kept_with_the_number_that_was_acknowledged(drill: Drill) -> None:
    kept = drill.query("SELECT key, answer->>'number' FROM kernel_idempotencykey WHERE action = 'case.report'")
    assert sorted(kept) == sorted((key, answer["number"]) for key, answer in drill.journal.acks.items())


def test_every_report_has_exactly_one_audit_entry(drill: Drill) -> None:
    wrong = drill.query(
        "SELECT c.number, count(e.id) FROM cases_case c LEFT JOIN kernel_auditentry e ON e.object_type = 'case'"
        " AND e.object_id = c.id AND e.action = 'case.report' GROUP BY c.number HAVING count(e.id) <> 1"
    )
    assert wrong == []


def test_every_report_was_announced_once_in_one_unbroken_order(drill: Drill) -> None:
    wrong = drill.query(
        "SELECT c.number, count(e.id) FROM cases_case c LEFT JOIN kernel_event e ON e.object_type = 'case'"
        " AND e.object_id = c.id AND e.name = 'case.reported' AND e.position IS NOT NULL"
        " GROUP BY c.number HAVING count(e.id) <> 1"
    )
    assert wrong == []
    wait_until_relayed(drill)


def test_the_audit_chains_verify_offline_and_no_entry_is_unwitnessed(drill: Drill, tmp_path: Path) -> None:
    cluster = Cluster(drill.root)
    dump = tmp_path / "dump.sql"
    command = [cluster.binaries.path("pg_dump"), "--data-only", "--table=kernel_auditentry", cluster.urls.backup]
    with dump.open("wb") as file:
        subprocess.run(command, stdout=file, check=True)
    said = io.StringIO()
    assert verifier.main(dump, drill.root / "data" / "checkpoints", said) == 0, said.getvalue()
    assert "; 0 entries came later" in said.getvalue()


def test_it_was_ready_again_within_ten_seconds_of_each_kill(drill: Drill) -> None:
    longest = {part: max((took for one, took in drill.ready_after if one is part), default=0.0) for part in Part}
    print({str(part): round(took, 1) for part, took in longest.items()})
    assert len(drill.ready_after) == KILLS
    assert max(longest.values()) <= READY_LIMIT
