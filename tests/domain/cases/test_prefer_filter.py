"""A person's desk begins with one list of their choice."""

import pytest

from linli.cases import actions, queries
from linli.kernel.actor import Actor
from linli.kernel.territory import territory
from tests.domain.asking import refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def first(actor: Actor) -> str | None:
    with territory(actor):
        found = queries.first_of(queries.saved_filters(actor))
    return found.name if found else None


def test_the_last_choice_counts_and_can_be_taken_back(world: World) -> None:
    late, mine = (actions.keep_filter(world.chen, None, name=name, query="").number for name in ("Late", "Mine"))
    actions.prefer_filter(world.chen, late)
    actions.prefer_filter(world.chen, mine)
    assert first(world.chen) == "Mine"
    actions.prefer_filter(world.chen, late, is_first=False)
    assert first(world.chen) == "Mine"
    actions.prefer_filter(world.chen, mine, is_first=False)
    assert first(world.chen) is None


def test_a_colleague_chooses_a_shared_list_for_themselves_alone(world: World) -> None:
    number = actions.keep_filter(world.chen, None, name="Late", query="", is_shared=True).number
    actions.prefer_filter(world.sun, number)
    assert (first(world.sun), first(world.chen)) == ("Late", None)


def test_a_list_that_is_not_theirs_is_not_there_for_a_stranger(world: World) -> None:
    number = actions.keep_filter(world.chen, None, name="Late", query="").number
    for actor in (world.stranger, world.sun):
        with refused("not_found"):
            actions.prefer_filter(actor, number)
