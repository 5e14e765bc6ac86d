"""The second wall: whatever a query says, the database shows nobody the next street's rows."""

from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from linli.accounts import actions as accounts
from linli.cases import actions as cases
from linli.kernel import policies, registers
from linli.kernel.actor import Actor
from linli.kernel.territory import spoken, territory
from linli.places.queries import spot_of_code
from tests import cluster
from tests.domain.asking import EYE, picture, rows, say
from tests.world import IMPORTER, NEXT_BUILDING, World

pytestmark = pytest.mark.postgres15
Ids = dict[str, set[int]]
# These lie in the town's root, not in a street.
OF_THE_TOWN = {"cases_look", "cases_retentionrun", "cases_importfile", "places_planneddivision"}


@pytest.fixture
def next_street(committed: World) -> tuple[World, Ids]:
    """The world, with something of the next street in every table that has a territory; and the ids of all that."""
    before = all_ids()
    world = committed
    number = world.report(spot=spot_of_code(NEXT_BUILDING), contact={"phone": "13800000067"})
    cases.file(world.stranger, number, class_code="06025")
    cases.transfer_out(world.stranger, number, unit="police", reason="A matter of the police.")
    cases.recall(world.stranger, number)
    cases.dispatch(world.stranger, number, unit="next/water", remark="Hurry.")
    for move in (cases.accept, cases.start):
        move(world.stranger_zhao, number)
    cases.add_task(world.stranger_zhao, None, case=number, unit="next", text="Close the road.")
    cases.request_extension(world.stranger_zhao, number, reason="A part is missing.")
    cases.hold(world.stranger, number, holder="subtask:7", reason="Open.")
    data, sha256 = picture()
    cases.add_photo(world.stranger_zhao, number, data=data, sha256=sha256)
    cases.answer_message(world.holder(number), number, text="Thank you.")
    ended = world.report(spot=spot_of_code(NEXT_BUILDING))
    cases.void(world.stranger, ended, reason="Not ours.")
    cases.rate(world.holder(ended), ended, level="dissatisfied", is_solved=False)
    called = world.report(spot=spot_of_code(NEXT_BUILDING), contact={"phone": "13800000068"})
    cases.file(world.stranger, called, class_code="06025")
    cases.dispatch(world.stranger, called, unit="next/water")
    for move in (cases.accept, cases.start):
        move(world.stranger_zhao, called)
    cases.report_back(world.stranger_zhao, called, result="Mended.", outcome="done")
    cases.check_pass(EYE, called)
    cases.close(world.stranger, called, result="Mended.")
    cases.call_back(world.stranger, called, reached="no")
    cases.keep_filter(world.stranger, None, name="Theirs", query="state=filed")
    accounts.issue_token(world.stranger, None, name="A program")
    accounts.ask_correction(world.stranger, None, field="name", wanted="Another")
    accounts.change_password(world.stranger, old=world.password, new="another long password")
    accounts.add_account(IMPORTER, None, username="next", name="Next", password="", unit="next")
    cases.load_classes(IMPORTER, None, rows=[])
    registers.aim("theirs", "/33/330110011/")
    return world, {table: ids - before[table] for table, ids in all_ids().items()}


def all_ids() -> Ids:
    """The ids of all rows, as the superuser sees them."""
    with cluster.connect(cluster.database_name()) as admin:
        return {table: ids_in(admin, table) for table in policies.wanted()}


def ids_in(admin: "psycopg.Connection[Any]", table: str) -> set[int]:
    query = sql.SQL("SELECT id FROM {}").format(sql.Identifier(table))
    return {int(row[0]) for row in admin.execute(query).fetchall()}


def visible() -> Ids:
    """The ids of the rows that the application's role sees in the present context."""
    return {
        table: {row[0] for row in rows(sql.SQL("SELECT id FROM {}").format(sql.Identifier(table)).as_string())}
        for table in policies.wanted()
    }


def write_as(actor: Actor, statement: str, values: list[Any]) -> int:
    """How many rows the statement changes for this actor."""
    with transaction.atomic(), connection.cursor() as cursor:
        say(spoken(actor))
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def test_of_the_next_street_not_one_row_shows_in_any_table_whoever_asks(next_street: tuple[World, Ids]) -> None:
    world, theirs = next_street
    people = [world.lin, world.wang, world.chen, world.zhao, world.sun, world.li, world.holder(world.report())]
    assert {table for table, ids in theirs.items() if not ids} <= OF_THE_TOWN
    for told in (None, "", "{}", *map(spoken, people)):
        with transaction.atomic():
            if told is not None:
                say(told)
            shown = visible()
        assert {table: shown[table] & theirs[table] for table in shown} == {table: set() for table in shown}, told


def test_the_next_street_itself_sees_all_of_it(next_street: tuple[World, Ids]) -> None:
    world, theirs = next_street
    with transaction.atomic():
        say(spoken(world.stranger))
        shown = visible()
    whole = {table for table in theirs if theirs[table] <= shown[table]}
    # The import is the importer's, the record of an account its own, a register its administrators'; and so are their
    # entries in the audit.
    apart = {"kernel_batch", "kernel_register", "accounts_accountrecord", "kernel_auditentry"}
    assert set(theirs) - whole == apart
    assert len(theirs["kernel_auditentry"] - shown["kernel_auditentry"]) == 3


def test_what_is_not_seen_is_neither_changed_nor_added_to(next_street: tuple[World, Ids]) -> None:
    world, theirs = next_street
    case_id = min(theirs["cases_case"])
    assert write_as(world.chen, "UPDATE cases_case SET state = 'voided' WHERE id = %s", [case_id]) == 0
    assert write_as(world.chen, "DELETE FROM cases_remark WHERE case_id = %s", [case_id]) == 0
    with pytest.raises(DatabaseError, match="row-level security"):
        write_as(world.chen, "INSERT INTO cases_remark (case_id, version, text) VALUES (%s, 99, 'x')", [case_id])


def test_nobody_pushes_a_case_of_their_own_into_the_next_street(next_street: tuple[World, Ids]) -> None:
    world, _ = next_street
    moved = "UPDATE cases_case SET area_path = '/33/330110011/', participants = '{}' WHERE number = %s"
    with pytest.raises(DatabaseError, match="row-level security"):
        write_as(world.chen, moved, [world.report()])


def test_the_context_ends_with_its_transaction(next_street: tuple[World, Ids]) -> None:
    world, _ = next_street
    with transaction.atomic():
        say(spoken(world.stranger), "case 1")
        assert visible()["cases_case"]
    assert not visible()["cases_case"]
    assert rows("SELECT coalesce(current_setting('linli.writing', true), '')") == [("",)]


def test_an_excluded_unit_sees_nothing_although_it_lies_in_its_territory(committed: World) -> None:
    number = committed.drive(committed.report(), "file", "dispatch")
    with cluster.connect(cluster.database_name()) as admin:
        admin.execute("UPDATE cases_case SET excluded = '{unit:/street/water/}' WHERE number = %s", [number])
    for actor, count in ((committed.zhao, 0), (committed.chen, 1)):
        with transaction.atomic():
            say(spoken(actor))
            assert len(visible()["cases_case"]) == count


def test_every_table_is_forced_even_upon_its_owner(committed: World) -> None:
    query = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relname = ANY (%s)"
    assert {name for (name,) in rows(query, [list(policies.wanted())])} == set(policies.wanted())
    committed.report()
    assert rows("SELECT count(*) FROM cases_case", using="admin") == [(0,)]


def test_the_outer_actor_asks_again_when_an_inner_one_is_done(world: World) -> None:
    world.report()
    with connection.cursor() as cursor, territory(world.stranger):
        cursor.execute("SELECT set_config('linli.writing', '', true)")
        with territory(world.chen):
            cursor.execute("SELECT count(*) FROM cases_case")
            assert cursor.fetchone()[0] == 1
        cursor.execute("SELECT count(*) FROM cases_case")
        assert cursor.fetchone()[0] == 0


def test_an_entry_about_an_unknown_kind_of_object_shows_to_nobody(world: World) -> None:
    with connection.cursor() as cursor, territory(world.chen):
        cursor.execute("SELECT count(*) FROM kernel_auditentry WHERE object_type <> 'case'")
        assert cursor.fetchone()[0] == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(
                "INSERT INTO kernel_auditentry (object_type, object_id, version, at, actor, action, data, digest)"
                " VALUES ('foo', 1, 1, now(), 'x', 'x', '{}', 'x')"
            )
