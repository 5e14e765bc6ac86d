"""The whole year of the demo town comes in: every case, every chain whole, in memory that does not grow with it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from linli.kernel import chain
from linli.ops.database import throwaway_cluster
from tests.conftest import ROOT

CASES, MOST_MEGABYTES = 12_800, 400
ENTRIES = "SELECT object_id, version, at, actor, action, data, digest FROM kernel_auditentry WHERE object_type = 'case'"


class Loaded(NamedTuple):
    """What came in, and how much memory the largest process needed for it, in megabytes."""

    rows: psycopg.Connection
    megabytes: float


@pytest.fixture(scope="module")
def loaded() -> Iterator[Loaded]:
    """A durable database of its own, filled by the very commands, read as the superuser."""
    with tempfile.TemporaryDirectory(prefix="linli-year-") as folder:
        cluster = throwaway_cluster(Path(folder) / "cluster", durable=True)
        try:
            data = Path(folder) / "data"
            data.mkdir(mode=0o700)
            told = os.environ | cluster.urls.environment() | {"LINLI_DATA_DIR": str(data), "LINLI_DEMO": "1"}
            city = str(Path(folder) / "city")
            largest = max(_run(command, told) for command in (["migrate"], ["build", city], ["load", city]))
            with psycopg.connect(cluster.urls.superuser) as connection:
                yield Loaded(connection, largest)
        finally:
            cluster.stop()


def _run(command: list[str], told: dict[str, str]) -> float:
    """Runs it to a good end; the megabytes of the largest process, it or one that it started."""
    process = subprocess.Popen([sys.executable, "-m", "linli.config.cli", *command], cwd=ROOT, env=told)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return used.ru_maxrss / 1024


def test_every_case_of_the_year_came_in_and_none_lies_in_the_future(loaded: Loaded) -> None:
    found = loaded.rows.execute(
        "SELECT count(*), count(DISTINCT state), max(reported_at) < now() FROM cases_case"
    ).fetchone()
    assert found
    assert abs(found[0] - CASES) <= CASES * 0.02
    assert found[1] >= 9
    assert found[2]
    in_order = loaded.rows.execute("SELECT id FROM cases_case ORDER BY reported_at, id").fetchall()
    assert in_order == sorted(in_order)


def test_the_chain_of_every_case_is_whole_and_ends_in_its_head(loaded: Loaded) -> None:
    heads: dict[int, tuple[int, bytes]] = {}
    for object_id, version, at, actor, action, data, digest in loaded.rows.execute(
        f"{ENTRIES} ORDER BY object_id, version"
    ):
        before, head = heads.get(object_id, (0, chain.GENESIS))
        assert version == before + 1
        entry = chain.Entry("case", object_id, version, at, actor, action, data)
        assert bytes(digest) == chain.digest(head, entry)
        heads[object_id] = version, bytes(digest)
    rows = loaded.rows.execute("SELECT id, version, head FROM cases_case").fetchall()
    assert heads == {case_id: (version, bytes(head)) for case_id, version, head in rows}


# A process that is started from a large one counts as large as that, and among all the tests this one is.
@pytest.mark.drill
def test_no_process_needed_more_memory_than_for_a_part(loaded: Loaded) -> None:
    print(f"the largest process: {loaded.megabytes:.0f} MB")
    assert loaded.megabytes < MOST_MEGABYTES
