"""Backups of a small cluster: made, restored, refused."""

import hashlib
import os
import shutil
import tarfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from linli.ops import folders, restoring
from linli.ops.backups import Source, make_base, make_dump
from linli.ops.database import Cluster, throwaway_cluster
from linli.ops.errors import OperationError
from linli.ops.following import Follower
from linli.ops.restoring import Restored
from linli.ops.store import Store

pytestmark = pytest.mark.postgres15
PHOTO = b"the bytes of a photo"
SHA256 = hashlib.sha256(PHOTO).hexdigest()
KEY = b"k" * 32
SETTINGS = {"LINLI_HOSTS": "town.example", "LINLI_SECRET_KEY": "a secret"}


def quiet(text: str) -> None:
    """Nobody listens."""


def run(url: str, query: str, *values: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        cursor = connection.execute(query.encode(), values or None)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster with a row, a photo and its row, and a data folder with keys."""
    cluster = throwaway_cluster(tmp_path_factory.mktemp("cluster"))
    data = cluster.root / "data"
    photo = data / "files" / SHA256[:2] / SHA256[2:4] / SHA256
    photo.parent.mkdir(parents=True)
    photo.write_bytes(PHOTO)
    (data / "audit.key").write_text("the key of the audit")
    (data / "backup.key").write_text("not to be backed up")
    run(cluster.urls.admin, "CREATE TABLE kept (n int)")
    run(cluster.urls.admin, "INSERT INTO kept VALUES (1)")
    run(cluster.urls.admin, "CREATE TABLE kernel_storedfile (sha256 text)")
    run(cluster.urls.admin, "INSERT INTO kernel_storedfile VALUES (%s)", SHA256)
    yield cluster
    cluster.stop()


@pytest.fixture
def source(cluster: Cluster) -> Source:
    return Source(cluster.urls.backup, cluster.root / "data", cluster.binaries)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "backups", KEY)


@pytest.fixture
def target(cluster: Cluster) -> Iterator[Path]:
    """An empty place that the database's user can reach."""
    place = cluster.root.with_name(f"{cluster.root.name}-restored")
    yield place
    if place.exists():
        shutil.rmtree(Cluster(place).socket, ignore_errors=True)
        shutil.rmtree(place)


def restore(store: Store, target: Path, to: datetime | None = None, source: Path | None = None) -> Restored:
    manifest = restoring.choose(store, source or store.folder, to)
    return restoring.into_folder(store, manifest, target, to, quiet)


def rows_of(target: Path) -> list[int]:
    restored = Cluster(target)
    restored.start()
    try:
        return [n for (n,) in run(restored.urls.admin, "SELECT n FROM kept ORDER BY n")]
    finally:
        restored.stop()


def test_a_dump_brings_back_rows_photos_keys_and_settings(source: Source, store: Store, target: Path) -> None:
    manifest = make_dump(store, source, SETTINGS)
    restored = restore(store, target)
    assert (restored.manifest, restored.photos) == (manifest, 1)
    assert rows_of(target) == [1]
    data = target / "data"
    assert (data / "files" / SHA256[:2] / SHA256[2:4] / SHA256).read_bytes() == PHOTO
    assert (data / "audit.key").read_text() == "the key of the audit"
    assert (data / "secret.key").read_text() == "a secret\n"
    assert 'LINLI_HOSTS="town.example"' in (data / "settings.env").read_text()
    assert not (data / "backup.key").exists()


def test_a_python_without_filters_for_archives_unpacks_a_base_too(
    source: Source, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian 12 has 3.11.2; they came with 3.11.4."""
    now = tarfile.TarFile.extractall

    def before(archive: tarfile.TarFile, path: Path) -> None:
        now(archive, path)

    monkeypatch.delattr(tarfile, "data_filter")
    monkeypatch.setattr(tarfile.TarFile, "extractall", before)
    restoring._unpack(store, make_base(store, source, SETTINGS), "cluster", tmp_path / "unpacked")
    assert (tmp_path / "unpacked" / "PG_VERSION").exists()


def test_a_dump_goes_into_the_empty_database_of_a_real_server_and_into_no_other(
    cluster: Cluster, source: Source, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_dump(store, source, SETTINGS)
    manifest = restoring.choose(store, store.folder, None)
    empty = cluster.ensure_database("linli_empty")
    for name, value in empty.environment().items():
        monkeypatch.setenv(name, value)
    data = tmp_path / "data"
    assert restoring.into_database(store, manifest, cluster.binaries, data, quiet).photos == 1
    assert run(empty.admin, "SELECT n FROM kept") == [(1,)]
    assert (data / "audit.key").exists()
    with pytest.raises(OperationError, match="is not empty"):
        restoring.into_database(store, manifest, cluster.binaries, data, quiet)
    with pytest.raises(OperationError, match="database is not empty"):
        restoring.into_database(store, manifest, cluster.binaries, tmp_path / "other", quiet)


def test_what_breaks_off_half_way_leaves_the_database_and_the_folder_empty_for_the_next_try(
    cluster: Cluster, source: Source, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_dump(store, source, SETTINGS)
    manifest = restoring.choose(store, store.folder, None)
    empty = cluster.ensure_database("linli_half")
    for name, value in empty.environment().items():
        monkeypatch.setenv(name, value)
    data = tmp_path / "data"
    rights = "SELECT nspacl::text, nspowner::regrole::text FROM pg_namespace WHERE nspname = 'public'"
    before = run(empty.admin, rights)

    def half(store: Store, place: Path, part: str) -> Iterator[bytes]:
        whole = b"".join(read(store, place, part))
        yield whole if part != "database" else whole[: whole.index(SHA256.encode()) + 5]

    monkeypatch.setenv("LINLI_ADMIN_URL", "postgresql://linli_owner@/linli?host=/nowhere")
    with pytest.raises(OperationError, match="does not answer"):
        restoring.into_database(store, manifest, cluster.binaries, data, quiet)
    monkeypatch.setenv("LINLI_ADMIN_URL", empty.admin)
    read, photo = Store.read_part, store.file(SHA256)
    with monkeypatch.context() as cut:
        cut.setattr(Store, "read_part", half)
        with pytest.raises(OperationError, match="pg_restore"):
            restoring.into_database(store, manifest, cluster.binaries, data, quiet)
        assert run(empty.admin, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []
    whole = photo.read_bytes()
    photo.write_bytes(whole[:-3])
    with pytest.raises(OperationError, match="cut or altered"):
        restoring.into_database(store, manifest, cluster.binaries, data, quiet)
    assert run(empty.admin, rights) == before
    photo.write_bytes(whole)
    assert restoring.into_database(store, manifest, cluster.binaries, data, quiet).photos == 1
    assert run(empty.admin, "SELECT n FROM kept") == [(1,)]


def test_nothing_of_the_backup_can_be_read_without_the_key(source: Source, store: Store) -> None:
    make_dump(store, source, SETTINGS)
    for path in store.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(secret in content for secret in (PHOTO, b"the key of the audit", b"a secret", b"PGDMP"))


def test_to_a_moment_all_before_it_is_there_and_nothing_after(
    cluster: Cluster, source: Source, store: Store, target: Path
) -> None:
    follower = Follower(store, source)
    assert follower.keep_going()
    try:
        make_base(store, source, SETTINGS)
        run(cluster.urls.admin, "INSERT INTO kept VALUES (2)")
        moment = datetime.now(UTC)
        time.sleep(0.01)
        run(cluster.urls.admin, "INSERT INTO kept VALUES (3)")
        wait_until_sealed(follower)
    finally:
        follower.stop()
        run(cluster.urls.superuser, "SELECT pg_drop_replication_slot('linli_backup')")
        run(cluster.urls.admin, "DELETE FROM kept WHERE n > 1")
    assert restore(store, target, moment).photos == 1
    assert rows_of(target) == [1, 2]
    assert not (target / "wal").exists()
    shutil.rmtree(target)
    with pytest.raises(OperationError, match="ends before"):
        restore(store, target, datetime.now(UTC) + timedelta(hours=1))
    assert not target.exists()


def test_what_the_server_of_before_wrote_on_comes_back_though_a_restored_one_is_followed_too(
    cluster: Cluster, source: Source, store: Store, target: Path
) -> None:
    """Two servers of one number: the second began where the first one was at a moment."""
    follower, again = Follower(store, source), target.with_name(f"{target.name}-again")
    assert follower.keep_going()
    try:
        make_base(store, source, SETTINGS)
        moment = datetime.now(UTC)
        time.sleep(0.01)
        run(cluster.urls.admin, "INSERT INTO kept VALUES (2)")
        wait_until_sealed(follower)
        restore(store, target, moment)
        time.sleep(1)  # a backup is named by its second
        make_base(store, source, SETTINGS)
        run(cluster.urls.admin, "INSERT INTO kept VALUES (3)")
        moment = datetime.now(UTC)
        time.sleep(0.01)
        run(cluster.urls.admin, "INSERT INTO kept VALUES (4)")
        wait_until_sealed(follower)
    finally:
        follower.stop()
        run(cluster.urls.superuser, "SELECT pg_drop_replication_slot('linli_backup')")
        run(cluster.urls.admin, "DELETE FROM kept WHERE n > 1")
    follow(store, target)
    try:
        restore(store, again, moment)
        assert rows_of(again) == [1, 2, 3]
    finally:
        shutil.rmtree(Cluster(again).socket, ignore_errors=True)
        shutil.rmtree(again, ignore_errors=True)


def follow(store: Store, root: Path) -> None:
    """What a restored server writes comes into the same store."""
    restored = Cluster(root)
    restored.start()
    follower = Follower(store, Source(restored.urls.backup, root / "data", restored.binaries))
    try:
        assert follower.keep_going()
        run(restored.urls.admin, "INSERT INTO kept VALUES (9)")
        wait_until_sealed(follower)
        follower.stop()
    finally:
        restored.stop()


def wait_until_sealed(follower: Follower) -> None:
    """Until what was written has come: the segment in the writing is sealed again after the last commit."""
    wanted = run(follower.source.url, "SELECT pg_current_wal_flush_lsn()")[0][0]
    has_come = "SELECT restart_lsn >= %s::pg_lsn FROM pg_replication_slots"
    end = time.monotonic() + 20
    while run(follower.source.url, has_come, wanted) != [(True,)]:
        assert time.monotonic() < end
        follower.keep_going()
        time.sleep(0.1)
    follower.turn()


@pytest.mark.parametrize("part", ["database.sealed", "data.sealed", "manifest.json"])
def test_a_cut_or_altered_backup_is_refused_and_nothing_is_made(
    source: Source, store: Store, target: Path, part: str
) -> None:
    place = store.folder / make_dump(store, source, SETTINGS).name
    whole = (place / part).read_bytes()
    for changed in (whole[: len(whole) // 2], whole[:-1], whole[:200] + bytes([whole[200] ^ 1]) + whole[201:]):
        (place / part).write_bytes(changed)
        with pytest.raises(OperationError):
            restore(store, target, source=place)
    (place / part).unlink()
    with pytest.raises(OperationError):
        restore(store, target, source=place)
    assert not target.exists()


def test_a_cut_photo_is_refused_and_what_was_begun_is_removed(source: Source, store: Store, target: Path) -> None:
    make_dump(store, source, SETTINGS)
    photo = store.file(SHA256)
    photo.write_bytes(photo.read_bytes()[:-3])
    with pytest.raises(OperationError, match="cut or altered"):
        restore(store, target)
    photo.unlink()
    with pytest.raises(OperationError, match="is not in"):
        restore(store, target)
    assert not target.exists()


def test_another_key_is_refused(source: Source, store: Store, target: Path) -> None:
    make_dump(store, source, SETTINGS)
    with pytest.raises(OperationError, match="another key"):
        restore(Store(store.folder, b"o" * 32), target)


def test_a_backup_under_another_name_or_with_a_part_of_another_is_refused(
    source: Source, store: Store, target: Path
) -> None:
    place = store.folder / make_dump(store, source, SETTINGS).name
    renamed = store.folder / "20200101T000000Z-dump"
    place.rename(renamed)
    with pytest.raises(OperationError, match="altered"):
        restore(store, target, source=renamed)


def test_nothing_is_restored_over_what_lives(source: Source, store: Store, target: Path) -> None:
    make_dump(store, source, SETTINGS)
    target.mkdir()
    (target / "something").touch()
    with pytest.raises(OperationError, match="is not empty"):
        restore(store, target)
    assert (target / "something").exists()
    shutil.rmtree(target)
    target.mkdir()
    folders.make_instance_folder(target)
    assert restore(store, target).photos == 1


def test_what_broke_off_leaves_no_backup(source: Source, store: Store) -> None:
    broken = Source("postgresql://linli_backup@/nothing?host=/nowhere", source.data, source.binaries)
    with pytest.raises(OperationError, match="does not answer"):
        make_dump(store, broken, SETTINGS)
    assert store.backups("dump") == []
    assert not store.folder.exists() or [path for path in store.folder.iterdir() if path.name.startswith(".")] == []


def test_old_backups_and_photos_go_but_never_the_newest(source: Source, store: Store) -> None:
    old = store.folder / make_dump(store, source, SETTINGS).name
    aged = store.folder / "20200101T000000Z-dump"
    shutil.copytree(old, aged)
    gone = store.file("ab" * 32)
    gone.parent.mkdir(parents=True)
    gone.touch()
    os.utime(gone, (0, 0))
    assert store.prune(30, datetime.now(UTC)) == [aged.name]
    assert not gone.exists()
    assert store.file(SHA256).exists()
    assert store.prune(30, datetime.now(UTC) + timedelta(days=400)) == []
    assert store.backups("dump") == [old]


def test_its_age_is_known_without_the_key(source: Source, store: Store) -> None:
    assert Store(store.folder, b"").age() is None
    make_dump(store, source, SETTINGS)
    age = Store(store.folder, b"").age()
    assert age is not None
    assert 0 <= age < 0.1
