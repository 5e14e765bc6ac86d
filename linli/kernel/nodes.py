"""Lets objects follow when a node of the tree of units moves: their paths and tokens, and so who sees them.

A path is what visibility asks for, on millions of rows and without a join; so it is written there, and rewritten here
in the transaction of the one action that moves the node.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import connection, models
from django.db.models.functions import Concat, Substr
from psycopg import sql

from linli.kernel.actor import machine
from linli.kernel.models import LoopModel
from linli.kernel.scope import ScopedQuerySet, participating, scoped_models
from linli.kernel.territory import territory

MOVER = machine("job:nodes")


def follow_units(moved: Mapping[str, str]) -> None:
    """Objects of the units whose paths were the keys lie where the values say. `moved` names each unit by itself.

    Whoever is about to give one of them something waits until it is done, and then reads the new path.
    """
    followers = [model for model in scoped_models() if issubclass(model, LoopModel)]
    tables = [sql.Identifier(model._meta.db_table) for model in followers if model.unit_paths]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(sql.SQL(", ").join(tables)))
    for model in followers:
        for old, new in moved.items():
            _move_paths(model, old, new)
            _rename_token(model, f"unit:{old}", f"unit:{new}")


def moved_below(column: str, old: str, new: str) -> Concat:
    """The same path with another beginning."""
    rest = Substr(column, len(old) + 1)
    return Concat(models.Value(new), rest, output_field=models.CharField())


def _move_paths(model: type[LoopModel], old: str, new: str) -> None:
    with territory(MOVER):
        for column in model.unit_paths:
            model.objects.visible_to(MOVER).filter(**{column: old}).update(**{column: new})


def _rename_token(model: type[LoopModel], old: str, new: str) -> None:
    """Whom it is open to, and whom it is closed to. Only who takes part sees what lies in no territory."""
    both = replace(MOVER, tokens=frozenset({old, new}))
    for actor, column, found in (
        (both, "participants", participating(model, [old]) if model.scope.participants else None),
        (MOVER, "excluded", models.Q(excluded__contains=[old]) if model.scope.excluded else None),
    ):
        if found is None:
            continue
        with territory(actor):
            rows: ScopedQuerySet[Any] = model.objects.visible_to(actor).filter(found)
            rows.update(**{column: _replaced(column, old, new)})


def _replaced(column: str, old: str, new: str) -> models.Func:
    return models.Func(
        models.F(column), models.Value(old), models.Value(new), function="array_replace",
        output_field=LoopModel._meta.get_field("participants"),
    )  # fmt: skip
