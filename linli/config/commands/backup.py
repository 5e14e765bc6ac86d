"""`linli backup`: once, or every night and as things happen."""

import argparse
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from linli.ops import binaries, folders, instance, keys
from linli.ops.backups import Source, make_base, make_dump, settings_that_matter
from linli.ops.database import Cluster
from linli.ops.errors import OperationError
from linli.ops.following import Follower
from linli.ops.store import LONGEST_KEPT_DAYS, Manifest, Store

TURN_SECONDS = 10.0
AFTER_A_FAULT_SECONDS = 30.0


def run(arguments: argparse.Namespace) -> int:
    """One portable backup; with --schedule a base and a dump every night and every change in between."""
    if not 1 <= arguments.keep <= LONGEST_KEPT_DAYS:
        raise OperationError(
            f"保留天数须为 1–{LONGEST_KEPT_DAYS} · Backups are kept for 1 to {LONGEST_KEPT_DAYS} days", "--keep 30"
        )
    at = _clock(arguments.at)
    with _source() as source:
        store = Store(folder(arguments.into, source.data), keys.load_or_create(keys.place(source.data)))
        if arguments.schedule:
            _stay(store, source, arguments.keep, at)
        else:
            _tell(store, make_dump(store, source, settings_that_matter()))
            store.prune(arguments.keep, datetime.now(UTC))
    return 0


def folder(named: Path | None, data: Path) -> Path:
    """Where the backups lie: as told, else beside the data folder."""
    given = named or os.environ.get("LINLI_BACKUP_DIR")
    return Path(given).absolute() if given else data.parent / "backups"


@contextmanager
def _source() -> Iterator[Source]:
    """The given database, or the embedded one, started for this if it does not run."""
    if instance.has_own_database():
        url = os.environ.get("LINLI_BACKUP_URL")
        if not url:
            raise OperationError("缺少 LINLI_BACKUP_URL · LINLI_BACKUP_URL is not set", "see docs/install.md")
        yield Source(url, Path(os.environ.get("LINLI_DATA_DIR", folders.CHECKOUT / "var")), binaries.find(None))
        return
    root = instance.existing()
    if root is None:
        raise OperationError("尚无数据库 · There is no database to back up", "linli serve")
    cluster = Cluster(root)
    try:
        cluster.start()
        yield Source(cluster.urls.backup, root / "data", cluster.binaries)
    finally:
        cluster.stop()


def _clock(given: str) -> tuple[int, int]:
    try:
        moment = datetime.strptime(given, "%H:%M")  # noqa: DTZ007 - a time of day has no zone
    except ValueError as error:
        raise OperationError(f"时间无法识别 · Not a time of day: {given}", "--at 02:30") from error
    return moment.hour, moment.minute


def _stay(store: Store, source: Source, keep: int, at: tuple[int, int]) -> None:
    """Until somebody asks to stop. A fault is told and tried again: one night without room must not end it."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    follower: Follower | None = None
    next_at = datetime.now().astimezone()
    try:
        while not stop.is_set():
            try:
                follower = follower or Follower(store, source)
                begun_anew = follower.keep_going()
                if begun_anew or datetime.now().astimezone() >= next_at:
                    next_at = _night(store, source, keep, at, anew=begun_anew)
                follower.turn()
                store.add_files(source.data)
                stop.wait(TURN_SECONDS)
            except (OperationError, OSError) as error:
                print(f"✗ {error}", flush=True)
                stop.wait(AFTER_A_FAULT_SECONDS)
    finally:
        if follower:
            follower.stop()


def _night(store: Store, source: Source, keep: int, at: tuple[int, int], *, anew: bool) -> datetime:
    """A base and a dump unless there are fresh ones; the old go. Returns when to do it again."""
    age = store.age()
    if anew or age is None or age > 1 or not store.backups("base"):
        settings = settings_that_matter()
        _tell(store, make_base(store, source, settings))
        _tell(store, make_dump(store, source, settings))
    for name in store.prune(keep, datetime.now(UTC)):
        print(f"· 已过期 · aged out: {name}", flush=True)
    now = datetime.now().astimezone()
    night = now.replace(hour=at[0], minute=at[1], second=0, microsecond=0)
    return night if night > now else night + timedelta(days=1)


def _tell(store: Store, manifest: Manifest) -> None:
    size = sum(part.size for part in manifest.parts) // 1_000_000
    print(f"{time.strftime('%H:%M:%S')} ✓ {store.folder / manifest.name}  {size} MB", flush=True)
