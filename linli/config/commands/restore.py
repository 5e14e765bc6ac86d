"""`linli restore SOURCE [--to TIME] [--into DIR]`: a backup into an empty place, checked when it is there."""

import argparse
import importlib
import os
import time
from datetime import datetime
from pathlib import Path

from linli.ops import binaries, folders, instance, keys, restoring
from linli.ops.database import Cluster
from linli.ops.errors import OperationError
from linli.ops.restoring import Restored
from linli.ops.store import MANIFEST, Store


def run(arguments: argparse.Namespace) -> int:
    """Restore and verify; 1 when something is not as it was."""
    begun = time.monotonic()
    source: Path = arguments.source
    to = _moment(arguments.to) if arguments.to else None
    store = Store(source.resolve().parent if (source / MANIFEST).exists() else source, keys.load(_key()))
    manifest = restoring.choose(store, source, to)
    print(f"备份完好 · The backup is whole: {manifest.name}")
    if instance.has_own_database() and not arguments.into:
        found = binaries.find(None)
        data = Path(os.environ.get("LINLI_DATA_DIR", folders.CHECKOUT / "var"))
        restored = restoring.into_database(store, manifest, found, data, print)
        faults = _verified(os.environ["LINLI_BACKUP_URL"], found)
        where = str(data)
    else:
        root = (arguments.into or folders.instance_folder("main")).absolute()
        restored = restoring.into_folder(store, manifest, root, to, print)
        faults = _verified_in(root)
        where = f"LINLI_INSTANCE={root} linli serve"
    return _tell(restored, faults, where, time.monotonic() - begun)


def _key() -> Path:
    """Named in the environment, or beside a living instance; never asked from the backup itself."""
    if os.environ.get("LINLI_DATA_DIR"):
        return keys.place(Path(os.environ["LINLI_DATA_DIR"]))
    return keys.place(folders.instance_folder("main") / "data")


def _moment(given: str) -> datetime:
    try:
        moment = datetime.fromisoformat(given)
    except ValueError as error:
        raise OperationError(f"时间无法识别 · Not a time: {given}", "--to 2026-03-02T09:30:00+08:00") from error
    return moment if moment.tzinfo else moment.astimezone()


def _verified_in(root: Path) -> list[str]:
    cluster = Cluster(root)
    cluster.start()
    try:
        os.environ.update(instance.environment(root, cluster.urls))
        return _verified(cluster.urls.backup, cluster.binaries)
    finally:
        cluster.stop()


def _verified(backup_url: str, found: binaries.Binaries) -> list[str]:
    """Only now is it known which database Django is to ask."""
    restored = importlib.import_module("linli.config.restored")
    faults: list[str] = restored.findings(backup_url, found, print)
    return faults


def _tell(restored: Restored, faults: list[str], where: str, seconds: float) -> int:
    print(f"✓ 照片 · photos, each by its SHA-256: {restored.photos}")
    for fault in faults:
        print(f"✗ {fault}")
    if faults:
        return 1
    print(f"✓ 权限与策略 · rights and policies\n已恢复 · Restored in {seconds:.0f} s: {where}")
    return 0
