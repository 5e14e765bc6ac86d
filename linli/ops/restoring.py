"""Restores a backup into an empty place: a database and a data folder, whole or not at all."""

import contextlib
import io
import json
import os
import shlex
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from linli.ops import folders, following
from linli.ops.backups import ENVIRONMENT, SETTINGS
from linli.ops.binaries import Binaries
from linli.ops.database import Cluster
from linli.ops.errors import OperationError
from linli.ops.store import MANIFEST, Manifest, Pieces, Store

RECOVERY_LIMIT = 6 * 3600.0
# Set by newer programs, unknown to older servers, and of no weight.
UNKNOWN_TO_OLDER, KNOWN_SINCE = "transaction_timeout", 17
NOT_REACHED = "recovery ended before configured recovery target was reached"
# A restored server went on from before this base and was followed into the same folder.
OF_ANOTHER_LINE = ("is not a child of this server's history", "does not contain minimum recovery point")
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Restored:
    """What came of it: the backup, and the photos that the database names."""

    manifest: Manifest
    photos: int


def choose(store: Store, source: Path, to: datetime | None) -> Manifest:
    """The backup to restore, checked whole: the one that was named, else of the folder's the newest, with a moment
    the newest base before it. Raises OperationError."""
    if (source / MANIFEST).exists():
        manifest = store.check(source)
        if to and (manifest.kind != "base" or manifest.ended > to):
            raise OperationError(
                f"此备份不能恢复到该时刻 · {manifest.name} does not lead to {to.isoformat()}",
                "name the folder of all backups; the base is then chosen",
            )
        return manifest
    for place in reversed(store.backups("base" if to else "dump")):
        if to is None or store.manifest(place).ended <= to:
            return store.check(place)
    raise OperationError(
        f"没有可用的备份 · There is no backup in {source} to begin with",
        "name a folder made by `linli backup`, or a later moment",
    )


def into_folder(store: Store, manifest: Manifest, root: Path, to: datetime | None, tell: Tell) -> Restored:
    """An instance of its own in an empty folder, with a PostgreSQL of its own behind a private socket; stopped when
    done. What was begun is removed if it fails."""
    refuse_filled(root)
    try:
        cluster = _new_cluster(root, manifest)
        if manifest.kind == "base":
            tell("恢复数据库文件 · The files of the database")
            _unpack_cluster(store, manifest, cluster)
            tell("重放日志 · What was written since")
            _recover(store, manifest, cluster, to)
        cluster.start()
        try:
            if manifest.kind == "dump":
                tell("恢复数据库 · The database")
                _load_dump(store, manifest, cluster.urls.admin, cluster.binaries)
            tell("密钥与照片 · Keys and photos")
            _unpack_data(store, manifest, root / "data")
            return Restored(manifest, _bring_photos(store, cluster.urls.backup, root / "data"))
        finally:
            cluster.stop()
    except BaseException:
        shutil.rmtree(root, ignore_errors=True)
        raise


def into_database(store: Store, manifest: Manifest, binaries: Binaries, data: Path, tell: Tell) -> Restored:
    """A dump into the empty database of a real server and an empty data folder; both are empty again if it fails.
    Raises OperationError."""
    admin, backup = (os.environ.get(name, "") for name in ("LINLI_ADMIN_URL", "LINLI_BACKUP_URL"))
    if manifest.kind != "dump" or not (admin and backup):
        raise OperationError(
            "此备份需恢复到新文件夹，或缺少数据库地址 · A base goes into a folder, a dump needs LINLI_ADMIN_URL and"
            " LINLI_BACKUP_URL",
            "linli restore … --into DIR",
        )
    refuse_filled(data)
    if _count_tables(admin):
        raise OperationError("数据库不是空的 · The database is not empty", "make a new one; see docs/install.md")
    try:
        tell("恢复数据库 · The database")
        _load_dump(store, manifest, admin, binaries)
        tell("密钥与照片 · Keys and photos")
        _unpack_data(store, manifest, data)
        return Restored(manifest, _bring_photos(store, backup, data))
    except BaseException:
        _empty(admin, data)
        raise


def _count_tables(admin: str) -> int:
    try:
        with psycopg.connect(admin, connect_timeout=5) as connection:
            found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    except psycopg.OperationalError as error:
        raise OperationError(
            f"数据库无应答 · The database does not answer: {str(error).splitlines()[0]}",
            "启动数据库，核对 LINLI_ADMIN_URL · start it, and check LINLI_ADMIN_URL",
        ) from error
    return int(found[0]) if found else 0


def _empty(admin: str, data: Path) -> None:
    """As both were found. The schema is as PostgreSQL makes it in a new database."""
    for path in data.glob("*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    with contextlib.suppress(psycopg.Error), psycopg.connect(admin) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public AUTHORIZATION pg_database_owner")
        connection.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")


def refuse_filled(place: Path) -> None:
    """Nothing is ever restored over what lives."""
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise OperationError(f"目标不是空的 · {place} is not empty", "name an empty or new folder with --into")


def _new_cluster(root: Path, manifest: Manifest) -> Cluster:
    cluster = Cluster(root)
    if manifest.kind == "base" and cluster.binaries.major != manifest.postgres:
        raise OperationError(
            f"备份来自 PostgreSQL {manifest.postgres} · The base is of PostgreSQL {manifest.postgres}, the programs in"
            f" {cluster.binaries.folder} of {cluster.binaries.major}",
            f"export LINLI_PG_BIN=/usr/lib/postgresql/{manifest.postgres}/bin, or restore a dump",
        )
    if not folders.is_open_to(root, cluster.user):
        raise OperationError(
            f"数据库用户进不去 · The database's user cannot enter {root}", "name a folder below /var/lib/linli"
        )
    return cluster


def _unpack_cluster(store: Store, manifest: Manifest, cluster: Cluster) -> None:
    """The files, with settings of our own: what the old server was told about its surroundings is not true here."""
    _unpack(store, manifest, "cluster", cluster.data)
    cluster.data.chmod(0o700)
    for name, content in {
        "postgresql.conf": "",
        "postgresql.auto.conf": "",
        "pg_ident.conf": "",
        "pg_hba.conf": "local all all trust\nlocal replication all trust\n",
    }.items():
        (cluster.data / name).write_text(content)


def _recover(store: Store, manifest: Manifest, cluster: Cluster, to: datetime | None) -> None:
    """Start once to replay what was written since, up to the moment, and end as a server of its own."""
    segments = cluster.root / "wal"
    segments.mkdir(mode=0o700)
    following.unseal_all(store, manifest.system, manifest.wal_from, segments)
    (cluster.data / "recovery.signal").touch()
    _own_all(cluster)
    usual = cluster.settings
    fetch = f"cp {shlex.quote(str(segments))}/%f %p"
    cluster.settings = usual | {"restore_command": fetch, "recovery_target_action": "promote", "hot_standby": "off"}
    if to:
        cluster.settings |= {"recovery_target_time": to.isoformat()}
    cluster.start_limit = RECOVERY_LIMIT
    try:
        _start_on_its_line(cluster)
    except OperationError as error:
        if NOT_REACHED in str(error):
            raise OperationError(
                f"备份尚未到达该时刻 · What was backed up ends before {to.isoformat() if to else 'its end'}",
                "name an earlier moment, or restore without --to",
            ) from error
        raise
    finally:
        cluster.stop()
        cluster.settings = usual
    shutil.rmtree(segments)


def _start_on_its_line(cluster: Cluster) -> None:
    """On the newest line of what was followed, or where the base is no part of it, on the base's own."""
    try:
        cluster.start()
    except OperationError as error:
        if not any(words in str(error) for words in OF_ANOTHER_LINE):
            raise
        cluster.settings |= {"recovery_target_timeline": "current"}
        cluster.start()


def _own_all(cluster: Cluster) -> None:
    for place in (cluster.data, cluster.root / "wal"):
        for path in (place, *place.rglob("*")):
            folders.own(path, cluster.user)


def _load_dump(store: Store, manifest: Manifest, url: str, binaries: Binaries) -> None:
    """As the owner, so that everything is the owner's; the roles are there already. In one transaction, but for a
    server to which the programs say what it does not know: that would end it."""
    command = [binaries.path("pg_restore"), "--no-owner", f"--dbname={url}"]
    with psycopg.connect(url) as connection:
        if connection.info.server_version >= KNOWN_SINCE * 10000 or binaries.major < KNOWN_SINCE:
            command.append("--single-transaction")
    process = subprocess.Popen(
        command, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stdin
    assert process.stderr
    try:
        with contextlib.suppress(BrokenPipeError):
            for piece in store.read_part(store.folder / manifest.name, "database"):
                process.stdin.write(piece)
            process.stdin.close()
        words = process.stderr.read().decode("utf-8", "replace")
        process.wait()
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
    faults = [line for line in words.splitlines() if "error:" in line and UNKNOWN_TO_OLDER not in line]
    if process.returncode and (faults or UNKNOWN_TO_OLDER not in words):
        raise OperationError(f"pg_restore 失败 · failed: {' '.join(faults[:2])}", "put right what it says; begin anew")


def _unpack_data(store: Store, manifest: Manifest, data: Path) -> None:
    """Keys and checkpoints; the settings become a file to read, the secret key one that is used at once."""
    folders.make_folder(data, 0o700)
    _unpack(store, manifest, "data", data)
    settings: dict[str, str] = json.loads((data / SETTINGS).read_text())
    (data / SETTINGS).unlink()
    if secret := settings.get("LINLI_SECRET_KEY"):
        _write(data / "secret.key", secret + "\n")
    _write(data / "settings.env", "".join(f"{name}={json.dumps(value)}\n" for name, value in settings.items()))


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)


def _as_it_is(member: tarfile.TarInfo, _target: str) -> tarfile.TarInfo:
    return member


def _unpack(store: Store, manifest: Manifest, part: str, target: Path) -> None:
    target.mkdir(mode=0o700, exist_ok=True)
    stream = io.BufferedReader(Pieces(store.read_part(store.folder / manifest.name, part)))
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            # Debian 12 has Python 3.11.2, which knows no filter yet; what is unpacked there was sealed with the key.
            archive.extraction_filter = getattr(tarfile, "data_filter", _as_it_is)
            archive.extractall(target)
    except tarfile.TarError as error:
        raise OperationError(
            f"无法解开 · {part} of {manifest.name} cannot be unpacked: {error}", "restore another"
        ) from error


def _bring_photos(store: Store, url: str, data: Path) -> int:
    """Every photo that the database names, by its digest. Raises OperationError when one is not there."""
    count = 0
    for sha256 in named_photos(url):
        place = data / "files" / sha256[:2] / sha256[2:4] / sha256
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.touch(mode=0o600)
        place.write_bytes(store.read_file(sha256))
        count += 1
    return count


def named_photos(url: str) -> Iterator[str]:
    """The digests of the photos in the database, none in one that has no such table."""
    with psycopg.connect(url) as connection:
        known = connection.execute("SELECT to_regclass('kernel_storedfile')").fetchone()
        if known and known[0]:
            for (sha256,) in connection.execute("SELECT sha256 FROM kernel_storedfile ORDER BY sha256"):
                yield str(sha256)
