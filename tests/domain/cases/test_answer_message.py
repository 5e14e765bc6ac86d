"""A reporter writes to the desk by the code."""

import pytest

from linli.cases import actions as cases
from linli.kernel.actions import Target
from tests.domain.asking import EYE, attempts, case_of, in_state, lines_of, refused
from tests.world import World, new_key

pytestmark = pytest.mark.postgres15


def test_an_anonymous_reporter_may_talk_back(world: World) -> None:
    number = in_state(world, "handling", is_anonymous=True)
    cases.answer_message(world.holder(number), number, text="It is the left tap.")
    line = lines_of(number)[-1]
    assert (line.verb, line.remark) == ("answer_message", "It is the left tap.")
    assert line.actor == world.holder(number).key
    assert case_of(number).unread_messages == 1


@pytest.mark.parametrize("state", ["reported", "closed", "voided"])
def test_words_reach_the_desk_in_every_state(world: World, state: str) -> None:
    number = in_state(world, state)
    cases.answer_message(world.holder(number), number, text="Thank you.")
    assert (case_of(number).state, case_of(number).unread_messages) == (state, 1)


def test_without_a_code_nobody_speaks_as_a_reporter(world: World) -> None:
    number = world.report()
    with refused("forbidden"):
        cases.answer_message(world.chen, number, text="As if I were they.")
    with refused("not_found"):
        cases.answer_message(EYE, number, text="As if I were they.")
    assert [code for *_, code in attempts()] == ["forbidden"]


def test_the_code_of_another_case_says_nothing_here(world: World) -> None:
    number, other = world.report(), world.report()
    with refused("not_found"):
        cases.answer_message(world.holder(other), number, text="Hello.")


def test_the_same_words_with_the_same_key_are_heard_once(world: World) -> None:
    target = Target(world.report(), key=new_key())
    first = cases.answer_message(world.holder(target.number), target, text="Hello.")
    assert cases.answer_message(world.holder(target.number), target, text="Hello.") == first
    assert case_of(target.number).unread_messages == 1


@pytest.mark.parametrize(("text", "code"), [("", "missing_input"), (" \x00", "missing_input"), ("x" * 1001, "invalid")])
def test_empty_and_endless_words_are_refused_by_name(world: World, text: str, code: str) -> None:
    number = world.report()
    with refused(code, field="text"):
        cases.answer_message(world.holder(number), number, text=text)
