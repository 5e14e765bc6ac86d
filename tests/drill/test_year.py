"""The whole year of the demo town comes in: every case, every chain whole, in memory that does not grow with it."""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from linli.kernel import chain
from linli.ops.database import throwaway_cluster
from tests.conftest import ROOT

pytestmark = pytest.mark.drill
CASES, MOST_MEGABYTES = 12_800, 400
ENTRIES = "SELECT object_id, version, at, actor, action, data, digest FROM kernel_auditentry WHERE object_type = 'case'"


@pytest.fixture(scope="module")
def loaded() -> Iterator[psycopg.Connection]:
    """A durable database of its own, filled by the very commands, read as the superuser."""
    with tempfile.TemporaryDirectory(prefix="linli-year-") as folder:
        cluster = throwaway_cluster(Path(folder) / "cluster", durable=True)
        try:
            data = Path(folder) / "data"
            data.mkdir(mode=0o700)
            told = os.environ | cluster.urls.environment() | {"LINLI_DATA_DIR": str(data), "LINLI_DEMO": "1"}
            city = str(Path(folder) / "city")
            for command in (["migrate"], ["build", city], ["load", city]):
                subprocess.run([sys.executable, "-m", "linli.config.cli", *command], check=True, cwd=ROOT, env=told)
            with psycopg.connect(cluster.urls.superuser) as connection:
                yield connection
        finally:
            cluster.stop()


def test_every_case_of_the_year_came_in_and_none_lies_in_the_future(loaded: psycopg.Connection) -> None:
    found = loaded.execute(
        "SELECT count(*), count(DISTINCT state), max(reported_at) < now() FROM cases_case"
    ).fetchone()
    assert found
    assert abs(found[0] - CASES) <= CASES * 0.02
    assert found[1] >= 9
    assert found[2]
    in_order = loaded.execute("SELECT id FROM cases_case ORDER BY reported_at, id").fetchall()
    assert in_order == sorted(in_order)


def test_the_chain_of_every_case_is_whole_and_ends_in_its_head(loaded: psycopg.Connection) -> None:
    heads: dict[int, tuple[int, bytes]] = {}
    for object_id, version, at, actor, action, data, digest in loaded.execute(f"{ENTRIES} ORDER BY object_id, version"):
        before, head = heads.get(object_id, (0, chain.GENESIS))
        assert version == before + 1
        entry = chain.Entry("case", object_id, version, at, actor, action, data)
        assert bytes(digest) == chain.digest(head, entry)
        heads[object_id] = version, bytes(digest)
    rows = loaded.execute("SELECT id, version, head FROM cases_case").fetchall()
    assert heads == {case_id: (version, bytes(head)) for case_id, version, head in rows}


def test_no_process_needed_more_memory_than_for_a_part(loaded: psycopg.Connection) -> None:
    """The largest of all child processes so far."""
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024 < MOST_MEGABYTES
