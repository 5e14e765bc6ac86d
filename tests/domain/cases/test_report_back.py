"""The unit says what was done (反馈)."""

import pytest

from tests.domain.asking import case_of, clocks_of, in_state, lines_of, refused, running
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_the_result_is_kept_and_the_unit_s_clock_stops(world: World) -> None:
    number = in_state(world, "handled")
    case = case_of(number)
    assert (case.state, case.result, lines_of(number)[-1].remark) == ("handled", "Mended.", "Mended.")
    assert running(number) == {"check"}
    assert clocks_of(number)["handle"].stopped_at == lines_of(number)[-1].at


def test_the_result_is_kept_without_what_no_text_may_hold(world: World) -> None:
    number = in_state(world, "handling")
    world.act(number, "report_back", result=" Mended\x00. ")
    assert case_of(number).result == "Mended."


def test_the_reporter_may_not_finish_the_own_report_either(world: World) -> None:
    number = in_state(world, "accepted", by=world.zhao, channel="patrol")
    colleague = world.actors["zhao"].__class__("account:999", grants=world.zhao.grants, tokens=world.zhao.tokens)
    world.act(number, "start", by=colleague)
    with refused("separation_of_duties", standing="observer"):
        world.act(number, "report_back")
