"""Refuses a database that cannot keep the product's promises. Asked when server and worker start, and by `/readyz`."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, ProgrammingError, connection
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from linli.kernel import policies

OLDEST_POSTGRES = 150000
NO_ANSWER = "linli.E001"
MUST_BE_ON = ("fsync", "full_page_writes", "data_checksums")


def faults() -> list[CheckMessage]:
    """What is wrong with the database, each with its remedy; empty when it is fit for use."""
    try:
        with connection.cursor() as cursor:
            return [fault for look in LOOKS for fault in look(cursor)]
    except ProgrammingError:
        return [Error("The tables are not as this version needs them.", hint="Run linli migrate.", id="linli.E009")]
    except DatabaseError as error:
        return [Error(f"The database does not answer ({type(error).__name__}).", hint="Start it.", id=NO_ANSWER)]


def _version(cursor: CursorWrapper) -> list[CheckMessage]:
    cursor.execute("SELECT current_setting('server_version_num')::int")
    if cursor.fetchone()[0] < OLDEST_POSTGRES:
        return [Error("PostgreSQL is older than 15.", hint="Use PostgreSQL 15 or later.", id="linli.E002")]
    return []


def _locale(cursor: CursorWrapper) -> list[CheckMessage]:
    """Under plain C the letters of Chinese are no letters: searches are silently empty."""
    cursor.execute("SELECT getdatabaseencoding()")
    is_unicode = cursor.fetchone()[0] == "UTF8"
    if is_unicode:  # another encoding could not even be asked about these
        cursor.execute("SELECT '中文测试' ~ '^[[:alpha:]]+$'")
    if not is_unicode or not cursor.fetchone()[0]:
        hint = "Create it with: initdb -E UTF8 --locale=C.UTF-8 --lc-collate=C"
        return [Error("The database does not know Chinese letters.", hint=hint, id="linli.E003")]
    return []


def _durability(cursor: CursorWrapper) -> list[CheckMessage]:
    cursor.execute("SELECT name FROM pg_settings WHERE name = ANY (%s) AND setting <> 'on'", [list(MUST_BE_ON)])
    off = [name for (name,) in cursor.fetchall()]
    cursor.execute("SELECT current_setting('synchronous_commit')")
    if cursor.fetchone()[0] in ("off", "local"):
        off.append("synchronous_commit")
    if off and not settings.LINLI_IS_TEST:
        names = ", ".join(sorted(off))
        return [Error(f"The database may lose what it acknowledged: {names}.", hint="Turn on.", id="linli.E004")]
    return []


def _role(cursor: CursorWrapper) -> list[CheckMessage]:
    """The application must not be able to go round row-level security, be it as a member of another role."""
    cursor.execute(
        "SELECT EXISTS (SELECT FROM pg_roles WHERE (rolsuper OR rolbypassrls OR rolname = 'linli_owner')"
        " AND pg_has_role(oid, 'MEMBER'))"
    )
    if cursor.fetchone()[0]:
        return [Error("The application's role can bypass row security.", hint="Use linli_app.", id="linli.E005")]
    return []


def _policies(cursor: CursorWrapper) -> list[CheckMessage]:
    missing = policies.faults(cursor)
    if missing:
        names = ", ".join(missing)
        return [Error(f"Row security is not as declared: {names}.", hint="Run linli migrate.", id="linli.E006")]
    return []


def _rights(cursor: CursorWrapper) -> list[CheckMessage]:
    changed = policies.changed_rights(cursor)
    if changed:
        names = ", ".join(changed)
        return [Error(f"Rights are not as declared: {names}.", hint="Run linli migrate.", id="linli.E010")]
    return []


def _canary(cursor: CursorWrapper) -> list[CheckMessage]:
    """Without a territory not one row may show. The newest stand for all: the look costs the same at any size."""
    shown = []
    cursor.execute("SELECT set_config('linli.territory', '', true), set_config('linli.writing', '', true)")
    for table in policies.wanted():
        names = sql.Identifier(table), sql.Identifier(f"{table}_id_seq")
        cursor.execute(
            sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE id > (SELECT last_value - 1000 FROM {}))").format(*names)
        )
        if cursor.fetchone()[0]:
            shown.append(table)
    if shown:
        return [Error(f"Rows show without a territory: {', '.join(shown)}.", hint="linli migrate", id="linli.E007")]
    return []


def _embedded(cursor: CursorWrapper) -> list[CheckMessage]:
    cursor.execute("SELECT current_setting('cluster_name')")
    if settings.IS_PRODUCTION and cursor.fetchone()[0].startswith("linli-embedded"):
        hint = "Set DATABASE_URL to a PostgreSQL server of your own."
        return [Error("The embedded database is not for production.", hint=hint, id="linli.E008")]
    return []


LOOKS: Sequence[Callable[[CursorWrapper], list[CheckMessage]]] = (
    _version, _locale, _durability, _role, _policies, _rights, _canary, _embedded,
)  # fmt: skip


@register(Tags.database)
def check_database(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Django's own `check --database default` asks the same."""
    return faults() if databases and "default" in databases else []
