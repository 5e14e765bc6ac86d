"""The part of `linli demo` that works on the database: tables, and the first time a town. Its own process."""

import argparse
import shutil

from linli.config import load, migrate
from linli.config.commands.demo import FIRST_PREPARED, STEPS
from linli.demo import town
from linli.ops.progress import Progress


def run(arguments: argparse.Namespace) -> int:
    """Migrate; build and load the town unless it is there."""
    progress = Progress(STEPS, first=FIRST_PREPARED)
    with progress.step("建表", "Bringing the tables up to date"):
        migrate.run()
    if load.is_loaded():
        with progress.step("小镇已在库中", "The town is there already"):
            return 0
    with progress.step("造镇入库", "Building a made-up town and loading it") as tell:
        shutil.rmtree(arguments.city, ignore_errors=True)
        town.build(arguments.city)
        load.run(arguments.city, tell)
    return 0
