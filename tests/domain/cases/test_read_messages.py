"""The desk marks what reporters wrote as read."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel.territory import territory
from tests.domain.asking import case_of, in_state, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_after_that_nothing_is_unread_and_the_reporter_sees_it(world: World) -> None:
    number = in_state(world, "handling")
    holder = world.holder(number)
    for text in ("One.", "Two."):
        cases.answer_message(holder, number, text=text)
    cases.read_messages(world.chen, number)
    assert case_of(number).unread_messages == 0
    with territory(holder):
        assert all(m.read_at for m in queries.messages(holder, queries.one_of_code(holder)[1]))


def test_where_nothing_waits_there_is_nothing_to_read(world: World) -> None:
    with refused("rule", rule="nothing_unread"):
        cases.read_messages(world.chen, world.report())
