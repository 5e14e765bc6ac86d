"""A database of its own with the demo town and a hundred thousand cases, made by copying the town's year."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from linli.demo import town
from linli.ops.database import throwaway_cluster
from linli.ops.roles import Urls

CASES = 100_000
FILED = 4_000
# For each table that hangs on a case: the column that ties it, and what takes the place of what must differ in a copy.
COPIED: dict[str, tuple[str, dict[LiteralString, LiteralString]]] = {
    "cases_case": (
        "id",
        {
            "id": "id + %(shift)s",
            "number": "to_char(reported_at - %(age)s::interval, 'YYYYMMDD')"
            " || lpad((id + %(shift)s)::text, greatest(6, length((id + %(shift)s)::text)), '0')",
            "reported_at": "reported_at - %(age)s::interval",
            "closed_at": "closed_at - %(age)s::interval",
        },
    ),
    "cases_report": (
        "case_id",
        {
            "case_id": "case_id + %(shift)s",
            "opened_id": "opened_id + %(shift)s",
            "code_digest": "md5(code_digest || %(shift)s)",
        },
    ),
    "cases_remark": ("case_id", {"case_id": "case_id + %(shift)s"}),
    "kernel_auditentry": ("object_id", {"object_id": "object_id + %(shift)s"}),
    "kernel_clock": (
        "object_id",
        # What was due has rung long ago, or the timekeeper would first catch up with all the copies.
        {
            "object_id": "object_id + %(shift)s",
            "fired_at": "CASE WHEN due_at <= now() THEN coalesce(fired_at, due_at) ELSE fired_at END",
        },
    ),
}
COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position"


@contextmanager
def database() -> Iterator[Path]:
    """The folder in which the database's processes work; its addresses are put into the environment. It is durable, as
    in production, and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        cluster = throwaway_cluster(Path(folder) / "cluster", durable=True)
        try:
            data = Path(folder) / "data"
            data.mkdir(mode=0o700)
            os.environ.update(_environment(cluster.urls, data))
            _load(Path(folder) / "city")
            multiply(cluster.urls)
            yield cluster.data
        finally:
            cluster.stop()


def _environment(urls: Urls, data: Path) -> dict[str, str]:
    return urls.environment() | {
        "LINLI_DATA_DIR": str(data),
        "LINLI_SECRET_KEY": secrets.token_hex(32),
        "LINLI_REPORTS_AN_HOUR": "100000000",
        "DJANGO_SETTINGS_MODULE": "linli.config.settings",
    }


def _load(city: Path) -> None:
    town.build(city)
    for command in (["migrate"], ["load", str(city)]):
        subprocess.run([sys.executable, "-m", "linli.config.cli", *command], check=True, stdout=subprocess.DEVNULL)


def multiply(urls: Urls) -> None:
    """Copies every case until there are enough, each copy some weeks older; then more of those that wait."""
    with psycopg.connect(urls.superuser, autocommit=True) as connection:
        known, waiting, top = _counted(connection)
        copies = CASES // known - 1
        for number in range(1, copies + 1):
            _copy(connection, top, number * top, f"{number * 21} days", "true")
        for number in range(copies + 1, copies + 1 + FILED // waiting):
            _copy(connection, top, number * top, f"{number} hours", "state = 'filed' AND version = 2")
        connection.execute(
            "SELECT setval(pg_get_serial_sequence('cases_case', 'id'), (SELECT max(id) FROM cases_case))"
        )
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _counted(connection: psycopg.Connection) -> tuple[int, int, int]:
    row = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE state = 'filed' AND version = 2), max(id) FROM cases_case"
    )
    known, waiting, top = row.fetchone() or (0, 0, 0)
    return known, waiting, top


def _copy(connection: psycopg.Connection, top: int, shift: int, age: str, which: LiteralString) -> None:
    for table, (tie, changed) in COPIED.items():
        columns = [name for (name,) in connection.execute(COLUMNS, [table]) if name not in ("id", *changed)]
        statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} WHERE {} IN ({}) AND {}").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, (*columns, *changed))),
            sql.SQL(", ").join([*map(sql.Identifier, columns), *map(sql.SQL, changed.values())]),
            sql.Identifier(table),
            sql.Identifier(tie),
            sql.SQL("SELECT id FROM cases_case WHERE id <= %(top)s AND ") + sql.SQL(which),
            sql.SQL("object_type = 'case'" if tie == "object_id" else "true"),
        )
        connection.execute(statement, {"top": top, "shift": shift, "age": age})
