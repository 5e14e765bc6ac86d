"""One running Linli: its folder, its database and what each process is told through the environment."""

import errno
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from linli.ops import folders
from linli.ops.database import ENVIRONMENT, STOP_LIMIT, Cluster
from linli.ops.errors import OperationError
from linli.ops.roles import Urls
from linli.ops.supervisor import Child, Supervisor


def has_own_database() -> bool:
    """Whether the surroundings name a database; else the embedded one is used."""
    return bool(os.environ.get("DATABASE_URL"))


def existing() -> Path | None:
    """The instance of this checkout that has a cluster: the one that `linli serve` keeps, else the demo."""
    for purpose in ("main", "demo"):
        root = folders.instance_folder(purpose)
        if any(root.glob("postgres-[0-9]*[0-9]/PG_VERSION")):
            return root
    return None


def environment(root: Path, urls: Urls | None) -> dict[str, str]:
    """What a process of this instance is told: where the database and the files are.

    Files belong to their database: beside an embedded one (which has `urls`) LINLI_DATA_DIR is not asked. Nobody is
    told the backup's address, which opens every row.
    """
    told = os.environ | {"PYTHONUNBUFFERED": "1"}
    if urls:
        told |= urls.environment()
    told.pop("LINLI_BACKUP_URL", None)
    if urls or "LINLI_DATA_DIR" not in told:
        folders.make_instance_folder(root)
        folders.make_folder(root / "data", 0o700)
        told["LINLI_DATA_DIR"] = str(root / "data")
    return told


def start_database(supervisor: Supervisor, root: Path, tell: Callable[[str], None]) -> Urls:
    """Start the embedded database under the supervisor, or attach to it where another process keeps it."""
    cluster = Cluster(root)
    if cluster.claim():
        cluster.prepare()
        supervisor.start(database_child(cluster))
    else:
        tell("数据库已在运行，接入 · The database is already running; attached to it")
        cluster.wait_until_ready(None)
    return cluster.ensure_database()


def database_child(cluster: Cluster) -> Child:
    """The cluster as a child of the supervisor, which cuts the connections left when it is stopped."""
    return Child(
        "database",
        cluster.command(),
        ENVIRONMENT,
        log=cluster.log,
        directory=Path("/"),
        stop_signal=signal.SIGINT,
        stop_limit=STOP_LIMIT,
        is_ready=cluster.is_ready,
        before_start=cluster.clear_leftovers,
    )


@contextmanager
def database_ready(root: Path) -> Iterator[None]:
    """A database for one command: the given one, the embedded one that runs, or one just for it."""
    if has_own_database():
        os.environ.update(environment(root, None))
        yield
        return
    cluster = Cluster(root)
    try:
        cluster.start()
        os.environ.update(environment(root, cluster.urls))
        yield
    finally:
        cluster.stop()


def port(command: str) -> int:
    """The port that PORT names, else 8000. It must be free; the sentence if it is not names `command`."""
    named = os.environ.get("PORT", "8000")
    if not named.isdigit() or not 0 < int(named) < 65536:
        raise OperationError(f"端口无效 · PORT is not a port: {named}", f"PORT=8001 {command}")
    number = int(named)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError as error:
            what = "已被占用 · is taken" if error.errno == errno.EADDRINUSE else "不可用 · cannot be used"
            raise OperationError(f"端口 Port {number} {what}", f"PORT={number % 65535 + 1} {command}") from error
    return number
