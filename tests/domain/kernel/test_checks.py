"""An unsafe database is refused, and each fault is named."""

import pytest
from django.db import OperationalError, connection, connections, transaction
from psycopg import sql
from pytest_django.fixtures import Settings

from linli.kernel import checks, policies
from tests import cluster
from tests.world import World

pytestmark = pytest.mark.postgres15


def ids() -> list[str | None]:
    return [fault.id for fault in checks.faults()]


def as_superuser(*statements: str) -> None:
    with cluster.connect(cluster.database_name()) as admin:
        for statement in statements:
            admin.execute(statement.encode())


def test_the_database_that_migrate_leaves_behind_is_fit(committed: World) -> None:
    committed.report()
    assert checks.faults() == []


@pytest.mark.parametrize(
    "statement",
    [
        "DROP POLICY territory ON {}",
        "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY territory ON {0}; CREATE POLICY territory ON {0} TO linli_app USING (false)",
    ],
)
def test_a_table_whose_policy_is_not_as_declared_is_named(committed: World, statement: str) -> None:
    as_superuser(*(statement.format(table) for table in ("cases_contact", "kernel_auditentry")))
    (fault,) = [fault for fault in checks.faults() if fault.id == "linli.E006"]
    assert fault.msg == "Row security is not as declared: cases_contact, kernel_auditentry."


def test_every_table_with_a_territory_is_looked_after(committed: World) -> None:
    as_superuser(*(f"DROP POLICY territory ON {table}" for table in policies.wanted()))
    with connection.cursor() as cursor:
        assert policies.faults(cursor) == list(policies.wanted())


def test_a_right_to_change_the_audit_is_found_and_so_is_one_that_is_missing(committed: World) -> None:
    as_superuser("GRANT DELETE ON kernel_auditentry TO linli_app", "REVOKE INSERT ON kernel_event FROM linli_app")
    (fault,) = [fault for fault in checks.faults() if fault.id == "linli.E010"]
    assert fault.msg == "Rights are not as declared: kernel_auditentry, kernel_event."


def test_rows_that_show_without_a_territory_are_found_whatever_policy_shows_them(committed: World) -> None:
    committed.report()
    as_superuser("CREATE POLICY leak ON cases_case TO linli_app USING (true)")
    assert "linli.E007" in ids()


def test_a_database_that_may_forget_is_refused_outside_tests(committed: World, settings: Settings) -> None:
    settings.LINLI_IS_TEST = False
    (fault,) = checks.faults()
    assert fault.id == "linli.E004"
    assert "fsync, full_page_writes, synchronous_commit" in fault.msg


def test_the_embedded_database_is_refused_in_production(committed: World, settings: Settings) -> None:
    settings.IS_PRODUCTION = True
    assert ids() == ["linli.E008"]


@pytest.mark.parametrize("encoding", ["UTF8", "SQL_ASCII", "LATIN1"])
def test_a_database_that_knows_no_chinese_letters_is_refused(encoding: str) -> None:
    named = f"{cluster.database_name()}_letters"
    name = sql.Identifier(named)
    made = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING {} LOCALE 'C'").format(name, encoding)
    with cluster.connect("postgres") as admin:
        admin.execute(made)
        try:
            with cluster.connect(named) as connected, connected.cursor() as cursor:
                cursor.execute("SET client_encoding TO 'UTF8'")  # as Django does
                found = checks._locale(cursor)  # type: ignore[arg-type]
        finally:
            admin.execute(sql.SQL("DROP DATABASE {}").format(name))
    assert [fault.id for fault in found] == ["linli.E003"]
    assert "initdb -E UTF8 --locale=C.UTF-8" in str(found[0].hint)


def test_an_old_server_is_refused(committed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "OLDEST_POSTGRES", 990000)
    assert ids() == ["linli.E002"]


@pytest.mark.parametrize(
    ("role", "is_fit"),
    [
        ("CREATE ROLE made NOLOGIN", True),
        ("CREATE ROLE made BYPASSRLS", False),
        ("CREATE ROLE made SUPERUSER", False),
        ("CREATE ROLE made IN ROLE linli_owner", False),
        ("CREATE ROLE made IN ROLE linli_backup", False),
        ("CREATE ROLE made IN ROLE linli_app", True),
    ],
)
def test_a_role_that_can_go_round_row_security_itself_or_through_another_is_refused(
    committed: World, role: str, is_fit: bool
) -> None:
    with cluster.connect(cluster.database_name()) as admin, admin.transaction(force_rollback=True):
        admin.execute(role.encode())
        admin.execute("SET LOCAL ROLE made")
        with admin.cursor() as cursor:
            found = checks._role(cursor)  # type: ignore[arg-type]
    assert [fault.id for fault in found] == ([] if is_fit else ["linli.E005"])


def test_a_database_that_does_not_answer_is_a_fault_and_no_accident(
    committed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", gone)
    assert ids() == ["linli.E001"]


def test_policies_that_are_as_declared_are_left_alone_and_broken_ones_restored(committed: World) -> None:
    as_superuser("DROP POLICY territory ON cases_photo")
    for _ in range(2):
        with transaction.atomic(using="admin"), connections["admin"].cursor() as cursor:
            policies.apply(cursor)
    assert checks.faults() == []
