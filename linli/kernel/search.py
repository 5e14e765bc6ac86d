"""Finding objects by what is written in them, also by two characters of Chinese and within a territory.

A model declares `searched`; from this every `linli migrate` makes a trigger that keeps one table without a policy, in
which words lead to ids. Under a policy no search may use an index, because `@@` could leak what it compares.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.utils import CursorWrapper

from linli.kernel.scope import IsAmong

# How many rows are entered while the table is closed to others, when old rows are entered for the first time.
BATCH = 2000
# How many objects are found before their territory is asked for.
FEW = 8000


@dataclass(frozen=True)
class Searched:
    """The declaration: text columns, and foreign keys with the columns of the row they lead to.

    A child names in `about` the foreign key to the object that is found through it, and in `unless` the one that says,
    by leading to the same object, that the object itself has these words already.
    """

    columns: tuple[str, ...]
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    about: str = ""
    unless: str = ""


class Wording(models.Model):
    """What an object can be found by. `source` is 0 for its own words, else the id of the child that said them.

    Without a policy: it opens nothing by itself, and nobody reads it but together with the objects.
    """

    app_rights = "SELECT"

    pk = models.CompositePrimaryKey("object_type", "object_id", "source")
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    source = models.BigIntegerField()
    grams = SearchVectorField()

    objects: ClassVar["models.Manager[Wording]"] = models.Manager()

    class Meta:
        app_label = "kernel"
        indexes: ClassVar = [GinIndex(fields=["grams"], name="wording_grams")]


class Holds(models.Func):
    """SQL: these grams hold everything that is sought. Arguments: the column and the text that somebody typed."""

    template = "%(expressions)s)"
    arg_joiner = " @@ linli_sought("
    arity = 2
    output_field = models.BooleanField()


def saying(model: type[models.Model], text: str) -> models.Q:
    """The objects in whose words all that was typed is found, whatever the width and the case of its letters.

    Asks the database how many there are: few are found first, then tested; of many, the list is walked until a page is
    full, because most of its rows will do.
    """
    found = Wording.objects.filter(Holds("grams", models.Value(text)), object_type=model._meta.model_name)
    if found.order_by()[: FEW + 1].count() > FEW:
        return models.Q(models.Exists(found.filter(object_id=models.OuterRef("pk"))))
    return models.Q(IsAmong("pk", ArraySubquery(found.values("object_id"))))


# The one definition of what a word is. Signs that are written without spaces (Chinese, kana, Hangul) come in runs,
# everything else that is a letter or a digit in words; the rest parts them.
RUNS = r"""
CREATE OR REPLACE FUNCTION linli_runs(said text) RETURNS SETOF text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_matches(lower(normalize(said, NFKC)),
        '([\u3005-\u3007\u3040-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af]+)'
        '|([0-9a-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0300-\u1fff]+)', 'g')
$$
"""
# Of a run every two neighbours, and the last sign alone: so that one sign is found as the beginning of a gram. Of a
# number like a case's, which begins with a day, also its last four to eight digits.
GRAMS = """
CREATE OR REPLACE FUNCTION linli_grams(said text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_to_tsvector(array_agg(DISTINCT gram)), '') FROM (
        SELECT CASE WHEN run[1] IS NULL THEN left(run[2], 60) ELSE substr(run[1], at, 2) END AS gram
        FROM linli_runs(said) run, generate_series(1, coalesce(length(run[1]), 1)) at
        UNION ALL
        SELECT right(run[2], last) FROM linli_runs(said) run, generate_series(4, 8) last
        WHERE run[2] ~ '^20[0-9]{2}(0[1-9]|1[0-2])([0-2][0-9]|3[01])[0-9]{6,8}$'
    ) grams
$$
"""
# Words are sought by their beginnings; short numbers only whole, because every case number begins with the year.
SOUGHT = """
CREATE OR REPLACE FUNCTION linli_sought(said text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(DISTINCT '''' || gram || '''' || ending, ' & '), '')::tsquery FROM (
        SELECT CASE WHEN run[1] IS NULL THEN left(run[2], 60) ELSE substr(run[1], at, 2) END AS gram,
            CASE WHEN length(run[1]) = 1 OR run[2] ~ '^([0-9]{8,}|.*[^0-9].+|.+[^0-9])$' THEN ':*' ELSE '' END AS ending
        FROM linli_runs(said) run, generate_series(1, greatest(coalesce(length(run[1]), 2) - 1, 1)) at
    ) grams
$$
"""
# With the owner's rights, so that nobody else can write there.
KEEP = """
CREATE OR REPLACE FUNCTION linli_keep_wording_{name}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND ({old}) IS NOT DISTINCT FROM ({new}) THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM kernel_wording
        WHERE object_type = '{object_type}' AND object_id = OLD.{about} AND source = {old_source};
    END IF;
    IF TG_OP <> 'DELETE' AND {wanted} THEN
        INSERT INTO kernel_wording (object_type, object_id, source, grams)
        VALUES ('{object_type}', NEW.{about}, {source}, linli_grams({text}));
    END IF;
    RETURN NULL;
END $$
"""
TRIGGER = (
    "CREATE TRIGGER wording AFTER INSERT OR DELETE OR UPDATE OF {columns} ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION linli_keep_wording_{name}()"
)
NAMED = "(SELECT {column} FROM {table} WHERE id = new.{name}_id)"
# By which declaration the rows that are there were entered, and the newest id that there has been.
MARK = (
    "SELECT obj_description(oid, 'pg_trigger'),"
    " coalesce(pg_sequence_last_value(pg_get_serial_sequence(tgrelid::regclass::text, 'id')::regclass), 0)"
    " FROM pg_trigger WHERE tgname = 'wording' AND tgrelid = %s::regclass"
)
FILL = (
    # The owner reads the rows only while the policy is not forced.
    "ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
    "INSERT INTO kernel_wording (object_type, object_id, source, grams)"
    " SELECT '{object_type}', new.{about}, {source}, linli_grams({text}) FROM {table} new"
    " WHERE id > {after} AND id <= {upto} AND {wanted}"
    " ON CONFLICT (object_type, object_id, source) DO UPDATE SET grams = EXCLUDED.grams",
    "ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
)


def apply(cursor: CursorWrapper) -> None:
    """Makes functions and triggers as declared. Run as owner, inside a transaction, after migrating."""
    for statement in (RUNS, GRAMS, SOUGHT):
        cursor.execute(statement)
    for model in searched_models():
        parts = _parts(model)
        cursor.execute(KEEP.format(**parts))
        cursor.execute("SELECT FROM pg_trigger WHERE tgname = 'wording' AND tgrelid = %s::regclass", [parts["table"]])
        if cursor.fetchone() is None:
            cursor.execute(TRIGGER.format(**parts))


def fill(using: str = DEFAULT_DB_ALIAS) -> None:
    """Enters the rows that are older than the declaration, some at a time; a fill that was broken off begins anew."""
    for model in searched_models():
        parts = _parts(model)
        mark = hashlib.sha256("".join((KEEP, RUNS, GRAMS, *parts.values())).encode()).hexdigest()
        with connections[using].cursor() as cursor:
            cursor.execute(MARK, [parts["table"]])
            (known, newest) = cursor.fetchone()
            if known == mark:
                continue
            for after in range(0, newest, BATCH):
                with transaction.atomic(using=using):
                    for statement in FILL:
                        cursor.execute(statement.format(**parts, after=after, upto=after + BATCH))
            cursor.execute(f"COMMENT ON TRIGGER wording ON {parts['table']} IS '{mark}'")


def searched_models() -> list[type[models.Model]]:
    """Every model that declares what it can be found by."""
    return [model for model in apps.get_models() if getattr(model, "searched", None)]


def _parts(model: type[models.Model]) -> dict[str, str]:
    """What the templates above are filled with."""
    declared: Searched = model.searched  # type: ignore[attr-defined]
    to_what = str(_related(model, declared.about)._meta.model_name) if declared.about else ""
    keys = [f"{name}_id" for name in (*declared.named, declared.about, declared.unless) if name]
    columns = [*declared.columns, *keys]
    named = [_named(model, name, column) for name, names in declared.named.items() for column in names]
    about = f"{declared.about}_id" if declared.about else "id"
    return {
        "name": str(model._meta.model_name),
        "table": model._meta.db_table,
        "object_type": to_what or str(model._meta.model_name),
        "about": about,
        "source": "new.id" if declared.about else "0",
        "old_source": "OLD.id" if declared.about else "0",
        "wanted": f"new.{declared.unless}_id IS DISTINCT FROM new.{about}" if declared.unless else "true",
        "columns": ", ".join(columns),
        "old": ", ".join(f"OLD.{column}" for column in columns),
        "new": ", ".join(f"NEW.{column}" for column in columns),
        "text": "concat_ws(' ', " + ", ".join([*(f"new.{column}" for column in declared.columns), *named]) + ")",
    }


def _named(model: type[models.Model], name: str, column: str) -> str:
    return NAMED.format(column=column, table=_related(model, name)._meta.db_table, name=name)


def _related(model: type[models.Model], name: str) -> type[models.Model]:
    related = model._meta.get_field(name).related_model
    assert isinstance(related, type)
    return related
