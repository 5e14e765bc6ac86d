"""PIPL 15: consent is taken back as easily as it was given."""

import pytest

from linli.cases import actions as cases
from tests.domain.asking import case_of, in_state, lines_of, refused
from tests.domain.cases.test_correct import contact
from tests.domain.cases.test_nothing_personal import tables_that_hold
from tests.unit.cases.expected import STATES
from tests.world import World

pytestmark = pytest.mark.postgres15


# What another unit sent in has no code, and the code of a merged report opens the case that it was merged into.
@pytest.mark.parametrize("state", sorted(set(STATES) - {"sent_back", "merged"}))
def test_a_contact_is_gone_at_once_in_every_state_pipl_15(world: World, state: str) -> None:
    number = in_state(world, state, contact={"name": "李小明", "phone": "13800000067"})
    cases.withdraw(world.holder(number), number)
    assert contact(world, number) == {}
    assert case_of(number).state == state
    assert lines_of(number)[-1].data["fields"] == "name,phone"


def test_nothing_of_it_is_left_in_the_database(committed: World) -> None:
    number = committed.report(contact={"phone": "13800000067"})
    cases.withdraw(committed.holder(number), number)
    assert tables_that_hold("13800000067") == set()


def test_where_there_is_none_the_reporter_is_told_so(world: World) -> None:
    number = world.report()
    with refused("rule", rule="no_contact"):
        cases.withdraw(world.holder(number), number)
