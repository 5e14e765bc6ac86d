"""An outside unit says what was done (移送反馈)."""

import pytest

from linli.cases import queries
from linli.kernel.territory import territory
from tests.domain.asking import EYE, case_of, in_state, running
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_it_is_checked_and_closed_like_any_other(world: World) -> None:
    number = world.drive(in_state(world, "transferred"), "answer_transfer")
    assert (case_of(number).state, case_of(number).result, running(number)) == (
        "handled",
        "They were spoken to.",
        {"check"},
    )
    with territory(EYE):
        assert [sent.outcome for sent in queries.transfers(EYE, case_of(number))] == ["answered"]
    world.drive(number, "check_pass", "close")
    assert case_of(number).state == "closed"


def test_what_is_not_done_goes_back_to_the_partner(world: World) -> None:
    number = world.drive(in_state(world, "transferred"), "answer_transfer", "check_fail")
    assert (case_of(number).state, case_of(number).owner, running(number)) == (
        "transferred",
        "partner:/police/",
        {"handle"},
    )
    world.drive(number, "answer_transfer", "check_pass", "close")
