"""Makes backups: a portable dump, and a base with everything that was written since."""

import contextlib
import importlib.metadata
import io
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import psycopg

from linli.ops.binaries import Binaries
from linli.ops.errors import OperationError
from linli.ops.store import Kind, Manifest, Part, Store

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
# Of the data folder: photos are kept one by one, the key stays apart, what is received is sealed on its way,
# uploads of tables are thrown away soon, and whose turn it is to decode tells nothing later.
LEFT_OUT = {"files", "backup.key", "incoming", "uploads", "turns"}
# Addresses and places are those of this machine; the new one has its own.
OF_THIS_MACHINE = {
    "LINLI_ADMIN_URL", "LINLI_RELAY_URL", "LINLI_BACKUP_URL", "LINLI_BACKUP_KEY", "LINLI_BACKUP_DIR", "LINLI_DATA_DIR",
    "LINLI_PG_BIN", "LINLI_INSTANCE", "LINLI_TEST",
}  # fmt: skip
SETTINGS = "settings.json"


@dataclass(frozen=True)
class Source:
    """What is backed up: the database by the address of the role for backups, and the data folder."""

    url: str
    data: Path
    binaries: Binaries

    def ask(self, query: str) -> str:
        """One value from the database. Raises OperationError."""
        try:
            with psycopg.connect(self.url, connect_timeout=5) as connection:
                row = connection.execute(query.encode()).fetchone()
        except psycopg.Error as error:
            raise OperationError(
                f"数据库无应答 · The database does not answer: {str(error).splitlines()[0]}",
                "start it, and set LINLI_BACKUP_URL to the address of the role linli_backup",
            ) from error
        return str(row[0]) if row else ""

    def refuse_newer_server(self) -> int:
        """The server's major version. Programs older than the server cannot back it up."""
        major = int(self.ask("SHOW server_version_num")) // 10000
        if major > self.binaries.major:
            raise OperationError(
                f"程序版本低于数据库 · The programs in {self.binaries.folder} are of PostgreSQL {self.binaries.major},"
                f" the server is {major}",
                f"export LINLI_PG_BIN=/usr/lib/postgresql/{major}/bin",
            )
        return major


def make_dump(store: Store, source: Source, settings: Mapping[str, str]) -> Manifest:
    """A portable backup: another major version can restore it. Data before database, photos last: so every
    checkpoint is of an entry that is in the dump, and every photo that a row names was there."""
    return _make(store, source, settings, "dump", "database", ["pg_dump", "--format=custom", "--compress=0"])


def make_base(store: Store, source: Source, settings: Mapping[str, str]) -> Manifest:
    """Where a recovery begins: the cluster's files as they are, with what the copying itself needs."""
    line = ["pg_basebackup", "--pgdata=-", "--format=tar", "--wal-method=fetch", "--checkpoint=fast"]
    return _make(store, source, settings, "base", "cluster", [*line, "--label=linli"])


def _make(
    store: Store, source: Source, settings: Mapping[str, str], kind: Kind, part: str, line: list[str]
) -> Manifest:
    major = source.refuse_newer_server()
    begun = datetime.now(UTC)
    wal_from = source.ask("SELECT pg_walfile_name(pg_current_wal_lsn())")
    with store.draft(kind, begun) as place:
        parts = [_add_data(store, place, source.data, settings)]
        command = [source.binaries.path(line[0]), *line[1:], f"--dbname={source.url}"]
        with output_of(command) as stream:
            parts.append(store.add_part(place, part, stream))
        store.add_files(source.data)
        manifest = Manifest(
            name=place.name.lstrip("."),
            kind=kind,
            begun_at=begun.isoformat(),
            made_at=datetime.now(UTC).isoformat(),
            postgres=major,
            linli=importlib.metadata.version("linli"),
            system=system_of(source),
            wal_from=wal_from,
            parts=tuple(parts),
        )
        store.write_manifest(place, manifest)
    return manifest


def system_of(source: Source) -> str:
    """The number that tells this database server from every other."""
    return source.ask("SELECT system_identifier FROM pg_control_system()")


@contextlib.contextmanager
def output_of(command: list[str]) -> Iterator[IO[bytes]]:
    """What a program writes. Raises OperationError with its last words when it did not end well."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said
        )
        assert process.stdout
        try:
            yield process.stdout
            status = process.wait()
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
        if status:
            said.seek(0)
            words = said.read().decode("utf-8", "replace").strip().splitlines()[-2:]
            raise OperationError(
                f"{Path(command[0]).name} 失败 · failed: {' '.join(words)}",
                "put right what it says; docs/install.md has what the role linli_backup needs",
            )


def settings_that_matter() -> dict[str, str]:
    """The settings of this installation that a new machine needs as well, the secret key among them."""
    found = {name: value for name, value in os.environ.items() if name.startswith("LINLI_")}
    return {name: value for name, value in sorted(found.items()) if name not in OF_THIS_MACHINE}


def _add_data(store: Store, place: Path, data: Path, settings: Mapping[str, str]) -> Part:
    """Keys, checkpoints and settings."""
    with tempfile.TemporaryFile() as draft:
        with tarfile.open(fileobj=draft, mode="w") as archive:
            for path in sorted(data.iterdir()) if data.exists() else []:
                if path.name not in LEFT_OUT:
                    archive.add(path, path.name)
            content = json.dumps(settings).encode()
            told = tarfile.TarInfo(SETTINGS)
            told.size = len(content)
            archive.addfile(told, io.BytesIO(content))
        draft.seek(0)
        return store.add_part(place, "data", draft)
