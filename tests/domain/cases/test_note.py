"""Notes among those who work here."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.cases.models import Remark
from linli.kernel.territory import territory
from tests.domain.asking import case_of, in_state, lines_of
from tests.world import World

pytestmark = pytest.mark.postgres15


@pytest.mark.parametrize("state", ["reported", "handling", "closed"])
def test_a_note_stands_in_the_history_and_changes_nothing_else(world: World, state: str) -> None:
    number = in_state(world, state)
    cases.note(world.chen, number, text="He is hard of hearing.")
    assert lines_of(number)[-1].remark == "He is hard of hearing."
    assert case_of(number).state == state


def test_no_reporter_ever_sees_a_note_nor_any_other_inner_words(world: World) -> None:
    number = in_state(world, "dispatched")
    cases.return_(world.zhao, number, reason="Ask the other unit.")
    cases.note(world.chen, number, text="He is hard of hearing.")
    holder = world.holder(number)
    with territory(holder):
        _, case = queries.one_of_code(holder)
        assert not Remark.objects.visible_to(holder).exists()
        assert not [line.remark for line in queries.timeline(holder, case) if line.remark]
