"""The embedded cluster: started for real, in throw-away folders."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from linli.ops import binaries, database, folders, roles
from linli.ops.database import Cluster, throwaway_cluster
from linli.ops.errors import OperationError

KEEPER = """
import sys
from pathlib import Path
from linli.ops.database import Cluster
cluster = Cluster(Path(sys.argv[1]), durable=False)
cluster.start()
print("ready", flush=True)
sys.stdin.read()
cluster.stop()
"""


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A folder where the database's user can go, also when root's temporary folders are closed to it."""
    cluster = throwaway_cluster(tmp_path / "place")
    place = cluster.root
    cluster.stop()
    yield place
    cluster = Cluster(place, durable=False, disposable=True)
    assert cluster.claim()
    cluster.clear_leftovers()
    cluster.stop()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One running cluster for tests that only ask it things."""
    cluster = throwaway_cluster(tmp_path_factory.mktemp("cluster"))
    yield cluster
    cluster.stop()


def keeper(root: Path) -> subprocess.Popen[str]:
    """Another process that keeps the cluster until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def ask(url: str, query: str) -> object:
    """The first value that the query finds; None for a command that finds nothing."""
    with psycopg.connect(url) as connection:
        cursor = connection.execute(query.encode())
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def postmaster(cluster: Cluster) -> int:
    """The process id of the server, from its own file."""
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def test_trigrams_of_chinese_are_not_empty(running: Cluster) -> None:
    ask(running.urls.admin, "CREATE EXTENSION IF NOT EXISTS pg_trgm")
    assert ask(running.urls.app, "SELECT show_trgm('中文测试') <> '{}'")


def test_names_are_ordered_by_code_point_and_checksums_are_on(running: Cluster) -> None:
    assert ask(running.urls.app, "SELECT 'Z' < 'a'")
    assert ask(running.urls.app, "SHOW data_checksums") == "on"
    assert ask(running.urls.app, "SHOW server_encoding") == "UTF8"


def test_the_server_listens_on_no_network_address_and_its_socket_is_private(running: Cluster) -> None:
    assert ask(running.urls.app, "SHOW listen_addresses") == ""
    assert running.socket.stat().st_mode & 0o077 == 0
    assert running.data.stat().st_mode & 0o077 == 0


def test_only_the_backup_role_passes_row_level_security_and_no_role_is_superuser(running: Cluster) -> None:
    with psycopg.connect(running.urls.superuser) as connection:
        found = connection.execute(
            "SELECT rolname, rolbypassrls, rolsuper FROM pg_roles WHERE rolname LIKE 'linli%' ORDER BY 1"
        ).fetchall()
    assert found == [
        ("linli_app", False, False),
        ("linli_backup", True, False),
        ("linli_owner", False, False),
        ("linli_relay", False, False),
    ]


def test_the_owner_may_make_tables_and_the_app_may_not(running: Cluster) -> None:
    ask(running.urls.admin, "CREATE TABLE kept (id int)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(running.urls.app, "CREATE TABLE refused (id int)")


def test_making_a_second_database_twice_is_safe(running: Cluster) -> None:
    first, second = running.ensure_database("linli_second"), running.ensure_database("linli_second")
    assert first == second
    assert ask(first.app, "SELECT current_database()") == "linli_second"


def test_a_durable_cluster_syncs_and_a_throwaway_one_does_not(running: Cluster) -> None:
    assert ask(running.urls.app, "SHOW fsync") == "off"
    assert "fsync" not in database.SETTINGS


def test_a_second_process_attaches_and_leaves_the_server_running(root: Path) -> None:
    first, second = Cluster(root, durable=False), Cluster(root, durable=False)
    first.start()
    try:
        second.start()
        second.stop()
        assert first.is_ready()
    finally:
        first.stop()
    assert not first.is_ready()


def test_after_kill_9_of_the_server_the_next_start_recovers(root: Path) -> None:
    cluster = Cluster(root)
    cluster.start()
    ask(cluster.urls.admin, "CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(postmaster(cluster), signal.SIGKILL)
    cluster.stop()
    begun = time.monotonic()
    cluster.start()
    try:
        assert time.monotonic() - begun < 10
        assert ask(cluster.urls.admin, "SELECT answer FROM kept") == 42
    finally:
        cluster.stop()


def test_after_kill_9_of_its_keeper_the_next_start_takes_over(root: Path) -> None:
    process = keeper(root)
    process.kill()
    process.wait()
    begun = time.monotonic()
    cluster = Cluster(root, durable=False)
    cluster.start()
    try:
        assert cluster.claim()
        assert time.monotonic() - begun < 10
    finally:
        cluster.stop()


def test_an_old_pid_file_that_names_a_stranger_does_not_stop_the_start(root: Path) -> None:
    cluster = Cluster(root, durable=False)
    cluster.start()
    old = (cluster.data / "postmaster.pid").read_text().splitlines()
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text("\n".join([str(os.getppid()), *old[1:]]) + "\n")
    cluster.start()
    cluster.stop()


def test_a_folder_of_another_version_is_refused_with_the_commands_that_carry_it_over(root: Path) -> None:
    cluster = Cluster(root, durable=False)
    cluster.start()
    cluster.stop()
    old = root / "postgres-14"
    cluster.data.rename(old)
    (old / "PG_VERSION").write_text("14\n")
    with pytest.raises(OperationError, match="PostgreSQL 14") as refused:
        cluster.start()
    assert "pg_dump" in refused.value.remedy
    assert "pg_restore" in refused.value.remedy


def test_a_full_disk_is_told_before_anything_is_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=3_000_000))
    with pytest.raises(OperationError, match="Only 3 MB"):
        Cluster(root, durable=False).start()


def test_a_server_that_cannot_start_is_told_with_its_own_last_words(root: Path) -> None:
    cluster = Cluster(root, durable=False)
    cluster.settings = cluster.settings | {"shared_buffers": "nonsense"}
    with pytest.raises(OperationError, match="shared_buffers"):
        cluster.start()


def test_a_folder_with_a_long_name_gets_its_socket_in_a_short_private_one(tmp_path: Path) -> None:
    deep = tmp_path / ("long" * 30)
    deep.mkdir()
    found = folders.socket_folder(deep, None)
    try:
        assert len(str(found / folders.SOCKET_NAME)) <= folders.LONGEST_SOCKET_PATH
        assert found.stat().st_mode & 0o777 == 0o700
    finally:
        found.rmdir()


def test_programs_that_are_missing_are_named_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match="Cannot run") as refused:
        binaries.find(None, tmp_path)
    assert "LINLI_PG_BIN" in refused.value.remedy


def test_two_checkouts_never_share_an_instance() -> None:
    assert folders.instance_folder("demo", Path("/one")) != folders.instance_folder("demo", Path("/two"))


def test_an_address_names_role_database_and_socket() -> None:
    urls = roles.urls(Path("/some/where"))
    assert urls.environment()["DATABASE_URL"] == "postgresql://linli_app@/linli?host=/some/where"


def test_what_a_server_answers_to_our_asking_hides_no_reason(root: Path) -> None:
    cluster = Cluster(root)
    asked = "FATAL:  the database system is not accepting connections\n"
    cluster.log.write_text("LOG:  the reason\n" + 20 * asked + "LOG:  database system is shut down\n")
    assert cluster.last_words() == "LOG:  the reason\nLOG:  database system is shut down"
