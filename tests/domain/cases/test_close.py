"""The end of the loop (结案)."""

import pytest

from linli.cases import actions as cases
from tests.domain.asking import attempts, case_of, in_state, lines_of, refused, running, standard
from tests.world import IMPORTER, World

pytestmark = pytest.mark.postgres15


def test_a_closed_case_has_its_answer_and_its_moment_and_no_clock_runs(world: World) -> None:
    number = in_state(world, "closed")
    case = case_of(number)
    assert (case.state, case.result, case.closed_at) == ("closed", "It is mended.", lines_of(number)[-1].at)
    assert running(number) == set()


def test_the_reporter_may_not_close_the_own_report(world: World) -> None:
    number = in_state(world, "checked", by=world.chen, channel="patrol")
    with refused("separation_of_duties", duty="closer", standing="observer"):
        world.act(number, "close")
    assert attempts() == [(world.chen.key, "case.close", number, "separation_of_duties")]


def test_who_wrote_a_caller_s_report_down_may_close_it(world: World) -> None:
    number = in_state(world, "closed", by=world.chen, channel="phone")
    assert case_of(number).state == "closed"


def test_a_held_case_is_closed_only_after_every_hold_is_released(world: World) -> None:
    number = in_state(world, "checked")
    for holder in ("subtask:7", "whistle:1"):
        cases.hold(world.chen, number, holder=holder, reason="Open.")
    for left, holder in ((2, "subtask:7"), (1, "whistle:1")):
        with refused("on_hold", holds=left):
            world.act(number, "close")
        cases.release(world.chen, number, holder=holder)
    world.act(number, "close")
    assert [code for _, _, _, code in attempts()] == ["on_hold", "on_hold"]
    assert case_of(number).state == "closed"


def test_the_condition_that_closes_the_case_must_be_met(world: World) -> None:
    cases.load_standards(IMPORTER, None, rows=[standard(1)])
    number = in_state(world, "checked")
    with refused("missing_input", field="condition_met"):
        world.act(number, "close")
    world.act(number, "close", condition_met=True)
    assert lines_of(number)[-1].data["condition_met"] is True


def test_a_standard_without_such_a_condition_asks_for_none(world: World) -> None:
    cases.load_standards(IMPORTER, None, rows=[standard(1, closing_condition="")])
    assert case_of(in_state(world, "closed")).state == "closed"
