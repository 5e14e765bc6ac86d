"""Follows what the database writes, and seals it as it comes: with a base, every moment can be had back.

PostgreSQL's own receiver keeps a slot at the server, so nothing is lost while nobody listens, up to the room that
`max_slot_wal_keep_size` leaves. The segment being written is sealed at every turn, too.
"""

import contextlib
import subprocess
from pathlib import Path

from linli.ops.backups import ENVIRONMENT, Source, output_of, system_of
from linli.ops.errors import OperationError
from linli.ops.folders import as_user
from linli.ops.store import SUFFIX, Store

SLOT = "linli_backup"
PARTIAL = ".partial"
LOST = "SELECT wal_status = 'lost' FROM pg_replication_slots WHERE slot_name = 'linli_backup'"
DROP = "SELECT pg_drop_replication_slot('linli_backup')"


class Follower:
    """One receiver for one server. Used from one thread."""

    def __init__(self, store: Store, source: Source) -> None:
        self.store = store
        self.source = source
        self.system = system_of(source)
        self.incoming = source.data / "incoming"
        self._process: subprocess.Popen[bytes] | None = None
        self._partial: tuple[str, float] | None = None

    def keep_going(self) -> bool:
        """Start the receiver where it does not run. True when it began anew, without what came before: then a new
        base is needed. Raises OperationError."""
        if self._process and self._process.poll() is None:
            return False
        self.incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        anew = False
        if self.source.ask(LOST) in ("True", ""):
            anew = True
            self._begin_anew()
        command = [*as_user(None, ends_with="TERM"), self._program(), f"--directory={self.incoming}", "--synchronous"]
        command += [f"--slot={SLOT}", "--no-loop", f"--dbname={self.source.url}"]
        self._process = subprocess.Popen(
            command, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        return anew

    def turn(self) -> int:
        """Seal what has come: whole segments, then the one being written if it grew. Returns how many."""
        done = 0
        for path in sorted(self.incoming.glob("*")):
            if path.name.endswith(PARTIAL):
                done += self._seal_partial(path)
            elif self._seal(path, path.name):
                path.unlink()
                (self._place(path.name + PARTIAL)).unlink(missing_ok=True)
                done += 1
        return done

    def stop(self) -> None:
        """End the receiver; the slot stays, so that the next one goes on from here."""
        if self._process:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
            self._process.kill()
            self._process.wait()
            self.turn()

    def _program(self) -> str:
        return self.source.binaries.path("pg_receivewal")

    def _begin_anew(self) -> None:
        """A new slot; what an earlier one had left is of no use without what is missing between."""
        if self.source.ask(LOST) == "True":
            self.source.ask(DROP)
        for path in self.incoming.iterdir():
            path.unlink()
        with output_of([self._program(), "--create-slot", f"--slot={SLOT}", f"--dbname={self.source.url}"]) as said:
            said.read()

    def _place(self, name: str) -> Path:
        return self.store.wal(self.system) / f"{name}{SUFFIX}"

    def _seal(self, path: Path, name: str) -> bool:
        try:
            with path.open("rb") as source:
                self.store.seal(source, self._place(name), label(self.system, name))
        except FileNotFoundError:
            return False  # the receiver has just given it its name
        return True

    def _seal_partial(self, path: Path) -> int:
        try:
            mark = path.name, path.stat().st_mtime
        except FileNotFoundError:
            return 0
        if mark == self._partial or not self._seal(path, path.name):
            return 0
        self._partial = mark
        return 1


def label(system: str, name: str) -> str:
    """What a sealed segment is bound to."""
    return f"wal/{system}/{name.removesuffix(PARTIAL)}"


def unseal_all(store: Store, system: str, first: str, target: Path) -> int:
    """Every segment from the first on into a folder, with holes where there are only zeros. The last one may have
    been in the writing. Returns how many."""
    count = 0
    for path in sorted(store.wal(system).glob(f"*{SUFFIX}")):
        name = path.name.removesuffix(SUFFIX)
        if name < first and not name.endswith(".history"):
            continue
        whole = name.removesuffix(PARTIAL)
        if (target / whole).exists():
            continue  # sorted before it: the whole segment
        with (target / whole).open("wb") as out:
            for piece in store.unseal(path, label(system, name)):
                if piece.count(0) == len(piece):
                    out.seek(len(piece), 1)
                else:
                    out.write(piece)
            out.truncate()
        count += 1
    if not count:
        raise OperationError(
            f"没有此后的日志 · Nothing that was written since is in {store.wal(system)}",
            "restore a dump, or name the folder that `linli backup --schedule` filled",
        )
    return count
