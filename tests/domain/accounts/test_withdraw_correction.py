"""Who asked for a correction takes it back."""

import pytest

from linli.accounts import actions
from tests.domain.accounts.correcting import ask, of
from tests.domain.asking import refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_taken_back_it_needs_no_answer_and_its_words_are_gone(world: World) -> None:
    number = ask(world)
    actions.withdraw_correction(world.zhao, number)
    assert (of(number).state, of(number).wanted) == ("withdrawn", "")
    with refused("illegal_move"):
        actions.refuse_correction(world.admin, number, reason="No.")
