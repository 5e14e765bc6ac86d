"""`linli migrate`: bring the database's tables up to date."""

import argparse

from linli.config import migrate, roles


def run(arguments: argparse.Namespace) -> int:
    """Migrate as the owner of the database; then roles that nobody changed follow the release."""
    migrate.run()
    roles.follow()
    return 0
