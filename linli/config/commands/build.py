"""`linli build FOLDER`: write the made-up town as a city folder, with a year of cases that ends now."""

import argparse

from linli.demo import town


def run(arguments: argparse.Namespace) -> int:
    """Build the town into the folder that was named."""
    built = town.build(arguments.folder)
    print(f"{built.cases:,} 件 · cases, {built.buildings:,} 幢 · buildings: {arguments.folder}")
    return 0
