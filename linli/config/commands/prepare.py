"""The part of `linli demo` that works on the database: tables, and the first time a town. Its own process."""

import argparse
import shutil
import subprocess
import time
from pathlib import Path

from linli.config import load, migrate, roles
from linli.config.commands import serve
from linli.config.commands.demo import FIRST_PREPARED, STEPS
from linli.ops.errors import OperationError
from linli.ops.folders import as_user
from linli.ops.progress import Progress

# An older past would no longer end now.
FRESH_SECONDS = 3600


def run(arguments: argparse.Namespace) -> int:
    """Migrate; build the town meanwhile and load it, unless it is there."""
    city: Path = arguments.city
    progress = Progress(STEPS, first=FIRST_PREPARED)
    builder = None if _is_whole(city) else _start_building(city)
    with progress.step("建表", "Bringing the tables up to date"):
        migrate.run()
        roles.follow()
    if load.is_loaded():
        with progress.step("小镇已在库中", "The town is there already"):
            return 0
    with progress.step("造镇入库", "Building a made-up town and loading it") as tell:
        begun = time.monotonic()
        if builder is None and not _is_of_use(city):
            builder = _start_building(city)
        if builder and builder.wait() != 0:
            raise OperationError("小镇未能造好 · The town could not be built", "read what it said above")
        tell(f"城市已造好 · the city is built  {time.monotonic() - begun:.1f} s")
        load.run(city, tell)
    return 0


def _start_building(city: Path) -> subprocess.Popen[bytes]:
    """A process of its own makes the city folder anew, and ends with this one."""
    shutil.rmtree(city, ignore_errors=True)
    command = [*as_user(None, ends_with="TERM"), *serve.linli("build", str(city))]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def _is_whole(city: Path) -> bool:
    """The file of settings is written last."""
    return (city / load.SETTINGS).exists()


def _is_of_use(city: Path) -> bool:
    """Whether its past ends about now, or an attempt to load it was broken off and goes on."""
    return load.has_begun(city) or time.time() - (city / load.SETTINGS).stat().st_mtime < FRESH_SECONDS
