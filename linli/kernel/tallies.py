"""Counting the same rows in several ways while they are read once."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from psycopg import sql

from linli.kernel.scope import ScopedQuerySet

Group = tuple[str, ...]
TALLY = sql.SQL(
    "SELECT GROUPING({columns}), {columns}, count(*) FROM ({rows}) AS seen ({columns})"
    " GROUP BY GROUPING SETS ({groups})"
)


def tallied(
    rows: ScopedQuerySet[Any], columns: Sequence[str], groups: Iterable[Group]
) -> dict[Group, dict[tuple[Any, ...], int]]:
    """For each group of columns how many rows there are of each of their values.

    `rows` is a `values_list` of exactly these columns. What row security asks of each row costs more than counting it,
    so everything that a page counts is counted in one statement.
    """
    rows._require_scope()
    text, values = rows.query.sql_with_params()
    wanted = list(groups)
    statement = TALLY.format(
        columns=_named(columns),
        rows=sql.SQL(text),  # as Django writes it, with its own places for values
        groups=sql.SQL(", ").join(sql.SQL("({})").format(_named(group)) for group in wanted),
    )
    found: dict[Group, dict[tuple[Any, ...], int]] = {group: {} for group in wanted}
    masks = {_mask(columns, group): group for group in wanted}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for mask, *cells, count in cursor.fetchall():
            group = masks[mask]
            found[group][tuple(cells[columns.index(name)] for name in group)] = count
    return found


def _named(columns: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _mask(columns: Sequence[str], group: Group) -> int:
    """What GROUPING says of a row of this group: a bit for each column that is not of it, the last column lowest."""
    return sum(1 << place for place, name in enumerate(reversed(columns)) if name not in group)
