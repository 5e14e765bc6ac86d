"""`linli routes FILE`: load routes, or with `--dry-run` say what they would have changed."""

import argparse

from linli.config import load


def run(arguments: argparse.Namespace) -> int:
    """Try or load the file that was named."""
    load.routes(arguments.file, arguments.days, is_trial=arguments.dry_run)
    return 0
