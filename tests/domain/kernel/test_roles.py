"""What each role of the database may do, and that nobody goes round the door."""

import psycopg
import pytest
from django.db import DatabaseError, connections, transaction

from linli.ops import roles
from tests import cluster
from tests.domain.asking import rows
from tests.world import World

pytestmark = pytest.mark.postgres15
APPEND_ONLY = ["kernel_auditentry", "kernel_refusedattempt", "kernel_checkpoint"]
ROUND_THE_DOOR = ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}"]


def try_as(role: str, statement: str) -> None:
    with transaction.atomic(using=role), connections[role].cursor() as cursor:
        cursor.execute(statement)


def may(role: str, table: str, right: str) -> bool:
    return bool(rows("SELECT has_table_privilege(%s, %s, %s)", [role, table, right])[0][0])


def tables() -> list[str]:
    return [name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]


@pytest.mark.django_db(databases=["default"])
@pytest.mark.parametrize("statement", ROUND_THE_DOOR)
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_application_only_adds_to_what_is_kept_as_evidence(table: str, statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        try_as("default", statement.format(table))


def test_triggers_refuse_even_the_owner_of_the_audit(committed: World) -> None:
    committed.report()
    with cluster.connect(cluster.database_name()) as admin:
        admin.execute("ALTER TABLE kernel_auditentry NO FORCE ROW LEVEL SECURITY")
    for statement in ROUND_THE_DOOR:
        with pytest.raises(DatabaseError, match=r"never truncated|Cannot update or delete"):
            try_as("admin", statement.format("kernel_auditentry"))


def test_triggers_refuse_even_a_superuser(committed: World) -> None:
    with cluster.connect(cluster.database_name()) as admin:
        committed.report()
        admin.execute(
            "INSERT INTO kernel_refusedattempt (at, actor, action, object_type, reference, code)"
            " VALUES (now(), '', '', '', '', '')"
        )
        admin.execute(
            "INSERT INTO kernel_checkpoint (number, at, document, signature, upto) VALUES (1, now(), '', '', 0)"
        )
        for table in APPEND_ONLY:
            for statement in ROUND_THE_DOOR[:2]:
                with pytest.raises(psycopg.DatabaseError, match="Cannot update or delete"):
                    admin.execute(statement.format(table).encode())


def test_the_application_writes_facts_and_never_reads_them(committed: World) -> None:
    committed.report()
    with pytest.raises(DatabaseError, match="permission denied"):
        try_as("default", "SELECT id FROM kernel_event")


def test_the_relay_reads_and_writes_facts_clocks_and_jobs_and_nothing_else(committed: World) -> None:
    open_to_relay = {table for table in tables() if may(roles.RELAY, table, "SELECT")}
    assert {table for table in open_to_relay if not table.startswith("procrastinate_")} == {
        "kernel_event",
        "kernel_clock",
    }
    written = {t for t in tables() if may(roles.RELAY, t, "INSERT, UPDATE, DELETE")}
    assert written <= open_to_relay
    assert not may(roles.RELAY, "kernel_clock", "INSERT, DELETE")


def test_the_relay_sees_all_facts_and_clocks(committed: World) -> None:
    number = committed.drive(committed.report(), "file")
    assert rows("SELECT count(*) FROM kernel_event WHERE payload ->> 'number' = %s", [number], "relay") == [(2,)]
    assert rows("SELECT count(*) FROM kernel_clock", using="relay") == [(2,)]


def test_the_backup_role_reads_everything_and_writes_nothing(committed: World) -> None:
    assert all(may(roles.BACKUP, table, "SELECT") for table in tables())
    assert not any(may(roles.BACKUP, table, "INSERT, UPDATE, DELETE, TRUNCATE") for table in tables())


def test_only_the_backup_role_goes_round_row_security_and_no_role_is_another_s_member(committed: World) -> None:
    names = list(roles.ROLES)
    bypassing = rows("SELECT rolname FROM pg_roles WHERE (rolbypassrls OR rolsuper) AND rolname = ANY (%s)", [names])
    assert bypassing == [(roles.BACKUP,)]
    members = rows(
        "SELECT m.rolname, g.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member"
        " JOIN pg_roles g ON g.oid = a.roleid WHERE m.rolname = ANY (%s)",
        [names],
    )
    assert members == [(roles.BACKUP, "pg_read_all_data")]


def test_only_what_keeps_the_tables_without_policies_runs_with_the_rights_of_its_owner(committed: World) -> None:
    query = "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    keepers = {"linli_keep_participations", "linli_keep_wording_case", "linli_keep_wording_report"}
    assert {name for (name,) in rows(query)} == keepers


def test_no_working_role_makes_tables(committed: World) -> None:
    for role in ("default", "relay"):
        with pytest.raises(DatabaseError, match="permission denied"):
            try_as(role, "CREATE TABLE loot (id int)")
