"""What a machine must have, asked one by one."""

import contextlib
import os
import pwd
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from linli.ops import binaries, folders
from linli.ops.errors import OperationError

OLDEST_PYTHON = (3, 11)
ROOM_WANTED_MB = 2000
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
    return [_python(), _programs(), _room(root), _urls()]


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


def _urls() -> Finding:
    """Either every role has an address or none: then the embedded database serves."""
    named = [name for name in URLS if os.environ.get(name)]
    missing = [name for name in URLS if name not in named]
    if not named:
        return Finding("数据库 · database", is_well=True, told="the embedded one (DATABASE_URL is not set)")
    told = f"missing: {', '.join(missing)}" if missing else "every role has its address"
    return Finding("数据库 · database", not missing, told)
