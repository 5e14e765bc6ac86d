"""Row-level security and privileges, made from the declarations of the models by every `linli migrate`.

They are derived, so they are never written in a migration; a policy whose text has not changed is left alone.
"""

import hashlib

from django.apps import apps
from django.db import models
from django.db.backends.utils import CursorWrapper

from linli.kernel import search
from linli.kernel.scope import scoped_models, writing

APP, RELAY, BACKUP = "linli_app", "linli_relay", "linli_backup"


# With the owner's rights, so that nobody else can write there.
KEEP_PARTICIPATIONS = """
CREATE OR REPLACE FUNCTION linli_keep_participations() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.participants = NEW.participants THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM kernel_participation
        WHERE token = ANY (OLD.participants) AND object_type = TG_ARGV[0] AND object_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO kernel_participation (token, object_type, object_id)
        SELECT DISTINCT unnest(NEW.participants), TG_ARGV[0], NEW.id;
    END IF;
    RETURN NULL;
END $$
"""
# The first time, objects that are already there are entered; the owner reads them only while the policy is not forced.
START_PARTICIPATIONS = (
    "ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
    "INSERT INTO kernel_participation (token, object_type, object_id)"
    " SELECT DISTINCT unnest(participants), '{name}', id FROM {table}",
    "ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
    "CREATE TRIGGER participations AFTER INSERT OR DELETE OR UPDATE OF participants ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION linli_keep_participations('{name}')",
)


def apply(cursor: CursorWrapper) -> None:
    """Brings privileges and policies in line with the models. Run as owner, inside a transaction, after migrating."""
    _grant(cursor)
    for table, using in wanted().items():
        _set_policy(cursor, table, using)
    for model in _about_models():
        _open_to_relay(cursor, model)
    cursor.execute(KEEP_PARTICIPATIONS)
    for model in scoped_models():
        if model.scope.participants:
            _keep_participations(cursor, model)
    search.apply(cursor)


def wanted() -> dict[str, str]:
    """For each table with a territory the USING clause that it must carry."""
    policies = {m._meta.db_table: m.scope.policy(m) for m in scoped_models()}
    return policies | {m._meta.db_table: _about_policy() for m in _about_models()}


def faults(cursor: CursorWrapper) -> list[str]:
    """What is missing in the database: tables without forced row security, or with another policy than declared."""
    cursor.execute(
        "SELECT c.relname, obj_description(p.oid, 'pg_policy'), c.relrowsecurity AND c.relforcerowsecurity"
        " FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid WHERE p.polname = 'territory'"
    )
    found = {table: (mark, forced) for table, mark, forced in cursor.fetchall()}
    return [table for table, using in wanted().items() if found.get(table) != (_mark(using), True)]


def changed_rights(cursor: CursorWrapper) -> list[str]:
    """Tables on which the application may do something else than their models declare."""
    declared = {m._meta.db_table: rights for m in apps.get_models() if (rights := getattr(m, "app_rights", ""))}
    cursor.execute(
        "SELECT t.name, string_agg(r.kind, ', ' ORDER BY r.place)"
        " FILTER (WHERE has_table_privilege(%s, t.name, r.kind))"
        " FROM unnest(%s::text[]) t(name),"
        " unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) WITH ORDINALITY r(kind, place)"
        " GROUP BY t.name",
        [APP, list(declared)],
    )
    return sorted(table for table, rights in cursor.fetchall() if rights != declared[table])


def _about_models() -> list[type[models.Model]]:
    """Kernel tables whose rows belong to some object by (type, id) and are as visible as that object."""
    return [m for m in apps.get_models() if getattr(m, "is_about_an_object", False)]


def _about_policy() -> str:
    roots = [m for m in scoped_models() if not m.scope.parent]
    terms = [
        f"(object_type = '{m._meta.model_name}' AND EXISTS "
        f"(SELECT FROM {m._meta.db_table} about WHERE about.id = object_id))"
        for m in roots
    ]
    return " OR ".join([f"(object_type || ' ' || object_id) = ({writing()})", *terms])


def _mark(using: str) -> str:
    return hashlib.sha256(using.encode()).hexdigest()


def _set_policy(cursor: CursorWrapper, table: str, using: str) -> None:
    cursor.execute(
        "SELECT obj_description(oid, 'pg_policy') FROM pg_policy"
        " WHERE polname = 'territory' AND polrelid = %s::regclass",
        [table],
    )
    if (cursor.fetchone() or [None])[0] == _mark(using):
        return
    for statement in (
        "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        "DROP POLICY IF EXISTS territory ON {table}",
        "CREATE POLICY territory ON {table} TO linli_app USING ({using})",
        "COMMENT ON POLICY territory ON {table} IS '{mark}'",
    ):
        cursor.execute(statement.format(table=table, using=using, mark=_mark(using)))


def _keep_participations(cursor: CursorWrapper, model: type[models.Model]) -> None:
    table, name = model._meta.db_table, model._meta.model_name
    cursor.execute("SELECT FROM pg_trigger WHERE tgname = 'participations' AND tgrelid = %s::regclass", [table])
    if cursor.fetchone() is None:
        for statement in START_PARTICIPATIONS:
            cursor.execute(statement.format(table=table, name=name))


def _open_to_relay(cursor: CursorWrapper, model: type[models.Model]) -> None:
    if getattr(model, "relay_rights", ""):
        table = model._meta.db_table
        cursor.execute(f"DROP POLICY IF EXISTS relay ON {table}")
        cursor.execute(f"CREATE POLICY relay ON {table} TO {RELAY} USING (true)")


def _grant(cursor: CursorWrapper) -> None:
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP}, {RELAY}, {BACKUP}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}, {RELAY}, {BACKUP}")
    cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {BACKUP}")
    for model in apps.get_models():
        table = model._meta.db_table
        if not model._meta.managed and not table.startswith("procrastinate_"):
            continue
        if rights := getattr(model, "app_rights", ""):
            cursor.execute(f"REVOKE ALL ON {table} FROM {APP}")
            cursor.execute(f"GRANT {rights} ON {table} TO {APP}")
        if rights := getattr(model, "relay_rights", ""):
            cursor.execute(f"GRANT {rights} ON {table} TO {RELAY}")
    _grant_jobs(cursor)


def _grant_jobs(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'procrastinate%'")
    for (table,) in cursor.fetchall():
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {RELAY}")
        cursor.execute(f"REVOKE ALL ON {table} FROM {APP}")
    cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {APP}")
