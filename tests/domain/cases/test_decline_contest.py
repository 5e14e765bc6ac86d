"""The desk has looked again at what a reporter doubts, and stands by the result (维持原结果)."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel.actions import Target
from linli.kernel.actor import Actor
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from tests.domain.asking import case_of, facts, in_state, lines_of, refused
from tests.domain.cases.neighbours import gather
from tests.world import World

pytestmark = pytest.mark.postgres15
REASON = "We looked: it is dry."


def read_by(holder: Actor, number: str) -> list[str]:
    """What the desk wrote, as the holder of this code reads it."""
    with territory(holder):
        _, case = queries.one_of_code(holder)
        assert case.number == number
        return [message.text for message in queries.messages(holder, case) if message.is_from_desk]


@pytest.mark.parametrize("state", ["closed", "voided"])
def test_the_result_stands_and_whoever_doubted_it_reads_why(world: World, state: str) -> None:
    number = world.drive(in_state(world, state), "contest", "decline_contest")
    case = case_of(number)
    assert (case.state, case.is_contested, case.unread_messages) == (state, False, 0)
    assert read_by(world.holder(number), number) == [REASON]
    assert (lines_of(number)[-1].verb, lines_of(number)[-1].remark) == ("decline_contest", REASON)


def test_another_reporter_reads_nothing_of_it_and_may_contest_for_the_first_time(world: World) -> None:
    street = gather(world, "void")
    one, other = street.holders[:2]
    cases.contest(one, street.number, reason="It leaks still.")
    world.drive(street.number, "decline_contest")
    assert (read_by(one, street.number), read_by(other, street.number)) == ([REASON], [])
    cases.contest(other, street.number, reason="Here too.")
    assert case_of(street.number).is_contested


def test_the_same_result_is_not_contested_again_until_the_case_was_reopened(world: World) -> None:
    number = world.drive(in_state(world, "closed"), "contest", "decline_contest")
    with pytest.raises(Refusal) as refusal:
        world.act(number, "contest")
    assert refusal.value.words["rule"] == "contest_declined"
    assert "12345" in sentence(refusal.value)
    world.drive(number, "reopen", "dispatch", "accept", "start", "report_back", "check_pass", "close", "contest")
    assert case_of(number).is_contested


def test_after_it_the_reporter_may_erase_what_was_needed_while_it_was_contested(world: World) -> None:
    number = world.drive(in_state(world, "closed"), "contest")
    with refused("rule", rule="needed_while_contested"):
        cases.erase(world.holder(number), number)
    world.act(number, "decline_contest")
    cases.erase(world.holder(number), number)
    assert case_of(number).text == ""


def test_where_nobody_doubts_there_is_nothing_to_decline(world: World) -> None:
    number = in_state(world, "closed")
    with refused("rule", rule="not_contested"):
        world.act(number, "decline_contest")
    world.drive(number, "contest", "decline_contest")
    with refused("rule", rule="not_contested"):
        world.act(number, "decline_contest")


def test_nobody_upholds_the_own_work(world: World) -> None:
    number = world.drive(in_state(world, "closed"), "contest")
    with refused("separation_of_duties", duty="reviewer", standing="handler"):
        cases.decline_contest(world.zhao.lent("case.decline_contest"), number, reason=REASON)


def test_the_same_key_sent_again_says_it_once(world: World) -> None:
    number = world.drive(in_state(world, "closed"), "contest")
    target = Target(number, key="a key of sixteen and more")
    assert cases.decline_contest(world.chen, target, reason=REASON) == cases.decline_contest(
        world.chen, target, reason=REASON
    )
    assert read_by(world.holder(number), number) == [REASON]


def test_the_unit_that_handled_it_hears_of_the_doubt_and_of_its_end(committed: World) -> None:
    number = committed.drive(in_state(committed, "closed"), "contest", "decline_contest")
    for name in ("case.contested", "case.contest_declined"):
        (fact,) = facts(name)
        assert (fact.payload, fact.unit_path) == ({"number": number, "state": "closed"}, "/street/water/")
