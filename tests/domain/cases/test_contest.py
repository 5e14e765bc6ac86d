"""A reporter says that the matter is not settled."""

import pytest

from linli.cases import actions as cases
from linli.cases import rules
from linli.kernel.actor import public
from tests.domain.asking import case_of, facts, in_state, lines_of, refused
from tests.domain.cases.neighbours import KIND, gather, join
from tests.domain.cases.test_expire import retain_in
from tests.world import World

pytestmark = pytest.mark.postgres15


@pytest.mark.parametrize("state", ["closed", "voided"])
def test_a_contested_case_stays_ended_and_is_marked_for_the_desk(world: World, state: str) -> None:
    number = in_state(world, state)
    cases.contest(world.holder(number), number, reason="It leaks still.")
    case = case_of(number)
    assert (case.state, case.is_contested, case.unread_messages) == (state, True, 1)
    assert lines_of(number)[-1].remark == "It leaks still."


def test_the_desk_is_told_by_a_fact(committed: World) -> None:
    number = in_state(committed, "closed")
    cases.contest(committed.holder(number), number, reason="It leaks still.")
    (fact,) = facts("case.contested")
    assert (fact.payload, fact.area_path) == ({"number": number, "state": "closed"}, case_of(number).area_path)


def test_what_has_been_asked_already_is_not_asked_again(world: World) -> None:
    street = gather(world, "void")
    cases.contest(street.holders[0], street.number, reason="It leaks still.")
    with refused("rule", rule="already_contested"):
        cases.contest(street.holders[1], street.number, reason="Here too.")


def test_an_open_case_has_no_answer_to_contest(world: World) -> None:
    number = in_state(world, "checked")
    with refused("illegal_move"):
        cases.contest(world.holder(number), number, reason="It leaks still.")


def test_what_is_erased_after_its_time_cannot_be_contested_any_more(world: World) -> None:
    number = in_state(world, "closed")
    retain_in(4000)
    with refused("rule", rule="words_erased"):
        cases.contest(world.holder(number), number, reason="It leaks still.")
    assert case_of(number).is_contested is False


def test_who_erased_the_own_words_contests_while_a_neighbour_s_are_there(world: World) -> None:
    street = gather(world, "void")
    cases.erase(street.holders[0], street.number)
    cases.contest(street.holders[0], street.number, reason="It leaks still.")
    world.act(street.number, "reopen")


def test_what_went_back_to_an_outside_unit_is_contested_there(world: World) -> None:
    number = world.transfer_in("9", class_code=KIND)
    holder = public(rules.code_digest(join(world, number=number).code))
    world.act(number, "send_back")
    with refused("rule", rule="contest_elsewhere", unit="Police 110"):
        cases.contest(holder, number, reason="It is loud still.")
    cases.erase(holder, number)
