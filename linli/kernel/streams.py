"""Reading very many rows with little memory."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from linli.kernel.scope import ScopedQuerySet

AT_ONCE = 2000


def streamed(rows: ScopedQuerySet[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a `values_list`, as the database sees them at this moment. Only within a transaction.

    By a cursor in the database, which Django's own `iterator` would not open behind a connection pool.
    """
    rows._require_scope()
    text, values = rows.query.sql_with_params()
    with connection.chunked_cursor() as cursor:
        cursor.execute(text, values)
        while found := cursor.fetchmany(AT_ONCE):
            yield from found
