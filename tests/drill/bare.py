"""Prepares a database as `linli migrate` and `linli init` leave it: one administrator, no town."""

from linli.config import administration, migrate

USERNAME, PASSWORD = "first", "sycamores along the canal"


def main() -> None:
    migrate.run()
    administration.begin(USERNAME, "Qian Wei", lambda: PASSWORD)


if __name__ == "__main__":
    main()
