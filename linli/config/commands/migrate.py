"""`linli migrate`: bring the database's tables up to date."""

import argparse

from linli.config import migrate


def run(arguments: argparse.Namespace) -> int:
    """Migrate as the owner of the database."""
    migrate.run()
    return 0
