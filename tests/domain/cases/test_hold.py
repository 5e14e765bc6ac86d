"""Something above the case must end before it."""

import pytest

from linli.cases import actions as cases
from linli.cases.models import Hold
from linli.kernel.actions import Target
from linli.kernel.territory import territory
from tests.domain.asking import EYE, attempts, case_of, in_state, refused
from tests.world import World, new_key

pytestmark = pytest.mark.postgres15


def test_a_hold_is_kept_with_its_holder_and_reason(world: World) -> None:
    number = in_state(world, "handling")
    cases.hold(world.chen, number, holder="subtask:7", reason="A sub-task is open.")
    with territory(EYE):
        hold = Hold.objects.visible_to(EYE).get(case__number=number)
    assert (hold.holder, hold.reason, hold.released_at) == ("subtask:7", "A sub-task is open.", None)
    assert (case_of(number).open_holds, case_of(number).state) == (1, "handling")


def test_the_same_holder_holds_a_case_once(world: World) -> None:
    number = in_state(world, "handling")
    cases.hold(world.chen, number, holder="subtask:7", reason="Open.")
    with refused("rule", rule="already_held"):
        cases.hold(world.chen, number, holder="subtask:7", reason="Open again.")
    assert case_of(number).open_holds == 1
    assert attempts() == [(world.chen.key, "case.hold", number, "rule")]


def test_the_same_key_gives_the_same_answer_and_holds_once(world: World) -> None:
    target = Target(in_state(world, "handling"), key=new_key())
    first = cases.hold(world.chen, target, holder="subtask:7", reason="Open.")
    assert cases.hold(world.chen, target, holder="subtask:7", reason="Open.") == first
    assert case_of(target.number).open_holds == 1
