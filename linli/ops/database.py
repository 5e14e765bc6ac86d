"""The embedded PostgreSQL: one cluster on a private socket, kept by whoever holds its lock."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from linli.ops import binaries, folders, roles
from linli.ops.errors import OperationError

START_LIMIT = 60.0
STOP_LIMIT = 20.0
ROOM_NEEDED_MB = 500
THROWAWAY = "throwaway-"
SWEPT_AFTER = 60.0
ASKED_TO_WAIT = "FATAL:  the database system is"
LOG_LIMIT_BYTES = 10_000_000
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"}

# For a machine of two cores. Nothing that a client sent may reach the log: it could be personal.
SETTINGS = {
    # By this name the product knows it again and refuses it in production.
    "cluster_name": "linli-embedded",
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    # What a backup that has stopped may hold back; beyond it the backup begins anew.
    "max_slot_wal_keep_size": "4GB",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "idle_in_transaction_session_timeout": "5min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
}


class Cluster:
    """One PostgreSQL cluster in a folder. Start it from a main thread: it stops when that thread ends."""

    def __init__(
        self, root: Path, pg_bin: Path | None = None, *, durable: bool = True, disposable: bool = False
    ) -> None:
        self.user = folders.database_user()
        self.root = root
        self.binaries = binaries.find(self.user, pg_bin)
        self.data = root / f"postgres-{self.binaries.major}"
        self.log = root / "postgres.log"
        self.settings = SETTINGS if durable else SETTINGS | FORGETFUL
        self.disposable = disposable
        self.start_limit = START_LIMIT
        folders.make_instance_folder(root)
        self.socket = folders.socket_folder(root, self.user)
        self.urls = roles.urls(self.socket)
        self._lock: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def claim(self) -> bool:
        """Become the one process that keeps this cluster. False: another does, so only attach."""
        if self._lock is not None:
            return True
        lock = os.open(self.root / "database.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            return False
        self._lock = lock
        return True

    def prepare(self) -> None:
        """Make the cluster if there is none yet. Only for the process that claimed it."""
        self._refuse_other_version()
        self._refuse_full_disk()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))

    def command(self) -> list[str]:
        """The server's command line; it ends when the process that started it does."""
        line = [
            *folders.as_user(self.user, ends_with="INT"),
            self.binaries.path("postgres"),
            "-D",
            str(self.data),
        ]
        for name, value in {**self.settings, "unix_socket_directories": str(self.socket)}.items():
            line += ["-c", f"{name}={value}"]
        return line

    def start(self) -> None:
        """Start the cluster and wait until it answers; or attach to it where another process keeps it."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        if self.claim():
            self.prepare()
            self.clear_leftovers()
            with self.log.open("ab") as log:
                self._process = subprocess.Popen(
                    self.command(), env=ENVIRONMENT, cwd="/", stdin=subprocess.DEVNULL,
                    stdout=log, stderr=log, start_new_session=True,
                )  # fmt: skip
        self.wait_until_ready(self._process)
        self.ensure_database()

    def stop(self) -> None:
        """Stop the server in order, if this process keeps it; a throw-away cluster is removed."""
        if self._process:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(STOP_LIMIT)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        self.release()

    def release(self) -> None:
        """Give up the lock on a cluster that is no longer running."""
        if self._lock is None:
            return
        os.close(self._lock)
        self._lock = None
        if self.disposable:
            shutil.rmtree(self.socket, ignore_errors=True)
            shutil.rmtree(self.root, ignore_errors=True)

    def is_ready(self) -> bool:
        """Whether the server answers a query now."""
        try:
            with psycopg.connect(roles.urls(self.socket, "postgres").superuser, connect_timeout=2) as connection:
                connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def wait_until_ready(self, process: subprocess.Popen[bytes] | None) -> None:
        """Wait for the first answer. A server that ends instead is told with the last words of its log."""
        if not _wait_for(self.is_ready, self.start_limit, give_up=lambda: bool(process and process.poll() is not None)):
            raise OperationError(
                f"数据库未能启动 · The database did not start:\n{self.last_words()}", f"read {self.log}"
            )

    def last_words(self) -> str:
        """The last lines of the server's log, but for those in which it tells us, who ask, to wait."""
        try:
            lines = self.log.read_text("utf-8", "replace").splitlines()
            return "\n".join([line for line in lines if ASKED_TO_WAIT not in line][-5:])
        except OSError:
            return ""

    def ensure_database(self, name: str = roles.DATABASE) -> roles.Urls:
        """Make the roles and the database of that name where they are missing; return its addresses."""
        roles.ensure(self.socket, name)
        return roles.urls(self.socket, name)

    def clear_leftovers(self) -> None:
        """End what an earlier keeper of this folder left running, so that a new server can start at once.

        Every process of a cluster works inside its data folder; that tells it from a stranger who happens to
        have the process id in an old `postmaster.pid`. Only for the process that claimed the cluster.
        """
        for ending in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            found = self._server_processes()
            for pid in found:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, ending)
            if not found or _wait_for(lambda: not self._server_processes(), 5.0):
                break
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _server_processes(self) -> list[int]:
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    if os.readlink(entry / "cwd") == str(self.data):
                        found.append(int(entry.name))
        return found

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there when whole: a broken start leaves nothing."""
        draft = self.data.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        folders.own(draft, self.user)
        command = [*folders.as_user(self.user), self.binaries.path("initdb"), "-D", str(draft)]
        command += [
            "--username",
            roles.SUPERUSER,
            "--auth-local=trust",
            "--auth-host=reject",
            "--data-checksums",
        ]
        command += ["-E", "UTF8", "--locale=C.UTF-8", "--lc-collate=C"]
        if self.settings.get("fsync") == "off":
            command += ["--no-sync"]
        made = subprocess.run(command, env=ENVIRONMENT, cwd="/", capture_output=True, text=True, check=False)
        if made.returncode != 0:
            raise OperationError(
                f"无法建立数据库 · initdb failed: {made.stderr.strip()}",
                f"make room or put right what it says, in {self.root}",
            )
        draft.rename(self.data)

    def _refuse_other_version(self) -> None:
        """A folder of another major version is never opened and never passed over in silence."""
        others = [path for path in self.root.glob("postgres-*") if path != self.data and (path / "PG_VERSION").exists()]
        if (self.data / "PG_VERSION").exists() or not others:
            return
        old = (others[0] / "PG_VERSION").read_text().strip()
        tools, access = f"/usr/lib/postgresql/{old}/bin", f"-h {self.socket} -U {roles.SUPERUSER}"
        raise OperationError(
            f"数据属于 PostgreSQL {old} · The data in {others[0]} are of PostgreSQL {old},"
            f" the programs in {self.binaries.folder} of {self.binaries.major}",
            f"""carry the data over
    LINLI_PG_BIN={tools} .venv/bin/linli serve            # in one terminal, the old server
    {tools}/pg_dump {access} -Fc -f linli.dump linli      # in another; then stop the first with Ctrl-C
    mv {others[0]} {self.root / f"old-{old}"}
    .venv/bin/linli serve                                 # the new server
    {self.binaries.path("pg_restore")} {access} --clean --if-exists -d linli linli.dump""",
        )

    def _refuse_full_disk(self) -> None:
        free = shutil.disk_usage(self.root).free // 1_000_000
        if free < ROOM_NEEDED_MB:
            raise OperationError(
                f"磁盘空间不足 · Only {free} MB are free for {self.root}; {ROOM_NEEDED_MB} MB are needed",
                "free some room on that disk, or name another place in XDG_STATE_HOME",
            )


def throwaway_cluster(root: Path, pg_bin: Path | None = None, durable: bool = False) -> Cluster:
    """Start a private cluster for tests; `stop()` removes it. If that folder is closed it lives elsewhere."""
    user = folders.database_user()
    root.mkdir(parents=True, exist_ok=True)
    if user and not folders.is_open_to(root, user):
        folders.make_folder(folders.SYSTEM_FOLDER, 0o755)
        _sweep(folders.SYSTEM_FOLDER)
        root = Path(tempfile.mkdtemp(prefix=THROWAWAY, dir=folders.SYSTEM_FOLDER))
    cluster = Cluster(root, pg_bin, durable=durable, disposable=True)
    cluster.start()
    return cluster


def _sweep(folder: Path) -> None:
    """Remove throw-away clusters whose process was killed before it could."""
    for root in folder.glob(f"{THROWAWAY}*"):
        with contextlib.suppress(OSError), (root / "database.lock").open() as lock:
            if time.time() - os.fstat(lock.fileno()).st_mtime < SWEPT_AFTER:
                continue  # it may be about to take its lock
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(root, ignore_errors=True)


def _wait_for(condition: Callable[[], bool], limit: float, give_up: Callable[[], bool] = lambda: False) -> bool:
    """Ask again and again until the condition holds (True), or time is up or hope is gone (False)."""
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end or give_up():
            return False
        time.sleep(0.05)
    return True
