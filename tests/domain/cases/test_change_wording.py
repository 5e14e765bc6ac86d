"""Sentences of public pages in the street's own words."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel import registers
from linli.kernel.actions import Target
from linli.places.queries import root_path
from tests.domain.asking import refused
from tests.world import World

pytestmark = pytest.mark.postgres15
ROW = {"place": "front_title", "zh": "有事您说话", "en": "Tell us"}


def aim() -> Target:
    return registers.aim("wording", root_path())


def test_a_sentence_is_set_and_taken_back(world: World) -> None:
    cases.change_wording(world.admin, aim(), row="", values=ROW)
    assert queries.phrases()["front_title"].zh == "有事您说话"
    cases.change_wording(world.admin, aim(), row="front_title", values=None)
    assert queries.phrases() == {}


def test_only_known_places_have_words(world: World) -> None:
    with refused("invalid", field="place"):
        cases.change_wording(world.admin, aim(), row="", values={**ROW, "place": "nowhere"})
    with refused("missing_input"):
        cases.change_wording(world.admin, aim(), row="", values={**ROW, "zh": "", "en": ""})


def test_who_keeps_no_wording_changes_none(world: World) -> None:
    for somebody in (world.chen, world.stranger):
        with refused("not_found"):
            cases.change_wording(somebody, aim(), row="", values=ROW)
