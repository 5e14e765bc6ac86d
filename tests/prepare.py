"""Migrates the template database of the tests and builds the world in it. Its own process, so that Django starts clean."""

from linli.config import migrate


def main() -> None:
    migrate.run()
    from tests import world  # needs Django

    world.build()


if __name__ == "__main__":
    main()
