"""`linli load FOLDER`: load a city folder through the same actions that people use."""

import argparse

from linli.config import load


def run(arguments: argparse.Namespace) -> int:
    """Load the folder that was named."""
    load.run(arguments.folder)
    return 0
