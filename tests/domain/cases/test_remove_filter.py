"""A kept list is taken away by its owner."""

import pytest

from linli.cases import actions, queries
from linli.cases.models import SavedFilter
from linli.kernel.territory import territory
from tests.domain.asking import EYE, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_it_is_gone_for_everybody_with_its_words(world: World) -> None:
    number = actions.keep_filter(world.chen, None, name="Late", query="channel=web", is_shared=True).number
    actions.prefer_filter(world.sun, number)
    actions.remove_filter(world.chen, number)
    with territory(world.sun):
        assert queries.saved_filters(world.sun) == []
    with territory(EYE):
        gone = SavedFilter.objects.visible_to(EYE).get(number=number)
    assert (gone.name, gone.query) == ("", "")


def test_a_colleague_may_use_it_but_not_take_it_away(world: World) -> None:
    number = actions.keep_filter(world.chen, None, name="Late", query="", is_shared=True).number
    with refused("forbidden"):
        actions.remove_filter(world.sun, number)
    with refused("not_found"):
        actions.remove_filter(world.stranger, number)


def test_it_is_taken_away_once(world: World) -> None:
    number = actions.keep_filter(world.chen, None, name="Late", query="").number
    actions.remove_filter(world.chen, number)
    with refused("illegal_move"):
        actions.remove_filter(world.chen, number)
