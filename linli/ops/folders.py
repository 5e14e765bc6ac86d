"""Where an instance keeps its state: outside the clone, one folder for each purpose and checkout."""

import hashlib
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from linli.ops.errors import OperationError

SYSTEM_FOLDER = Path("/var/lib/linli")
DATABASE_USER = "linli-db"
LONGEST_SOCKET_PATH = 106
SOCKET_NAME = ".s.PGSQL.5432"
CHECKOUT = Path(__file__).resolve().parents[2]


def state_folder() -> Path:
    """The folder that holds every instance of this system user."""
    if os.geteuid() == 0:
        return SYSTEM_FOLDER
    state_home = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(state_home) / "linli"


def instance_folder(purpose: str, checkout: Path = CHECKOUT) -> Path:
    """The folder of one instance; two clones of the project never share one. LINLI_INSTANCE names another one for
    `linli serve`: one that was restored, say."""
    if purpose == "main" and os.environ.get("LINLI_INSTANCE"):
        return Path(os.environ["LINLI_INSTANCE"]).absolute()
    digest = hashlib.sha256(str(checkout).encode()).hexdigest()[:8]
    return state_folder() / f"{purpose}-{digest}"


def make_folder(path: Path, mode: int) -> None:
    """Create the folder, or say in a sentence why it cannot be made."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(mode)
    except OSError as error:
        raise OperationError(
            f"无法建立文件夹 · Cannot create the folder {path}: {error.strerror}",
            f"make {path.parent} writable, or name another place in XDG_STATE_HOME",
        ) from error


def make_instance_folder(root: Path) -> None:
    """Create an instance's folder. As root others may pass through: the database has a user of its own."""
    as_root = os.geteuid() == 0
    if as_root and root.is_relative_to(SYSTEM_FOLDER):
        make_folder(SYSTEM_FOLDER, 0o755)
    make_folder(root, 0o711 if as_root else 0o700)


def database_user() -> pwd.struct_passwd | None:
    """The system user that runs PostgreSQL: a made one for root, whom PostgreSQL refuses; else none."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(DATABASE_USER)
    except KeyError:
        return _create_database_user()


def _create_database_user() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", str(SYSTEM_FOLDER), "--shell", "/usr/sbin/nologin", DATABASE_USER]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        # Another process may have made it in the same moment; then useradd failed and all is well.
        return pwd.getpwnam(DATABASE_USER)
    except KeyError:
        raise OperationError(
            f"无法建立系统用户 · Cannot create the system user {DATABASE_USER}: {made.stderr.strip()}",
            " ".join(command),
        ) from None


def as_user(user: pwd.struct_passwd | None, *, ends_with: str | None = None) -> list[str]:
    """The front of a command line that runs the rest as that user.

    With `ends_with` (a signal's name) the kernel sends that signal when the thread that started it ends.
    """
    front = ["setpriv"]
    if ends_with:
        front += ["--pdeathsig", ends_with]
    if user:
        front += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return front if len(front) > 1 else []


def is_open_to(path: Path, user: pwd.struct_passwd | None) -> bool:
    """Whether that user can reach and enter (or run) the path."""
    command = [*as_user(user), "test", "-x", str(path)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def own(path: Path, user: pwd.struct_passwd | None) -> None:
    """Give the path to the database's user."""
    if user:
        shutil.chown(path, user.pw_uid, user.pw_gid)


def socket_folder(root: Path, user: pwd.struct_passwd | None) -> Path:
    """A private folder for the database's socket, short enough for the system's limit of 107 bytes."""
    digest = hashlib.sha256(str(root).encode()).hexdigest()[:12]
    candidates = [root / "socket"]
    if not user and os.environ.get("XDG_RUNTIME_DIR"):
        candidates.append(Path(os.environ["XDG_RUNTIME_DIR"]) / f"linli-{digest}")
    candidates.append(Path(f"/tmp/linli-{os.geteuid()}-{digest}"))
    for folder in candidates:
        if len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            _make_private(folder, user)
            return folder
    raise OperationError(
        f"套接字路径过长 · The socket path under {root} is longer than {LONGEST_SOCKET_PATH} bytes",
        "export XDG_STATE_HOME=/a/shorter/folder",
    )


def _make_private(folder: Path, user: pwd.struct_passwd | None) -> None:
    """Make the folder 0700; refuse one that somebody else put there first."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mine = {os.geteuid(), user.pw_uid if user else os.geteuid()}
    if folder.is_symlink() or folder.stat().st_uid not in mine:
        raise OperationError(f"文件夹属于他人 · {folder} belongs to somebody else", f"rm -r {folder}")
    own(folder, user)
    folder.chmod(0o700)
