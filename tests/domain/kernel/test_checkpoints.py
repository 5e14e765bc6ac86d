"""Signed checkpoints and the offline verifier, over a real dump."""

import subprocess
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from linli.kernel import chain, checkpoints, verifier
from linli.kernel.models import AuditEntry, Checkpoint
from linli.kernel.territory import territory
from linli.ops import binaries
from tests import cluster
from tests.domain.asking import EYE, case_of, in_state
from tests.world import World

pytestmark = pytest.mark.postgres15
NOW = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own: its key, its witnesses."""
    monkeypatch.setattr(settings, "LINLI_DATA_DIR", tmp_path)
    return tmp_path


def dump(place: Path) -> Path:
    """A plain dump, made by the backup role."""
    url = cluster.environment(cluster.database_name())["LINLI_BACKUP_URL"]
    program = binaries.find(None).path("pg_dump")
    subprocess.run([program, "--format=plain", f"--file={place}", url], check=True, timeout=60)
    return place


def verified(data_dir: Path) -> tuple[int, str]:
    """Status and words of `linli verify-audit`."""
    out = StringIO()
    return verifier.main(dump(data_dir / "dump.sql"), data_dir / "checkpoints", out), out.getvalue()


def falsify(statement: str) -> None:
    """What a superuser does who knows how to silence triggers."""
    with cluster.connect(cluster.database_name()) as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute(statement.encode())


def test_the_chains_of_a_real_dump_are_found_whole(committed: World, data_dir: Path) -> None:
    for state in ("closed", "voided", "handling"):
        in_state(committed, state)
    assert checkpoints.make(NOW) is not None
    in_state(committed, "dispatched")
    assert checkpoints.make(NOW + timedelta(seconds=30)) is not None
    status, words = verified(data_dir)
    assert status == 0, words
    assert "against 2 checkpoints" in words
    assert "0 entries came later" in words


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kernel_auditentry SET actor = 'account:1' WHERE action = 'case.file'",
        "DELETE FROM kernel_auditentry WHERE action = 'case.file'",
        "DELETE FROM kernel_auditentry WHERE action = 'case.void'",
        "DELETE FROM kernel_auditentry WHERE object_type = 'case'",
    ],
)
def test_a_falsified_dump_is_found_out(committed: World, data_dir: Path, statement: str) -> None:
    in_state(committed, "closed")
    in_state(committed, "voided")
    checkpoints.make(NOW)
    falsify(statement)
    status, words = verified(data_dir)
    assert status == 1
    assert "case" in words


def test_nothing_new_makes_no_checkpoint(committed: World) -> None:
    committed.report()
    assert checkpoints.make(NOW) is not None
    assert checkpoints.make(NOW + timedelta(seconds=30)) is None
    assert checkpoints.make(NOW + timedelta(hours=1)) is None
    assert Checkpoint.objects.count() == 1


def test_a_checkpoint_lists_only_the_chains_that_grew(committed: World) -> None:
    number = committed.report()
    in_state(committed, "filed")
    checkpoints.make(NOW)
    for minutes in (1, 7, 60):
        committed.drive(number, *{1: ("file",), 7: ("dispatch",), 60: ("accept", "start")}[minutes])
        row = checkpoints.make(NOW + timedelta(minutes=minutes))
        assert row is not None
        assert len(chain.read_document(row.document.encode()).heads) == 1


def test_many_chains_that_grew_at_once_are_listed_by_several_checkpoints(
    committed: World, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "HEADS_AT_ONCE", 2)
    for _ in range(3):
        committed.report()
    with territory(EYE):
        grown = AuditEntry.objects.values("object_type", "object_id").distinct().count()
    checkpoints.make(NOW)
    rows = list(Checkpoint.objects.order_by("number"))
    assert len(rows) == -(-grown // 2) > 1
    assert [row.upto for row in rows[:-1]] == [0] * (len(rows) - 1)
    assert checkpoints.make(NOW + timedelta(seconds=30)) is None
    status, words = verified(data_dir)
    assert status == 0, words
    assert "0 entries came later" in words


def test_an_entry_that_committed_late_is_witnessed_even_after_an_outage(committed: World) -> None:
    case = case_of(committed.report())
    late = psycopg.connect(cluster.environment(cluster.database_name())["DATABASE_URL"])
    entry = chain.Entry("case", case.pk, 2, NOW, "job:late", "case.void", "{}")
    late.execute("SELECT set_config('linli.writing', %s, true)", [f"case {case.pk}"])
    late.execute(
        "INSERT INTO kernel_auditentry (object_type, object_id, version, at, actor, action, data, digest)"
        " VALUES ('case', %s, 2, %s, 'job:late', 'case.void', '{}', %s)",
        [case.pk, NOW, chain.digest(bytes(case.head), entry)],
    )
    committed.report()  # has a higher id and commits first
    checkpoints.make(NOW)
    late.commit()
    late.close()
    row = checkpoints.make(NOW + checkpoints.LOOK_BACK * 3)
    assert row is not None
    heads = chain.read_document(row.document.encode()).heads
    assert [(head.object_id, head.version) for head in heads] == [(case.pk, 2)]


def test_a_witness_that_was_lost_in_a_crash_is_written_again(committed: World, data_dir: Path) -> None:
    committed.report()
    row = checkpoints.make(NOW)
    assert row is not None
    witness = data_dir / "checkpoints" / chain.witness_name(row.number)
    before = witness.read_bytes()
    witness.unlink()
    checkpoints.make(NOW + timedelta(seconds=30))
    assert witness.read_bytes() == before


def test_the_private_key_is_not_among_the_witnesses(committed: World, data_dir: Path) -> None:
    committed.report()
    checkpoints.make(NOW)
    assert {file.suffix for file in (data_dir / "checkpoints").iterdir()} == {".json", ".pub"}
    assert (data_dir / "audit.key").stat().st_mode & 0o077 == 0


def test_while_one_worker_makes_a_checkpoint_the_other_leaves_it_alone(committed: World) -> None:
    in_state(committed, "closed")
    with cluster.connect(cluster.database_name()) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [checkpoints.LOCK])
        assert checkpoints.make(NOW) is None
        other.execute("SELECT pg_advisory_unlock(%s)", [checkpoints.LOCK])
        assert checkpoints.make(NOW) is not None
        assert other.execute("SELECT pg_try_advisory_lock(%s)", [checkpoints.LOCK]).fetchone() == (True,)
