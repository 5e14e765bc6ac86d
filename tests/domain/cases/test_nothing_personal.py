"""What a person said or left is in its own tables and nowhere else."""

import pytest
from psycopg import sql

from linli.cases import actions as cases
from linli.kernel import jobs, outbox
from linli.kernel.actions import Target
from linli.kernel.refusals import Refusal
from tests import cluster
from tests.domain.asking import in_state, lines_of
from tests.domain.cases.neighbours import gather
from tests.world import World, new_key

pytestmark = pytest.mark.postgres15
OF_PEOPLE = {
    "cases_case",
    "cases_report",
    "cases_contact",
    "cases_remark",
    "cases_hold",
    "cases_message",
    "cases_task",
    "kernel_wording",
}
CANARIES = [f"canary{letter}" for letter in "abcdefghijklmnopqrstuv"]
(
    TEXT,
    NAME,
    HASTE,
    REASON,
    RESULT,
    AGAIN,
    ENDED,
    VOID,
    HELD,
    ASK,
    REFUSED,
    REMARK,
    PART,
    DONE,
    BACK,
    NEEDLESS,
    *SPOKEN,
) = CANARIES
PHONE = "13812345678"


def tables_that_hold(text: str) -> set[str]:
    """Every table of the database in which the text occurs, as the superuser sees it."""
    with cluster.connect(cluster.database_name()) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        query = sql.SQL("SELECT EXISTS (SELECT FROM {} row WHERE row::text LIKE %s)")
        return {
            table
            for (table,) in tables
            if connection.execute(query.format(sql.Identifier(table)), [f"%{text}%"]).fetchone() == (True,)
        }


def test_what_people_say_occurs_only_in_the_tables_of_people(committed: World) -> None:
    contact = {"name": NAME, "phone": PHONE}
    number = in_state(committed, "filed", text=f"{TEXT} {PHONE}", contact=contact)
    committed.act(number, "dispatch", remark=HASTE)
    committed.act(number, "return", reason=REASON)
    committed.drive(number, "dispatch", "accept", "start")
    assist(committed, number)
    committed.act(number, "report_back", result=RESULT)
    committed.act(number, "check_fail", reason=AGAIN)
    committed.drive(number, "report_back")
    committed.act(number, "check_pass", remark=REMARK)
    cases.hold(committed.chen, number, holder="subtask:7", reason=HELD)
    with pytest.raises(Refusal):
        cases.close(committed.chen, Target(number, key=new_key()), result=REFUSED)
    cases.release(committed.chen, Target(number, key=new_key()), holder="subtask:7")
    cases.close(committed.chen, Target(number, key=new_key()), result=ENDED)
    cases.reveal(committed.chen, number, field="phone", reason=ASK)
    speak(committed)
    committed.act(committed.report(), "void", reason=VOID)
    assert outbox.relay_once(jobs.defer_hearings) > 10
    for canary in {*CANARIES, PHONE} - {REFUSED}:
        found = tables_that_hold(canary)
        assert found, f"{canary} was kept nowhere, so this proves nothing"
        assert found <= OF_PEOPLE, canary
    assert tables_that_hold(REFUSED) == set()


def assist(world: World, number: str) -> None:
    """Everything that the unit that leads and an assisting one say to each other."""
    done, returned, cancelled = (world.assisted(number, text=PART) for _ in range(3))
    cases.accept_task(world.ren, done)
    cases.report_task_done(world.ren, done, result=DONE)
    cases.return_task(world.ren, returned, reason=BACK)
    cases.cancel_task(world.zhao, cancelled, reason=NEEDLESS)


def speak(world: World) -> None:
    """Everything that desk and reporters say to each other."""
    asked, answered, noted, joined, rated, contested = SPOKEN
    street = gather(world, "void", text=joined)
    cases.send_message(world.chen, street.number, text=asked)
    cases.answer_message(street.holders[0], street.number, text=answered)
    cases.note(world.chen, street.number, text=noted)
    cases.rate(street.holders[0], street.number, level="dissatisfied", is_solved=False, text=rated)
    cases.contest(street.holders[0], street.number, reason=contested)


def test_the_tracking_code_is_kept_nowhere_at_all(committed: World) -> None:
    number = committed.report()
    assert tables_that_hold(committed.codes[number]) == set()


def test_the_digest_of_the_same_words_differs_from_case_to_case(world: World) -> None:
    one, other = in_state(world, "voided"), in_state(world, "voided")
    assert lines_of(one)[-1].data["remark"] != lines_of(other)[-1].data["remark"]
