"""Somebody else finds the matter done (核查通过)."""

from dataclasses import replace

import pytest

from linli.cases import actions as cases
from linli.kernel.actor import Grant
from tests.domain.asking import attempts, case_of, in_state, refused, running
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_a_case_found_done_waits_for_closing(world: World) -> None:
    number = world.drive(in_state(world, "handled"), "check_pass")
    assert case_of(number).state == "checked"
    assert running(number) == {"close"}


def test_the_handler_may_not_check_the_own_work(world: World) -> None:
    may_check = Grant("verifier", frozenset({"case.view", "case.check_pass"}), areas=("/33/330110010/",))
    zhao = replace(world.zhao, grants=(*world.zhao.grants, may_check))
    number = in_state(world, "handled")
    with refused("separation_of_duties", duty="verifier", standing="handler"):
        cases.check_pass(zhao, number)
    assert attempts() == [(zhao.key, "case.check_pass", number, "separation_of_duties")]


def test_the_reporter_may_check(world: World) -> None:
    number = in_state(world, "handled", by=world.lin, channel="grid_worker")
    cases.check_pass(world.lin, number)
    assert case_of(number).state == "checked"
