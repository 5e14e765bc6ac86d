"""What hangs on other rows of its own table, at whatever remove, asked in one query."""

from typing import Any

from django.db import models


class Descent(models.Func):
    """SQL: the ids of these rows and of all that hang on them by the column, for `pk__in`."""

    template = (
        "(WITH RECURSIVE hanging AS (%(expressions)s UNION SELECT below.id FROM %(table)s below"
        " JOIN hanging ON below.%(column)s = hanging.id) SELECT id FROM hanging)"
    )
    output_field = models.BigIntegerField()

    def __init__(self, rows: models.QuerySet[Any], by: str) -> None:
        options = rows.model._meta
        column = options.get_field(by).column
        super().__init__(models.Subquery(rows.values("id")), table=options.db_table, column=column)
