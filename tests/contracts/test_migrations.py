"""Migrations: none is missing, and none locks a working town or cannot be taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management import call_command
from django.db import models
from django.db.migrations import AddField, AddIndex, AlterField, CreateModel, Migration, RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

OURS = ("kernel", "places", "accounts", "cases", "triage")


def faults(operations: list[Operation]) -> Iterator[str]:
    """What is wrong in a migration of tables that hold rows already; tables that it makes itself are new."""
    new = {operation.name_lower for operation in operations if isinstance(operation, CreateModel)}
    for operation in operations:
        table = str(getattr(operation, "model_name", "")).lower()
        if not operation.reversible:
            yield f"{operation.describe()}: cannot be taken back"
        if table not in new:
            yield from locks(operation)


def locks(operation: Operation) -> Iterator[str]:
    field = getattr(operation, "field", None)
    if isinstance(operation, AddField) and isinstance(field, models.Field):
        if not (field.null or field.has_default() or field.has_db_default() or field.many_to_many):
            yield f"{operation.describe()}: old rows have no value"
        if is_indexed(field):
            yield f"{operation.describe()}: an index is made while nobody can write"
    if isinstance(operation, AlterField) and isinstance(field, models.Field) and is_indexed(field):
        yield f"{operation.describe()}: an index is made while nobody can write"
    if isinstance(operation, AddIndex) and not isinstance(operation, AddIndexConcurrently):
        yield f"{operation.describe()}: an index is made while nobody can write"


def is_indexed(field: "models.Field[Any, Any]") -> bool:
    return bool(getattr(field, "db_index", False) or field.unique)


def ours() -> list[Migration]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return [loader.disk_migrations[key] for key in sorted(loader.disk_migrations) if key[0] in OURS]


@pytest.mark.django_db
def test_the_models_are_as_the_migrations_left_them() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_app_of_ours_has_migrations() -> None:
    assert {migration.app_label for migration in ours()} == set(OURS)


@pytest.mark.parametrize("migration", ours(), ids=str)
def test_a_migration_neither_locks_nor_burns_bridges(migration: Migration) -> None:
    assert list(faults(list(migration.operations))) == []


TEXT = models.TextField()
INDEX = models.Index(fields=["text"], name="i")


@pytest.mark.parametrize(
    "operation",
    [
        RunSQL("SELECT 1"),
        RunPython(lambda apps, editor: None),
        AddField("case", "x", TEXT),
        AddField("case", "x", models.TextField(null=True, db_index=True)),
        AddIndex("case", INDEX),
        AlterField("case", "x", models.TextField(unique=True)),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_a_dangerous_operation_is_found(operation: Operation) -> None:
    assert list(faults([operation]))


@pytest.mark.parametrize(
    "operations",
    [
        [RunSQL("SELECT 1", RunSQL.noop)],
        [AddField("case", "x", models.TextField(null=True))],
        [AddField("case", "x", models.TextField(default=""))],
        [AddField("case", "x", models.TextField(db_default=""))],
        [AddIndexConcurrently("case", INDEX)],
        [CreateModel("New", [("id", models.BigAutoField(primary_key=True))]), AddIndex("new", INDEX)],
    ],
    ids=lambda operations: type(operations[0]).__name__,
)
def test_a_harmless_operation_passes(operations: list[Operation]) -> None:
    assert list(faults(operations)) == []
