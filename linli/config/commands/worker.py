"""`linli worker`: the relay, the timekeeper and the jobs, until it is asked to stop."""

import argparse

from linli.config import worker


def run(arguments: argparse.Namespace) -> int:
    """Work until a signal asks to stop."""
    worker.run()
    return 0
