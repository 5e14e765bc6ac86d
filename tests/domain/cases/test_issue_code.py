"""A reporter who lost the code, or was never given one, gets another after the desk has found out who asks."""

from pathlib import Path

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.cases.rules import IDENTITIES, code_digest
from linli.kernel.actions import Target
from linli.kernel.actor import Actor, public
from linli.kernel.territory import territory
from tests.domain.asking import case_of, in_state, lines_of, refused
from tests.domain.cases.neighbours import gather, heard
from tests.domain.cases.test_erase import chain_holds
from tests.domain.cases.test_nothing_personal import tables_that_hold
from tests.domain.imports import tables
from tests.world import World, new_key

pytestmark = pytest.mark.postgres15
ASKED = {"identity": "called_back", "reason": "The slip was lost."}


def issued(world: World, number: str, **given: object) -> Actor:
    """Whoever has the new code."""
    return public(code_digest(cases.issue_code(world.chen, number, **{**ASKED, **given}).code))  # type: ignore[arg-type]


def opens(holder: Actor) -> str:
    with territory(holder):
        return queries.one_of_code(holder)[1].number


@pytest.mark.parametrize("state", ["reported", "closed", "voided"])
def test_the_new_code_opens_the_report_and_the_old_one_nothing(world: World, state: str) -> None:
    number = in_state(world, state)
    before = world.holder(number)
    after = issued(world, number)
    assert opens(after) == number
    with refused("not_found"), territory(before):
        queries.one_of_code(before)
    with refused("not_found"):
        cases.answer_message(before, number, text="It drips.")
    cases.answer_message(after, number, text="It drips.")
    assert case_of(number).state == state


def test_the_code_is_shown_once_and_stands_nowhere(committed: World) -> None:
    number = committed.report()
    key = new_key()
    first = cases.issue_code(committed.chen, Target(number, 1, key), identity="in_person", reason="A canaryreason.")
    again = cases.issue_code(committed.chen, Target(number, 1, key), identity="in_person", reason="A canaryreason.")
    assert first == again
    assert tables_that_hold(first.code) == set()
    assert tables_that_hold("canaryreason") == {"cases_remark"}
    line = lines_of(number)[-1]
    assert (line.actor, line.data["identity"], line.data["was_given"]) == (committed.chen.key, "in_person", True)
    assert chain_holds(number)


def test_only_the_reporter_who_is_meant_gets_one(world: World) -> None:
    street = gather(world)
    after = issued(world, street.number, report=street.report_ids[1])
    cases.send_message(world.chen, street.number, text="Which tap?", report=street.report_ids[1])
    assert (heard(after), heard(street.holders[0])) == (["Which tap?"], [])


def test_how_it_was_found_out_and_why_are_needed(world: World) -> None:
    number = world.report()
    with refused("missing_input", field="identity"):
        issued(world, number, identity="")
    with refused("invalid", field="identity", reason="unknown_choice"):
        issued(world, number, identity="a hunch")
    with refused("missing_input", field="reason"):
        issued(world, number, reason=" ")
    for identity in IDENTITIES:
        assert opens(issued(world, number, identity=identity)) == number


def test_whoever_reported_anonymously_stays_so_g43(world: World) -> None:
    number = world.report(is_anonymous=True)
    with refused("rule", rule="anonymous_without_code"):
        issued(world, number)
    assert opens(world.holder(number)) == number


def test_whoever_may_only_write_to_the_reporter_issues_none(world: World) -> None:
    number = world.report()
    with refused("forbidden"):
        cases.issue_code(world.wang, number, identity="in_person", reason="The slip was lost.")
    with refused("not_found"):
        cases.issue_code(world.stranger, number, identity="in_person", reason="The slip was lost.")


def test_nobody_writes_to_whom_no_code_was_ever_given(world: World, tmp_path: Path) -> None:
    tables.bring_in(tables.written(tmp_path / "a.csv", [tables.row(1)]))
    number = tables.cases()["1"].number
    with refused("rule", rule="no_code_given"):
        cases.send_message(world.chen, number, text="Which tap?")
    holder = issued(world, number)
    assert lines_of(number)[-1].data["was_given"] is False
    cases.send_message(world.chen, number, text="Which tap?")
    assert heard(holder) == ["Which tap?"]


def test_what_was_said_by_the_old_code_is_erased_by_the_new_one(committed: World) -> None:
    number = committed.report()
    cases.answer_message(committed.holder(number), number, text="canarywords")
    into = committed.report()
    cases.merge(committed.chen, number, into=into)
    moved = reported(committed, into, number)
    holder = issued(committed, into, report=moved)
    committed.drive(into, "file", "dispatch", "accept", "start", "report_back", "check_pass", "close")
    keys = [bytes(case_of(each).digest_key or b"") for each in (number, into)]
    cases.erase(holder, into)
    assert tables_that_hold("canarywords") == set()
    assert [bytes(case_of(each).digest_key or b"") for each in (number, into)] != keys


def reported(world: World, into: str, number: str) -> int:
    """The id of the report that came with a merge."""
    with territory(world.chen):
        told = queries.reports_of(world.chen, queries.one(world.chen, into))
        return next(row.pk for row in told if row.opened_id == case_of(number).pk)
