"""What a machine must have, asked one by one."""

import contextlib
import os
import pwd
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from linli.ops import binaries, folders, fonts
from linli.ops.errors import OperationError
from linli.ops.store import Store

OLDEST_PYTHON = (3, 11)
ROOM_WANTED_MB = 2000
OLDEST_BACKUP_HOURS = 26
URLS = ("DATABASE_URL", "LINLI_ADMIN_URL", "LINLI_RELAY_URL", "LINLI_BACKUP_URL")


@dataclass(frozen=True)
class Finding:
    """One thing looked at, whether it is well, and what to say about it."""

    subject: str
    is_well: bool
    told: str

    def __str__(self) -> str:
        return f"{'✓' if self.is_well else '✗'} {self.subject}: {self.told}"


def examine(root: Path) -> list[Finding]:
    """Look at everything that needs no database."""
    data = Path(os.environ.get("LINLI_DATA_DIR") or root / "data")
    return [
        _python(),
        _programs(),
        _room(root),
        _urls(),
        _backup(root, data),
        _checkpoints(data),
        *_keys(data),
        *_unsafe(),
        _fonts(),
    ]


def _fonts() -> Finding:
    """Without Chinese characters no dossier can be printed; all else works."""
    found = fonts.family()
    return Finding("字体 · font", bool(found), found or "none with Chinese characters: apt-get install fonts-noto-cjk")


def _python() -> Finding:
    told = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", sys.version_info >= OLDEST_PYTHON, told)


def _programs() -> Finding:
    """A database user that is yet to be made is not made for this look."""
    user = None
    with contextlib.suppress(KeyError):
        user = pwd.getpwnam(folders.DATABASE_USER) if os.geteuid() == 0 else None
    try:
        found = binaries.find(user)
    except OperationError as error:
        return Finding("PostgreSQL", is_well=False, told=str(error))
    return Finding("PostgreSQL", is_well=True, told=f"{found.major} in {found.folder}")


def _room(root: Path) -> Finding:
    place = next(parent for parent in (root, *root.parents) if parent.exists())
    free = shutil.disk_usage(place).free // 1_000_000
    return Finding("磁盘 · disk", free >= ROOM_WANTED_MB, f"{free} MB free at {place}; {ROOM_WANTED_MB} MB wanted")


def _backup(root: Path, data: Path) -> Finding:
    """A town that nobody copies is a fault; where there is none yet, or only the demo's, it is something to say."""
    subject = "备份 · backup"
    folder = Path(os.environ.get("LINLI_BACKUP_DIR") or data.parent / "backups")
    age = Store(folder, b"").age()
    if age is None:
        return Finding(subject, not _would_be_missed(root), f"none in {folder}; linli backup --schedule --into DIR")
    return Finding(subject, age <= OLDEST_BACKUP_HOURS, f"{age:.1f} h old in {folder}; at most {OLDEST_BACKUP_HOURS} h")


def _would_be_missed(root: Path) -> bool:
    """Whether there is something to lose, or somebody said so; a demo is made anew."""
    if os.environ.get("LINLI_PRODUCTION") == "1" or os.environ.get("LINLI_BACKUP_DIR"):
        return True
    if os.environ.get("LINLI_DEMO") == "1":
        return False
    is_kept = any(root.glob("postgres-[0-9]*[0-9]/PG_VERSION")) and root != folders.instance_folder("demo")
    return is_kept or bool(os.environ.get("DATABASE_URL"))


def _checkpoints(data: Path) -> Finding:
    """The audit's latest witness. A town where nothing happens makes none, so its age alone is no fault."""
    subject = "检查点 · checkpoint"
    times = [path.stat().st_mtime for path in (data / "checkpoints").glob("*.json")]
    if not times:
        return Finding(subject, is_well=True, told="none yet; the worker makes the first")
    return Finding(
        subject, is_well=True, told=f"the latest of {len(times)} is {(time.time() - max(times)) / 60:.0f} min old"
    )


def _keys(data: Path) -> list[Finding]:
    """Files that nobody but their owner may read."""
    names = ("secret.key", "audit.key", "backup.key")
    open_ones = [name for name in names if (data / name).exists() and (data / name).stat().st_mode & 0o077]
    told = f"others may read: chmod 600 {' '.join(str(data / name) for name in open_ones)}"
    return [Finding("密钥 · keys", is_well=False, told=told)] if open_ones else []


def _unsafe() -> list[Finding]:
    """Settings that do not belong on a real server."""
    if os.environ.get("LINLI_PRODUCTION") != "1":
        return []
    wrong = [name for name in ("LINLI_DEMO", "LINLI_TEST") if os.environ.get(name) == "1"]
    wrong += [
        f"{name} is not set" for name in ("LINLI_HOSTS", "LINLI_ORIGINS", "DATABASE_URL") if not os.environ.get(name)
    ]
    if "*" in os.environ.get("LINLI_HOSTS", "").split(","):
        wrong.append("LINLI_HOSTS names every host")
    if not os.environ.get("LINLI_TRUSTED_PROXIES"):
        wrong.append("LINLI_TRUSTED_PROXIES is not set: every client looks like the proxy")
    return [Finding("生产设置 · production settings", not wrong, "; ".join(wrong) or "as they should be")]


def _urls() -> Finding:
    """Either every role has an address or none: then the embedded database serves."""
    named = [name for name in URLS if os.environ.get(name)]
    missing = [name for name in URLS if name not in named]
    if not named:
        return Finding("数据库 · database", is_well=True, told="the embedded one (DATABASE_URL is not set)")
    told = f"missing: {', '.join(missing)}" if missing else "every role has its address"
    return Finding("数据库 · database", not missing, told)
