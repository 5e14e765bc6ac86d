"""The folder of all backups: what lies where, how it is sealed, how it is checked, when it is thrown away.

<time>-dump/   manifest.json, database.sealed, data.sealed     one portable backup
<time>-base/   manifest.json, cluster.sealed, data.sealed      where a recovery to a moment begins
files/         each photo under its SHA-256, once for all backups
wal/<system>/  what the database wrote since
"""

import hashlib
import hmac
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Literal

from linli.ops import sealed
from linli.ops.errors import OperationError
from linli.ops.sealed import BrokenSealError

FORMAT = 1
MANIFEST = "manifest.json"
STAMP = "%Y%m%dT%H%M%SZ"
NAME = re.compile(r"(\d{8}T\d{6}Z)-(dump|base)")
SHA256 = re.compile(r"[0-9a-f]{64}")
SUFFIX = ".sealed"
LONGEST_KEPT_DAYS = 35
Kind = Literal["dump", "base"]


@dataclass(frozen=True)
class Part:
    """One sealed file of a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup consists of. `wal_from` is the first segment that a recovery from a base needs; `system` tells
    the segments of one database server from those of another."""

    name: str
    kind: Kind
    begun_at: str
    made_at: str
    postgres: int
    linli: str
    system: str
    wal_from: str
    parts: tuple[Part, ...]

    @property
    def ended(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


class Store:
    """The folder, and the key with which everything in it is sealed."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self.folder = folder
        self.key = key

    def open(self) -> None:
        """Make the folder, or find it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise OperationError(
                f"无法建立备份文件夹 · Cannot create {self.folder}: {error.strerror}", "name another with --into"
            ) from error

    @contextmanager
    def draft(self, kind: Kind, now: datetime) -> Iterator[Path]:
        """The folder of a backup being made; it gets its name when whole, and what broke off is removed."""
        self.open()
        name = f"{now.astimezone(UTC).strftime(STAMP)}-{kind}"
        place = self.folder / f".{name}"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(mode=0o700)
        try:
            yield place
            place.rename(self.folder / name)
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def add_part(self, place: Path, name: str, source: IO[bytes]) -> Part:
        """Seal a stream as a part of the backup in that folder."""
        path = place / f"{name}{SUFFIX}"
        self.seal(source, path, _label(place, name))
        return Part(name, path.stat().st_size, _digest(path))

    def seal(self, source: IO[bytes], path: Path, label: str) -> None:
        """The sealed file appears whole and synced."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as target:
                sealed.seal(source, target, self.key, label)
                target.flush()
                os.fsync(target.fileno())
            os.replace(draft, path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise

    def write_manifest(self, place: Path, manifest: Manifest) -> None:
        """Last of all, with a code that only the key can make."""
        told = {"format": FORMAT, "key": self._key_id(), **asdict(manifest)}
        told["code"] = self._code(told)
        (place / MANIFEST).write_text(json.dumps(told, indent=1))

    def manifest(self, place: Path) -> Manifest:
        """Read and believed only with its code. Raises OperationError."""
        try:
            told = json.loads((place / MANIFEST).read_text())
            code = told.pop("code")
        except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
            raise OperationError(
                f"不是完整的备份 · {place} is no whole backup",
                "name the folder of a backup, such as …/20260302T183000Z-dump",
            ) from error
        if told.get("key") != self._key_id():
            raise OperationError(
                f"密钥不符 · {place.name} was made with another key", "name the right key's file in LINLI_BACKUP_KEY"
            )
        if not hmac.compare_digest(str(code), self._code(told)):
            raise altered(f"{place.name}/{MANIFEST}")
        if told.pop("format") != FORMAT:
            raise OperationError(f"格式较新 · {place.name} has another format", "restore with the version that made it")
        told.pop("key")
        return Manifest(**{**told, "parts": tuple(Part(**part) for part in told["parts"])})

    def check(self, place: Path) -> Manifest:
        """Every part is there and as it was written. Raises OperationError before anything has been restored."""
        manifest = self.manifest(place)
        if place.resolve().name != manifest.name:
            raise altered(place.name)
        for part in manifest.parts:
            path = place / f"{part.name}{SUFFIX}"
            if not path.is_file() or path.stat().st_size != part.size or _digest(path) != part.sha256:
                raise altered(f"{place.name}/{path.name}")
        return manifest

    def read_part(self, place: Path, name: str) -> Iterator[bytes]:
        """A part's content."""
        return self.unseal(place / f"{name}{SUFFIX}", _label(place, name))

    def unseal(self, path: Path, label: str) -> Iterator[bytes]:
        """A sealed file's content. Raises OperationError."""
        try:
            with path.open("rb") as source:
                yield from sealed.unseal(source, self.key, label)
        except BrokenSealError as error:
            raise altered(f"{path.name}: {error}") from error

    def backups(self, kind: Kind) -> list[Path]:
        """Every whole backup of this kind, the oldest first."""
        found = [path for path in self.folder.glob(f"*-{kind}") if NAME.fullmatch(path.name)]
        return sorted(path for path in found if (path / MANIFEST).exists())

    def file(self, sha256: str) -> Path:
        """Where a photo lies sealed."""
        return self.folder / "files" / sha256[:2] / sha256[2:4] / f"{sha256}{SUFFIX}"

    def add_files(self, data: Path) -> int:
        """Seal the photos that are not here yet; those that live are marked as seen. Returns how many are new."""
        new = 0
        for path in (data / "files").glob("*/*/*"):
            if not SHA256.fullmatch(path.name):
                continue
            kept = self.file(path.name)
            try:
                if kept.exists():
                    os.utime(kept)
                    continue
                with path.open("rb") as source:
                    self.seal(source, kept, f"file/{path.name}")
                new += 1
            except FileNotFoundError:
                continue  # swept or erased meanwhile
        return new

    def read_file(self, sha256: str) -> bytes:
        """A photo's bytes, which must have that digest. Raises OperationError."""
        if not self.file(sha256).exists():
            raise OperationError(f"缺少照片 · The photo {sha256} is not in {self.folder}", "copy the folder files/ too")
        content = b"".join(self.unseal(self.file(sha256), f"file/{sha256}"))
        if hashlib.sha256(content).hexdigest() != sha256:
            raise altered(f"files/{sha256}")
        return content

    def wal(self, system: str) -> Path:
        """The folder of a server's segments."""
        return self.folder / "wal" / system

    def prune(self, days: int, now: datetime) -> list[str]:
        """Throw away what is older than so many days: backups but for the newest of each kind, photos that have not
        been seen alive since, segments that no base needs. Returns the names of the backups that went."""
        oldest = now - timedelta(days=days)
        gone = []
        for kind in ("dump", "base"):
            for place in self.backups(kind)[:-1]:
                if datetime.strptime(place.name[:16], STAMP).replace(tzinfo=UTC) < oldest:
                    shutil.rmtree(place)
                    gone.append(place.name)
        for path in (self.folder / "files").glob("*/*/*"):
            if path.stat().st_mtime < oldest.timestamp():
                path.unlink(missing_ok=True)
        self._prune_wal()
        return gone

    def _prune_wal(self) -> None:
        needed: dict[str, str] = {}
        for place in self.backups("base"):
            manifest = self.manifest(place)
            needed[manifest.system] = min(manifest.wal_from, needed.get(manifest.system, manifest.wal_from))
        for folder in (self.folder / "wal").glob("*"):
            for path in folder.glob(f"*{SUFFIX}"):
                # A server without a base here has just begun: its segments stay.
                if not path.name.endswith(f".history{SUFFIX}") and path.name < needed.get(folder.name, ""):
                    path.unlink(missing_ok=True)

    def age(self, now: datetime | None = None) -> float | None:
        """Hours since the newest backup was begun, by the names; None without one. Needs no key."""
        names = [path.name for path in self.folder.glob("2*") if NAME.fullmatch(path.name)]
        times = [datetime.strptime(name[:16], STAMP).replace(tzinfo=UTC) for name in names]
        return ((now or datetime.now(UTC)) - max(times)).total_seconds() / 3600 if times else None

    def _key_id(self) -> str:
        return hmac.new(self.key, b"which key", hashlib.sha256).hexdigest()[:16]

    def _code(self, told: Mapping[str, Any]) -> str:
        text = json.dumps(told, sort_keys=True, separators=(",", ":"))
        return hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()


class Pieces(io.RawIOBase):
    """An iterator of bytes as a file to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self.rest:
            try:
                self.rest = next(self.pieces)
            except StopIteration:
                return 0
        count = min(len(buffer), len(self.rest))
        buffer[:count], self.rest = self.rest[:count], self.rest[count:]
        return count


def altered(what: str) -> OperationError:
    """The sentence for a backup that is not as it was written."""
    return OperationError(
        f"备份残缺或被改动，拒绝恢复 · The backup is cut or altered and is not restored: {what}",
        "restore another backup; then find out what happened to this one",
    )


def _label(place: Path, name: str) -> str:
    return f"{place.name.lstrip('.')}/{name}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
