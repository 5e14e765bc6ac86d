"""Migrates the template database of the tests and builds the world in it.

It has a process of its own, so that Django starts clean.
"""

from linli.config import migrate
from tests import passwords, world


def main() -> None:
    migrate.run()
    passwords.hash_cheaply()
    world.build()


if __name__ == "__main__":
    main()
