"""The roles and the database inside a cluster: who owns, who works, who relays, who backs up."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

DATABASE = "linli"
SUPERUSER = "postgres"
OWNER, APP, RELAY, BACKUP = "linli_owner", "linli_app", "linli_relay", "linli_backup"
_PLAIN = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"
ROLES = {
    OWNER: f"{_PLAIN} NOBYPASSRLS NOREPLICATION",
    APP: f"{_PLAIN} NOBYPASSRLS NOREPLICATION",
    RELAY: f"{_PLAIN} NOBYPASSRLS NOREPLICATION",
    BACKUP: f"{_PLAIN} BYPASSRLS REPLICATION",
}


@dataclass(frozen=True)
class Urls:
    """One address for each role. The superuser's makes databases and serves tests, never the product."""

    app: str
    admin: str
    relay: str
    backup: str
    superuser: str

    def environment(self) -> dict[str, str]:
        """The variables from which every Linli process learns where the database is."""
        return {
            "DATABASE_URL": self.app,
            "LINLI_ADMIN_URL": self.admin,
            "LINLI_RELAY_URL": self.relay,
            "LINLI_BACKUP_URL": self.backup,
        }


def urls(socket_folder: Path, database: str = DATABASE) -> Urls:
    """The addresses of a database behind a socket."""

    def url(role: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(socket_folder), safe='/')}"

    return Urls(url(APP), url(OWNER), url(RELAY), url(BACKUP), url(SUPERUSER))


def ensure(socket_folder: Path, database: str) -> None:
    """Make the roles and the database where they are missing and set the roles' rights; safe to repeat."""
    with psycopg.connect(urls(socket_folder, "postgres").superuser, autocommit=True) as connection:
        _ensure_roles(connection)
        _ensure_database(connection, database)


def _ensure_roles(connection: psycopg.Connection) -> None:
    for role, rights in ROLES.items():
        found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        if not found:
            connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
        connection.execute(sql.SQL("ALTER ROLE {} {}").format(sql.Identifier(role), sql.SQL(rights)))
    connection.execute(sql.SQL("GRANT pg_read_all_data TO {}").format(sql.Identifier(BACKUP)))


def _ensure_database(connection: psycopg.Connection, database: str) -> None:
    name, owner = sql.Identifier(database), sql.Identifier(OWNER)
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, owner))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    workers = sql.SQL(", ").join(map(sql.Identifier, (APP, RELAY, BACKUP)))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, workers))
