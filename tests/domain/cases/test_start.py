"""Handling begins (处置)."""

import pytest

from linli.cases import actions as cases
from tests.domain.asking import attempts, case_of, in_state, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_whoever_starts_is_the_handler(world: World) -> None:
    case = case_of(in_state(world, "handling"))
    assert case.handler_id == world.zhao.account_id
    assert f"handler:{world.zhao.key}" in case.played


def test_the_reporter_may_not_handle_the_own_report(world: World) -> None:
    number = in_state(world, "accepted", by=world.zhao, channel="patrol")
    with refused("separation_of_duties", duty="handler", standing="observer"):
        cases.start(world.zhao, number)
    assert attempts() == [(world.zhao.key, "case.start", number, "separation_of_duties")]
    assert case_of(number).state == "accepted"


def test_who_only_wrote_a_caller_s_report_down_may_handle_it(world: World) -> None:
    number = in_state(world, "accepted", by=world.zhao, channel="phone")
    cases.start(world.zhao, number)
    assert case_of(number).state == "handling"
